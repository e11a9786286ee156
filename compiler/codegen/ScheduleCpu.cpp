//===- ScheduleCpu.cpp - Schedules for one x86-64 core --------------------===//

#include "compiler/codegen/Schedule.h"
#include <algorithm>

using namespace cocc;
using Halide::TailStrategy;
using Halide::Var;

Machine cocc::getMachine(const Halide::Target &target) {
  Machine machine;
  machine.target = target;
  for (auto feature : {Halide::Target::NoAsserts, Halide::Target::NoBoundsQuery,
                       Halide::Target::NoRuntime})
    machine.target.set_feature(feature);
  machine.lanes = target.natural_vector_size<float>();
  machine.registers = machine.lanes >= 16 ? 32 : 16;
  return machine;
}

/// How many times an innermost loop of a sum is unrolled: what divides it
/// evenly, and short loops altogether.
static int chooseUnroll(int extent) {
  if (extent <= 7)
    return extent;
  return extent % 4 == 0 ? 4 : extent % 2 == 0 ? 2 : 1;
}

/// Keeps the sum of one tile in registers: the tile's vectors are unrolled, the
/// loops over what is summed are around them.
static void scheduleAccumulator(Accumulator &sum, Stages &stages,
                                const Var &tileLoop) {
  int lanes = stages.tile.lanes;
  sum.func.compute_at(stages.output, tileLoop)
      .store_in(Halide::MemoryType::Stack)
      .vectorize(stages.c, lanes)
      .unroll(stages.c)
      .unroll(stages.x)
      .unroll(stages.y);
  Halide::Stage update = sum.func.update();
  std::vector<Halide::VarOrRVar> order = {stages.c, stages.x, stages.y,
                                          stages.b};
  order.insert(order.end(), sum.reduced.begin(), sum.reduced.end());
  update.reorder(order)
      .vectorize(stages.c, lanes)
      .unroll(stages.c)
      .unroll(stages.x)
      .unroll(stages.y);
  update.unroll(sum.reduced.front(), chooseUnroll(sum.extents.front()));
}

/// Blocks of channels innermost in memory: a register tile at a time.
static void scheduleTiled(Stages &stages) {
  const Tile &tile = stages.tile;
  Var co("co"), ci("ci"), xo("xo"), xi("xi"), yo("yo"), yi("yi");
  stages.output.split(stages.c, co, ci, tile.getChannels())
      .split(stages.x, xo, xi, tile.width, TailStrategy::ShiftInwards)
      .split(stages.y, yo, yi, tile.height, TailStrategy::ShiftInwards);
  if (tile.channelsOutermost)
    stages.output.reorder(ci, xi, yi, xo, yo, stages.b, co);
  else
    stages.output.reorder(ci, xi, yi, co, xo, yo, stages.b);
  stages.output.vectorize(ci, tile.lanes).unroll(ci).unroll(xi).unroll(yi);
  for (Accumulator &sum : stages.accumulators)
    scheduleAccumulator(sum, stages, tile.channelsOutermost ? xo : co);
}

/// Few channels, or the caller's layout: vectors of pixels.
static void schedulePlanar(Stages &stages, const Machine &machine) {
  Var xo("xo"), xi("xi");
  int lanes = std::min(machine.lanes, stages.extents.width);
  stages.output.split(stages.x, xo, xi, lanes, TailStrategy::ShiftInwards)
      .reorder(xi, stages.c, xo, stages.y, stages.b)
      .vectorize(xi);
}

/// Stages of whole rows, each vector of channels after the other.
static void scheduleRows(Halide::Func &func, Stages &stages, int lanes) {
  func.compute_at(stages.output, stages.y).store_in(Halide::MemoryType::Stack);
  for (int i = 0; i < func.num_update_definitions(); ++i) {
    Halide::RVar along = func.rvars(i).front();
    func.update(i).vectorize(along, lanes, TailStrategy::GuardWithIf);
  }
}

void cocc::scheduleForCpu(Stages &stages, const Machine &machine) {
  const FrameExtents &extents = stages.extents;
  stages.output.bound(stages.c, 0, extents.channels)
      .bound(stages.x, 0, extents.width)
      .bound(stages.y, 0, extents.height)
      .bound(stages.b, 0, extents.batch);
  if (stages.planar)
    return schedulePlanar(stages, machine);
  if (!stages.rows.empty()) {
    stages.output.vectorize(stages.c, stages.tile.lanes,
                            TailStrategy::ShiftInwards);
    for (Halide::Func &func : stages.rows)
      scheduleRows(func, stages, stages.tile.lanes);
    return;
  }
  scheduleTiled(stages);
}
