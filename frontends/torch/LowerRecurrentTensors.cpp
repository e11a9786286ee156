//===- LowerRecurrentTensors.cpp - Weights and states of recurrent calls --===//

#include "frontends/torch/LowerRecurrent.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {
namespace {

/// The state of `layer`, [channels], of all layers' (layers, batch, channels).
bool readState(Call &call, const Constant &all, int64_t layer,
               Constant &state) {
  if (all.rank() != 3 || all.count() == 0 || all.sizes[0] <= layer)
    return call.fail("starts from states of another shape than (layers, batch, "
                     "channels)");
  Constant rows = all.sliced(0, layer, 1, 1);
  int64_t batch = rows.sizes[1], channels = rows.sizes[2];
  for (int64_t i = channels; i < rows.count(); ++i)
    if (rows.at(i) != rows.at(i % channels))
      return call.fail("starts from states that differ between the rows of its "
                       "batch; the state of a stream's start is one for all");
  state = batch == 1 ? rows : rows.sliced(1, 0, 1, 1);
  state = state.reshaped({channels});
  return true;
}

/// Rows for the frames of the clip are another number for each of its lengths.
bool readInitialState(Call &call, int64_t layer, InitialState &initial) {
  size_t count = call.list("hx", /*takesMoving=*/true).size();
  for (size_t place = 0; place < count; ++place) {
    std::vector<Constant> lengths = call.constantAt("hx", place);
    if (lengths.empty())
      return call.fail("starts from a state that is made from the clip; what a "
                       "recurrent layer starts from must be known before it");
    Constant state, other;
    if (!readState(call, lengths.front(), layer, state))
      return false;
    for (const Constant &length : drop_begin(lengths)) {
      if (!readState(call, length, layer, other))
        return false;
      if (*other.numbers != *state.numbers)
        return call.fail("starts from a state that depends on the clip's "
                         "length");
    }
    initial.push_back(state);
  }
  if (all_of(initial, [](const Constant &each) { return each.uniform() == 0; }))
    initial.clear();
  return true;
}

/// Weights by layers: two matrices, biases if the call has them, and perhaps a
/// projection.
bool readWeights(Call &call, int64_t layers, std::vector<Constant> &tensors) {
  for (const Value *value : call.list("params")) {
    const auto *constant = std::get_if<Constant>(value);
    if (!constant || constant->count() == 0)
      return call.fail("has weights that are made from the clip");
    tensors.push_back(*constant);
  }
  int64_t count = tensors.size(), least = call.flag("has_biases", true) ? 4 : 2;
  int64_t each = layers > 0 ? count / layers : 0;
  if (each * layers != count || each < least || each > least + 1)
    return call.fail("has " + Twine(count) + " weights for " + Twine(layers) +
                     " layers");
  for (int64_t i = 0; i < count; ++i)
    if ((i % each < 2 || i % each == 4 || each == 3) && tensors[i].rank() != 2)
      return call.fail("has a weight that is no matrix");
  return true;
}

} // namespace

bool readLayers(Call &call, std::vector<Constant> &tensors,
                std::vector<LayerTensors> &layers) {
  int64_t directions = call.flag("bidirectional") ? 2 : 1;
  int64_t count = call.integer("num_layers", 1) * directions;
  if (!readWeights(call, count, tensors))
    return false;
  int64_t each = tensors.size() / count;
  for (int64_t i = 0; i < count; ++i) {
    LayerTensors &layer = layers.emplace_back();
    layer.weights = ArrayRef(tensors).slice(i * each, each);
    layer.number = i / directions;
    layer.isReverse = i % directions == 1;
    layer.hasBias = call.flag("has_biases", true);
    layer.isOnly = count == 1;
    if (!readInitialState(call, i, layer.initial))
      return false;
  }
  return true;
}

LoweredWeights nameWeights(const LayerTensors &tensors) {
  std::vector<std::string> names = {"weight_ih_l", "weight_hh_l"};
  if (tensors.hasBias)
    names.insert(names.end(), {"bias_ih_l", "bias_hh_l"});
  if (tensors.hasProjection())
    names.push_back("weight_hr_l");
  LoweredWeights weights;
  for (auto [name, tensor] : zip_equal(names, tensors.weights))
    weights.push_back({name + std::to_string(tensors.number) +
                           (tensors.isReverse ? "_reverse" : ""),
                       tensor});
  static constexpr StringRef states[] = {"h_0", "c_0"};
  for (auto [name, tensor] : zip(states, tensors.initial))
    weights.push_back({name.str(), tensor});
  return weights;
}

} // namespace cocc::frontends
