//===- ScheduleCpu.cpp - Schedules for one x86-64 core --------------------===//

#include "compiler/codegen/Schedule.h"
#include <algorithm>

using namespace cocc;
using Halide::TailStrategy;
using Halide::Var;

/// Of what is said to be on the stack, Halide takes more than 16 KiB from the
/// heap; of what is said to be in registers, whatever does not fit is on the
/// stack.
static constexpr auto onStack = Halide::MemoryType::Register;

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
static void scheduleAccumulator(Accumulator &sum, Stages &stages, int lanes,
                                Halide::Func &host, const Var &tileLoop) {
  sum.func.compute_at(host, tileLoop)
      .store_in(onStack)
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
    scheduleAccumulator(sum, stages, tile.lanes, stages.output,
                        tile.channelsOutermost ? xo : co);
}

/// Few channels, or the caller's layout: vectors of pixels.
static void schedulePlanar(Stages &stages, const Machine &machine) {
  Var xo("xo"), xi("xi");
  int lanes = std::min(machine.lanes, stages.extents.width);
  stages.output.split(stages.x, xo, xi, lanes, TailStrategy::ShiftInwards)
      .reorder(xi, stages.c, xo, stages.y, stages.b)
      .vectorize(xi);
}

/// The extent of the innermost loop of a sum.
static int64_t getInnermostExtent(const Halide::Func &func, int update) {
  const auto &rvars = func.function().update(update).schedule().rvars();
  auto extent = Halide::Internal::as_const_int(rvars.front().extent);
  return extent ? *extent : 1;
}

/// One update of a row: along channels where it has them, along what it writes
/// where that is a run of places, else partial sums side by side.
static void scheduleRowUpdate(Halide::Func &func, int update, Stages &stages,
                              int lanes) {
  Halide::Expr first = func.update_args(update).front();
  auto *variable = first.as<Halide::Internal::Variable>();
  if (variable && variable->name == stages.c.name()) {
    func.update(update).vectorize(stages.c, lanes, TailStrategy::GuardWithIf);
    return;
  }
  // Halide drops loops over one element.
  if (func.rvars(update).empty())
    return;
  Halide::RVar inner = func.rvars(update).front();
  if (Halide::Internal::expr_uses_var(first, inner.name())) {
    func.update(update).vectorize(inner, lanes, TailStrategy::GuardWithIf);
    return;
  }
  while (lanes > 1 && getInnermostExtent(func, update) % lanes != 0)
    lanes /= 2;
  if (lanes > 1)
    func.update(update).atomic().vectorize(inner, lanes);
}

/// Stages of whole rows, each vector of channels after the other.
static void scheduleRows(Halide::Func &func, Stages &stages, int lanes) {
  func.compute_at(stages.output, stages.rowsByPlace ? stages.x : stages.y)
      .store_in(onStack);
  if (lanes > 1 && func.args().front().name() == stages.c.name())
    func.vectorize(stages.c, lanes, TailStrategy::GuardWithIf);
  for (int i = 0; i < func.num_update_definitions(); ++i)
    scheduleRowUpdate(func, i, stages, lanes);
}

/// Block after block of channels and, where they are tiled, of pixels, each
/// summed in registers.
static void scheduleRowMap(RowMap &map, Stages &stages) {
  Var co("co"), ci("ci"), xo("xo"), xi("xi");
  const Tile &tile = map.tile;
  map.func.compute_at(stages.output, stages.rowsByPlace ? stages.x : stages.y)
      .store_in(onStack)
      .bound(stages.c, 0, map.channels)
      .split(stages.c, co, ci, tile.getChannels())
      .vectorize(ci, tile.lanes)
      .unroll(ci);
  Var loop = co;
  if (tile.width > 1) {
    map.func.bound(stages.x, 0, map.width)
        .split(stages.x, xo, xi, tile.width, TailStrategy::ShiftInwards)
        .unroll(xi);
    if (tile.channelsOutermost)
      map.func.reorder(ci, xi, xo, co);
    else
      map.func.reorder(ci, xi, co, xo);
    loop = tile.channelsOutermost ? xo : co;
  }
  scheduleAccumulator(map.sum, stages, tile.lanes, map.func, loop);
}

/// The update's loops are in the order of its domain: no other is right.
static void scheduleRowScan(RowScan &scan, Stages &stages) {
  scan.func.compute_at(stages.output, stages.y)
      .store_in(onStack)
      .vectorize(stages.c, scan.lanes);
  Halide::RVar outer("outer"), inner("inner");
  // What is written lies before nothing that is read at the same place.
  scan.func.update()
      .allow_race_conditions()
      .split(scan.along, outer, inner, scan.lanes)
      .vectorize(inner)
      .unroll(outer);
}

static void scheduleStage(const FrameStage &stage, Stages &stages,
                          const Var &loop) {
  Halide::Func func = stage.func;
  func.compute_at(stages.output, loop).store_in(onStack);
  if (stage.lanes == 1)
    return;
  func.vectorize(stage.along, stage.lanes);
  for (int i = 0; i < func.num_update_definitions(); ++i)
    func.update(i).vectorize(stage.along, stage.lanes);
}

/// The loops over whole axes inside those over the others; between them the
/// stages are made. Channels that are not whole are taken a vector at a time.
static void scheduleWhole(Stages &stages) {
  Var co("co"), ci("ci");
  stages.output.split(stages.c, co, ci, stages.tile.lanes);
  std::vector<Halide::VarOrRVar> inner = {ci}, outer;
  auto place = [&](const Var &loop, bool isWhole) {
    (isWhole ? inner : outer).push_back(loop);
  };
  place(co, stages.whole.channels);
  place(stages.x, stages.whole.x);
  place(stages.y, stages.whole.y);
  place(stages.b, false);
  Var loop = outer.front().var;
  inner.insert(inner.end(), outer.begin(), outer.end());
  stages.output.reorder(inner).vectorize(ci);
  for (const FrameStage &stage : stages.frameStages)
    scheduleStage(stage, stages, loop);
}

static void takeSumOfPixels(Stages &stages) {
  if (!stages.sumsOfPixels || stages.rowMaps.size() != 1 ||
      !stages.rows.empty() || !stages.rowScans.empty() ||
      stages.rowMaps[0].channels != stages.extents.channels)
    return;
  stages.tile = stages.rowMaps[0].tile;
  stages.accumulators.push_back(stages.rowMaps[0].sum);
  stages.rowMaps.clear();
}

void cocc::scheduleForCpu(Stages &stages, const Machine &machine) {
  const FrameExtents &extents = stages.extents;
  stages.output.bound(stages.c, 0, extents.channels)
      .bound(stages.x, 0, extents.width)
      .bound(stages.y, 0, extents.height)
      .bound(stages.b, 0, extents.batch);
  if (stages.planar)
    return schedulePlanar(stages, machine);
  if (!stages.frameStages.empty())
    return scheduleWhole(stages);
  takeSumOfPixels(stages);
  bool hasScans = !stages.rowScans.empty();
  if (!stages.rows.empty() || !stages.rowMaps.empty() || hasScans) {
    if (stages.tile.lanes > 1)
      stages.output.vectorize(stages.c, stages.tile.lanes,
                              TailStrategy::ShiftInwards);
    for (Halide::Func &func : stages.rows)
      scheduleRows(func, stages, stages.tile.lanes);
    for (RowMap &map : stages.rowMaps)
      scheduleRowMap(map, stages);
    for (RowScan &scan : stages.rowScans)
      scheduleRowScan(scan, stages);
    return;
  }
  scheduleTiled(stages);
}
