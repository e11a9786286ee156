//===- Layers.h - How layers of one float read frames -----------*- C++ -*-===//

#ifndef COCC_TESTS_RUNTIME_LAYERS_H
#define COCC_TESTS_RUNTIME_LAYERS_H

#include <cstdint>

namespace cocc::test {

/// Fine frame g of the input is frame g / expand, rounded down, or with `zeros`
/// only where that is whole. Output j looks at `taps` fine frames, `dilation`
/// apart, from j*stride + skip - before on. A layer that expands has stride 1.
struct Layer {
  int64_t taps = 1, stride = 1, before = 0, after = 0, dilation = 1;
  int64_t expand = 1, skip = 0;
  bool zeros = false;
  /// Instead of zeros, the first and last frame lie outside of the clip.
  bool repeatsEdges = false;
  bool isMax = false;
  /// Weights of linear interpolation; else all are 1.
  bool isLinear = false;
  float bias = 0;

  int64_t receptiveField() const { return dilation * (taps - 1) + 1; }
  /// The fine frame with which output 0 comes.
  int64_t lateness() const;
  int64_t countFrames(int64_t frames) const;
  float weight(int64_t output, int64_t tap) const;
};

Layer conv(int64_t kernel, int64_t stride = 1, int64_t padding = 0);
Layer maxPool(int64_t kernel, int64_t stride);
/// `cropped` frames are taken away at the end.
Layer transposed(int64_t kernel, int64_t stride, int64_t padding = 0,
                 int64_t outputPadding = 0, int64_t dilation = 1,
                 int64_t cropped = 0);
Layer nearest(int64_t factor);
Layer linear(int64_t factor);
/// Negative: frames are taken away.
Layer pad(int64_t before, int64_t after);
Layer withBias(Layer layer, float bias);

} // namespace cocc::test

#endif // COCC_TESTS_RUNTIME_LAYERS_H
