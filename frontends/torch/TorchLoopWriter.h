//===- TorchLoopWriter.h - One iteration in place of many -----------------===//

#ifndef COCC_FRONTENDS_TORCH_TORCHLOOPWRITER_H
#define COCC_FRONTENDS_TORCH_TORCHLOOPWRITER_H

#include "frontends/torch/TorchLoopBody.h"

namespace cocc::frontends {

/// Makes the calls of a loop over frames, as TorchLoops.h lists them.
class LoopWriter {
public:
  LoopWriter(TorchProgram &program, std::vector<TorchNode> &nodes)
      : program(program), nodes(nodes) {}

  /// Frame after frame of a clip. The calls are noted as those of `origin`.
  std::string frame(const TorchNode &origin, const std::string &clip,
                    int64_t dim);
  /// The value of so many iterations before, which begins with the `initial`
  /// ones, the last iteration's first; 0 where they have no name.
  std::string previous(const TorchNode &origin, const std::string &value,
                       llvm::ArrayRef<std::string> initial);
  /// `early` in iteration `iteration`, and otherwise `value`.
  std::string choose(const TorchNode &origin, int64_t iteration,
                     const std::string &early, const std::string &value);
  /// Makes a call of a loop's own.
  void add(TorchNode node) { nodes.push_back(std::move(node)); }
  /// Says what the previous values are of. Nothing is asked for behind it.
  void carry();
  /// What all iterations made, of which there are `count`, along `dim`. To be
  /// called behind `carry`.
  std::string clip(const TorchNode &origin, const std::string &value,
                   int64_t dim, TorchInt count);

  /// A call of `target` that results in one tensor like `like`; `name` is what
  /// that is called, or what its name begins with where that is taken.
  TorchNode call(const TorchNode &origin, llvm::StringRef target,
                 const std::string &name, TorchTensorType like);
  TorchTensorType typeOf(const std::string &tensor) const;

private:
  std::string step(const TorchNode &origin, const std::string &value,
                   const std::string &initial);
  std::string fresh(const std::string &like) const;

  struct Carried {
    std::string previous, value;
    const TorchNode *origin;
  };

  TorchProgram &program;
  std::vector<TorchNode> &nodes;
  std::vector<std::string> frames;
  std::vector<Carried> carried;
  std::vector<std::string> carriedNames;
  /// What was made already, by what it was made of.
  std::map<std::vector<std::string>, std::string> made;
};

/// An argument of tensors; of one where there is no list.
TorchArgument tensorArgument(llvm::StringRef parameter,
                             const std::string &tensor);
TorchArgument tensorsArgument(llvm::StringRef parameter,
                              std::vector<std::string> tensors);
TorchArgument integerArgument(llvm::StringRef parameter, int64_t value);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_TORCHLOOPWRITER_H
