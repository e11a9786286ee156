//===- StageBuilder.h - One kernel's computation, as Halide stages --------===//
//
// What an operation's buildStep sees: its operands' frames, its weights, and
// where to put its result. Frames are Funcs f(c, x, y, b) whatever their rank;
// a frame with one spatial axis has that one as x, and axes that a frame lacks
// have extent 1.
//
// Where a function makes several frames they lie along b: no operation mixes
// the frames of a batch, so none needs to know.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_COMPILER_CODEGEN_STAGEBUILDER_H
#define COCC_COMPILER_CODEGEN_STAGEBUILDER_H

#include "compiler/codegen/FrameLayout.h"
#include "compiler/codegen/Schedule.h"
#include "dialect/NetworkOps.h"
#include "llvm/ADT/DenseMap.h"
#include <functional>

namespace cocc {

/// A weight as PyTorch stores it -> as the kernel reads it.
using WeightPacker =
    std::function<std::vector<float>(llvm::ArrayRef<float> values)>;
/// The same for the frames of one phase.
using PhasePacker = std::function<std::vector<float>(
    llvm::ArrayRef<float> values, int64_t phase)>;

/// A finished kernel: a pipeline, its arguments in the order of cocc/table.h,
/// and how to pack each weight. One packer more than weights makes the number
/// of the phase, of no values.
struct BuiltKernel {
  Halide::Pipeline pipeline;
  std::vector<Halide::Argument> arguments;
  std::vector<PhasePacker> packers;
  bool strictFloat = false;
  /// An element is made of those of other clips of the batch.
  bool mixesBatch = false;
};

class StageBuilder {
public:
  /// `phase`: of the kernel's phases, for what differs between phases with
  /// other numbers of taps. `several`: frames are made as many at once as
  /// planning has said. `alone`: a launch on a device makes one frame, as it
  /// must where the batch is mixed.
  StageBuilder(continual::KernelOp kernel, int64_t phase, bool several,
               const Machine &machine, bool alone = false);

  /// Builds every operation of the kernel, and schedules.
  BuiltKernel build();

  const Halide::Var c{"c"}, x{"x"}, y{"y"}, b{"b"};

  /// Element (c, x, y, b) of the newest frame of `value`; axes of extent 1
  /// broadcast.
  Halide::Expr at(mlir::Value value, Halide::Expr c, Halide::Expr x,
                  Halide::Expr y, Halide::Expr b);
  Halide::Expr at(mlir::Value value) { return at(value, c, x, y, b); }

  /// The same of tap `t` (0 is the oldest) of the window through which an
  /// operation reads `value`, an argument of the kernel. Places in the
  /// operation's halo are zeros.
  Halide::Expr tap(mlir::Value value, Halide::Expr c, Halide::Expr x,
                   Halide::Expr y, Halide::Expr b, Halide::Expr t);
  /// How the frames that are being built read `value`, an argument of the
  /// kernel, which one operation reads with this geometry. Only the number of
  /// taps may be taken for granted: the rest is that of one phase of several.
  continual::PhaseWindow
  getPhaseWindow(const continual::StreamGeometry &geometry) const;
  /// The phase of the frame that is being made, of `phases`.
  Halide::Expr phaseOf(int64_t phases);

  /// The clip of the batch that the element is of; several frames may lie
  /// behind each other along b.
  Halide::Expr getClip() const;

  /// Whether tap `t` lies before the first or behind the last frame of the
  /// clip.
  Halide::Expr isPadding(mlir::Value value, Halide::Expr t);

  /// Element (c, x, y, b) of the last frame of the kernel's own result, of
  /// which it has kept getMemoryChannels() channels; zero in the first frame.
  Halide::Expr memory(Halide::Expr c, Halide::Expr x, Halide::Expr y,
                      Halide::Expr b);
  /// Whether there is no such frame, this being the first.
  Halide::Expr isFirstFrame();

  /// A weight, packed as given, with as many axes as `extents`, innermost
  /// first.
  Halide::ImageParam weight(mlir::Value value, llvm::ArrayRef<int> extents,
                            WeightPacker packer);
  /// The same of one that has other numbers in each phase.
  Halide::ImageParam phaseWeight(mlir::Value value, llvm::ArrayRef<int> extents,
                                 PhasePacker packer);
  /// A weight with one number per output channel, element c.
  Halide::Expr channelWeight(mlir::Value value) { return constant(value, {1}); }
  /// The element of a constant at this place of the result: axis i of the
  /// constant lies along the frame's axis axes[i] (1: channels), and axes of
  /// extent 1 broadcast.
  Halide::Expr constant(mlir::Value value, llvm::ArrayRef<int64_t> axes);

  /// Channels of the kernel's result with what pads a pixel to its pitch;
  /// weights per channel have as many.
  int getPaddedChannels() const { return loops.extents.channels; }

  /// The extents of a frame, channels without what pads a pixel.
  static FrameExtents getExtents(mlir::Value value);

  /// Says what each element of the operation sums up. At most one operation of
  /// a kernel sums, or has stages. The tile is chosen by this, and packed
  /// weights may depend on it.
  const Tile &reduce(const Reduction &reduction);
  /// Registers the sum itself.
  void accumulate(Accumulator accumulator);
  /// Forbids arithmetic that takes infinities and NaN not to occur.
  void requireStrictFloat() { strictFloat = true; }
  /// Leaves what pads a pixel as it is, where there is nothing to read for it.
  void leavePadding();

