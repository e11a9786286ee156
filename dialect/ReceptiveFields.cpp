//===- ReceptiveFields.cpp ------------------------------------------------===//

#include "dialect/ReceptiveFields.h"
#include "dialect/InputFrames.h"
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
  auto getRate = [&](BlockArgument input) {
    return getInputFrame(network, input.getArgNumber()).rate;
  };
  for (BlockArgument input : network.getInputs())
    unit = std::lcm(unit, getRate(input).frames);
  for (BlockArgument input : network.getInputs()) {
    InputRate rate = getRate(input);
    Pattern &pattern = patterns[input];
    pattern.advance = unit / rate.frames * rate.every;
    pattern.frames = {{0, pattern.advance - 1}};
  }
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
  auto found = patterns.find(value);
  if (found == patterns.end())
    return most;
  const Pattern &pattern = found->second;
  // Until a turn begins with a frame again.
  int64_t turns = unit / std::gcd(unit, pattern.advance);
  int64_t indices = std::min(turns * pattern.size(), longestTurn);
  for (int64_t index = 0; index < indices; ++index) {
    Range range = pattern.at(index);
    most = std::max(most, divideFloorSigned(range.last, unit) -
                              divideFloorSigned(range.first, unit) + 1);
  }
  return most;
}
