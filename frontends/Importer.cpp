//===- Importer.cpp -------------------------------------------------------===//

#include "frontends/Importer.h"
#include "dialect/InputFrames.h"
#include "dialect/StreamPositions.h"
#include "dialect/ops/Shapes.h"
#include "frontends/Attributes.h"
#include "frontends/Graph.h"
#include "frontends/Layers.h"
#include "frontends/Problems.h"
#include "frontends/Suggestions.h"
#include "frontends/WeightSource.h"
#include "frontends/YamlReader.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Verifier.h"
#include "llvm/ADT/StringExtras.h"
#include <numeric>

using namespace mlir;
using namespace cocc::continual;

namespace cocc::frontends {
namespace {

/// Frames and spans of time beyond this are a mistake, and would overflow.
constexpr double largest = INT32_MAX;

/// The joins of Layer::Reduce, and what drops the first frames of a residual's
/// input.
constexpr StringRef joins[] = {"add", "mul", "maximum", "concat"};
constexpr StringRef skip = "skip";

bool isTooLarge(ArrayRef<int64_t> shape) {
  double elements = 1;
  for (int64_t extent : shape)
    elements *= extent;
  return elements > largest;
}

/// Whether the times of what follows `position` through `layer` could overflow,
/// or its ticks.
bool isTooLong(const StreamPosition &position, const StreamGeometry &layer) {
  double span =
      layer.receptiveField + static_cast<double>(layer.lag) + layer.skip;
  double period = position.clock.period;
  double ticks = period * std::max<double>(layer.stride, span) +
                 std::abs(position.clock.warmUp) + position.padding;
  return ticks * layer.expand > largest;
}

/// Functions that can fail return null, or false, once `problem` is filled.
class Importer {
public:
  Importer(const NetworkDescription &description, const Graph &graph,
           StringRef file, MLIRContext &context, WeightSource &weights,
           Problem &problem)
      : description(description), graph(graph), file(file), context(context),
        weights(weights), problem(problem), builder(&context) {}

  OwningOpRef<ModuleOp> import();

private:
  bool fail(const Place &place, const Twine &message) {
    problem = {place, message.str(), {}};
    return false;
  }
  bool failAt(const GraphNode &node, StringRef called, const Twine &message) {
    return fail(node.layer->name.place,
                called + " '" + node.path + "': " + message);
  }
  Location locate(StringRef path, const Place &place) {
    return NameLoc::get(builder.getStringAttr(path),
                        frontends::locate(context, file, place));
  }

  bool checkBlocks();
  bool checkInputs();
  NetworkOp createNetwork();
  bool finish(NetworkOp network);
  void setNames(NetworkOp network);
  void setInputs(NetworkOp network);
  Value importNode(const GraphNode &node);
  Value importOperator(const GraphNode &node, ArrayRef<Value> streams);
  Value importResidual(const GraphNode &node, ArrayRef<Value> streams);
  std::optional<RegisteredOperationName> findOperation(const Layer &layer);
  bool checkOperands(const GraphNode &node, RegisteredOperationName operation);
  Value create(const GraphNode &node, StringRef path, StringRef called,
               ArrayRef<Value> streams, const NamedAttrList &attributes);
  bool inferResult(const GraphNode &node, StringRef called, Operation *op);
  bool checkWeightNames(const Layer &layer, ArrayRef<WeightSpec> specs);
  bool addWeights(const GraphNode &node, StringRef called, Operation *op);
  Value standIn(const GraphNode &node, unsigned input,
                const NamedAttrList &attributes);
  bool replaceStandIns(unsigned node);
  bool checkLoops(NetworkOp network);
  bool checkClocks(const GraphNode &node, StringRef called,
                   ArrayRef<OpOperand *> entries,
                   std::optional<StreamPosition> &position);
  StreamPosition positionOf(Value value) { return positions.lookup(value); }
  bool failWithRates(const GraphNode &node, StringRef called, OpOperand &one,
                     OpOperand &other);
  StringRef pathOf(Value value);
  OpOperand *findSource(Value value);
  std::string describePath(Value value, Value other);
  std::optional<int64_t> framesLostBetween(const GraphNode &node,
                                           Value entering, Value branch);