  /// Registers a stage that is made row by row before the output.
  void addRows(Halide::Func func);
  /// Has a row's stages made for one pixel after the other.
  void makeRowsByPlace();
  /// A tile for sums over `reduced` channels into `channels` (whole vectors),
  /// one pixel after the other, and the registration of such sums.
  Tile chooseRowTile(int channels, int reduced);
  void addRowMap(RowMap map);
  /// A tile for such sums over several of a row's pixels at once.
  Tile chooseMapTile(int channels, int width, const Reduction &reduction);
  /// How many of `channels` (whole vectors) a scan makes at once that keeps so
  /// many sums of each, and the registration of scans.
  int chooseScanBlock(int channels, int sums) const;
  void addRowScan(Halide::Func func, const Halide::RVar &along);
  /// `channels`, up to whole vectors.
  int alignToVectors(int channels) const;

  /// Says that the operation needs whole axes of its operand at once, of which
  /// its stages are made before the output. Returns the lanes of a vector of
  /// channels, which they divide evenly.
  int needWhole(const WholeAxes &axes);
  /// Registers such a stage, in the order of their making.
  void addStage(AxisStage stage);

  /// Gives the result of the operation being built.
  void result(mlir::Value value, Halide::Expr element);

private:
  /// The image behind a frame operand: the caller's frame, or the state with
  /// the places of the operand's taps in it.
  struct Frame {
    FrameLayout layout;
    int taps = 1, batch = 1;
    Halide::ImageParam image;
    Halide::ImageParam places;
    /// On a device: of the frame's places, that of tap 0.
    int firstPlace = 0;
  };
  /// On a device one table has all places: for each frame of a launch those of
  /// the operands' taps, operand after operand, and that of the result.
  struct DevicePlaces {
    Halide::ImageParam table;
    /// The first of the launch's numbers in it, and its frames.
    Halide::Param<int> first, frames;
    int perFrame = 0;
  };
  struct Weight {
    Halide::ImageParam image;
    PhasePacker packer;
  };
  Frame makeFrame(mlir::Value value, int64_t taps, const std::string &name);
  bool isOnDevice() const { return machine.device != Device::Cpu; }
  /// Frames of a launch, each with its batch.
  bool hasFramesAlongBatch() const { return isOnDevice() && !alone; }
  void makeDevicePlaces();
  /// A place of a launch's frame, by its number among the frame's places.
  Halide::Expr placeOnDevice(Halide::Expr frame, Halide::Expr place) const;
  /// Has the kernel write the frames of a launch where their places say.
  void writeToPlaces();
  /// The clip of a batch whose frame is made at `b`, and the launch's frame.
  Halide::Expr batchOf(const Frame &frame, Halide::Expr b) const;
  Halide::Expr frameOf(Halide::Expr b) const;
  bool isOwn(const Halide::Expr &b) const;
  /// Index 0 along axes of extent 1.
  std::vector<Halide::Expr> broadcast(const FrameExtents &extents,
                                      Halide::Expr c, Halide::Expr x,
                                      Halide::Expr y, Halide::Expr b) const;
  /// The place of tap `t` of the frame that is made at `b`.
  Halide::Expr placeOf(const Frame &frame, Halide::Expr b, Halide::Expr t);
  Halide::Expr read(const Frame &frame, Halide::Expr c, Halide::Expr x,
                    Halide::Expr y, Halide::Expr b, Halide::Expr t);
  /// Whether tap `t` is a frame of the fills.
  Halide::Expr isFill(const Frame &frame, Halide::Expr t);
  void layFramesAlongX();
  FrameExtents getOutputExtents();
  /// The layout of the result's buffer.
  FrameLayout getOutputLayout();
  /// The tile of frames with these extents. A kernel's two functions have the
  /// same blocks of channels, those that are best for several frames: they
  /// share their weights.
  Tile chooseFrameTile(FrameExtents extents, Reduction reduction) const;
  Tile chooseMapOfElements() const {
    return chooseFrameTile(loops.extents, Reduction());
  }
  RowStages &getRows();
  void takePixelsAsRows(RowStages &rows);
  bool mayReorderSums() const;

  continual::KernelOp kernel;
  int64_t phase;
  /// The frames of a call that makes several, and those of this function's.
  int runFrames, frameCount;
  const Machine &machine;
  bool alone, mixesBatch = false;
  /// Keyed by the region's argument.
  llvm::DenseMap<mlir::Value, Frame> frames;
  std::optional<Frame> memoryFrame;
  DevicePlaces devicePlaces;
  /// Keyed by the result of an operation of the region.
  llvm::DenseMap<mlir::Value, Halide::Func> funcs;
  std::vector<Halide::Argument> arguments;
  std::vector<Weight> weights;
  /// The number of the phase, where an operation asks for it.
  Halide::ImageParam phaseNumber;
  FrameLoops loops;
  KernelKind kind;
  bool strictFloat = false;
};

} // namespace cocc

#endif // COCC_COMPILER_CODEGEN_STAGEBUILDER_H
