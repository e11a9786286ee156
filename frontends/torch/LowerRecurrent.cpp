//===- LowerRecurrent.cpp - RNN, GRU and LSTM over the clip ---------------===//

#include "frontends/torch/LowerRecurrent.h"
#include "frontends/torch/LowerRegistry.h"
#include "frontends/torch/LowerTime.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace cocc::continual;

namespace cocc::frontends {
Attributes describeLayer(const Call &call, const LayerTensors &tensors) {
  StringRef called = call.op;
  Attributes attributes;
  attributes.integer("channels", tensors.channels());
  if (called.consume_front("rnn_"))
    attributes.text("nonlinearity", called);
  attributes.flag("bias", tensors.hasBias, true)
      .flag("initial", !tensors.initial.empty(), false)
      .integer("layer", tensors.number, 0);
  if (call.isUsed(2))
    attributes.flag("cell", true);
  return attributes;
}

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

Stream stackLayers(Call &call, ArrayRef<Stream> layers) {
  Stream stacked = layers.back();
  if (layers.size() == 1) {
    stacked.dims.insert(stacked.dims.begin(), Atoms());
    return stacked;
  }
  stacked.layer = call.helper("concat", layers).layer;
  int each = stacked.addAtom(layers.size());
  stacked.axes[1].insert(stacked.axes[1].begin(), each);
  stacked.dims.insert(stacked.dims.begin(), Atoms{each});
  return stacked;
}

std::vector<Atoms> placeBatch(const Stream &input, int64_t batch) {
  std::vector<Atoms> axes = {{}, input.atomsOf(2), {}};
  for (int atom : input.atomsOf(batch))
    axes[input.isBatch(atom) ? 0 : 2].push_back(atom);
  if (axes[2].empty())
    axes.pop_back();
  return axes;
}

namespace {

/// Frames [batch, channels, places] of (batch, time, channels) or (time, batch,
/// channels), whose batch may have places of the frame in it.
bool placeSequence(Call &call, Stream &input) {
  int64_t time = call.flag("batch_first") ? 1 : 0;
  giveTimeItsPlaces(call, input);
  if (!input.isTimeAlone(time))
    return call.fail("runs along dimension " + Twine(time) +
                     ", in which time is merged with another axis; is " +
                     call.optionNames().timeDim() + " right, and batch_first?");
  input = call.arrange(input, placeBatch(input, 1 - time));
  return true;
}

/// The outputs of a layer and, where the program uses them, its cells.
std::vector<Stream> addLayer(Call &call, const Stream &input,
                             const LayerTensors &tensors) {
  int64_t outputs = tensors.outputs(), cells = tensors.channels();
  Attributes attributes = describeLayer(call, tensors);
  if (tensors.hasProjection())
    attributes.integer("projection", outputs);
  Stream result = call.named(
      tensors.isOnly ? call.node.name : "l" + std::to_string(tensors.number),
      call.op.substr(0, call.op.find('_')), input, attributes,
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
  Stream state = stackLayers(call, layers);
  erase_if(state.dims, [](const Atoms &dim) {
    return dim.size() == 1 && dim.front() == Stream::time;
  });
  return call.give(state, result);
}

bool lowerAlongTime(Call &call, Stream input) {
  if (call.flag("bidirectional"))
    return call.fail("is bidirectional: it reads the clip from its end, which "
                     "a stream has not; use one direction");
  std::vector<Constant> tensors;
  std::vector<LayerTensors> layers;
  if (!placeSequence(call, input) || !readLayers(call, tensors, layers))
    return false;
  std::vector<Stream> outputs, cells;
  for (const LayerTensors &layer : layers) {
    std::vector<Stream> made = addLayer(call, input, layer);
    outputs.push_back(input = made.front());
    cells.push_back(made.back());
  }
  call.give(input);
  return (!call.isUsed(1) || giveState(call, outputs, 1)) &&
         (!call.isUsed(2) || giveState(call, cells, 2));
}

bool lowerRecurrent(Call &call) {
  Stream input;
  if (!call.need(call.has("input") ? "input" : "data", input))
    return false;
  if (call.has("batch_sizes"))
    return call.fail("runs over a packed sequence; give it the clip itself");
  if (input.rank() != 3 || is_contained(input.dims[2], Stream::time))
    return call.fail("has its channels along time, as time is dimension " +
                     Twine(input.timeDim()) + "; is " +
                     call.optionNames().timeDim() + " right, and batch_first?");
  int64_t sequence = call.flag("batch_first") ? 1 : 0;
  return is_contained(input.dims[sequence], Stream::time)
             ? lowerAlongTime(call, input)
             : lowerAlongFrame(call, input);
}

constexpr LowerEntry entries[] = {{"rnn_tanh", lowerRecurrent},
                                  {"rnn_relu", lowerRecurrent},
                                  {"gru", lowerRecurrent},
                                  {"lstm", lowerRecurrent}};

} // namespace

LowerTable recurrentTable() { return entries; }

} // namespace cocc::frontends