  const NetworkDescription &description;
  const Graph &graph;
  StringRef file;
  MLIRContext &context;
  WeightSource &weights;
  Problem &problem;
  OpBuilder builder;
  /// Of what is on a loop and behind it, not before the loop is closed.
  llvm::DenseMap<Value, StreamPosition> positions;
  std::vector<Value> values;
  /// The node that an operation was made for.
  llvm::DenseMap<Operation *, const GraphNode *> nodeOf;
  /// What stands for layers that come later, and its readers' nodes.
  struct StandIn {
    unsigned input;
    Operation *op;
    const GraphNode *reader;
  };
  std::vector<StandIn> standIns;
  bool hasLaterInputs = false;
};

/// Whether the layer's operator reads only earlier frames.
bool takesLaterFrames(const Layer &layer, MLIRContext &context) {
  auto operation =
      RegisteredOperationName::lookup("continual." + layer.called, &context);
  auto *stream =
      operation ? operation->getInterface<StreamInterface>() : nullptr;
  return stream && llvm::is_contained(layerNames(), layer.called) &&
         stream->takesLaterFrames();
}

//===----------------------------------------------------------------------===//
// Time
//===----------------------------------------------------------------------===//

/// The path of the layer that makes `value`, or the name of the input.
StringRef Importer::pathOf(Value value) {
  if (auto input = dyn_cast<BlockArgument>(value))
    return description.inputs[input.getArgNumber()].name.text;
  return cast<NameLoc>(value.getLoc()).getName().getValue();
}

static StreamGeometry geometryOf(OpOperand &operand) {
  return cast<StreamInterface>(operand.getOwner())
      .getStreamGeometry(operand.getOperandNumber());
}

/// The first stream that makes `value` and whose position is known.
OpOperand *Importer::findSource(Value value) {
  if (auto op = value.getDefiningOp<StreamInterface>())
    for (OpOperand &operand : getStreams(op))
      if (positions.contains(operand.get()))
        return &operand;
  return nullptr;
}

/// The layers that lead to `value`, from where the way to `other` leaves them,
/// each with its stride and factor. On a loop the way ends where it began.
std::string Importer::describePath(Value value, Value other) {
  DenseSet<Value> passed = {other};
  while (OpOperand *source = findSource(other)) {
    other = source->get();
    if (!passed.insert(other).second)
      break;
  }
  std::vector<std::string> path;
  while (passed.insert(value).second) {
    OpOperand *source = findSource(value);
    if (!source)
      break;
    StreamGeometry geometry = geometryOf(*source);
    std::string layer = "'" + pathOf(value).str() + "'";
    if (geometry.stride != 1)
      layer += " (stride " + std::to_string(geometry.stride) + ")";
    if (geometry.expand != 1)
      layer += " (factor " + std::to_string(geometry.expand) + ")";
    path.push_back(layer);
    value = source->get();
  }
  path.push_back("'" + pathOf(value).str() + "'");
  std::reverse(path.begin(), path.end());
  return llvm::join(path, " -> ");
}

bool Importer::failWithRates(const GraphNode &node, StringRef called,
                             OpOperand &one, OpOperand &other) {
  auto rateOf = [&](OpOperand &operand) {
    return showRate(positionOf(operand.get()).then(geometryOf(operand)));
  };
  fail(node.layer->name.place,
       called + " '" + node.path +
           "' joins frames that come at different rates: " + rateOf(one) +
           ", by way of " + describePath(one.get(), other.get()) + ", and " +
           rateOf(other) + ", by way of " +
           describePath(other.get(), one.get()) +
           "; the strides and the factors of both paths must give the same");
  return false;
}

/// Finds where those of the streams meet whose positions are known.
bool Importer::checkClocks(const GraphNode &node, StringRef called,
                           ArrayRef<OpOperand *> entries,
                           std::optional<StreamPosition> &position) {
  OpOperand *first = nullptr;
  for (OpOperand *entry : entries) {
    auto before = positions.find(entry->get());
    if (before == positions.end())
      continue;
    StreamGeometry geometry = geometryOf(*entry);
    if (isTooLong(before->second, geometry))
      return failAt(node, called,
                    "the layers up to here span more than " + Twine(INT32_MAX) +
                        " frames of the network's input");
    StreamPosition next = before->second.then(geometry);
    if (position && !next.hasPeriodOf(*position))
      return failWithRates(node, called, *first, *entry);
    position = position ? join(*position, next) : next;
    first = first ? first : entry;
  }
  return true;
}

/// Checks what could not be known before all layers were there.
bool Importer::checkLoops(NetworkOp network) {
  if (auto problem = findLoopProblem(network)) {
    const GraphNode &node = *nodeOf.lookup(problem->op);
    return failAt(node, node.layer->called, problem->message);
  }
  StreamOrder order(network);
  for (const StreamGroup &group : order.getGroups()) {
    const GraphNode &node = *nodeOf.lookup(group.front());
    std::optional<StreamPosition> position;
    if (!checkClocks(node, node.layer->called, order.getEntries(group),
                     position))
      return false;
    for (StreamInterface op : group)
      positions[op->getResult(0)] = *position;
  }
  return true;
}

/// By the longest way from `entering` to `branch`, in frames of `entering`:
/// those that a layer makes fewer of the clips that suit it best. Refuses what
/// is no whole number.
std::optional<int64_t> Importer::framesLostBetween(const GraphNode &node,
                                                   Value entering,
                                                   Value branch) {
  int64_t ticks = positionOf(branch).ticksPerFrame;
  DenseMap<Value, int64_t> lost = {{entering, 0}};
  for (Operation &op : *builder.getInsertionBlock()) {
    auto stream = dyn_cast<StreamInterface>(op);
    for (unsigned i = 0; stream && i < stream.getNumStreamOperands(); ++i) {
      auto before = lost.find(op.getOperand(i));
      // What does not divide these ticks is on no way to the branch.
      if (before == lost.end() ||
          ticks % positionOf(op.getResult(0)).ticksPerFrame != 0)
        continue;
      StreamGeometry layer = stream.getStreamGeometry(i);
      int64_t fine = positionOf(op.getOperand(i)).scaled(ticks).clock.period /
                     layer.expand;
      int64_t span =
          before->second + fine * (layer.getFramesLost() - (layer.stride - 1));
      auto [entry, fresh] = lost.try_emplace(op.getResult(0), span);
      entry->second = std::max(entry->second, span);
    }
  }
  int64_t span = std::max<int64_t>(0, lost.lookup(branch));
  int64_t frame = positionOf(entering).scaled(ticks).clock.period;
  if (span % frame == 0)
    return span / frame;
  int64_t common = std::gcd(span, frame);
  failAt(node, "residual",
         "its layers lose " + Twine(span / common) + "/" +
             Twine(frame / common) +
             " frames, so that none of the input lies where 'shrink' says; a "
             "'skip' in a 'parallel' says which frames meet");
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

std::optional<RegisteredOperationName>
Importer::findOperation(const Layer &layer) {
  if (llvm::is_contained(layerNames(), layer.called))
    return RegisteredOperationName::lookup("continual." + layer.called,
                                           &context);
  std::vector<StringRef> known = layerNames().vec();
  llvm::append_range(known, containerNames());
  for (const Name &block : description.blocks)
    known.push_back(block.text);
  std::string hint = suggest(layer.called, known);
  if (hint.empty())
    hint = "; there are " + listNames(known, known.size());
  fail(layer.name.place, "there is no layer '" + layer.called + "'" + hint);
  return std::nullopt;
}

bool Importer::checkOperands(const GraphNode &node,
                             RegisteredOperationName operation) {
  size_t given = node.inputs.size();
  const Layer &layer = *node.layer;
  const Place &place =
      layer.inputs ? layer.inputs->front().place : layer.name.place;
  auto names = operation.getInterface<StreamInterface>()->getStreamNames();
  if (names.empty())
    return given >= 2 ||
           fail(place, "'" + layer.called +
                           "' needs at least two inputs, as in 'inputs: [a, "
                           "b]'; it has " +
                           Twine(given));
  if (given == names.size())
    return true;
  if (names.size() == 1)
    return fail(place,
                "'" + layer.called + "' takes one input, not " + Twine(given));
  return fail(place, "'" + layer.called + "' takes " + Twine(names.size()) +
                         " inputs, as in 'inputs: [" + llvm::join(names, ", ") +
                         "]'; it has " + Twine(given));
}

bool Importer::inferResult(const GraphNode &node, StringRef called,
                           Operation *op) {
  auto *inference = op->getName().getInterface<InferTypeOpInterface>();
  SmallVector<Type> results;
  LogicalResult inferred = failure();
  std::string message = captureDiagnostic(context, [&] {
    inferred = inference->inferReturnTypes(
        &context, op->getLoc(), op->getOperands(), op->getAttrDictionary(),
        op->getPropertiesStorage(), op->getRegions(), results);
  });
  if (failed(inferred))
    return failAt(node, called, message);
  auto type = cast<RankedTensorType>(results.front());
  if (isTooLarge(type.getShape()))
    return failAt(node, called,
                  "a frame of the shape " + showShape(type) +
                      " has more than " + Twine(INT32_MAX) + " elements");
  op->getResult(0).setType(type);
  return true;
}

/// Checks that what the layer calls its weights are the operator's.
bool Importer::checkWeightNames(const Layer &layer,
                                ArrayRef<WeightSpec> specs) {
  if (!layer.weights)
    return true;
  if (specs.empty())
    return fail(layer.weights->place, "'" + layer.called + "' has no weights");
  std::vector<StringRef> known;
  for (const WeightSpec &spec : specs)
    known.push_back(spec.name);
  for (const LayerWeights::Tensor &each : layer.weights->tensors)
    if (!llvm::is_contained(known, each.weight.text))
      return fail(each.weight.place, "'" + layer.called + "' has no weight '" +
                                         each.weight.text + "'; it has " +
                                         listNames(known) +
                                         suggest(each.weight.text, known));
  return true;
}

/// What the weight is called where the weights are.
static std::string nameTensor(const GraphNode &node, const WeightSpec &spec) {
  const std::optional<LayerWeights> &weights = node.layer->weights;
  if (weights)
    for (const LayerWeights::Tensor &each : weights->tensors)
      if (each.weight.text == spec.name)
        return each.tensor.text;
  bool renamed = weights && !weights->prefix.empty();
  return (renamed ? weights->prefix : node.path) + "." + spec.name;
}

bool Importer::addWeights(const GraphNode &node, StringRef called,
                          Operation *op) {
  auto *stream = op->getName().getInterface<StreamInterface>();
  SmallVector<WeightSpec> specs;
  LogicalResult found = failure();
  std::string message = captureDiagnostic(context, [&] {
    found = stream->getWeightSpecs(op->getLoc(), op->getOperands(),
                                   op->getAttrDictionary(), specs);
  });
  if (failed(found))
    return failAt(node, called, message);
  const Layer &layer = *node.layer;
  if (!checkWeightNames(layer, specs))
    return false;
  for (const WeightSpec &spec : specs) {
    if (isTooLarge(spec.shape))
      return failAt(node, called,
                    "'" + spec.name + "' of the shape " +
                        showShape(spec.shape) + " has more than " +
                        Twine(INT32_MAX) + " elements");
    std::string name = nameTensor(node, spec);
    const Place &place = layer.name.place;
    WeightOp weight =
        weights.get(builder, locate(name, place), name, spec, place);
    op->insertOperands(op->getNumOperands(), weight.getResult());
  }
  return true;
}

/// Makes the operation `called` for `node`. It exists outside of the network
/// with a provisional type until its result is inferred and its weights are
/// there.
Value Importer::create(const GraphNode &node, StringRef path, StringRef called,
                       ArrayRef<Value> streams,
                       const NamedAttrList &attributes) {
  OperationState state(locate(path, node.layer->name.place),
                       ("continual." + called).str());
  state.addOperands(streams);
  state.addTypes(streams.front().getType());
  state.addAttributes(attributes);
  OwningOpRef<Operation *> op = Operation::create(state);
  if (!checkRequiredAttributes(*node.layer, *op, problem) ||
      !inferResult(node, called, *op) || !addWeights(node, called, *op))
    return {};
  bool valid = false;
  std::string message =
      captureDiagnostic(context, [&] { valid = succeeded(verify(*op)); });
  if (!valid) {
    failAt(node, called, message);
    return {};
  }
  SmallVector<OpOperand *> entries;
  for (OpOperand &operand : getStreams(cast<StreamInterface>(*op)))
    entries.push_back(&operand);
  std::optional<StreamPosition> position;
  if (!checkClocks(node, called, entries, position))
    return {};
  Value result = builder.insert(op.release())->getResult(0);
  nodeOf[result.getDefiningOp()] = &node;
  if (position)
    positions[result] = *position;
  return result;
}

/// What stands for the frames of a layer that comes later, which its reader has
/// to describe.
Value Importer::standIn(const GraphNode &node, unsigned input,
                        const NamedAttrList &attributes) {
  auto shape = dyn_cast_or_null<DenseI64ArrayAttr>(attributes.get("shape"));
  if (!shape) {
    failAt(node, node.layer->called,
           "it reads '" + graph.nodes[input].path +
               "', which comes later; say of which shape its frames are, with "
               "the batch, as in 'shape: [1, 8]'");
    return {};
  }
  auto type = RankedTensorType::get(shape.asArrayRef(), builder.getF32Type());
  auto op = UnrealizedConversionCastOp::create(builder, builder.getUnknownLoc(),
                                               type, ValueRange());
  standIns.push_back({input, op, &node});
  hasLaterInputs = true;
  return op.getResult(0);
}

/// Has what reads `node` read it in place of what stood for it.
bool Importer::replaceStandIns(unsigned node) {
  for (StandIn &each : standIns) {
    if (each.input != node || !each.op)
      continue;
    Type described = each.op->getResult(0).getType();
    if (described != values[node].getType())
      return failAt(*each.reader, each.reader->layer->called,
                    "'shape' is " + showShape(described) + ", the frames of '" +
                        graph.nodes[node].path + "' have " +
                        showShape(values[node].getType()));
    each.op->getResult(0).replaceAllUsesWith(values[node]);
    each.op->erase();
    each.op = nullptr;
  }
  return true;
}

Value Importer::importOperator(const GraphNode &node, ArrayRef<Value> streams) {
  std::optional<RegisteredOperationName> operation = findOperation(*node.layer);
  NamedAttrList attributes;
  if (!operation || !checkOperands(node, *operation) ||
      !convertAttributes(*node.layer, *operation, attributes, problem))
    return {};
  SmallVector<Value> there(streams);
  for (auto [stream, input] : llvm::zip_equal(there, node.inputs))
    if (!stream && !(stream = standIn(node, input, attributes)))
      return {};
  return create(node, node.path, node.layer->called, there, attributes);
}

Value Importer::importResidual(const GraphNode &node, ArrayRef<Value> streams) {
  Value branch = streams[0], input = streams[1];
  const Layer &layer = *node.layer;
  std::optional<int64_t> frames = 0;
  // Where the rates differ the join says so.
  if (layer.shrink != Layer::Shrink::Lagging &&
      positionOf(branch).hasPeriodOf(positionOf(input)))
    frames = framesLostBetween(node, input, branch);
  if (!frames)
    return {};
  if (layer.shrink == Layer::Shrink::Centered)
    *frames /= 2;
  if (*frames > 0) {
    NamedAttrList attributes;
    attributes.set("frames", builder.getI64IntegerAttr(*frames));
    input = create(node, node.path + ".shrink", skip, input, attributes);
    if (!input)
      return {};
  }
  return create(node, node.path, joins[static_cast<size_t>(layer.reduce)],
                {branch, input}, {});
}

Value Importer::importNode(const GraphNode &node) {
  SmallVector<Value> streams;
  for (unsigned input : node.inputs)
    streams.push_back(values[input]);
  switch (node.layer->kind) {
  case Layer::Kind::Operator:
    return importOperator(node, streams);
  case Layer::Kind::Sequential:
    return streams.front();
  case Layer::Kind::Residual:
    return importResidual(node, streams);
  case Layer::Kind::Parallel:
    return create(node, node.path,
                  joins[static_cast<size_t>(node.layer->reduce)], streams, {});
  }
  llvm_unreachable("all kinds are above");
}

//===----------------------------------------------------------------------===//
// The network
//===----------------------------------------------------------------------===//

bool Importer::checkBlocks() {
  for (const Name &block : description.blocks)
    if (llvm::is_contained(layerNames(), block.text))
      return fail(block.place,
                  "'" + block.text +
                      "' is a layer; the block needs another name");
  return true;
}

bool Importer::checkInputs() {
  for (const NetworkInput &input : description.inputs)
    if (isTooLarge(input.shape))
      return fail(input.shapePlace,
                  "a frame of the shape " + showShape(input.shape) +
                      " has more than " + Twine(INT32_MAX) + " elements");
  return true;
}

/// An empty network, whose type is that of a network that gives its inputs.
NetworkOp Importer::createNetwork() {
  SmallVector<Type> frames;
  for (const NetworkInput &input : description.inputs)
    frames.push_back(
        RankedTensorType::get(input.frameShape(), builder.getF32Type()));
  NamedAttribute attributes[] = {
      builder.getNamedAttr(SymbolTable::getSymbolAttrName(),
                           builder.getStringAttr(description.name.text)),
      builder.getNamedAttr(
          "function_type",
          TypeAttr::get(builder.getFunctionType(frames, frames)))};
  auto network = NetworkOp::create(
      builder, locate(description.name.text, description.name.place),
      TypeRange(), ValueRange(), attributes);
  Block &body = network.getBody().emplaceBlock();
  for (auto [index, input] : llvm::enumerate(description.inputs)) {
    values[index] = body.addArgument(
        frames[index], frontends::locate(context, file, input.shapePlace));
    positions[values[index]] = StreamPosition::ofInput(input.rate);
  }
  builder.setInsertionPointToStart(&body);
  return network;
}

void Importer::setNames(NetworkOp network) {
  SmallVector<StringRef> names;
  if (!description.hasOneInput()) {
    for (const NetworkInput &input : description.inputs)
      names.push_back(input.name.text);
    network.setInputNamesAttr(builder.getStrArrayAttr(names));
  }
  names.clear();
  if (!description.hasOneOutput()) {
    for (const NetworkOutput &output : description.outputs)
      names.push_back(output.name.text);
    network.setOutputNamesAttr(builder.getStrArrayAttr(names));
  }
}

/// What callers give where it is not as in the network.
void Importer::setInputs(NetworkOp network) {
  for (auto [index, input] : llvm::enumerate(description.inputs)) {
    InputFrame frame;
    frame.type = input.type;
    frame.limit = input.limit;
    frame.rate = input.rate;
    frame.shape.assign(input.shape.begin(), input.shape.end());
    setInputFrame(network, index, frame);
  }
}

/// The outputs, and the network's type and names.
bool Importer::finish(NetworkOp network) {
  SmallVector<Value> frames;
  for (unsigned output : graph.outputs)
    frames.push_back(values[output]);
  if (description.alignOutputs)
    for (auto [frame, output] : llvm::zip(frames, description.outputs)) {
      StreamPosition first = positionOf(frames.front());
      StreamPosition own = positionOf(frame);
      if (!first.hasPeriodOf(own))
        return fail(output.layer.place,
                    "outputs that come at different rates cannot be aligned: "
                    "'" +
                        description.outputs.front().name.text + "' has " +
                        showRate(first) + ", '" + output.name.text + "' " +
                        showRate(own));
    }
  OutputOp::create(builder, network.getLoc(), frames);
  network.setFunctionType(builder.getFunctionType(
      network.getBody().getArgumentTypes(), ValueRange(frames).getTypes()));
  network.setAligned(description.alignOutputs && frames.size() > 1);
  setNames(network);
  setInputs(network);
  return true;
}

OwningOpRef<ModuleOp> Importer::import() {
  if (!checkBlocks() || !checkInputs())
    return {};
  values.resize(graph.nodes.size());
  OwningOpRef<ModuleOp> module =
      ModuleOp::create(frontends::locate(context, file, {}));
  builder.setInsertionPointToEnd(module->getBody());
  NetworkOp network = createNetwork();
  for (unsigned node : graph.order)
    if (!(values[node] = importNode(graph.nodes[node])) ||
        !replaceStandIns(node))
      return {};
  if ((hasLaterInputs && !checkLoops(network)) || !finish(network))
    return {};
  return module;
}

} // namespace

OwningOpRef<ModuleOp> importNetwork(const NetworkDescription &description,
                                    StringRef file, MLIRContext &context) {
  context.getOrLoadDialect<ContinualDialect>();
  Problem problem;
  std::optional<Graph> graph = buildGraph(
      description,
      [&](const Layer &layer) { return takesLaterFrames(layer, context); },
      problem);
  std::optional<WeightSource> weights;
  OwningOpRef<ModuleOp> module;
  if (graph && (weights = WeightSource::open(description, file, problem)))
    module = Importer(description, *graph, file, context, *weights, problem)
                 .import();
  if (!module) {
    emitProblem(context, file, problem);
    return {};
  }
  std::vector<Problem> problems = weights->finish();
  for (const Problem &each : problems)
    emitProblem(context, file, each);
  return problems.empty() ? std::move(module) : OwningOpRef<ModuleOp>();
}

} // namespace cocc::frontends
