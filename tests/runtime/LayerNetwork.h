//===- LayerNetwork.h - Networks of layers of one float ---------*- C++ -*-===//
//
// The tables of a network of layers, for any number of frames a step, and what
// forward makes of a clip. Clocks and rings are by the formulas of
// docs/semantics.md, the forward is by indices alone.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_TESTS_RUNTIME_LAYERNETWORK_H
#define COCC_TESTS_RUNTIME_LAYERNETWORK_H

#include "Layers.h"
#include "TableBuilder.h"

namespace cocc::test {

class LayerNetwork {
public:
  explicit LayerNetwork(int64_t framesPerStep = 1)
      : framesPerStep(framesPerStep), nodes(1) {}

  /// Value 0 is the input; these return the number of a new value.
  int32_t add(const Layer &layer, int32_t value);
  /// The sum of up to three values.
  int32_t join(std::vector<int32_t> values);
  /// The sum of all frames so far.
  int32_t accumulate(int32_t value);
  /// Has a value made so many frames at a time, unless it accumulates, and
  /// begun in another slot of its ring.
  void makeSeveral(int32_t value, int64_t frames, int64_t shift);

  /// The tables of the network with these values as outputs.
  std::unique_ptr<Builder> build(const std::vector<int32_t> &outputs);
  /// The frames that a value has of a whole clip.
  std::vector<float> compute(int32_t value,
                             const std::vector<float> &clip) const;
  /// Whether each value has a frame of a clip of so many.
  bool hasFrames(size_t frames) const;

private:
  struct Node {
    std::vector<int32_t> from;
    Layer layer;
    bool accumulates = false;
    int64_t several = 1, shift = 0;
    int64_t period = 1, warmUp = 0;
  };

  int64_t stepTicks() const { return ticksPerFrame * framesPerStep; }
  int64_t gridOf(int64_t period) const;
  void findTicks();
  void findClocks();
  int64_t countSlots(int32_t value, const std::vector<int32_t> &outputs) const;
  int64_t lookBack(const Node &value, const Layer &layer,
                   int64_t resultWarmUp) const;
  cocc_operand readOf(const Builder &builder, const Layer &layer, int32_t ring,
                      int64_t phase) const;
  void addKernel(Builder &builder, const Node &node, int32_t result) const;
  int64_t countFrames(int32_t value, int64_t frames) const;
  int64_t findFlushFrames(int32_t output) const;

  int64_t framesPerStep, ticksPerFrame = 1;
  std::vector<Node> nodes;
};

} // namespace cocc::test

#endif // COCC_TESTS_RUNTIME_LAYERNETWORK_H
