// RUN: cocc-opt %s --pass-pipeline='builtin.module(continual.network(continual-fuse-steps))' | FileCheck %s
// RUN: cocc-opt %s --pass-pipeline='builtin.module(continual.network(continual-fuse-steps))' \
// RUN:   --remark-format=emitRemark --remarks-filter='continual-.*' 2>&1 | FileCheck %s --check-prefix=COUNT

// COUNT: Function=residual | kernels=3
// COUNT: Function=residual | fused=3

// A residual block: the convolution takes in the activation and the sum, for it has more
// multiply-adds than the linear layer on the other side; the sum reads the ring two frames back.
// CHECK-LABEL: @residual(
// CHECK: %[[X:.*]] = continual.kernel "in" (%{{.*}} back [0])
// CHECK: %[[RING:.*]] = continual.ring %[[X]] slots 3
// CHECK: %[[L:.*]] = continual.kernel "side" (%[[RING]] back [2], %{{.*}})
// CHECK: %[[Y:.*]] = continual.kernel "conv+relu+sum+after" (%[[RING]] back [0], %[[RING]] back [2], %[[L]] back [0], %{{.*}}) {
// CHECK-NEXT: ^bb0(%[[A:.*]]: tensor<1x2xf32>, %[[B:.*]]: tensor<1x2xf32>, %[[C:.*]]: tensor<1x2xf32>, %[[W:.*]]: tensor<2x2x3xf32>):
// CHECK-NEXT: %[[Z:.*]] = continual.conv %[[A]], %[[W]]
// CHECK-NEXT: %[[R:.*]] = continual.relu %[[Z]]
// CHECK-NEXT: %[[S:.*]] = continual.add %[[R]], %[[B]], %[[C]]
// CHECK-NEXT: %[[T:.*]] = continual.tanh %[[S]]
// CHECK-NEXT: continual.yield %[[T]]
// CHECK-NOT: continual.tap
// CHECK: continual.output %[[Y]]
continual.network @residual(%x: tensor<1x2xf32>) -> tensor<1x2xf32> attributes {balanced} {
  %w = continual.weight "0.weight" dense<1.0> : tensor<2x2x3xf32>
  %v = continual.weight "1.weight" dense<1.0> : tensor<2x2xf32>
  %in = continual.receive %x : tensor<1x2xf32> loc("in")
  %ring = continual.ring %in slots 3 : tensor<1x2xf32>
  %back2 = continual.tap %ring back 2 : tensor<1x2xf32>
  %0 = continual.conv %ring, %w {kernel = array<i64: 3>, channels = 2 : i64, bias = false}
      : tensor<1x2xf32>, tensor<2x2x3xf32> -> tensor<1x2xf32> loc("conv")
  %1 = continual.relu %0 : tensor<1x2xf32> loc("relu")
  %2 = continual.linear %back2, %v {channels = 2 : i64, bias = false}
      : tensor<1x2xf32>, tensor<2x2xf32> -> tensor<1x2xf32> loc("side")
  %3 = continual.add %1, %back2, %2 : tensor<1x2xf32>, tensor<1x2xf32>, tensor<1x2xf32> -> tensor<1x2xf32> loc("sum")
  %4 = continual.tanh %3 : tensor<1x2xf32> loc("after")
  continual.output %4 : tensor<1x2xf32>
}

// A value that two read is made once; one that broadcasts is not of the sum's type; the same
// value twice is two operands.
// CHECK-LABEL: @apart(
// CHECK: %[[A:.*]] = continual.kernel "relu"
// CHECK: %[[M:.*]] = continual.kernel "spatial_mean" (%[[A]] back [0])
// CHECK: continual.kernel "mul" (%[[A]] back [0], %[[M]] back [0], %[[A]] back [0])
continual.network @apart(%x: tensor<1x2x4xf32>) -> tensor<1x2x4xf32> attributes {balanced} {
  %0 = continual.relu %x : tensor<1x2x4xf32>
  %1 = continual.spatial_mean %0 : tensor<1x2x4xf32> -> tensor<1x2x1xf32>
  %2 = continual.mul %0, %1, %0 : tensor<1x2x4xf32>, tensor<1x2x1xf32>, tensor<1x2x4xf32> -> tensor<1x2x4xf32>
  continual.output %2 : tensor<1x2x4xf32>
}

// What waits for a later frame runs when that comes, and not where the earlier one is made.
// CHECK-LABEL: @held(
// CHECK: %[[B:.*]] = continual.kernel "b"
// CHECK: continual.kernel "a+sum" (%{{.*}} back [0], %[[B]] back [0])
continual.network @held(%x: tensor<1x2xf32>) -> tensor<1x2xf32> attributes {balanced} {
  %ring = continual.ring %x slots 2 : tensor<1x2xf32>
  %a = continual.avg_pool %ring {kernel = array<i64: 2>, stride = array<i64: 2>} : tensor<1x2xf32> -> tensor<1x2xf32> loc("a")
  %b = continual.avg_pool %ring {kernel = array<i64: 1>, stride = array<i64: 2>} : tensor<1x2xf32> -> tensor<1x2xf32> loc("b")
  %sum = continual.add %a, %b : tensor<1x2xf32>, tensor<1x2xf32> -> tensor<1x2xf32> loc("sum")
  continual.output %sum : tensor<1x2xf32>
}
