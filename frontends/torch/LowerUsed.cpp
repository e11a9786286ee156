//===- LowerUsed.cpp ------------------------------------------------------===//

#include "frontends/torch/LowerUsed.h"
#include "llvm/ADT/SmallVector.h"

using namespace llvm;

namespace cocc::frontends {

void keepUsed(std::vector<LoweredLayer> &layers,
              std::vector<LoweredOutput> &outputs, size_t inputs) {
  std::vector<bool> isUsed(layers.size(), false);
  SmallVector<unsigned> reached;
  auto reach = [&](unsigned layer) {
    if (!isUsed[layer])
      reached.push_back(layer);
    isUsed[layer] = true;
  };
  for (const LoweredOutput &output : outputs)
    reach(output.layer);
  while (!reached.empty())
    for (unsigned input : layers[reached.pop_back_val()].inputs)
      reach(input);
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
