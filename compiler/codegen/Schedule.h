//===- Schedule.h - From what is computed to how --------------------------===//
//
// A kernel file says what a frame's elements are (the algorithm) and describes
// the work in the terms below; how it is tiled, vectorised and unrolled is
// decided here, from those terms and the machine, and never in a kernel file.
//
// Frames are Funcs f(c, x, y, b), channels innermost in memory.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_COMPILER_CODEGEN_SCHEDULE_H
#define COCC_COMPILER_CODEGEN_SCHEDULE_H

#include "compiler/codegen/DeviceLayout.h"
#include <Halide.h>
#include <cstdint>
#include <variant>
#include <vector>

namespace cocc {

/// The machine's properties that a schedule depends on.
struct Machine {
  Halide::Target target;
  Device device = Device::Cpu;
  /// Floats in a vector register, and how many such registers there are.
  int lanes = 8;
  int registers = 16;
};

Machine getMachine(const Halide::Target &target);

/// The extents of a frame in memory. `channels` includes what pads a pixel to
/// its pitch, unless the frame is the caller's.
struct FrameExtents {
  int channels = 1, width = 1, height = 1, batch = 1;
};

/// How many elements of the input one element of the output sums up, and how
/// they are read.
struct Reduction {
  enum class Kind {
    /// No sum: a function of elements.
    None,
    /// Each output channel sums over all channels of a group: each input
    /// element
    /// serves many output channels.
    Dense,
    /// Each channel sums over places and frames of its own.
    PerChannel,
    /// The same with weights that all channels share: each input element serves
    /// many places along x, each weight many channels.
    PerRow,
  };
  Kind kind = Kind::None;
  /// Input channels summed (Dense) and taps over places and frames.
  int channels = 1;
  int taps = 1;
  /// Groups of channels (Dense), and the output channels of one.
  int groups = 1;
  int outputsPerGroup = 1;
  /// Bytes of the frames read.
  int64_t inputBytes = 0;
};

/// What one pass of the innermost loops computes: `vectors` vectors of `lanes`
/// channels at width by height pixels, all in registers throughout the sum.
struct Tile {
  int lanes = 1;
  int vectors = 1;
  int width = 1;
  int height = 1;
  /// The loop over blocks of channels is outside those over pixels.
  bool channelsOutermost = false;

  int getChannels() const { return lanes * vectors; }
};

Tile chooseTile(const FrameExtents &extents, const Reduction &reduction,
                const Machine &machine);

/// A sum in the making: `func` has a pure definition and one update over
/// `reduced`, innermost variable first.
struct Accumulator {
  Halide::Func func;
  std::vector<Halide::RVar> reduced;
  std::vector<int> extents;
};

//===----------------------------------------------------------------------===//
// What kinds of kernels there are
//===----------------------------------------------------------------------===//

/// Each element of the output is a function of elements.
struct ElementMap {
  Tile tile;
};

/// The same where elements along x, not along c, are neighbours in the
/// output's memory.
struct PlanarMap {};

/// Each element of the output is made of sums of its own.
struct ElementSums {
  Tile tile;
  std::vector<Accumulator> sums;
};

/// A sum over channels that is made before the output for a row of pixels, with
/// channels of its own and, where the tile is wider than one, so many pixels.
/// What its Func has behind f(c, x, y, b) are loops around these.
struct RowMap {
  Halide::Func func;
  int channels = 1;
  Tile tile;
  Accumulator sum;
  int width = 1;
};

/// A Func with one update that goes through a row place after place, each of
/// which reads what those before it made; made before the output, behind the
/// row maps. All elements along `along` of a place are made at once.
struct RowScan {
  Halide::Func func;
  Halide::RVar along;
  int lanes = 1;
};

/// The output reads stages of whole rows of pixels, as recurrences and
/// attention do.
struct RowStages {
  /// Of a vector of the output's channels.
  int lanes = 1;
  /// In the order of their making; each with its updates along channels.
  std::vector<Halide::Func> rows;
  std::vector<RowMap> maps;
  std::vector<RowScan> scans;
  /// All is made for one pixel after the other instead.
  bool byPlace = false;
};

/// The axes of a frame of which every element of the output needs the whole, or
/// may.
struct WholeAxes {
  bool channels = false, x = false, y = false;
};

/// A Func over whole axes, and over one vector of channels where these are not
/// whole, vectorised along `along` by `lanes`.
struct AxisStage {
  Halide::Func func;
  Halide::Var along;
  int lanes = 1;
};

/// The output reads stages over whole axes, as norms and sorts do.
struct AxisStages {
  /// Of a vector of channels, which they divide evenly.
  int lanes = 1;
  WholeAxes whole;
  /// In the order of their making.
  std::vector<AxisStage> stages;
};

using KernelKind =
    std::variant<ElementMap, PlanarMap, ElementSums, RowStages, AxisStages>;

/// The frames that a kernel makes: Funcs f(c, x, y, b).
struct FrameLoops {
  Halide::Func func;
  Halide::Var c, x, y, b;
  FrameExtents extents;
  /// On a device: frame after frame of those that a launch makes, in an update
  /// that writes each where its place says.
  Halide::RVar frames;
};

/// All that a schedule needs to know of a kernel.
struct Stages {
  FrameLoops output;
  KernelKind kind;
};

/// Schedules for x86-64 and its vector extensions, one thread.
void scheduleForCpu(Stages &stages, const Machine &machine);

/// Schedules for a device: a kernel is one launch, its frames the grid's last
/// dimension.
void scheduleForDevice(Stages &stages, const Machine &machine);

} // namespace cocc

#endif // COCC_COMPILER_CODEGEN_SCHEDULE_H
