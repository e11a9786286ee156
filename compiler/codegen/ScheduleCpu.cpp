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

/// How many times an innermost loop of a sum is unrolled: what divides it
/// evenly, and short loops altogether.
static int chooseUnroll(int extent) {
  if (extent <= 7)
    return extent;
  return extent % 4 == 0 ? 4 : extent % 2 == 0 ? 2 : 1;
}

/// Keeps the sum of one tile in registers: the tile's vectors are unrolled, the
/// loops over what is summed are around them.
static void scheduleAccumulator(Accumulator &sum, const FrameLoops &loops,
                                int lanes, Halide::Func &host,
                                const Var &tileLoop) {
  sum.func.compute_at(host, tileLoop)
      .store_in(onStack)
      .vectorize(loops.c, lanes)
      .unroll(loops.c)
      .unroll(loops.x)
      .unroll(loops.y);
  Halide::Stage update = sum.func.update();
  std::vector<Halide::VarOrRVar> order = {loops.c, loops.x, loops.y, loops.b};
  order.insert(order.end(), sum.reduced.begin(), sum.reduced.end());
  update.reorder(order)
      .vectorize(loops.c, lanes)
      .unroll(loops.c)
      .unroll(loops.x)
      .unroll(loops.y);
  update.unroll(sum.reduced.front(), chooseUnroll(sum.extents.front()));
}

/// Blocks of channels innermost in memory: a register tile at a time.
static void scheduleTiled(FrameLoops &loops, const Tile &tile,
                          std::vector<Accumulator> &sums) {
  Var co("co"), ci("ci"), xo("xo"), xi("xi"), yo("yo"), yi("yi");
  loops.func.split(loops.c, co, ci, tile.getChannels())
      .split(loops.x, xo, xi, tile.width, TailStrategy::ShiftInwards)
      .split(loops.y, yo, yi, tile.height, TailStrategy::ShiftInwards);
  if (tile.channelsOutermost)
    loops.func.reorder(ci, xi, yi, xo, yo, loops.b, co);
  else
    loops.func.reorder(ci, xi, yi, co, xo, yo, loops.b);
  loops.func.vectorize(ci, tile.lanes).unroll(ci).unroll(xi).unroll(yi);
  for (Accumulator &sum : sums)
    scheduleAccumulator(sum, loops, tile.lanes, loops.func,
                        tile.channelsOutermost ? xo : co);
}

static void schedule(ElementMap &map, FrameLoops &loops, const Machine &) {
  std::vector<Accumulator> none;
  scheduleTiled(loops, map.tile, none);
}

static void schedule(ElementSums &kernel, FrameLoops &loops, const Machine &) {
  scheduleTiled(loops, kernel.tile, kernel.sums);
}

