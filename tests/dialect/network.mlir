// RUN: cocc-opt %s --verify-roundtrip | FileCheck %s

// CHECK-LABEL: continual.network @weights(%{{.*}}: tensor<1x2xf32>) -> tensor<1x3xf32>
// CHECK: continual.weight "0.bias" dense<[5.000000e-01, -1.000000e+00, 2.000000e+00]> : tensor<3xf32>
// CHECK: continual.output %{{.*}} : tensor<1x3xf32>
continual.network @weights(%frame: tensor<1x2xf32>) -> tensor<1x3xf32> {
  %w = continual.weight "0.weight" dense<1.0> : tensor<3x2xf32>
  %b = continual.weight "0.bias" dense<[0.5, -1.0, 2.0]> : tensor<3xf32>
  %0 = continual.linear %frame, %w, %b {channels = 3 : i64}
      : tensor<1x2xf32>, tensor<3x2xf32>, tensor<3xf32> -> tensor<1x3xf32>
  continual.output %0 : tensor<1x3xf32>
}

// CHECK-LABEL: continual.network @planned
// CHECK-SAME: balanced
// CHECK-SAME: fills = [#continual.fill<offset = 128, bytes = 64, value = 0xFF800000 : f32>]
// CHECK-SAME: state_bytes = 320
continual.network @planned(%frame: tensor<1x2xf32>) -> tensor<1x2xf32>
    attributes {balanced, state_bytes = 320 : i64,
                fills = [#continual.fill<offset = 128, bytes = 64, value = 0xFF800000 : f32>]} {
  continual.output %frame : tensor<1x2xf32>
}

// CHECK-LABEL: continual.network @indices
// CHECK-SAME: continual.limit = 32 : i64, continual.shape = array<i64: 1>, continual.type = "int64"
continual.network @indices(%frame: tensor<1x1xf32> {continual.limit = 32 : i64,
    continual.shape = array<i64: 1>, continual.type = "int64"}) -> tensor<1x6xf32> {
  %w = continual.weight "weight" dense<1.0> : tensor<32x6xf32>
  %0 = continual.embedding %frame, %w {rows = 32 : i64, channels = 6 : i64}
      : tensor<1x1xf32>, tensor<32x6xf32> -> tensor<1x6xf32>
  continual.output %0 : tensor<1x6xf32>
}
