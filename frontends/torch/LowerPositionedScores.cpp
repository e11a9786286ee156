//===- LowerPositionedScores.cpp - Queries by keys with positions ---------===//

#include "frontends/torch/LowerPositionedCall.h"
#include "frontends/torch/LowerRegistry.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {
namespace {

/// A stream of the same shape whose dimension i is atom `first` + i, or time.
Stream probe(const Stream &like, int first) {
  Stream probe = like;
  probe.extents.resize(first, 1);
  for (int64_t dim = 0; dim < like.rank(); ++dim) {
    int atom = probe.addAtom(like.isTimeAlone(dim) ? 1 : like.sizes()[dim]);
    if (!like.isTimeAlone(dim))
      probe.dims[dim] = {atom};
  }
  return probe;
}

/// Which dimensions of `like` those of what became of its probe are.
Extents orderOf(const Stream &moved, const Stream &like, int first) {
  Extents order;
  for (const Atoms &dim : moved.dims)
    order.push_back(dim.front() == Stream::time ? like.timeDim()
                                                : dim.front() - first);
  return order;
}

std::vector<PositionedTerm> permuted(const Positioned &value,
                                     ArrayRef<int64_t> order) {
  std::vector<PositionedTerm> terms;
  for (const PositionedTerm &term : value.terms) {
    PositionedTerm &own = terms.emplace_back(term);
    for (Constant &factor : own.factors)
      factor = factor.permuted(order);
    for (auto [dim, from] : enumerate(order))
      own.stream.dims[dim] = term.stream.dims[from];
  }
  return terms;
}

} // namespace

/// The form of the scores is found with tensors of the same shapes.
bool scorePositioned(Lowering &lowering, Call &call, const TermsGiven &given) {
  if (given.values.size() != 2)
    return failForPosition(lowering, given.origin);
  const auto &[a, left] = given.values[0];
  const auto &[b, right] = given.values[1];
  const Stream &x = left.terms.front().stream, &y = right.terms.front().stream;
  if (x.timeDim() < 0 || y.timeDim() < 0 || !x.isTimeAlone(x.timeDim()) ||
      !y.isTimeAlone(y.timeDim()))
    return failForPosition(lowering, given.origin);
  constexpr int firstOfA = 100, firstOfB = 200;
  lowering.values[a] = probe(x, firstOfA);
  lowering.values[b] = probe(y, firstOfB);
  bool isDone = findIn(streamTables(), call.op)(call);
  lowering.values[a] = left.origin ? Value(left) : Value(x);
  lowering.values[b] = right.origin ? Value(right) : Value(y);
  const auto *found =
      isDone ? std::get_if<Scores>(&lowering.values[call.node.results[0]])
             : nullptr;
  if (!found)
    return failForPosition(lowering, given.origin);
  Scores scores = *found;
  bool isSwapped = any_of(scores.query.dims, [](const Atoms &dim) {
    return dim.front() >= firstOfB;
  });
  auto termsFor = [&](const Stream &moved, bool ofA) {
    return permuted(ofA ? left : right,
                    orderOf(moved, ofA ? x : y, ofA ? firstOfA : firstOfB));
  };
  scores.queryTerms = termsFor(scores.query, !isSwapped);
  scores.keyTerms = termsFor(scores.key, isSwapped);
  scores.query = scores.queryTerms.front().stream;
  scores.key = scores.keyTerms.front().stream;
  scores.positionedBy = given.origin;
  return call.give(scores);
}

} // namespace cocc::frontends
