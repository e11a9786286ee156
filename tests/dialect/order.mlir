// RUN: cocc-opt %s --verify-roundtrip | FileCheck %s
// RUN: cocc-opt %s --canonicalize | FileCheck %s --check-prefix=FOLD

// CHECK-LABEL: @places
// FOLD-LABEL: @places
// FOLD-SAME: (%[[X:.*]]: tensor<1x3x6xf32>)
continual.network @places(%x: tensor<1x3x6xf32>) -> tensor<1x2x6xf32> {
  // CHECK: continual.gather %{{.*}} {axis = 1 : i64, places = array<i64: 2, -1, 0, 0>, value = 1.500000e+00 : f64}
  // One behind the other is one, whose places of none have the first one's value.
  // FOLD: %[[G:.*]] = continual.gather %[[X]] {axis = 1 : i64, places = array<i64: 0, -1>, value = 1.500000e+00 : f64}
  %0 = continual.gather %x {axis = 1 : i64, places = array<i64: 2, -1, 0, 0>, value = 1.5 : f64} : tensor<1x3x6xf32> -> tensor<1x4x6xf32>
  %1 = continual.gather %0 {axis = 1 : i64, places = array<i64: 3, 1>} : tensor<1x4x6xf32> -> tensor<1x2x6xf32>
  // All places as they are.
  // FOLD-NEXT: continual.output %[[G]]
  %2 = continual.gather %1 {axis = 2 : i64, places = array<i64: 0, 1, 2, 3, 4, 5>} : tensor<1x2x6xf32> -> tensor<1x2x6xf32>
  continual.output %2 : tensor<1x2x6xf32>
}

// FOLD-LABEL: @apart
continual.network @apart(%x: tensor<1x3x6xf32>) -> tensor<1x2x2xf32> {
  // Two values, and two axes, do not make one.
  // FOLD-COUNT-3: continual.gather
  %0 = continual.gather %x {axis = 1 : i64, places = array<i64: 2, -1>, value = 1.5 : f64} : tensor<1x3x6xf32> -> tensor<1x2x6xf32>
  %1 = continual.gather %0 {axis = 1 : i64, places = array<i64: 1, -1>} : tensor<1x2x6xf32> -> tensor<1x2x6xf32>
  %2 = continual.gather %1 {axis = 2 : i64, places = array<i64: 5, 5>} : tensor<1x2x6xf32> -> tensor<1x2x2xf32>
  continual.output %2 : tensor<1x2x2xf32>
}

// CHECK-LABEL: @order
continual.network @order(%x: tensor<2x3x6xf32>) -> tensor<2x4x6xf32> {
  // CHECK: continual.sort %{{.*}} {count = 2 : i64, descending = true, places = true} : tensor<2x3x6xf32> -> tensor<2x2x6xf32>
  %0 = continual.sort %x {count = 2 : i64, descending = true, places = true} : tensor<2x3x6xf32> -> tensor<2x2x6xf32>
  // CHECK: continual.take %{{.*}}, %{{.*}} {axis = 1 : i64} : tensor<2x3x6xf32>, tensor<2x2x6xf32> -> tensor<2x2x6xf32>
  %1 = continual.take %x, %0 {axis = 1 : i64} : tensor<2x3x6xf32>, tensor<2x2x6xf32> -> tensor<2x2x6xf32>
  // CHECK: continual.accumulate %{{.*}} {axis = 2 : i64, kind = "max"} : tensor<2x2x6xf32> -> tensor<2x2x6xf32>
  %2 = continual.accumulate %1 {axis = 2 : i64, kind = "max"} : tensor<2x2x6xf32> -> tensor<2x2x6xf32>
  %w = continual.weight "w" dense<0.5> : tensor<1x1x6xf32>
  // The batch is the operand's.
  // CHECK: continual.constant %{{.*}}, %{{.*}} {shape = array<i64: 1, 1, 6>} : tensor<2x2x6xf32>, tensor<1x1x6xf32> -> tensor<2x1x6xf32>
  %3 = continual.constant %2, %w {shape = array<i64: 1, 1, 6>} : tensor<2x2x6xf32>, tensor<1x1x6xf32> -> tensor<2x1x6xf32>
  // CHECK: continual.compare_frames %{{.*}}, %{{.*}} {relation = "le"}
  %4 = continual.compare_frames %2, %3 {relation = "le"} : tensor<2x2x6xf32>, tensor<2x1x6xf32> -> tensor<2x2x6xf32>
  %5 = continual.concat %2, %4 : tensor<2x2x6xf32>, tensor<2x2x6xf32> -> tensor<2x4x6xf32>
  continual.output %5 : tensor<2x4x6xf32>
}
