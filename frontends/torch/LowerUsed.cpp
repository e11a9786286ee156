//===- LowerUsed.cpp ------------------------------------------------------===//

#include "frontends/torch/LowerUsed.h"

using namespace llvm;

namespace cocc::frontends {

void keepUsed(std::vector<LoweredLayer> &layers,
              std::vector<LoweredOutput> &outputs, size_t inputs) {
  std::vector<bool> isUsed(layers.size(), false);
  for (const LoweredOutput &output : outputs)
    isUsed[output.layer] = true;
  // Layers come behind what they read.
  for (size_t layer = layers.size(); layer-- > inputs;)
    if (isUsed[layer])
      for (unsigned input : layers[layer].inputs)
        isUsed[input] = true;
  std::vector<LoweredLayer> kept;
  std::vector<unsigned> places(layers.size());
  for (size_t layer = 0; layer < layers.size(); ++layer) {
    places[layer] = kept.size();
    if (layer < inputs || isUsed[layer])
      kept.push_back(std::move(layers[layer]));
  }
  for (LoweredLayer &layer : kept)
    for (unsigned &input : layer.inputs)
      input = places[input];
  for (LoweredOutput &output : outputs)
    output.layer = places[output.layer];
  layers = std::move(kept);
}

} // namespace cocc::frontends
