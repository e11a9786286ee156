//===- Passes.td - The passes over continual networks ---------------------===//
//
// What a pass did is an MLIR remark at the network, in the pass's category:
// --remarks-filter="continual-.*" shows them. (MLIR's own statistics are compiled out
// of release builds of LLVM.)
//
//===----------------------------------------------------------------------===//

#ifndef COCC_COMPILER_PASSES_PASSES
#define COCC_COMPILER_PASSES_PASSES

include "mlir/Pass/PassBase.td"

class NetworkPass<string name> : Pass<name, "::cocc::continual::NetworkOp"> {
  let dependentDialects = ["::cocc::continual::ContinualDialect"];
}

def AnnotateDelays : NetworkPass<"continual-annotate-delays"> {
  let summary = "Show where each value lies in the stream";
  let description = [{
    Gives each operation the attribute `stream` with the clock, delay, receptive field
    and padding of its result. Works at any phase; nothing reads the attribute.
    Reports `operations`.
  }];
}

def AbsorbPadding : NetworkPass<"continual-absorb-padding"> {
  let summary = "Make pads before windows and crops behind them part of the windows";
  let description = [{
    A `continual.pad` whose reader can see its operand as if it were padded so is the
    reader's padding, which holds no frame back. Frames that are cropped from the end
    of a padded window are padding that the window does not take, so that no frame need
    wait until it is known not to be one of them, also where operations that work frame
    by frame stand between.
    Reports `padded` (readers) and `frames_dropped`.
  }];
}

def MovePlaces : NetworkPass<"continual-move-places"> {
  let summary = "Compute what is the same for each frame of a window once, and no places that nobody needs";
  let description = [{
    What an operation does to each frame of a `continual.stack` by itself is done to the
    frames before they are stacked, so that no frame is computed again in each window that
    it is in. A `continual.slice` of the last axis goes before the operations that make
    each place by itself, so that no others are made.
    Reports `hoisted` (before a stack) and `sliced` (behind a slice).
  }];
}

def FoldAffine : NetworkPass<"continual-fold-affine"> {
  let summary = "Multiply constants per channel into the weights before them";
  let description = [{
    A chain of operations that scale and shift channels becomes one, in double
    precision. It goes into the weights of the layer before it where that layer has
    weights and no other user; else it becomes a `continual.affine`.
    Reports `folded` (into weights), `composed` (with another) and `remaining`.
  }];
}

def BalanceDelays : NetworkPass<"continual-balance-delays"> {
  let summary = "Insert delays so that the operands of each operation meet";
  let description = [{
    Inserts `continual.delay` such that the newest frames of an operation's operands
    are those that meet, where it costs the fewest bytes, and marks the network
    `balanced`. A wait of less than a frame needs none. The network's outputs come no
    later than their longest paths demand (compiler/analysis/Retiming.h).
    Reports `delays`, `history_bytes`, and `bytes_saved` against starting each layer as
    early as it can.
  }];
}

def ConvertBoundary : NetworkPass<"continual-convert-boundary"> {
  let summary = "Convert frames between the caller's layout and the network's";
  let description = [{
    Puts a `continual.receive` behind the network's input and a `continual.send` before
    its output. Reports `conversions`.
  }];
}

def ShareRings : NetworkPass<"continual-share-rings"> {
  let summary = "Keep the earlier frames of each value in one ring";
  let description = [{
    Each value that is read with history gets one `continual.ring`, as long as the
    longest look-back of any use; chains of delays become taps of it.
    Reports `rings`, `taps` (delays that became one) and `frames_saved` against a ring
    for each use.
  }];
}

def FuseSteps : NetworkPass<"continual-fuse-steps"> {
  let summary = "Gather step operations that are computed together into kernels";
  let description = [{
    Each step operation ends up in one `continual.kernel`. An elementwise operation joins
    the kernel that makes its operand where nothing else reads that operand.
    Reports `kernels` and `fused` (operations that joined another's kernel).
  }];
}

def PlanState : NetworkPass<"continual-plan-state"> {
  let summary = "Decide when kernels run and where each frame is";
  let description = [{
    Gives each kernel its `clock` and its result's `buffer`, and the network its
    `ticks_per_frame`, `state_bytes`, `kept` and `fills`. The state holds, in this order
    and each part aligned to 64 bytes: its header, a limit of 8 bytes for each value, the
    padding frames, the values that outlive a step, where frames lie before the first of
    the input a copy of what a fresh stream has of them, and the other values, which share
    memory.
    Reports `persistent_bytes`, `scratch_bytes` and `bytes_shared`.
  }];
  let options = [
    Option<"vectorWidth", "vector-width", "unsigned", /*default=*/"16",
           "Floats in a vector; wide frames are padded to whole vectors of channels">,
  ];
}

#endif // COCC_COMPILER_PASSES_PASSES
