//===- TorchJson.h - The JSON of exported programs ------------------------===//
//
// How torch.export.save writes what it writes everywhere: types, extents and
// tensors. Its unions are objects with one key, which says what they are.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_FRONTENDS_TORCH_TORCHJSON_H
#define COCC_FRONTENDS_TORCH_TORCHJSON_H

#include "frontends/torch/TorchProgram.h"
#include "llvm/Support/JSON.h"

namespace cocc::frontends {

/// Parses text that may be nested without end, or have more values than it has
/// any reason to. `entry` is what messages call it.
llvm::Expected<llvm::json::Value> parseTorchJson(llvm::StringRef text,
                                                 llvm::StringRef entry);

/// What `value` says as a `T`.
template <typename T>
llvm::Expected<T> convertTorchJson(const llvm::json::Value &value,
                                   llvm::StringRef entry) {
  T result;
  llvm::json::Path::Root root(entry);
  if (fromJSON(value, result, root))
    return result;
  return llvm::createStringError(
      "'" + entry +
      "' is not what PyTorch 2.13 writes: " + llvm::toString(root.getError()));
}

/// The key of a union and its content; no key where `value` is none.
struct TorchUnion {
  llvm::StringRef key;
  const llvm::json::Value *content = nullptr;
};
TorchUnion openUnion(const llvm::json::Value &value, llvm::json::Path path);

/// A number, which may be written as the word "Infinity", "-Infinity" or "NaN".
struct TorchNumber {
  double value = 0;
};

bool fromJSON(const llvm::json::Value &value, TorchNumber &number,
              llvm::json::Path path);
bool fromJSON(const llvm::json::Value &value, TorchType &type,
              llvm::json::Path path);
bool fromJSON(const llvm::json::Value &value, TorchInt &integer,
              llvm::json::Path path);
bool fromJSON(const llvm::json::Value &value, TorchFloat &number,
              llvm::json::Path path);
bool fromJSON(const llvm::json::Value &value, TorchRange &range,
              llvm::json::Path path);
bool fromJSON(const llvm::json::Value &value, TorchTensorType &type,
              llvm::json::Path path);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_TORCHJSON_H
