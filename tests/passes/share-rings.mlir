// RUN: cocc-opt %s --pass-pipeline='builtin.module(continual.network(continual-share-rings))' | FileCheck %s
// RUN: cocc-opt %s --pass-pipeline='builtin.module(continual.network(continual-share-rings))' \
// RUN:   --remark-format=emitRemark --remarks-filter='continual-.*' 2>&1 | FileCheck %s --check-prefix=COUNT

// One value read by a window of 3, by a delay of 1 and by one of 3 in two parts: four frames
// in one ring, where a ring for each would hold 2 + 1 + 3 earlier ones.
// COUNT: Function=shared | rings=1
// COUNT: Function=shared | taps=3
// COUNT: Function=shared | frames_saved=3

// CHECK-LABEL: @shared(
// CHECK: %[[X:.*]] = continual.receive
// CHECK-NEXT: %[[RING:.*]] = continual.ring %[[X]] slots 4
// CHECK-DAG: %[[T1:.*]] = continual.tap %[[RING]] back 1
// CHECK-DAG: %[[T3:.*]] = continual.tap %[[RING]] back 3
// CHECK-NOT: continual.delay
// CHECK: %[[W:.*]] = continual.avg_pool %[[RING]] {kernel = array<i64: 3>
// CHECK: %[[S:.*]] = continual.add %[[W]], %[[T1]]
// CHECK: continual.skip %[[T3]]
// CHECK: continual.relu %[[RING]]
continual.network @shared(%frame: tensor<1x2xf32>) -> tensor<1x2xf32> attributes {balanced} {
  %x = continual.receive %frame : tensor<1x2xf32>
  %d1 = continual.delay %x {frames = 1 : i64} : tensor<1x2xf32>
  %d2 = continual.delay %d1 {frames = 1 : i64} : tensor<1x2xf32>
  %d3 = continual.delay %d2 {frames = 1 : i64} : tensor<1x2xf32>
  %w = continual.avg_pool %x {kernel = array<i64: 3>, padding = array<i64: 1>} : tensor<1x2xf32> -> tensor<1x2xf32>
  %s = continual.add %w, %d1 : tensor<1x2xf32>, tensor<1x2xf32> -> tensor<1x2xf32>
  %k = continual.skip %d3 {frames = 0 : i64} : tensor<1x2xf32>
  %r = continual.relu %x : tensor<1x2xf32>
  continual.output %s : tensor<1x2xf32>
}

// What is read at once alone needs no ring, nor does a window of one frame.
// CHECK-LABEL: @pointwise(
// CHECK-NOT: continual.ring
// CHECK: continual.output
continual.network @pointwise(%x: tensor<1x2x4xf32>) -> tensor<1x2x4xf32> attributes {balanced} {
  %0 = continual.relu %x : tensor<1x2x4xf32>
  %1 = continual.max_pool %0 {kernel = array<i64: 1, 3>, padding = array<i64: 0, 1>}
      : tensor<1x2x4xf32> -> tensor<1x2x4xf32>
  continual.output %1 : tensor<1x2x4xf32>
}
