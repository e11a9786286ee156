//===- GoldenRates.cpp - Golden networks with several frames in a step ----===//

#include "GoldenRows.h"
#include "LayerNetwork.h"

#include <numeric>

using namespace cocc::test;

namespace {

std::vector<float> ramp(size_t frames) {
  std::vector<float> clip(frames);
  std::iota(clip.begin(), clip.end(), 0.0f);
  return clip;
}

std::vector<float> ones(size_t frames) {
  return std::vector<float>(frames, 1.0f);
}

/// The frames of each step, from step 0 on.
Outputs bySteps(const std::vector<std::vector<float>> &steps) {
  Outputs outputs;
  for (size_t step = 0; step < steps.size(); ++step)
    for (float value : steps[step])
      outputs.emplace_back(static_cast<int>(step), value);
  return outputs;
}

/// Layers one behind the other.
std::function<std::unique_ptr<Builder>()>
chain(const std::vector<Layer> &layers, int64_t framesPerStep = 1) {
  return [=] {
    LayerNetwork net(framesPerStep);
    int32_t value = 0;
    for (const Layer &layer : layers)
      value = net.add(layer, value);
    return net.build({value});
  };
}

/// The input and what layers make of it, added.
std::function<std::unique_ptr<Builder>()>
residual(const std::vector<Layer> &layers) {
  return [=] {
    LayerNetwork net;
    int32_t value = 0;
    for (const Layer &layer : layers)
      value = net.add(layer, value);
    return net.build({net.join({value, 0})});
  };
}

std::unique_ptr<Builder> deepUNet() {
  LayerNetwork net;
  const int32_t skip = net.add(conv(3, 1, 1), 0);
  int32_t value = net.add(conv(4, 2, 1), skip);
  value = net.add(conv(3, 1, 1), value);
  value = net.add(transposed(4, 2, 1), value);
  return net.build({net.join({value, skip})});
}

Layer causalTransposed(int64_t kernel, int64_t stride) {
  return transposed(kernel, stride, 0, 0, 1, kernel - stride);
}

/// Layers that expand, one frame a step.
std::vector<Golden> expansions() {
  return {
      {"transposed_k2_s2",
       chain({transposed(2, 2)}),
       ramp(4),
       bySteps({{0, 0}, {1, 1}, {2, 2}, {3, 3}}),
       {}},
      {"transposed_k4_s2_p1",
       chain({transposed(4, 2, 1)}),
       ramp(4),
       bySteps({{0}, {1, 1}, {3, 3}, {5, 5}}),
       {3}},
      {"transposed_k4_s2_cropped",
       chain({causalTransposed(4, 2)}),
       ramp(4),
       bySteps({{0, 0}, {1, 1}, {3, 3}, {5, 5}}),
       {}},
      {"transposed_k3_s2_p1_o1",
       chain({transposed(3, 2, 1, 1)}),
       ramp(4),
       bySteps({{0}, {1, 1}, {3, 2}, {5, 3}}),
       {3}},
      {"transposed_k3_s2_p1",
       chain({transposed(3, 2, 1)}),
       ramp(4),
       bySteps({{0}, {1, 1}, {3, 2}, {5, 3}}),
       {}},
      {"transposed_k1_s2_bias",
       chain({withBias(transposed(1, 2), 5)}),
       ramp(4),
       bySteps({{5}, {5, 6}, {5, 7}, {5, 8}}),
       {}},
      {"transposed_k2_s2_p1",
       chain({transposed(2, 2, 1)}),
       ramp(4),
       bySteps({{}, {0, 1}, {1, 2}, {2, 3}}),
       {}},
      {"transposed_k2_s3_d2",
       chain({transposed(2, 3, 0, 0, 2)}),
       {1, 2, 3},
       bySteps({{1, 0, 1}, {2, 0, 2}, {3, 0, 3}}),
       {}},
      {"transposed_k3_s2_p1_d2_o1",
       chain({transposed(3, 2, 1, 1, 2)}),
       {1, 2, 3, 4},
       bySteps({{0}, {3, 0}, {6, 0}, {9, 0}}),
       {7, 0, 4}},
      {"nearest_conv",
       chain({nearest(2), conv(3, 1, 1)}),
       {1, 2, 3},
       bySteps({{2}, {4, 5}, {7, 8}}),
       {6}},
      {"linear_2",
       chain({linear(2)}),
       {0, 4, 8, 4},
       bySteps({{0}, {1, 3}, {5, 7}, {7, 5}}),
       {4}},
      {"nearest_3_conv_s2",
       chain({nearest(3), conv(2, 2)}),
       {1, 2, 3, 4, 5},
       bySteps({{2}, {3, 4}, {6}, {7, 8}, {10}}),
       {}},
      {"vocoder",
       chain({transposed(4, 2, 1), transposed(4, 2, 1), conv(3, 1, 1)}),
       ones(3),
       bySteps({{}, {4, 7, 10, 11}, {12, 12, 12, 12}}),
       {11, 10, 7, 4}},
      {"u_net",
       residual({conv(2, 2), transposed(2, 2)}),
       ramp(5),
       bySteps({{}, {1}, {2}, {7}, {8}}),
       {}},
      {"deep_u_net",
       deepUNet,
       ones(8),
       bySteps({{}, {}, {}, {}, {}, {}, {22}, {55}}),
       {55, 67, 67, 55, 55, 22}},
      {"there_and_back",
       residual({nearest(2), conv(3, 1, 1), maxPool(2, 2)}),
       ramp(4),
       bySteps({{}, {1}, {5}, {9}}),
       {11}},
      {"there_and_back_at_once",
       residual({nearest(2), maxPool(2, 2)}),
       ramp(4),
       bySteps({{0}, {2}, {4}, {6}}),
       {}},
      {"codec",
       chain({conv(4, 4), transposed(4, 4)}),
       ramp(9),
       bySteps({{}, {}, {}, {6}, {6}, {6}, {6}, {22}, {22}}),
       {22, 22}},
  };
}

/// Several frames a step.
std::vector<Golden> blocks() {
  return {
      {"codec_n4",
       chain({conv(4, 4), transposed(4, 4)}, 4),
       ramp(9),
       bySteps({{6, 6, 6, 6}, {22, 22, 22, 22}}),
       {}},
      {"in_front_n2",
       chain({pad(2, 0), conv(4, 2), causalTransposed(4, 2)}, 2),
       ones(6),
       bySteps({{2, 2}, {6, 6}, {8, 8}}),
       {}},
      {"vocoder_n2",
       chain({transposed(4, 2, 1), transposed(4, 2, 1), conv(3, 1, 1)}, 2),
       ones(3),
       bySteps({{4, 7, 10, 11}}),
       {12, 12, 12, 12, 11, 10, 7, 4}},
      {"conv_s2_n3",
       chain({conv(3, 2, 1)}, 3),
       ramp(8),
       bySteps({{1}, {6, 12}}),
       {18}},
      {"conv_s3_n3", chain({conv(3, 3)}, 3), ramp(8), bySteps({{3}, {12}}), {}},
      {"framing_n2",
       chain({conv(4, 2), transposed(4, 2)}, 2),
       ones(7),
       bySteps({{}, {4, 4}, {8, 8}}),
       {4, 4}},
  };
}

/// Warm-ups below 0.
std::vector<Golden> fronts() {
  return {
      {"causal",
       chain({pad(4, 0), conv(3), withBias(pad(0, 0), 1), conv(3)}),
       ones(4),
       bySteps({{4}, {6}, {9}, {11}}),
       {}},
      {"more_in_front",
       chain({pad(4, 0), withBias(pad(0, 0), 1), conv(3)}),
       {1, 2, 3},
       bySteps({{3, 3, 4}, {6}, {9}}),
       {}},
      {"more_in_front_n2",
       chain({pad(4, 0), withBias(pad(0, 0), 1), conv(3)}, 2),
       {1, 2, 3},
       bySteps({{3, 3, 4, 6}}),
       {9}},
  };
}

} // namespace

const std::vector<Golden> &cocc::test::goldenRates() {
  static const std::vector<Golden> table = [] {
    std::vector<Golden> all;
    for (const auto &rows : {expansions(), blocks(), fronts()})
      all.insert(all.end(), rows.begin(), rows.end());
    return all;
  }();
  return table;
}
