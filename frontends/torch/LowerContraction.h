//===- LowerContraction.h - Sums over products, by letters ----------------===//
//
// Every product of tensors is one of these: a letter that all of the result
// lacks is summed over, one that two operands share meets place by place.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERCONTRACTION_H
#define COCC_FRONTENDS_TORCH_LOWERCONTRACTION_H

#include "frontends/torch/Lowering.h"

namespace cocc::frontends {

/// A constant or a stream with a letter for each of its dimensions.
struct Lettered {
  Value value;
  std::string letters;

  /// The dimensions' extents.
  Extents sizes() const;
};

/// The stream or constant that `parameter` is, if it is one.
std::optional<Value> tensorAt(const Call &call, llvm::StringRef parameter);

/// The letters of `text` that `other` has, or has not.
std::string selectLetters(llvm::StringRef text, llvm::StringRef other,
                          bool has);

/// A constant with its dimensions in the order of `wanted`.
Constant permutedTo(const Lettered &operand, llvm::StringRef wanted);

/// The extents of some of the letters, multiplied.
int64_t countLetters(const Lettered &operand, llvm::StringRef letters);

/// Takes away the dimension of a letter, whose extent is 1.
void dropLetter(Lettered &operand, char letter);

/// The sum over all letters that `result` lacks, of the products of one element
/// of each operand, with dimensions in the order of `result`. Extents of 1
/// broadcast. Fails where it is no layer.
std::optional<Value> contract(Call &call, std::vector<Lettered> operands,
                              llvm::StringRef result);

/// A stream and a constant; their common letters in `kept` stay.
std::optional<Lettered> contractKnown(Call &call, const Lettered &operand,
                                      Lettered known, llvm::StringRef kept);

/// Two streams in the same way.
std::optional<Lettered> contractStreams(Call &call, const Lettered &a,
                                        const Lettered &b,
                                        llvm::StringRef kept);

/// The product that scores are, scaled, masked and normalised as they are.
/// Fails where they are over time.
std::optional<Stream> materialise(Call &call, const Scores &scores);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERCONTRACTION_H
