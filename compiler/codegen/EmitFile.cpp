//===- EmitFile.cpp - Writing a file, or saying why not -------------------===//

#include "compiler/codegen/EmitFile.h"

#include "llvm/Support/raw_ostream.h"

using namespace llvm;

Error cocc::writeFile(StringRef path, StringRef bytes) {
  std::error_code error;
  raw_fd_ostream stream(path, error);
  if (!error) {
    stream << bytes;
    stream.close();
    error = stream.error();
    stream.clear_error();
  }
  if (error)
    return createStringError("cannot write '" + path + "': " + error.message());
  return Error::success();
}
