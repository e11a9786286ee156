//===- FoldAffine.cpp -----------------------------------------------------===//

#include "compiler/analysis/LayerNames.h"
#include "compiler/passes/Passes.h"
#include "dialect/Weights.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Support/DebugLog.h"

#define DEBUG_TYPE "continual-fold-affine"

namespace cocc {
#define GEN_PASS_DEF_FOLDAFFINE
#include "compiler/passes/Passes.h.inc"
} // namespace cocc

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

//===----------------------------------------------------------------------===//
// Weights
//===----------------------------------------------------------------------===//

/// The weights of an operation, in order; null ones where a weight is no
/// constant.
static SmallVector<WeightOp> getWeights(Operation *op) {
  unsigned streams = cast<StreamInterface>(op).getNumStreamOperands();
  SmallVector<WeightOp> weights;
  for (Value operand : op->getOperands().drop_front(streams))
    weights.push_back(operand.getDefiningOp<WeightOp>());
  return weights;
}

static bool hasConstantWeights(Operation *op) {
  return llvm::all_of(getWeights(op), [](WeightOp weight) {
    return weight && !getWeightValues(weight).empty();
  });
}

/// "0.expand.weight" -> "0.expand.bias".
static std::string renameWeight(WeightOp weight, StringRef leaf) {
  auto [path, last] = weight.getName().rsplit('.');
  return last.empty() ? leaf.str() : (path + "." + leaf).str();
}

/// What the constant `leaf` of an affine operation in place of `op` is called:
/// beside the operation's own, if it has any.
static std::string nameConstant(Operation *op, StringRef leaf) {
  SmallVector<WeightOp> weights = getWeights(op);
  return weights.empty() ? getLayerNames(op).back() + "." + leaf.str()
                         : renameWeight(weights.front(), leaf);
}

static void eraseUnused(ArrayRef<WeightOp> weights) {
  llvm::SmallSetVector<Operation *, 8> unused;
  for (WeightOp weight : weights)
    if (weight.use_empty())
      unused.insert(weight);
  for (Operation *weight : unused)
    weight->erase();
}

//===----------------------------------------------------------------------===//
// Chains of affine operations
//===----------------------------------------------------------------------===//

namespace {
/// Affine operations in a row, of which nothing else reads the values between.
struct Chain {
  SmallVector<Operation *> ops;
  ChannelAffine affine;

  Value getInput() const { return ops.front()->getOperand(0); }
  Value getResult() const { return ops.back()->getResult(0); }
};

struct Statistics {
  int64_t folded = 0;
  int64_t composed = 0;
  int64_t remaining = 0;
};
} // namespace

static bool isAffine(Operation *op) {
  auto affine = dyn_cast_or_null<ChannelAffineInterface>(op);
  return affine && affine.isPerChannel() && hasConstantWeights(op);
}

static bool startsChain(Operation *op) {
  Value input = op->getOperand(0);
  return !(isAffine(input.getDefiningOp()) && input.hasOneUse());
}

static ChannelAffine getAffine(Operation *op) {
  SmallVector<ArrayRef<float>> values;
  for (WeightOp weight : getWeights(op))
    values.push_back(getWeightValues(weight));
  return cast<ChannelAffineInterface>(op).getChannelAffine(values);
}

/// What `first` and then `second` compute.
static ChannelAffine compose(const ChannelAffine &first,
                             const ChannelAffine &second) {
  ChannelAffine both = second;
  for (size_t c = 0; c < both.scale.size(); ++c) {
    both.scale[c] = second.scale[c] * first.scale[c];
    both.shift[c] = second.scale[c] * first.shift[c] + second.shift[c];
  }
  return both;
}

static Chain followChain(Operation *op) {
  Chain chain = {{op}, getAffine(op)};
  while (chain.getResult().hasOneUse()) {
    Operation *next = *chain.getResult().getUsers().begin();
    if (!isAffine(next) || next->getOperand(0) != chain.getResult())
      break;
    chain.ops.push_back(next);
    chain.affine = compose(chain.affine, getAffine(next));
  }
  return chain;
}

/// Locations keep the names of all layers that an operation computes.
static Location fuseLocations(Operation *first, const Chain &chain) {
  SmallVector<Location> locations = {first->getLoc()};
  for (Operation *op : chain.ops)
    locations.push_back(op->getLoc());
  return FusedLoc::get(first->getContext(), locations);
}

static void replaceChain(const Chain &chain, Value replacement) {
  SmallVector<WeightOp> weights;
  for (Operation *op : chain.ops)
    llvm::append_range(weights, getWeights(op));
  chain.getResult().replaceAllUsesWith(replacement);
  for (Operation *op : llvm::reverse(chain.ops))
    op->erase();
  eraseUnused(weights);
}

