// RUN: cocc-opt %s --pass-pipeline='builtin.module(continual.network(continual-balance-delays))' | FileCheck %s
// RUN: cocc-opt %s --pass-pipeline='builtin.module(continual.network(continual-balance-delays))' \
// RUN:   --remark-format=emitRemark --remarks-filter='continual-.*' 2>&1 | FileCheck %s --check-prefix=COUNT

// COUNT: Function=residual | delays=1
// COUNT: Function=residual | history_bytes=8
// COUNT: Function=branches | delays=3
// COUNT: Function=branches | bytes_saved=8

// CHECK-LABEL: @residual(
// CHECK-SAME: %[[X:.*]]: tensor<1x1xf32>) -> tensor<1x1xf32> attributes {balanced}
// CHECK: %[[D:.*]] = continual.delay %[[X]] {frames = 1 : i64}
// CHECK: %[[Y:.*]] = continual.avg_pool %[[X]]
// CHECK: continual.add %[[Y]], %[[D]]
continual.network @residual(%x: tensor<1x1xf32>) -> tensor<1x1xf32> {
  %0 = continual.avg_pool %x {kernel = array<i64: 3>, padding = array<i64: 1>} : tensor<1x1xf32> -> tensor<1x1xf32>
  %1 = continual.add %0, %x : tensor<1x1xf32>, tensor<1x1xf32> -> tensor<1x1xf32>
  continual.output %1 : tensor<1x1xf32>
}

// The strided join of docs/semantics.md: one step is less than the period, so the
// earlier frame is held.
// CHECK-LABEL: @strided(
// CHECK-NOT: continual.delay
// CHECK: continual.output
continual.network @strided(%x: tensor<1x1xf32>) -> tensor<1x1xf32> {
  %0 = continual.avg_pool %x {kernel = array<i64: 5>, stride = array<i64: 2>, padding = array<i64: 2>}
      : tensor<1x1xf32> -> tensor<1x1xf32>
  %1 = continual.avg_pool %x {kernel = array<i64: 3>, stride = array<i64: 2>, padding = array<i64: 1>}
      : tensor<1x1xf32> -> tensor<1x1xf32>
  %2 = continual.add %0, %1 : tensor<1x1xf32>, tensor<1x1xf32> -> tensor<1x1xf32>
  continual.output %2 : tensor<1x1xf32>
}

// Inception's branches, narrower. Frames wait where they are smallest: in the second branch
// before its window, in the others at the end.
// CHECK-LABEL: @branches(
// CHECK-SAME: %[[X:.*]]: tensor<1x12xf32>)
// CHECK: %[[A:.*]] = continual.linear %[[X]], %{{.*}} {bias = false, channels = 4 : i64}
// CHECK: %[[AD:.*]] = continual.delay %[[A]] {frames = 2 : i64} : tensor<1x4xf32>
// CHECK: %[[B1:.*]] = continual.relu
// CHECK: %[[BD:.*]] = continual.delay %[[B1]] {frames = 1 : i64} : tensor<1x6xf32>
// CHECK: %[[B2:.*]] = continual.conv %[[BD]]
// CHECK: %[[C2:.*]] = continual.conv
// CHECK: %[[D1:.*]] = continual.linear
// CHECK: %[[DD:.*]] = continual.delay %[[D1]] {frames = 2 : i64} : tensor<1x2xf32>
// CHECK: continual.concat %[[AD]], %[[B2]], %[[C2]], %[[DD]]
continual.network @branches(%x: tensor<1x12xf32>) -> tensor<1x16xf32> {
  %wa = continual.weight "a.weight" dense<1.0> : tensor<4x12xf32>
  %wb = continual.weight "b.0.weight" dense<1.0> : tensor<6x12xf32>
  %vb = continual.weight "b.2.weight" dense<1.0> : tensor<8x6x3xf32>
  %wc = continual.weight "c.0.weight" dense<1.0> : tensor<1x12xf32>
  %vc = continual.weight "c.2.weight" dense<1.0> : tensor<2x1x5xf32>
  %wd = continual.weight "d.1.weight" dense<1.0> : tensor<2x12xf32>
  %a = continual.linear %x, %wa {channels = 4 : i64, bias = false}
      : tensor<1x12xf32>, tensor<4x12xf32> -> tensor<1x4xf32>
  %b0 = continual.linear %x, %wb {channels = 6 : i64, bias = false}
      : tensor<1x12xf32>, tensor<6x12xf32> -> tensor<1x6xf32>
  %b1 = continual.relu %b0 : tensor<1x6xf32>
  %b2 = continual.conv %b1, %vb {kernel = array<i64: 3>, padding = array<i64: 1>, channels = 8 : i64, bias = false}
      : tensor<1x6xf32>, tensor<8x6x3xf32> -> tensor<1x8xf32>
  %c0 = continual.linear %x, %wc {channels = 1 : i64, bias = false}
      : tensor<1x12xf32>, tensor<1x12xf32> -> tensor<1x1xf32>
  %c1 = continual.relu %c0 : tensor<1x1xf32>
  %c2 = continual.conv %c1, %vc {kernel = array<i64: 5>, padding = array<i64: 2>, channels = 2 : i64, bias = false}
      : tensor<1x1xf32>, tensor<2x1x5xf32> -> tensor<1x2xf32>
  %d0 = continual.tanh %x : tensor<1x12xf32>
  %d1 = continual.linear %d0, %wd {channels = 2 : i64, bias = false}
      : tensor<1x12xf32>, tensor<2x12xf32> -> tensor<1x2xf32>
  %all = continual.concat %a, %b2, %c2, %d1
      : tensor<1x4xf32>, tensor<1x8xf32>, tensor<1x2xf32>, tensor<1x2xf32> -> tensor<1x16xf32>
  continual.output %all : tensor<1x16xf32>
}

