// RUN: cocc-opt %s --verify-roundtrip | FileCheck %s
// RUN: cocc-opt %s --canonicalize | FileCheck %s --check-prefix=FOLD

// CHECK-LABEL: @shapes
// FOLD-LABEL: @shapes
// FOLD-SAME: (%[[X:.*]]: tensor<1x4x6xf32>)
continual.network @shapes(%x: tensor<1x4x6xf32>) -> tensor<1x2x12xf32> {
  // CHECK: continual.reshape %{{.*}} {shape = array<i64: 1, 4, 2, 3>} : tensor<1x4x6xf32> -> tensor<1x4x2x3xf32>
  // FOLD-NOT: array<i64: 1, 4, 2, 3>
  %0 = continual.reshape %x {shape = array<i64: 1, 4, 2, 3>} : tensor<1x4x6xf32> -> tensor<1x4x2x3xf32>
  // FOLD: %[[R:.*]] = continual.reshape %[[X]] {shape = array<i64: 1, 24>}
  %1 = continual.reshape %0 {shape = array<i64: 1, 24>} : tensor<1x4x2x3xf32> -> tensor<1x24xf32>
  // To the same shape.
  // FOLD-NEXT: continual.relu %[[R]]
  %2 = continual.reshape %1 {shape = array<i64: 1, 24>} : tensor<1x24xf32> -> tensor<1x24xf32>
  %3 = continual.relu %2 : tensor<1x24xf32>
  // CHECK: continual.slice %{{.*}} {axis = 1 : i64, end = 24 : i64} : tensor<1x24xf32> -> tensor<1x24xf32>
  // All of an axis.
  // FOLD-NOT: continual.slice
  %4 = continual.slice %3 {axis = 1 : i64, end = 24 : i64} : tensor<1x24xf32> -> tensor<1x24xf32>
  // FOLD: continual.reshape
  %5 = continual.reshape %4 {shape = array<i64: 1, 2, 12>} : tensor<1x24xf32> -> tensor<1x2x12xf32>
  continual.output %5 : tensor<1x2x12xf32>
}

// CHECK-LABEL: @axes
// FOLD-LABEL: @axes
// FOLD-SAME: (%[[X:.*]]: tensor<2x4x6xf32>)
continual.network @axes(%x: tensor<2x4x6xf32>) -> tensor<6x2x4xf32> {
  // CHECK: continual.permute %{{.*}} {axes = array<i64: 1, 2, 0>} : tensor<2x4x6xf32> -> tensor<4x6x2xf32>
  %0 = continual.permute %x {axes = array<i64: 1, 2, 0>} : tensor<2x4x6xf32> -> tensor<4x6x2xf32>
  // FOLD-NEXT: %[[P:.*]] = continual.permute %[[X]] {axes = array<i64: 2, 0, 1>} : tensor<2x4x6xf32> -> tensor<6x2x4xf32>
  %1 = continual.permute %0 {axes = array<i64: 1, 2, 0>} : tensor<4x6x2xf32> -> tensor<6x2x4xf32>
  // The axes as they were.
  // FOLD-NEXT: continual.output %[[P]]
  %2 = continual.permute %1 {axes = array<i64: 0, 1, 2>} : tensor<6x2x4xf32> -> tensor<6x2x4xf32>
  // Times one plus zero.
  %3 = continual.scale %2 : tensor<6x2x4xf32>
  continual.output %3 : tensor<6x2x4xf32>
}

// CHECK-LABEL: @elements
continual.network @elements(%x: tensor<1x4x6xf32>) -> tensor<1x4x5xf32> {
  %c = continual.weight "0.weight" dense<1.0> : tensor<4xf32>
  %cx = continual.weight "1.weight" dense<1.0> : tensor<4x6xf32>
  %xc = continual.weight "2.weight" dense<1.0> : tensor<6x4xf32>
  %w = continual.weight "3.weight" dense<1.0> : tensor<6x5xf32>
  // CHECK: continual.softmax %{{.*}} {axis = 2 : i64} : tensor<1x4x6xf32>
  %0 = continual.softmax %x {axis = 2 : i64} : tensor<1x4x6xf32>
  // CHECK: continual.log_softmax %{{.*}} : tensor<1x4x6xf32>
  %1 = continual.log_softmax %0 : tensor<1x4x6xf32>
  // CHECK: continual.layer_norm %{{.*}}, %{{.*}} {axes = array<i64: 2, 1>, bias = false} : tensor<1x4x6xf32>, tensor<6x4xf32>
  %2 = continual.layer_norm %1, %xc {axes = array<i64: 2, 1>, bias = false}
      : tensor<1x4x6xf32>, tensor<6x4xf32>
  // CHECK: continual.group_norm %{{.*}} {affine = false, groups = 2 : i64} : tensor<1x4x6xf32>
  %3 = continual.group_norm %2 {groups = 2 : i64, affine = false} : tensor<1x4x6xf32>
  // CHECK: continual.add_constant %{{.*}}, %{{.*}} {shape = array<i64: 4, 6>} : tensor<1x4x6xf32>, tensor<4x6xf32>
  %4 = continual.add_constant %3, %cx {shape = array<i64: 4, 6>}
      : tensor<1x4x6xf32>, tensor<4x6xf32>
  // CHECK: continual.prelu %{{.*}}, %{{.*}} {channels = 4 : i64} : tensor<1x4x6xf32>, tensor<4xf32>
  %5 = continual.prelu %4, %c {channels = 4 : i64} : tensor<1x4x6xf32>, tensor<4xf32>
  // CHECK: continual.clamp %{{.*}} {low = 0.000000e+00 : f64} : tensor<1x4x6xf32>
  %6 = continual.clamp %5 {low = 0.0 : f64} : tensor<1x4x6xf32>
  // CHECK: continual.matmul %{{.*}}, %{{.*}} {columns = 5 : i64} : tensor<1x4x6xf32>, tensor<6x5xf32> -> tensor<1x4x5xf32>
  %7 = continual.matmul %6, %w {columns = 5 : i64}
      : tensor<1x4x6xf32>, tensor<6x5xf32> -> tensor<1x4x5xf32>
  continual.output %7 : tensor<1x4x5xf32>
}