/// Few channels, or the caller's layout: vectors of pixels.
static void schedule(PlanarMap &, FrameLoops &loops, const Machine &machine) {
  Var xo("xo"), xi("xi");
  int lanes = std::min(machine.lanes, loops.extents.width);
  loops.func.split(loops.x, xo, xi, lanes, TailStrategy::ShiftInwards)
      .reorder(xi, loops.c, xo, loops.y, loops.b)
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
static void scheduleRowUpdate(Halide::Func &func, int update,
                              const FrameLoops &loops, int lanes) {
  Halide::Expr first = func.update_args(update).front();
  auto *variable = first.as<Halide::Internal::Variable>();
  if (variable && variable->name == loops.c.name()) {
    func.update(update).vectorize(loops.c, lanes, TailStrategy::GuardWithIf);
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

/// The loop of the output within which a row's stages are made.
static const Var &loopOfRows(const RowStages &kernel, const FrameLoops &loops) {
  return kernel.byPlace ? loops.x : loops.y;
}

/// A stage of whole rows, each vector of channels after the other.
static void scheduleRow(Halide::Func &func, const RowStages &kernel,
                        FrameLoops &loops) {
  func.compute_at(loops.func, loopOfRows(kernel, loops)).store_in(onStack);
  if (kernel.lanes > 1 && func.args().front().name() == loops.c.name())
    func.vectorize(loops.c, kernel.lanes, TailStrategy::GuardWithIf);
  for (int i = 0; i < func.num_update_definitions(); ++i)
    scheduleRowUpdate(func, i, loops, kernel.lanes);
}

/// Block after block of channels and, where they are tiled, of pixels, each
/// summed in registers.
static void scheduleRowMap(RowMap &map, const RowStages &kernel,
                           FrameLoops &loops) {
  Var co("co"), ci("ci"), xo("xo"), xi("xi");
  const Tile &tile = map.tile;
  map.func.compute_at(loops.func, loopOfRows(kernel, loops))
      .store_in(onStack)
      .bound(loops.c, 0, map.channels)
      .split(loops.c, co, ci, tile.getChannels())
      .vectorize(ci, tile.lanes)
      .unroll(ci);
  Var loop = co;
  if (tile.width > 1) {
    map.func.bound(loops.x, 0, map.width)
        .split(loops.x, xo, xi, tile.width, TailStrategy::ShiftInwards)
        .unroll(xi);
    if (tile.channelsOutermost)
      map.func.reorder(ci, xi, xo, co);
    else
      map.func.reorder(ci, xi, co, xo);
    loop = tile.channelsOutermost ? xo : co;
  }
  scheduleAccumulator(map.sum, loops, tile.lanes, map.func, loop);
}

/// The update's loops are in the order of its domain: no other is right.
static void scheduleRowScan(RowScan &scan, FrameLoops &loops) {
  scan.func.compute_at(loops.func, loops.y)
      .store_in(onStack)
      .vectorize(loops.c, scan.lanes);
  Halide::RVar outer("outer"), inner("inner");
  // What is written lies before nothing that is read at the same place.
  scan.func.update()
      .allow_race_conditions()
      .split(scan.along, outer, inner, scan.lanes)
      .vectorize(inner)
      .unroll(outer);
}

static void schedule(RowStages &kernel, FrameLoops &loops, const Machine &) {
  if (kernel.lanes > 1)
    loops.func.vectorize(loops.c, kernel.lanes, TailStrategy::ShiftInwards);
  for (Halide::Func &func : kernel.rows)
    scheduleRow(func, kernel, loops);
  for (RowMap &map : kernel.maps)
    scheduleRowMap(map, kernel, loops);
  for (RowScan &scan : kernel.scans)
    scheduleRowScan(scan, loops);
}

static void scheduleStage(const AxisStage &stage, FrameLoops &loops,
                          const Var &loop) {
  Halide::Func func = stage.func;
  func.compute_at(loops.func, loop).store_in(onStack);
  if (stage.lanes == 1)
    return;
  func.vectorize(stage.along, stage.lanes);
  for (int i = 0; i < func.num_update_definitions(); ++i)
    func.update(i).vectorize(stage.along, stage.lanes);
}

/// The loops over whole axes inside those over the others; between them the
/// stages are made. Channels that are not whole are taken a vector at a time.
static void schedule(AxisStages &kernel, FrameLoops &loops, const Machine &) {
  Var co("co"), ci("ci");
  loops.func.split(loops.c, co, ci, kernel.lanes);
  std::vector<Halide::VarOrRVar> inner = {ci}, outer;
  auto place = [&](const Var &loop, bool isWhole) {
    (isWhole ? inner : outer).push_back(loop);
  };
  place(co, kernel.whole.channels);
  place(loops.x, kernel.whole.x);
  place(loops.y, kernel.whole.y);
  place(loops.b, false);
  Var loop = outer.front().var;
  inner.insert(inner.end(), outer.begin(), outer.end());
  loops.func.reorder(inner).vectorize(ci);
  for (const AxisStage &stage : kernel.stages)
    scheduleStage(stage, loops, loop);
}

void cocc::scheduleForCpu(Stages &stages, const Machine &machine) {
  FrameLoops &loops = stages.output;
  std::visit([&](auto &kernel) { schedule(kernel, loops, machine); },
             stages.kind);
}
