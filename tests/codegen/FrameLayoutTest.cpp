//===- FrameLayoutTest.cpp - Where the elements of a frame are ------------===//

#include "compiler/codegen/FrameLayout.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/FormatVariadic.h"
#include "gtest/gtest.h"
#include <random>

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

namespace {
/// A frame's extents, its border and what pads each pixel.
struct Frame {
  int64_t batch, channels, height, width;
  int64_t above, below, left, right;
  int64_t padding;

  int64_t getPitch() const { return channels + padding; }
  int64_t getFloats() const {
    return batch * (above + height + below) * (left + width + right) *
           getPitch();
  }
};

/// A network of two kernels; the first one's frames lie as `frame` says.
OwningOpRef<ModuleOp> makeNetwork(MLIRContext &context, const Frame &frame) {
  std::string text = llvm::formatv(
      R"(continual.network @net(%in: tensor<{0}x{1}x{2}x{3}xf32>)
             -> tensor<{0}x{1}x{2}x{3}xf32> {{
  %made = continual.kernel "receive" (%in back [0]) {{
  ^bb0(%a: tensor<{0}x{1}x{2}x{3}xf32>):
    %r = continual.receive %a : tensor<{0}x{1}x{2}x{3}xf32>
    continual.yield %r : tensor<{0}x{1}x{2}x{3}xf32>
  } {{buffer = #continual.buffer<offset = 128, slots = 3, slot_bytes = {4},
       pitch = {5}, before = [{6}, {7}], after = [{8}, {9}]>}
    : (tensor<{0}x{1}x{2}x{3}xf32>) -> tensor<{0}x{1}x{2}x{3}xf32>
  %ring = continual.ring %made slots 3 : tensor<{0}x{1}x{2}x{3}xf32>
  %out = continual.kernel "send" (%ring back [0]) {{
  ^bb0(%a: tensor<{0}x{1}x{2}x{3}xf32>):
    %r = continual.send %a : tensor<{0}x{1}x{2}x{3}xf32>
    continual.yield %r : tensor<{0}x{1}x{2}x{3}xf32>
  } : (tensor<{0}x{1}x{2}x{3}xf32>) -> tensor<{0}x{1}x{2}x{3}xf32>
  continual.output %out : tensor<{0}x{1}x{2}x{3}xf32>
})",
      frame.batch, frame.channels, frame.height, frame.width,
      4 * frame.getFloats(), frame.getPitch(), frame.above, frame.left,
      frame.below, frame.right);
  return parseSourceString<ModuleOp>(text, &context);
}

/// Walks the slot float by float, as the attribute's description has it.
void checkElements(const FrameLayout &layout, const Frame &frame) {
  int64_t place = 0;
  for (int64_t b = 0; b < frame.batch; ++b)
    for (int64_t y = -frame.above; y < frame.height + frame.below; ++y)
      for (int64_t x = -frame.left; x < frame.width + frame.right; ++x)
        for (int64_t c = 0; c < frame.getPitch(); ++c, ++place)
          ASSERT_EQ(place, layout.origin + c * layout.strides[0] +
                               x * layout.strides[1] + y * layout.strides[2] +
                               b * layout.strides[3])
              << "b " << b << " y " << y << " x " << x << " c " << c;
  EXPECT_EQ(place, frame.batch * layout.strides[3]);
}
} // namespace

TEST(FrameLayout, FollowsThePlan) {
  MLIRContext context;
  context.loadDialect<ContinualDialect>();
  std::mt19937 random(1);
  auto draw = [&](int least, int most) {
    return std::uniform_int_distribution(least, most)(random);
  };
  for (int i = 0; i < 50; ++i) {
    Frame frame{draw(1, 3), draw(1, 9), draw(1, 5), draw(1, 5), draw(0, 2),
                draw(0, 2), draw(0, 2), draw(0, 2), draw(0, 7)};
    auto module = makeNetwork(context, frame);
    ASSERT_TRUE(module);
    NetworkOp network = *module->getOps<NetworkOp>().begin();
    KernelOp maker = *network.getBody().getOps<KernelOp>().begin();
    FrameLayout layout = getFrameLayout(maker.getResult());
    EXPECT_EQ(layout.left, frame.left);
    EXPECT_EQ(layout.above, frame.above);
    checkElements(layout, frame);
    Value ring = (*network.getBody().getOps<RingOp>().begin()).getResult();
    EXPECT_TRUE(getFrameLayout(ring) == layout);
  }
}

TEST(FrameLayout, CallersFramesAreDense) {
  MLIRContext context;
  context.loadDialect<ContinualDialect>();
  auto module = makeNetwork(context, {2, 3, 4, 5, 1, 1, 1, 1, 0});
  ASSERT_TRUE(module);
  NetworkOp network = *module->getOps<NetworkOp>().begin();
  for (Value frame :
       {Value(network.getInputs()[0]), network.getOutput().getFrames()[0]}) {
    EXPECT_TRUE(isCallers(frame));
    FrameLayout layout = getFrameLayout(frame);
    EXPECT_EQ(layout.strides, (std::array<int64_t, 4>{20, 1, 5, 60}));
    EXPECT_EQ(layout.origin, 0);
  }
}
