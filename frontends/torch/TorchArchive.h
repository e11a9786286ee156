//===- TorchArchive.h - The entries of a .pt2 file ------------------------===//
//
// A .pt2 file is a zip archive. Its entries are only ever read into memory:
// their names are no paths. Nothing in the archive is believed; in particular,
// all that is read of it together is at most four times as large as the file,
// or 64 MiB, whatever its entries claim to unpack to. PyTorch compresses
// nothing.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_FRONTENDS_TORCH_TORCHARCHIVE_H
#define COCC_FRONTENDS_TORCH_TORCHARCHIVE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <map>
#include <memory>
#include <string>

struct zip;

namespace cocc::frontends {

class TorchArchive {
public:
  struct Entry {
    uint64_t index = 0;
    uint64_t bytes = 0;
  };

  /// `file` must outlive the archive. Errors say what is wrong, without the
  /// file's name.
  static llvm::Expected<TorchArchive> open(llvm::StringRef file);

  const std::map<std::string, Entry> &entries() const { return names; }
  bool has(llvm::StringRef name) const { return names.count(name.str()) > 0; }

  /// The content of an entry, whose checksum is right.
  llvm::Expected<std::string> read(llvm::StringRef name);

  /// Sets `bytes` aside of what may be made from this file.
  llvm::Error claim(uint64_t bytes);

private:
  struct Close {
    void operator()(struct zip *archive) const;
  };

  llvm::Error list();

  std::unique_ptr<struct zip, Close> archive;
  std::map<std::string, Entry> names;
  uint64_t claimed = 0;
  uint64_t claimable = 0;
};

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_TORCHARCHIVE_H
