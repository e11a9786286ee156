//===- TorchLoopBody.h - The iterations of a loop, side by side -----------===//

#ifndef COCC_FRONTENDS_TORCH_TORCHLOOPBODY_H
#define COCC_FRONTENDS_TORCH_TORCHLOOPBODY_H

#include "frontends/torch/TorchFamilies.h"
#include "llvm/ADT/StringSet.h"

namespace cocc::frontends {

/// So many iterations at the beginning may differ from the others, and so many
/// at the end may lack what only later ones would need.
inline constexpr int64_t mostEarly = 4, mostLate = 3;

/// Where a value of a program is, seen from a loop over frames.
struct LoopPlace {
  enum Kind { Outside, Frame, Inside, Behind };
  Kind kind = Outside;
  /// The iteration that it belongs to: the greatest of the frames that it is
  /// made of.
  int64_t iteration = -1;
  /// Of a frame its family, else the number of its call in its iteration.
  size_t at = 0;
  /// Of a frame whether its dimension is there still, else which result it is.
  size_t part = 0;
};

/// A value as an iteration sees it: its own, or that of so many iterations
/// before.
struct LoopValue {
  LoopPlace::Kind kind = LoopPlace::Outside;
  size_t at = 0;
  size_t part = 0;
  int64_t lag = 0;
  /// What is outside of the loop.
  std::string name = "";

  bool operator==(const LoopValue &) const = default;
};

/// A value of each iteration, and what takes its place in some of the first.
struct LoopUse {
  LoopValue usual;
  std::map<int64_t, std::string> early = {};
};

/// A tensor that has what each iteration made, one behind the other.
struct LoopCollection {
  const TorchNode *node = nullptr;
  LoopUse value;
  /// The iterations that it has.
  int64_t first = 0, end = 0;
};

/// The calls of a program by where they are, seen from a loop. Calls that only
/// take a frame of a clip are in none of the lists.
struct LoopBody {
  std::vector<TorchFamily> families;
  /// How many iterations there are; from `start` on they are alike, but for the
  /// last few, where calls that nobody needs are left out.
  int64_t count = 0, start = 0;
  std::vector<const TorchNode *> outside, behind;
  std::vector<std::vector<const TorchNode *>> iterations;
  /// What the tensors of each call of an iteration are, in order.
  std::vector<std::vector<LoopUse>> operands;
  std::vector<LoopCollection> collections;
  llvm::StringMap<LoopPlace> places;
  /// What is made of the clip, be it by the loop or as a whole.
  llvm::StringSet<> ofClip;

  /// The iteration that the others are compared with.
  int64_t model() const { return count - 1 - mostLate; }
  LoopPlace placeOf(const std::string &name) const {
    return places.lookup(name);
  }
  /// What `name` is to iteration `iteration`.
  LoopValue see(const std::string &name, int64_t iteration) const;
};

/// The names of a call's tensors.
std::vector<std::string> tensorsOf(const TorchNode &node);

/// The loop along `family`, with all that runs beside it. Nothing, with the
/// reason in `problem`, where it is none that a stream can run.
std::optional<LoopBody> readLoop(const TorchProgram &program,
                                 const TorchFamily &family, Problem &problem);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_TORCHLOOPBODY_H
