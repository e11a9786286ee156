// RUN: cocc-opt %s --continual-to-balance | FileCheck %s --check-prefix=BALANCE
// RUN: cocc-opt %s --continual-to-fuse | FileCheck %s --check-prefix=FUSE
// RUN: cocc-opt %s --continual-to-plan | FileCheck %s --check-prefix=PLAN

// All that is on a loop starts when the latest is there that the loop reads: what comes earlier
// waits, nothing waits on the loop.
// BALANCE-LABEL: @late(
// BALANCE-SAME: %[[X:.*]]: tensor<1x4xf32>)
// BALANCE-DAG: %[[D:.*]] = continual.delay %[[X]] {frames = 1 : i64}
// BALANCE-DAG: %[[P:.*]] = continual.avg_pool %[[X]]
// BALANCE: %[[L:.*]] = continual.previous %[[S:[0-9]+]]
// BALANCE: %[[A:.*]] = continual.add %[[L]], %[[P]]
// BALANCE: %[[S]] = continual.mul %[[A]], %[[D]]
// BALANCE-NOT: continual.delay
// BALANCE: continual.output %[[S]]

// What is on a loop is not fused with what is not: the window is made for all frames of a step at
// once. Its kernels stand together, behind what they read.
// FUSE-LABEL: @late(
// FUSE: continual.kernel "receive"
// FUSE: continual.kernel "pool"
// FUSE: %[[K:.*]] = continual.kernel "last+sum+state" (%[[R:[0-9]+]] back [0], %{{.*}} back [0], %{{.*}} back [1])
// FUSE: %[[R]] = continual.ring %[[K]] slots 4
// FUSE: continual.kernel "send"
continual.network @late(%x: tensor<1x4xf32>) -> tensor<1x4xf32> attributes {frames_per_step = 3 : i64} {
  %pool = continual.avg_pool %x {kernel = array<i64: 3>, padding = array<i64: 1>} : tensor<1x4xf32> -> tensor<1x4xf32> loc("pool")
  %last = continual.previous %state : tensor<1x4xf32> -> tensor<1x4xf32> loc("last")
  %sum = continual.add %last, %pool : tensor<1x4xf32>, tensor<1x4xf32> -> tensor<1x4xf32> loc("sum")
  %state = continual.mul %sum, %x : tensor<1x4xf32>, tensor<1x4xf32> -> tensor<1x4xf32> loc("state")
  continual.output %state : tensor<1x4xf32>
}

// Two kernels on one loop, each with one frame at a time: what both read, made for three frames
// before, keeps its place until the loop has made its last; nothing else lies there.
// PLAN-LABEL: @two(
// PLAN: continual.kernel "receive"
// PLAN: buffer = #continual.buffer<offset = [[X:[0-9]+]], slots = 3
// PLAN: continual.kernel "last"
// PLAN-NOT: offset = [[X]],
// PLAN: continual.kernel "map+state"
// PLAN-NOT: offset = [[X]],
// PLAN: continual.kernel "send"
continual.network @two(%x: tensor<1x4xf32>) -> tensor<1x4xf32> attributes {frames_per_step = 3 : i64} {
  %w = continual.weight "w" dense<1.0> : tensor<4x4xf32>
  %last = continual.previous %state {value = 1.0 : f64} : tensor<1x4xf32> -> tensor<1x4xf32> loc("last")
  %map = continual.linear %last, %w {bias = false, channels = 4 : i64} : tensor<1x4xf32>, tensor<4x4xf32> -> tensor<1x4xf32> loc("map")
  %state = continual.add %map, %x : tensor<1x4xf32>, tensor<1x4xf32> -> tensor<1x4xf32> loc("state")
  continual.output %state : tensor<1x4xf32>
}

// An operation may be written before what it reads; the order of a frame is found.
// FUSE-LABEL: @unsorted(
// FUSE: continual.kernel "receive+relu"
// FUSE: %[[K:.*]] = continual.kernel "last+state"
// FUSE: continual.ring %[[K]]
// FUSE: continual.kernel "again"
continual.network @unsorted(%x: tensor<1x4xf32>) -> tensor<1x4xf32> {
  %again = continual.previous %state {value = 2.0 : f64} : tensor<1x4xf32> -> tensor<1x4xf32> loc("again")
  %last = continual.previous %state : tensor<1x4xf32> -> tensor<1x4xf32> loc("last")
  %relu = continual.relu %x : tensor<1x4xf32> loc("relu")
  %state = continual.add %last, %relu : tensor<1x4xf32>, tensor<1x4xf32> -> tensor<1x4xf32> loc("state")
  continual.output %again : tensor<1x4xf32>
}