//===----------------------------------------------------------------------===//
// Into the layer before
//===----------------------------------------------------------------------===//

static bool canAbsorb(const Chain &chain) {
  Operation *layer = chain.getInput().getDefiningOp();
  return layer && isa<AbsorbsAffineInterface>(layer) &&
         chain.getInput().hasOneUse() && hasConstantWeights(layer);
}

static WeightOp scaleWeight(OpBuilder &builder, WeightOp weight,
                            ArrayRef<double> scale) {
  ArrayRef<float> values = getWeightValues(weight);
  size_t perChannel = values.size() / scale.size();
  std::vector<float> scaled;
  for (auto [i, value] : llvm::enumerate(values))
    scaled.push_back(static_cast<float>(scale[i / perChannel] * value));
  return createWeight(builder, weight.getLoc(), weight.getName(),
                      weight.getType().getShape(), std::move(scaled));
}

/// `bias` is null where the layer has none.
static WeightOp shiftBias(OpBuilder &builder, WeightOp weight, WeightOp bias,
                          const ChannelAffine &affine) {
  std::vector<float> shifted;
  for (auto [c, shift] : llvm::enumerate(affine.shift)) {
    double before = bias ? getWeightValues(bias)[c] : 0.0;
    shifted.push_back(static_cast<float>(affine.scale[c] * before + shift));
  }
  int64_t channels = shifted.size();
  return createWeight(builder, weight.getLoc(),
                      bias ? bias.getName().str()
                           : renameWeight(weight, "bias"),
                      {channels}, std::move(shifted));
}

static void absorb(const Chain &chain) {
  Operation *layer = chain.getInput().getDefiningOp();
  SmallVector<WeightOp> weights = getWeights(layer);
  WeightOp weight = weights[0],
           bias = weights.size() > 1 ? weights[1] : nullptr;
  OpBuilder builder(layer);
  unsigned streams = cast<StreamInterface>(layer).getNumStreamOperands();
  SmallVector<Value> operands(layer->getOperands().take_front(streams));
  operands.push_back(scaleWeight(builder, weight, chain.affine.scale));
  operands.push_back(shiftBias(builder, weight, bias, chain.affine));
  layer->setOperands(operands);
  layer->setAttr("bias", builder.getBoolAttr(true));
  LDBG() << joinLayerNames(layer) << " takes in " << chain.ops.size()
         << " affine operations";
  layer->setLoc(fuseLocations(layer, chain));
  replaceChain(chain, layer->getResult(0));
  eraseUnused(weights);
}

//===----------------------------------------------------------------------===//
// What remains
//===----------------------------------------------------------------------===//

static void replaceWithAffine(const Chain &chain) {
  Operation *last = chain.ops.back();
  OpBuilder builder(last);
  int64_t channels = chain.affine.scale.size();
  auto create = [&](StringRef leaf, ArrayRef<double> values) {
    return createWeight(builder, last->getLoc(), nameConstant(last, leaf),
                        {channels},
                        std::vector<float>(values.begin(), values.end()));
  };
  WeightOp scale = create("scale", chain.affine.scale);
  WeightOp shift = create("shift", chain.affine.shift);
  auto affine = AffineOp::create(builder, fuseLocations(chain.ops[0], chain),
                                 chain.getResult().getType(), chain.getInput(),
                                 scale, shift);
  LDBG() << joinLayerNames(affine) << " stays an affine operation";
  replaceChain(chain, affine);
}

static void foldChain(const Chain &chain, Statistics &statistics) {
  statistics.composed += chain.ops.size() - 1;
  if (canAbsorb(chain)) {
    ++statistics.folded;
    return absorb(chain);
  }
  ++statistics.remaining;
  // An operation with no more weights than an affine one is as quick.
  bool isDone = chain.ops.size() == 1 && getWeights(chain.ops[0]).size() <= 2;
  if (!isDone)
    replaceWithAffine(chain);
}

namespace {
struct FoldAffine : public cocc::impl::FoldAffineBase<FoldAffine> {
  void runOnOperation() override {
    NetworkOp network = getOperation();
    SmallVector<Operation *> heads;
    for (Operation &op : network.getBody().front())
      if (isAffine(&op) && startsChain(&op))
        heads.push_back(&op);
    Statistics statistics;
    for (Operation *head : heads)
      foldChain(followChain(head), statistics);
    reportStatistic(network, DEBUG_TYPE, "folded", statistics.folded);
    reportStatistic(network, DEBUG_TYPE, "composed", statistics.composed);
    reportStatistic(network, DEBUG_TYPE, "remaining", statistics.remaining);
  }
};
} // namespace
