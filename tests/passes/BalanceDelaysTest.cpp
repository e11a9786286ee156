//===- BalanceDelaysTest.cpp - Random networks with strides ---------------===//

#include "compiler/passes/Passes.h"
#include "dialect/JoinOps.h"
#include "dialect/StreamPositions.h"
#include "dialect/WindowOps.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Pass/PassManager.h"
#include "gtest/gtest.h"
#include <random>

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

namespace {
/// Builds a network of pools, delays and joins.
class RandomNetwork {
public:
  explicit RandomNetwork(unsigned seed)
      : random(seed), module(ModuleOp::create(UnknownLoc::get(getContext()))),
        builder(getContext()) {
    auto frame = RankedTensorType::get({1, 1}, builder.getF32Type());
    OperationState state(builder.getUnknownLoc(),
                         NetworkOp::getOperationName());
    state.addRegion();
    state.addAttribute("sym_name", builder.getStringAttr("random"));
    state.addAttribute("function_type",
                       TypeAttr::get(builder.getFunctionType(frame, frame)));
    builder.setInsertionPointToEnd(module->getBody());
    network = cast<NetworkOp>(builder.create(state));
    Block &body = network.getBody().emplaceBlock();
    values.push_back({body.addArgument(frame, builder.getUnknownLoc()), 1});
    builder.setInsertionPointToEnd(&body);
    for (int i = 0; i < 12; ++i)
      addLayer();
    finish();
  }

  NetworkOp getNetwork() { return network; }

  LogicalResult balance() {
    PassManager manager(getContext());
    manager.addNestedPass<NetworkOp>(createBalanceDelays());
    return manager.run(*module);
  }

private:
  struct Stream {
    Value value;
    int64_t period;
  };

  static MLIRContext *getContext() {
    static MLIRContext context;
    context.getOrLoadDialect<ContinualDialect>();
    return &context;
  }

  static int64_t getChannels(Value value) {
    return cast<RankedTensorType>(value.getType()).getDimSize(1);
  }

  template <typename OpT>
  Value create(ValueRange operands, ArrayRef<NamedAttribute> attributes = {}) {
    int64_t channels = 0;
    for (Value operand : operands)
      channels += getChannels(operand);
    OperationState state(
        builder.getUnknownLoc(), OpT::getOperationName(), operands,
        RankedTensorType::get({1, channels}, builder.getF32Type()), attributes);
    return builder.create(state)->getResult(0);
  }

  Value pool(Value value, int64_t kernel, int64_t stride, int64_t padding) {
    auto list = [&](StringRef name, int64_t number) {
      return builder.getNamedAttr(name, builder.getDenseI64ArrayAttr({number}));
    };
    return create<AvgPoolOp>(value,
                             {list("kernel", kernel), list("stride", stride),
                              list("padding", padding)});
  }

  void addLayer() {
    Stream from = values[random() % values.size()];
    int64_t kernel = 1 + random() % 4, stride = random() % 3 ? 1 : 2;
    switch (random() % 4) {
    case 0: {
      SmallVector<Value> inputs;
      for (Stream stream : values)
        if (stream.period == from.period && inputs.size() < 3)
          inputs.push_back(stream.value);
      if (inputs.size() > 1)
        values.push_back({create<ConcatOp>(inputs), from.period});
      return;
    }
    case 1:
      return values.push_back(
          {create<DelayOp>(from.value,
                           builder.getNamedAttr(
                               "frames", builder.getI64IntegerAttr(kernel))),
           from.period});
    default:
      return values.push_back(
          {pool(from.value, kernel, stride, random() % kernel),
           from.period * stride});
    }
  }

  /// Ends in a join of all values with the period of the last one.
  void finish() {
    SmallVector<Value> inputs = {values.back().value};
    for (Stream stream : values)
      if (stream.period == values.back().period)
        inputs.push_back(stream.value);
    Value result = create<ConcatOp>(inputs);
    OutputOp::create(builder, builder.getUnknownLoc(), result);
    network.setFunctionTypeAttr(TypeAttr::get(builder.getFunctionType(
        values.front().value.getType(), result.getType())));
  }

  std::mt19937 random;
  OwningOpRef<ModuleOp> module;
  OpBuilder builder;
  NetworkOp network;
  std::vector<Stream> values;
};
} // namespace

static int64_t countDelays(NetworkOp network) {
  return llvm::range_size(network.getBody().getOps<DelayOp>());
}

static Clock getOutputClock(NetworkOp network) {
  Value output = network.getOutput().getFrames().front();
  return StreamPositions(network).getClock(output);
}

TEST(BalanceDelays, MakesRandomNetworksMeet) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomNetwork random(seed);
    NetworkOp network = random.getNetwork();
    Clock longestPath = getOutputClock(network);
    ASSERT_TRUE(succeeded(verify(network)));
    ASSERT_TRUE(succeeded(random.balance()));
    ASSERT_TRUE(succeeded(verify(network)));
    ASSERT_TRUE(succeeded(verifyBalanced(network)));
    EXPECT_EQ(getOutputClock(network), longestPath);

    int64_t delays = countDelays(network);
    network.setBalanced(false);
    ASSERT_TRUE(succeeded(random.balance()));
    EXPECT_EQ(countDelays(network), delays) << "balancing again adds delays";
  }
}
