//===- TorchMetadata.cpp --------------------------------------------------===//

#include "frontends/torch/TorchMetadata.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"

using namespace llvm;

namespace cocc::frontends {

/// PyTorch installed or built from source, or code that it made up, or a module
/// of the package cocc, all of whose files are called so.
static bool isNotTheUsers(StringRef file) {
  std::string unified = file.str();
  std::replace(unified.begin(), unified.end(), '\\', '/');
  StringRef path = unified;
  static constexpr StringLiteral parts[] = {
      "/site-packages/torch/", "/dist-packages/torch/", "/torch/nn/modules/",
      "/torch/nn/functional.py", "/cocc/_"};
  return path.starts_with("torch/") || path.starts_with("<") ||
         any_of(parts, [&](StringRef part) { return path.contains(part); });
}

/// Reads `File "model.py", line 12, in forward`.
static std::optional<PythonLine> readFrame(StringRef text) {
  PythonLine line;
  if (!text.consume_front("File \""))
    return std::nullopt;
  auto [file, rest] = text.split("\", line ");
  if (rest.consumeInteger(10, line.line))
    return std::nullopt;
  rest.consume_front(", in ");
  line.file = file.str();
  line.function = rest.str();
  return line;
}

std::optional<PythonLine> findUserLine(StringRef traceback) {
  std::optional<PythonLine> found;
  SmallVector<StringRef> lines;
  traceback.split(lines, '\n');
  for (size_t i = 0; i < lines.size(); ++i) {
    std::optional<PythonLine> frame = readFrame(lines[i].trim());
    if (!frame || isNotTheUsers(frame->file))
      continue;
    if (i + 1 < lines.size() && !readFrame(lines[i + 1].trim()))
      frame->code = lines[i + 1].trim().str();
    found = std::move(frame);
  }
  return found;
}

void readModuleStack(StringRef stack, TorchNode &node) {
  StringRef innermost = stack.rsplit(';').second;
  if (innermost.empty())
    innermost = stack;
  // The key may have commas, the path and the class have none.
  auto [front, type] = innermost.rsplit(',');
  if (type.starts_with("_empty_nn_module_stack"))
    return;
  node.modulePath = front.rsplit(',').second.str();
  node.moduleClass = type.str();
}

} // namespace cocc::frontends
