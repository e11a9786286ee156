//===- Layers.cpp - How layers of one float read frames -------------------===//

#include "Layers.h"

#include <algorithm>
#include <cmath>

using namespace cocc::test;

int64_t Layer::lateness() const {
  return receptiveField() - 1 + skip - before + std::max<int64_t>(0, -after);
}

int64_t Layer::countFrames(int64_t frames) const {
  const int64_t room =
      expand * frames - skip + before + after - receptiveField();
  return frames <= 0 || room < 0 ? 0 : room / stride + 1;
}

float Layer::weight(int64_t output, int64_t tap) const {
  if (!isLinear)
    return 1;
  const double place =
      (static_cast<double>(output) + 0.5) / static_cast<double>(expand) - 0.5;
  const auto second = static_cast<float>(place - std::floor(place));
  return tap == 0 ? 1 - second : second;
}

Layer cocc::test::conv(int64_t kernel, int64_t stride, int64_t padding) {
  Layer layer;
  layer.taps = kernel;
  layer.stride = stride;
  layer.before = layer.after = padding;
  return layer;
}

Layer cocc::test::maxPool(int64_t kernel, int64_t stride) {
  Layer layer = conv(kernel, stride);
  layer.isMax = true;
  layer.bias = -INFINITY;
  return layer;
}

Layer cocc::test::transposed(int64_t kernel, int64_t stride, int64_t padding,
                             int64_t outputPadding, int64_t dilation,
                             int64_t cropped) {
  Layer layer = nearest(stride);
  layer.zeros = true;
  layer.taps = kernel;
  layer.dilation = dilation;
  layer.before = dilation * (kernel - 1) - padding;
  layer.after = layer.before + outputPadding - (stride - 1) - cropped;
  return layer;
}

Layer cocc::test::nearest(int64_t factor) {
  Layer layer;
  layer.expand = factor;
  return layer;
}

Layer cocc::test::linear(int64_t factor) {
  Layer layer = nearest(factor);
  layer.taps = 2;
  layer.dilation = factor;
  layer.before = factor / 2;
  layer.after = factor - factor / 2;
  layer.isLinear = layer.repeatsEdges = true;
  return layer;
}

Layer cocc::test::pad(int64_t before, int64_t after) {
  Layer layer;
  layer.before = std::max<int64_t>(before, 0);
  layer.skip = std::max<int64_t>(-before, 0);
  layer.after = after;
  return layer;
}

Layer cocc::test::withBias(Layer layer, float bias) {
  layer.bias = bias;
  return layer;
}
