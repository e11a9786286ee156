//===- TorchSamples.h - A small .pt2 file, made in memory -----------------===//

#ifndef COCC_TESTS_FRONTENDS_TORCHSAMPLES_H
#define COCC_TESTS_FRONTENDS_TORCHSAMPLES_H

#include <map>
#include <string>

namespace cocc::frontends {

using Entries = std::map<std::string, std::string>;

/// The entries of a program as torch.export.save writes them: each kind of
/// argument, weights that share storage, each type of tensor.
Entries sampleEntries();

/// A zip archive of them, stored as PyTorch does or compressed.
std::string makeZip(const Entries &entries, bool compressed = false);

/// Puts `to` in the place of the first `from`, which must be there.
void replaceText(std::string &text, const std::string &from,
                 const std::string &to);

/// The bytes of numbers, as they lie in memory.
template <typename T>
std::string bytesOf(std::initializer_list<T> numbers) {
  return {reinterpret_cast<const char *>(numbers.begin()),
          numbers.size() * sizeof(T)};
}

} // namespace cocc::frontends

#endif // COCC_TESTS_FRONTENDS_TORCHSAMPLES_H
