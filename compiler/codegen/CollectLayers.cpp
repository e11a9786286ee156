//===- CollectLayers.cpp --------------------------------------------------===//

#include "compiler/analysis/LayerNames.h"
#include "compiler/codegen/Collect.h"
#include "compiler/codegen/CollectParts.h"
#include "compiler/codegen/FrameLayout.h"
#include <set>

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

std::vector<int64_t> cocc::getShape(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}

StreamFacts cocc::getFacts(Value value, const StreamPositions &positions,
                           const ReceptiveFields &fields) {
  StreamPosition position = positions.lookup(value);
  StreamFacts facts;
  facts.receptiveField = fields.lookup(value);
  facts.recurrent = position.recurrent;
  facts.period = position.clock.period;
  facts.padding = position.padding;
  facts.delay = position.delay;
  facts.warmUp = position.clock.warmUp;
  return facts;
}

ExtentLayout cocc::getExtent(const StreamGeometry &geometry, int64_t ring) {
  return {ring, geometry.expand, -1 - geometry.getFramesLost(),
          geometry.stride};
}

/// Of the weights that are in `counted` for the first time: one that several
/// layers use is the first one's.
static int64_t countParameters(Operation &op, std::set<std::string> &counted) {
  int64_t parameters = 0;
  for (Value operand : op.getOperands())
    if (auto weight = operand.getDefiningOp<WeightOp>();
        weight && counted.insert(weight.getName().str()).second)
      parameters += cast<RankedTensorType>(operand.getType()).getNumElements();
  return parameters;
}

std::vector<LayerReport> cocc::collectLayers(NetworkOp imported) {
  StreamPositions positions(imported);
  ReceptiveFields fields(imported);
  struct Source {
    std::string name;
    int64_t layer = -1;
  };
  llvm::DenseMap<Value, Source> sources;
  for (BlockArgument input : imported.getInputs())
    sources[input] = {imported.getInputName(input.getArgNumber()).str(),
                      -1 - int64_t(input.getArgNumber())};
  std::set<std::string> counted;
  std::vector<LayerReport> layers;
  StreamOrder order(imported);
  for (const StreamGroup &group : order.getGroups()) {
    for (auto [i, op] : llvm::enumerate(group))
      sources[op->getResult(0)] = {joinLayerNames(op),
                                   static_cast<int64_t>(layers.size() + i)};
    std::vector<ExtentLayout> extents;
    for (OpOperand *entry : order.getEntries(group)) {
      auto reader = cast<StreamInterface>(entry->getOwner());
      extents.push_back(
          getExtent(reader.getStreamGeometry(entry->getOperandNumber()),
                    sources.lookup(entry->get()).layer));
    }
    for (StreamInterface op : group) {
      LayerReport layer;
      layer.name = joinLayerNames(op);
      layer.op = op->getName().stripDialect();
      layer.shape = getShape(op->getResult(0));
      layer.stream = getFacts(op->getResult(0), positions, fields);
      layer.macsPerFrame = op.getMacs();
      layer.parameters = countParameters(*op, counted);
      for (OpOperand &operand : getStreams(op))
        layer.inputs.push_back(sources.lookup(operand.get()).name);
      layer.extents = extents;
      layers.push_back(std::move(layer));
    }
  }
  return layers;
}

void cocc::chargeState(NetworkOp planned, std::vector<LayerReport> &layers) {
  llvm::StringMap<LayerReport *> byName;
  for (LayerReport &layer : layers)
    byName[layer.name] = &layer;
  llvm::MapVector<Operation *, std::pair<int64_t, Operation *>> farthest;
  for (KernelOp kernel : planned.getBody().getOps<KernelOp>())
    for (auto [i, frame] : llvm::enumerate(kernel.getFrames())) {
      StreamGeometry geometry = kernel.getStreamGeometry(i);
      int64_t reach = geometry.receptiveField - 1 + geometry.lag;
      bool keeps = reach > 0 || kernel.getHalo(i) != Halo();
      if (isCallers(frame) || !keeps)
        continue;
      auto [place, isNew] = farthest.try_emplace(
          getMaker(frame), reach, kernel.getReader(i).getOwner());
      if (!isNew && place->second.first < reach)
        place->second = {reach, kernel.getReader(i).getOwner()};
    }
  for (KernelOp kernel : planned.getBody().getOps<KernelOp>())
    if (kernel.getMemoryChannels() > 0)
      farthest.try_emplace(kernel, 1, &kernel.getBody().front().front());
  for (auto &[maker, reader] : farthest) {
    BufferAttr buffer = *cast<KernelOp>(maker).getBuffer();
    auto names = getLayerNames(reader.second);
    if (auto layer = byName.find(names.front()); layer != byName.end())
      layer->second->stateBytes += buffer.getSlots() * buffer.getSlotBytes();
  }
}
