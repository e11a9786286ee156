//===- LowerFrameRecurrent.cpp - Recurrent layers along the frame ---------===//

#include "frontends/torch/LowerRecurrent.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {
namespace {

/// A recurrent call whose sequence is the last axis of its frames.
class FrameRecurrence {
public:
  explicit FrameRecurrence(Call &call)
      : call(call), sequence(call.flag("batch_first") ? 1 : 0) {}

  bool lower(Stream input);

private:
  bool addLayer(const Stream &input, const LayerTensors &layer);
  Stream project(const Stream &input, const LayerTensors &layer);
  Stream takeEnd(Stream stream, bool isReverse);
  bool giveEnds(ArrayRef<Stream> streams, size_t result);

  Call &call;
  /// The dimension along which it runs.
  int64_t sequence;
  std::vector<LayerTensors> layers;
  /// What each layer gives, and the cells of an LSTM if the program uses them.
  std::vector<Stream> outputs, cells;
};

/// With a projection the layer keeps what it projects, and reads the product of
/// both matrices from that.
bool foldProjection(Call &call, LayerTensors &layer,
                    std::vector<Constant> &folded) {
  if (!layer.hasProjection())
    return true;
  const Constant &hidden = layer.weights[1], &projection = layer.weights.back();
  std::optional<Constant> product = multiplied(hidden, projection);
  if (!product)
    return call.fail("has a projection that does not fit its weights");
  if (!layer.initial.empty()) {
    if (layer.initial.front().uniform() != 0)
      return call.fail("starts from an output other than zero, which has a "
                       "projection; along an axis of the frame leave out one "
                       "of them, h_0 or proj_size");
    layer.initial.front() =
        Constant::filled(TorchType::Float32, {layer.channels()}, 0);
  }
  folded.assign(layer.weights.begin(), layer.weights.end() - 1);
  folded[1] = *product;
  layer.weights = folded;
  return true;
}

} // namespace

/// The outputs of what a layer keeps.
Stream FrameRecurrence::project(const Stream &input,
                                const LayerTensors &layer) {
  if (!layer.hasProjection())
    return input;
  Stream result = call.helper(
      "linear", input,
      Attributes().integer("channels", layer.outputs()).flag("bias", false),
      {{"weight", layer.weights.back()}});
  result.resize(2, 1, layer.outputs());
  return result;
}

bool FrameRecurrence::addLayer(const Stream &input, const LayerTensors &layer) {
  LayerTensors inner = layer;
  std::vector<Constant> folded;
  if (!foldProjection(call, inner, folded))
    return false;
  int64_t channels = inner.channels();
  bool hasCell = call.isUsed(2);
  std::string name =
      "l" + std::to_string(layer.number) + (layer.isReverse ? "_reverse" : "");
  Stream result = call.named(
      layer.isOnly ? call.node.name : name,
      "frame_" + call.op.substr(0, call.op.find('_')), input,
      describeLayer(call, inner).flag("reverse", layer.isReverse, false),
      nameWeights(inner));
  result.resize(2, 1, hasCell ? 2 * channels : channels);
  if (hasCell) {
    cells.push_back(takeChannels(call, result, channels, channels));
    result = takeChannels(call, result, 0, channels);
  }
  outputs.push_back(project(result, layer));
  return true;
}

/// The place at which a layer ends; the sequence is gone.
Stream FrameRecurrence::takeEnd(Stream stream, bool isReverse) {
  int64_t places = stream.product(stream.axes.back());
  if (places > 1) {
    int64_t last = isReverse ? 0 : places - 1;
    stream = call.helper("slice", stream,
                         Attributes()
                             .integer("axis", stream.axes.size() - 1)
                             .integer("start", last, 0)
                             .integer("end", last + 1));
    stream.axes.back().clear();
  }
  stream.dims.erase(stream.dims.begin() + sequence);
  return stream;
}

/// (layers, batch, channels) of the places where they end.
bool FrameRecurrence::giveEnds(ArrayRef<Stream> streams, size_t result) {
  if (!call.isUsed(result))
    return true;
  std::vector<Stream> ends;
  for (auto [stream, layer] : zip_equal(streams, layers))
    ends.push_back(takeEnd(stream, layer.isReverse));
  return call.give(stackLayers(call, ends), result);
}

bool FrameRecurrence::lower(Stream input) {
  std::vector<Constant> tensors;
  if (!readLayers(call, tensors, layers))
    return false;
  std::vector<Atoms> axes = placeBatch(input, 1 - sequence);
  axes.push_back(input.atomsOf(sequence));
  input = call.arrange(input, axes);
  size_t directions = call.flag("bidirectional") ? 2 : 1;
  for (size_t i = 0; i < layers.size(); i += directions) {
    for (size_t j = i; j < i + directions; ++j)
      if (!addLayer(input, layers[j]))
        return false;
    input = outputs.back();
    if (directions == 1)
      continue;
    int64_t channels = layers[i].outputs();
    input = call.helper("concat", {outputs[i], outputs[i + 1]});
    input.resize(2, 1, 2 * channels);
  }
  call.give(input);
  return giveEnds(outputs, 1) && giveEnds(cells, 2);
}

bool lowerAlongFrame(Call &call, Stream input) {
  int64_t sequence = call.flag("batch_first") ? 1 : 0;
  // A batch of one cannot be told from any other dimension of one place.
  Atoms places = input.atomsOf(sequence);
  if (places.empty() ||
      any_of(places, [&](int atom) { return input.isBatch(atom); }))
    return call.fail("runs along dimension " + Twine(sequence) +
                     (places.empty() ? ", in which there is one place"
                                     : ", from one clip of the batch to the "
                                       "next") +
                     "; is " + call.optionNames().timeDim() +
                     " right, and batch_first?");
  return FrameRecurrence(call).lower(std::move(input));
}

} // namespace cocc::frontends
