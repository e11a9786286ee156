//===- ReceptiveFields.cpp ------------------------------------------------===//

#include "dialect/ReceptiveFields.h"
#include "dialect/NetworkOps.h"
#include "dialect/StreamOrder.h"
#include "llvm/Support/MathExtras.h"
#include <numeric>

using namespace mlir;
using namespace cocc::continual;
using llvm::divideCeilSigned;
using llvm::divideFloorSigned;

/// Beyond it no network is compiled: its steps would repeat too late.
static constexpr int64_t longestTurn = 1 << 16;

ReceptiveFields::Range ReceptiveFields::Pattern::at(int64_t index) const {
  int64_t turn = divideFloorSigned(index, size());
  Range range = frames[index - turn * size()];
  return {range.first + turn * advance, range.last + turn * advance};
}

ReceptiveFields::Pattern ReceptiveFields::look(const Pattern &input,
                                               const StreamGeometry &layer) {
  // The least turn in which whole turns of the input pass.
  int64_t fine = input.size() * layer.expand;
  int64_t turn = fine / std::gcd(fine, layer.stride);
  Pattern result;
  result.advance = input.advance * (turn * layer.stride / fine);
  result.frames.clear();
  for (int64_t j = 0; j < std::min(turn, longestTurn); ++j) {
    int64_t first = j * layer.stride + layer.getFirst();
    int64_t last = first + layer.receptiveField - 1;
    Range range = {layer.zeros ? divideCeilSigned(first, layer.expand)
                               : divideFloorSigned(first, layer.expand),
                   divideFloorSigned(last, layer.expand)};
    result.frames.push_back(
        {input.at(range.first).first, input.at(range.last).last});
  }
  return result;
}

ReceptiveFields::Pattern ReceptiveFields::join(const Pattern &a,
                                               const Pattern &b) {
  Pattern result;
  int64_t turn = std::min(std::lcm(a.size(), b.size()), longestTurn);
  result.advance = a.advance * (turn / a.size());
  result.frames.clear();
  for (int64_t j = 0; j < turn; ++j) {
    Range x = a.at(j), y = b.at(j);
    result.frames.push_back(
        {std::min(x.first, y.first), std::max(x.last, y.last)});
  }
  return result;
}

ReceptiveFields::ReceptiveFields(NetworkOp network) {
  for (Value input : network.getInputs())
    patterns[input] = Pattern();
  StreamOrder order(network);
  for (const StreamGroup &group : order.getGroups()) {
    std::optional<Pattern> pattern;
    for (OpOperand *entry : order.getEntries(group)) {
      auto op = cast<StreamInterface>(entry->getOwner());
      Pattern seen = look(patterns.lookup(entry->get()),
                          op.getStreamGeometry(entry->getOperandNumber()));
      pattern = pattern ? join(*pattern, seen) : seen;
    }
    for (StreamInterface op : group)
      patterns[op->getResult(0)] = pattern.value_or(Pattern());
  }
}

int64_t ReceptiveFields::lookup(Value value) const {
  int64_t most = 1;
  auto pattern = patterns.find(value);
  if (pattern != patterns.end())
    for (const Range &range : pattern->second.frames)
      most = std::max(most, range.last - range.first + 1);
  return most;
}
