//===- LowerRecurrent.cpp - RNN, GRU and LSTM over the clip ---------------===//

#include "frontends/torch/LowerRegistry.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace cocc::continual;

namespace cocc::frontends {
namespace {

/// What a layer starts from: h_0 and, of an LSTM, c_0; none where they are
/// zero.
using InitialState = std::vector<Constant>;

/// The tensors of one layer of the call, in the call's order.
struct LayerTensors {
  ArrayRef<Constant> weights;
  InitialState initial;
  int64_t number = 0;
  bool hasBias = true;
  bool isOnly = true;

  bool hasProjection() const { return weights.size() % 2 == 1; }
  /// What a projection maps, where there is one.
  int64_t channels() const {
    return hasProjection() ? weights.back().sizes[1] : outputs();
  }
  int64_t outputs() const { return weights[1].sizes[1]; }
};

bool checkDirection(Call &call) {
  if (call.has("batch_sizes"))
    return call.fail("runs over a packed sequence; give it the clip itself");
  if (call.flag("bidirectional"))
    return call.fail("is bidirectional: it reads the clip from its end, which "
                     "a stream has not; use one direction");
  return true;
}

/// The state of `layer`, [channels], of all layers' (layers, batch, channels).
bool readState(Call &call, const Value *value, int64_t layer, Constant &state) {
  const auto *all = value ? std::get_if<Constant>(value) : nullptr;
  if (!all || all->rank() != 3 || all->count() == 0 || all->sizes[0] <= layer)
    return call.fail("starts from a state that is made from the clip; a stream "
                     "starts from numbers that are known before it");
  Constant rows = all->sliced(0, layer, 1, 1);
  int64_t batch = rows.sizes[1], channels = rows.sizes[2];
  for (int64_t i = channels; i < rows.count(); ++i)
    if (rows.at(i) != rows.at(i % channels))
      return call.fail("starts from states that differ between the rows of its "
                       "batch; the state of a stream's start is one for all");
  state = batch == 1 ? rows : rows.sliced(1, 0, 1, 1);
  state = state.reshaped({channels});
  return true;
}

bool readInitialState(Call &call, int64_t layer, InitialState &initial) {
  for (const Value *value : call.list("hx")) {
    Constant state;
    if (!readState(call, value, layer, state))
      return false;
    initial.push_back(state);
  }
  if (all_of(initial, [](const Constant &each) { return each.uniform() == 0; }))
    initial.clear();
  return true;
}

/// Frames [batch, channels, places] of (batch, time, channels) or (time, batch,
/// channels), whose batch may have places of the frame in it.
bool placeSequence(Call &call, Stream &input) {
  int64_t time = call.flag("batch_first") ? 1 : 0, batch = 1 - time;
  if (input.rank() != 3 || !input.isTimeAlone(time))
    return call.fail("runs along dimension " + Twine(time) +
                     ", but time is dimension " + Twine(input.timeDim()) +
                     "; is " + call.optionNames().timeDim() +
                     " right, and batch_first?");
  Atoms channels = input.atomsOf(2);
  std::vector<Atoms> axes = {{}, channels, {}};
  for (int atom : input.dims[batch])
    axes[input.isBatch(atom) ? 0 : 2].push_back(atom);
  if (axes[2].empty())
    axes.pop_back();
  input = call.arrange(input, axes);
  return true;
}

/// The layer's own names of its tensors, in the order of the call's.
LoweredWeights nameWeights(const LayerTensors &tensors) {
  std::vector<std::string> names = {"weight_ih_l", "weight_hh_l"};
  if (tensors.hasBias)
    names.insert(names.end(), {"bias_ih_l", "bias_hh_l"});
  if (tensors.hasProjection())
    names.push_back("weight_hr_l");
  LoweredWeights weights;
  for (auto [name, tensor] : zip_equal(names, tensors.weights))
    weights.push_back({name + std::to_string(tensors.number), tensor});
  static constexpr StringRef states[] = {"h_0", "c_0"};
  for (auto [name, tensor] : zip(states, tensors.initial))
    weights.push_back({name.str(), tensor});
  return weights;
}

Attributes describeLayer(const Call &call, const LayerTensors &tensors) {
  StringRef called = call.op;
  Attributes attributes;
  attributes.integer("channels", tensors.channels());
  if (called.consume_front("rnn_"))
    attributes.text("nonlinearity", called);
  attributes.flag("bias", tensors.hasBias, true)
      .flag("initial", !tensors.initial.empty(), false)
      .integer("layer", tensors.number, 0);
  if (tensors.hasProjection())
    attributes.integer("projection", tensors.outputs());
  if (call.isUsed(2))
    attributes.flag("cell", true);
  return attributes;
}

/// Channels of what a layer gives: its output, and the cell of an LSTM.
Stream takeChannels(Call &call, const Stream &both, int64_t start,
                    int64_t count) {
  Stream part = call.helper("slice", both,
                            Attributes()
                                .integer("axis", 1)
                                .integer("start", start, 0)
                                .integer("end", start + count));
  part.resize(2, 1, count);
  return part;
}

/// The outputs of a layer and, where the program uses them, its cells.
std::vector<Stream> addLayer(Call &call, const Stream &input,
                             const LayerTensors &tensors) {
  int64_t outputs = tensors.outputs(), cells = tensors.channels();
  Stream result = call.named(
      tensors.isOnly ? call.node.name : "l" + std::to_string(tensors.number),
      call.op.substr(0, call.op.find('_')), input, describeLayer(call, tensors),
      nameWeights(tensors));
  bool hasCell = call.isUsed(2);
  result.resize(2, 1, hasCell ? outputs + cells : outputs);
  StreamGeometry geometry;
  geometry.recurrent = true;
  call.look(result, geometry);
  if (!hasCell)
    return {result};
  return {takeChannels(call, result, 0, outputs),
          takeChannels(call, result, outputs, cells)};
}

/// The state behind the clip's last frame: (layers, batch, channels).
bool giveState(Call &call, const std::vector<Stream> &layers, size_t result) {
  if (!call.isCausal(layers.back()))
    return call.fail("has a state behind the clip that depends on padding "
                     "behind the clip; pad before the clip alone");
  Stream state = layers.back();
  if (layers.size() > 1) {
    int64_t count = layers.size();
    Stream made = call.helper("concat", layers);
    state.layer = made.layer;
    int each = state.addAtom(count);
    state.axes[1].insert(state.axes[1].begin(), each);
    state.dims.insert(state.dims.begin(), Atoms{each});
  } else {
    state.dims.insert(state.dims.begin(), Atoms());
  }
  erase_if(state.dims, [](const Atoms &dim) {
    return dim.size() == 1 && dim.front() == Stream::time;
  });
  return call.give(state, result);
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

bool lowerRecurrent(Call &call) {
  Stream input;
  std::vector<Constant> tensors;
  int64_t count = call.integer("num_layers", 1);
  if (!call.need(call.has("input") ? "input" : "data", input) ||
      !checkDirection(call) || !placeSequence(call, input) ||
      !readWeights(call, count, tensors))
    return false;
  int64_t each = tensors.size() / count;
  LayerTensors layer;
  layer.hasBias = call.flag("has_biases", true);
  layer.isOnly = count == 1;
  std::vector<Stream> outputs, cells;
  for (; layer.number < count; ++layer.number) {
    layer.weights = ArrayRef(tensors).slice(layer.number * each, each);
    layer.initial.clear();
    if (!readInitialState(call, layer.number, layer.initial))
      return false;
    std::vector<Stream> made = addLayer(call, input, layer);
    outputs.push_back(input = made.front());
    cells.push_back(made.back());
  }
  call.give(input);
  return (!call.isUsed(1) || giveState(call, outputs, 1)) &&
         (!call.isUsed(2) || giveState(call, cells, 2));
}

constexpr LowerEntry entries[] = {{"rnn_tanh", lowerRecurrent},
                                  {"rnn_relu", lowerRecurrent},
                                  {"gru", lowerRecurrent},
                                  {"lstm", lowerRecurrent}};

} // namespace

LowerTable recurrentTable() { return entries; }

} // namespace cocc::frontends
