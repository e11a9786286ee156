//===- ScheduleDevice.cpp - Schedules for OpenCL devices ------------------===//
//
// A kernel is one launch. Its blocks are tiles of a frame (the grid's first
// dimension), the clips of a batch (the second) and the frames of the launch
// (the third).
//
//===----------------------------------------------------------------------===//

#include "compiler/codegen/Schedule.h"
#include <algorithm>

using namespace cocc;
using Halide::Func;
using Halide::TailStrategy;
using Halide::Var;
using Halide::VarOrRVar;

/// Threads of a block, where there is enough for them to do.
static constexpr int blockThreads = 128;

/// The least power of two that is not under `value`.
static int roundToPower(int value) {
  int power = 1;
  while (power < value)
    power *= 2;
  return power;
}

namespace {
/// The loops of a kernel's result while they become a grid.
class Grid {
public:
  explicit Grid(FrameLoops &loops) : loops(loops), update(loops.func.update()) {
    // Each frame of a launch has a place of its own.
    update.allow_race_conditions();
  }

  /// Threads for `count` neighbours along `loop`, blocks for the rest.
  Var addThreads(const Var &loop, int count) {
    return split(loop, count, blocks);
  }
  /// The same where each block makes the rest in turn.
  Var addTurns(const Var &loop, int count) {
    return split(loop, count, inside);
  }
  /// A loop in each block, around its threads.
  void addLoop(const Var &loop) { inside.push_back(loop); }
  void addBlocks(const Var &loop) { blocks.push_back(loop); }

  /// Makes the grid. Returns the loop over a frame's blocks.
  Var finish() {
    if (blocks.empty())
      addBlockOfAll();
    std::vector<VarOrRVar> order(threads.begin(), threads.end());
    order.insert(order.end(), inside.begin(), inside.end());
    order.insert(order.end(), blocks.begin(), blocks.end());
    order.push_back(loops.b);
    order.push_back(loops.frames);
    update.reorder(order);
    Var tile = blocks.front();
    for (size_t i = 1; i < blocks.size(); ++i) {
      Var fused("tile" + std::to_string(i));
      update.fuse(tile, blocks[i], fused);
      tile = fused;
    }
    update.gpu_blocks(tile, loops.b, loops.frames);
    for (const Var &thread : threads)
      update.gpu_threads(thread);
    return tile;
  }

private:
  /// Where a block makes a whole frame, it is the only one of a loop.
  void addBlockOfAll() {
    Var outer("all"), inner(loops.y.name() + "i");
    update.split(loops.y, outer, inner, loops.extents.height);
    for (Var &loop : inside)
      if (loop.name() == loops.y.name())
        loop = inner;
    blocks.push_back(outer);
  }
  Var split(const Var &loop, int count, std::vector<Var> &rest) {
    Var outer(loop.name() + "o"), inner(loop.name() + "i");
    update.split(loop, outer, inner, count, TailStrategy::GuardWithIf);
    threads.push_back(inner);
    rest.push_back(outer);
    return inner;
  }

  FrameLoops &loops;
  Halide::Stage update;
  std::vector<Var> threads, inside, blocks;
};
} // namespace

//===----------------------------------------------------------------------===//
// Elements by themselves, and sums of their own
//===----------------------------------------------------------------------===//

/// A thread for each element, neighbours in memory side by side.
static Var scheduleElements(FrameLoops &loops, bool isPlanar) {
  const FrameExtents &extents = loops.extents;
  Grid grid(loops);
  Var first = isPlanar ? loops.x : loops.c,
      second = isPlanar ? loops.c : loops.x;
  int along = isPlanar ? extents.width : extents.channels;
  int across = isPlanar ? extents.channels : extents.width;
  int threads = std::min(roundToPower(along), blockThreads);
  Var inner = grid.addThreads(first, threads);
  grid.addThreads(second,
                  std::min(roundToPower(across), blockThreads / threads));
  grid.addBlocks(loops.y);
  grid.finish();
  return inner;
}

static void schedule(ElementMap &, FrameLoops &loops) {
  scheduleElements(loops, /*isPlanar=*/false);
}

static void schedule(PlanarMap &, FrameLoops &loops) {
  scheduleElements(loops, /*isPlanar=*/true);
}

static void schedule(ElementSums &kernel, FrameLoops &loops) {
  Var thread = scheduleElements(loops, /*isPlanar=*/false);
  for (Accumulator &sum : kernel.sums)
    sum.func.compute_at(loops.func, thread)
        .store_in(Halide::MemoryType::Register);
}

//===----------------------------------------------------------------------===//
// Stages that a block makes together
//===----------------------------------------------------------------------===//

namespace {
/// Stages of one block, in memory that its threads share.
class BlockStages {
public:
  BlockStages(FrameLoops &loops, const Var &tile, std::vector<Var> outer)
      : loops(loops), tile(tile), outer(std::move(outer)) {}

