//===- LowerRecurrent.cpp - RNN, GRU and LSTM over the clip ---------------===//

#include "frontends/torch/LowerRegistry.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace cocc::continual;

namespace cocc::frontends {
namespace {

bool isZero(const Value *value) {
  const auto *constant = value ? std::get_if<Constant>(value) : nullptr;
  return constant && constant->uniform() == 0.0;
}

bool checkState(Call &call) {
  if (call.has("batch_sizes"))
    return call.fail("runs over a packed sequence; give it the clip itself");
  if (call.flag("bidirectional"))
    return call.fail("is bidirectional: it reads the clip from its end, which "
                     "a stream has not; use one direction");
  std::vector<const Value *> states = call.list("hx");
  if (!all_of(states, isZero))
    return call.fail("starts from a state that is not zero");
  return true;
}

/// Frames [batch, channels, places] of (batch, time, channels) or (time, batch,
/// channels), whose batch may have places of the frame in it.
bool placeSequence(Call &call, Stream &input) {
  int64_t time = call.flag("batch_first") ? 1 : 0, batch = 1 - time;
  if (input.rank() != 3 || !input.isTimeAlone(time))
    return call.fail("runs along dimension " + Twine(time) +
                     ", but time is dimension " + Twine(input.timeDim()) +
                     "; is --time-dim right, and batch_first?");
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
LoweredWeights nameWeights(ArrayRef<Constant> tensors, int64_t layer) {
  static constexpr StringRef names[] = {"weight_ih_l", "weight_hh_l",
                                        "bias_ih_l", "bias_hh_l"};
  LoweredWeights weights;
  for (auto [name, tensor] : zip(names, tensors))
    weights.push_back({name.str() + std::to_string(layer), tensor});
  return weights;
}

Stream addLayer(Call &call, const Stream &input, ArrayRef<Constant> tensors,
                int64_t layer, bool isOnly) {
  int64_t channels = tensors[1].sizes.back();
  StringRef called = call.op;
  Attributes attributes;
  attributes.integer("channels", channels);
  if (called.consume_front("rnn_"))
    attributes.text("nonlinearity", called);
  attributes.flag("bias", tensors.size() > 2, true).integer("layer", layer, 0);
  Stream result =
      call.named(isOnly ? call.node.name : "l" + std::to_string(layer),
                 call.op.substr(0, call.op.find('_')), input, attributes,
                 nameWeights(tensors, layer));
  result.resize(2, 1, channels);
  StreamGeometry geometry;
  geometry.recurrent = true;
  call.look(result, geometry);
  return result;
}

/// The state behind the clip's last frame: (layers, batch, channels).
bool giveState(Call &call, std::vector<Stream> layers) {
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
  return call.give(state, 1);
}

bool lowerRecurrent(Call &call) {
  Stream input;
  if (!call.need(call.has("input") ? "input" : "data", input) ||
      !checkState(call) || !placeSequence(call, input))
    return false;
  std::vector<Constant> tensors;
  for (const Value *value : call.list("params")) {
    const auto *constant = std::get_if<Constant>(value);
    if (!constant || constant->rank() == 0)
      return call.fail("has weights that are made from the clip");
    tensors.push_back(*constant);
  }
  size_t count = call.integer("num_layers", 1),
         each = call.flag("has_biases", true) ? 4 : 2;
  if (tensors.size() != count * each)
    return call.fail("has projections (proj_size); there are layers without "
                     "alone");
  std::vector<Stream> layers;
  for (size_t i = 0; i < count; ++i) {
    input = addLayer(call, input, ArrayRef(tensors).slice(i * each, each), i,
                     count == 1);
    layers.push_back(input);
  }
  call.give(input);
  if (call.isUsed(1) && !giveState(call, layers))
    return false;
  return call.give(Unavailable{"needs the cell state of an LSTM behind the "
                               "clip, which no layer gives; use the output"},
                   2);
}

constexpr LowerEntry entries[] = {{"rnn_tanh", lowerRecurrent},
                                  {"rnn_relu", lowerRecurrent},
                                  {"gru", lowerRecurrent},
                                  {"lstm", lowerRecurrent}};

} // namespace

LowerTable recurrentTable() { return entries; }

} // namespace cocc::frontends