// -----

// Each output is as early as it can be.
// CHECK-LABEL: @two_outputs
// CHECK-NOT: continual.delay
// CHECK: continual.output
continual.network @two_outputs(%x: tensor<1x1xf32>) -> (tensor<1x1xf32>, tensor<1x1xf32>) attributes {output_names = ["a", "b"]} {
  %0 = continual.avg_pool %x {kernel = array<i64: 3>} : tensor<1x1xf32> -> tensor<1x1xf32>
  %1 = continual.relu %x : tensor<1x1xf32>
  continual.output %0, %1 : tensor<1x1xf32>, tensor<1x1xf32>
}

// -----

// Aligned, the early one waits: before its layer or behind it, which costs the same.
// CHECK-LABEL: @aligned
// CHECK: continual.delay %{{.*}} {frames = 2 : i64}
// CHECK: continual.output
continual.network @aligned(%x: tensor<1x1xf32>) -> (tensor<1x1xf32>, tensor<1x1xf32>) attributes {aligned, output_names = ["a", "b"]} {
  %0 = continual.avg_pool %x {kernel = array<i64: 3>} : tensor<1x1xf32> -> tensor<1x1xf32>
  %1 = continual.relu %x : tensor<1x1xf32>
  continual.output %0, %1 : tensor<1x1xf32>, tensor<1x1xf32>
}

// -----

// Inputs start together; what is saved by delaying the narrow one is noted.
// CHECK-LABEL: @two_inputs
// CHECK-SAME: delay_bytes_saved = 24
// CHECK: %[[D:.*]] = continual.delay %{{.*}} {frames = 2 : i64} : tensor<1x1xf32>
// CHECK: continual.concat %[[D]], %[[D]], %[[D]], %[[D]]
continual.network @two_inputs(%x: tensor<1x1xf32>, %y: tensor<1x4xf32>) -> tensor<1x4xf32> attributes {input_names = ["x", "y"]} {
  %0 = continual.concat %x, %x, %x, %x : tensor<1x1xf32>, tensor<1x1xf32>, tensor<1x1xf32>, tensor<1x1xf32> -> tensor<1x4xf32>
  %1 = continual.avg_pool %y {kernel = array<i64: 3>} : tensor<1x4xf32> -> tensor<1x4xf32>
  %2 = continual.add %0, %1 : tensor<1x4xf32>, tensor<1x4xf32> -> tensor<1x4xf32>
  continual.output %2 : tensor<1x4xf32>
}