  /// All elements of the stage are made side by side, but for what an update
  /// takes one after the other. Returns the loop of one element.
  Var add(Func func) {
    Var thread = share(func);
    for (int i = 0; i < func.num_update_definitions(); ++i)
      spreadUpdate(func, i);
    return thread;
  }
  /// A stage whose update reads what it has written: one thread makes it, as
  /// threads wait for one another between stages alone.
  void addInTurn(Func func) {
    share(func);
    func.update().gpu_threads(loops.b);
  }

private:
  /// Of a stage's axes, those along which a block makes several elements.
  std::vector<Var> findInner(const std::vector<Var> &vars) const {
    std::vector<Var> inner;
    for (const Var &var : vars)
      if (std::none_of(outer.begin(), outer.end(), [&](const Var &each) {
            return each.name() == var.name();
          }))
        inner.push_back(var);
    return inner;
  }
  Var share(Func &func) {
    func.compute_at(loops.func, tile).store_in(Halide::MemoryType::GPUShared);
    return spread(Halide::Stage(func), func.args());
  }
  Var spread(Halide::Stage stage, const std::vector<Var> &vars);
  void spreadUpdate(Func &func, int number);

  FrameLoops &loops;
  Var tile;
  /// Axes along which a block makes one element.
  std::vector<Var> outer;
};
} // namespace

Var BlockStages::spread(Halide::Stage stage, const std::vector<Var> &vars) {
  std::vector<Var> inner = findInner(vars);
  Var thread("thread"), turn("turn");
  if (inner.empty()) {
    stage.gpu_threads(loops.b);
    return loops.b;
  }
  Var all = inner.front();
  for (size_t i = 1; i < inner.size(); ++i) {
    Var fused("all" + std::to_string(i));
    stage.fuse(all, inner[i], fused);
    all = fused;
  }
  stage.split(all, turn, thread, blockThreads, TailStrategy::GuardWithIf)
      .gpu_threads(thread);
  return thread;
}

void BlockStages::spreadUpdate(Func &func, int number) {
  std::vector<Var> vars;
  for (const Halide::Expr &argument : func.update_args(number)) {
    auto *variable = argument.as<Halide::Internal::Variable>();
    if (variable && !variable->reduction_domain.defined())
      vars.emplace_back(variable->name);
  }
  Halide::Stage update = func.update(number);
  if (!findInner(vars).empty()) {
    spread(update, vars);
    return;
  }
  // What is written place by place of a domain: its first places side by side;
  // all else by one thread, of which there is a loop.
  std::vector<Halide::RVar> domain = func.rvars(number);
  Halide::Expr first = func.update_args(number).front();
  if (domain.empty() ||
      !Halide::Internal::expr_uses_var(first, domain.front().name())) {
    update.gpu_threads(loops.b);
    return;
  }
  Halide::RVar place = domain.front();
  Halide::RVar thread("thread"), turn("turn");
  update.allow_race_conditions()
      .split(place, turn, thread, blockThreads, TailStrategy::GuardWithIf)
      .gpu_threads(thread);
}

static void schedule(RowStages &kernel, FrameLoops &loops) {
  Grid grid(loops);
  std::vector<Var> outer = {loops.y, loops.b};
  bool isByPlace = kernel.scans.empty();
  grid.addTurns(loops.c, blockThreads);
  if (isByPlace) {
    grid.addBlocks(loops.x);
    outer.push_back(loops.x);
  } else {
    grid.addLoop(loops.x);
  }
  grid.addBlocks(loops.y);
  Var tile = grid.finish();
  BlockStages stages(loops, tile, outer);
  for (Func &func : kernel.rows)
    stages.add(func);
  for (RowMap &map : kernel.maps) {
    Var thread = stages.add(map.func);
    map.sum.func.compute_at(map.func, thread)
        .store_in(Halide::MemoryType::Register);
  }
  for (RowScan &scan : kernel.scans)
    stages.addInTurn(scan.func);
}

static void schedule(AxisStages &kernel, FrameLoops &loops) {
  Grid grid(loops);
  std::vector<Var> outer = {loops.b};
  if (kernel.whole.channels)
    grid.addTurns(loops.c, blockThreads);
  else
    grid.addThreads(loops.c, blockThreads);
  auto place = [&](const Var &axis, bool isWhole) {
    if (isWhole)
      return grid.addLoop(axis);
    grid.addBlocks(axis);
    outer.push_back(axis);
  };
  place(loops.x, kernel.whole.x);
  place(loops.y, kernel.whole.y);
  Var tile = grid.finish();
  BlockStages stages(loops, tile, outer);
  for (AxisStage &stage : kernel.stages)
    stages.add(stage.func);
}

void cocc::scheduleForDevice(Stages &stages, const Machine &) {
  FrameLoops &loops = stages.output;
  std::visit([&](auto &kernel) { schedule(kernel, loops); }, stages.kind);
}
