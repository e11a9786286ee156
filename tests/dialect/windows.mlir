// RUN: cocc-opt %s --verify-roundtrip | FileCheck %s

// CHECK-LABEL: @windows
continual.network @windows(%x: tensor<1x4x6x6xf32>) -> tensor<1x8x3x3xf32> {
  %w = continual.weight "0.weight" dense<1.0> : tensor<8x2x3x1x1xf32>
  // CHECK: continual.conv %{{.*}}, %{{.*}} {bias = false, channels = 8 : i64, groups = 2 : i64, kernel = array<i64: 3, 1, 1>, padding = array<i64: 1, 0, 0>}
  %0 = continual.conv %x, %w {kernel = array<i64: 3, 1, 1>, channels = 8 : i64,
      padding = array<i64: 1, 0, 0>, groups = 2 : i64, bias = false}
      : tensor<1x4x6x6xf32>, tensor<8x2x3x1x1xf32> -> tensor<1x8x6x6xf32>
  // CHECK: continual.avg_pool %{{.*}} {count_include_pad = false, kernel = array<i64: 3>, padding = array<i64: 1>}
  %1 = continual.avg_pool %0 {kernel = array<i64: 3>, padding = array<i64: 1>,
      count_include_pad = false} : tensor<1x8x6x6xf32> -> tensor<1x8x6x6xf32>
  // CHECK: continual.max_pool %{{.*}} {dilation = array<i64: 2, 1, 1>, kernel = array<i64: 3, 2, 2>, stride = array<i64: 1, 2, 2>}
  %2 = continual.max_pool %1 {kernel = array<i64: 3, 2, 2>, stride = array<i64: 1, 2, 2>,
      dilation = array<i64: 2, 1, 1>} : tensor<1x8x6x6xf32> -> tensor<1x8x3x3xf32>
  continual.output %2 : tensor<1x8x3x3xf32>
}

// One and no spatial axes; a bias.
// CHECK-LABEL: @signals
continual.network @signals(%x: tensor<1x2x5xf32>) -> tensor<1x2x5xf32> {
  %w = continual.weight "0.weight" dense<1.0> : tensor<2x2x3x3xf32>
  %b = continual.weight "0.bias" dense<1.0> : tensor<2xf32>
  // CHECK: continual.conv %{{.*}}, %{{.*}}, %{{.*}} {channels = 2 : i64
  %0 = continual.conv %x, %w, %b {kernel = array<i64: 3>, channels = 2 : i64,
      padding = array<i64: 1>}
      : tensor<1x2x5xf32>, tensor<2x2x3x3xf32>, tensor<2xf32> -> tensor<1x2x5xf32>
  continual.output %0 : tensor<1x2x5xf32>
}

// Last windows that reach beyond the padding; bins of uneven length.
// CHECK-LABEL: @pools
continual.network @pools(%x: tensor<1x2x7x8xf32>) -> tensor<1x2x3x2xf32> {
  // CHECK: continual.avg_pool %{{.*}} {ceil_mode = true, divisor_override = 3 : i64, kernel = array<i64: 1, 2, 3>, stride = array<i64: 1, 2, 3>}
  %0 = continual.avg_pool %x {kernel = array<i64: 1, 2, 3>, stride = array<i64: 1, 2, 3>,
      ceil_mode = true, divisor_override = 3 : i64} : tensor<1x2x7x8xf32> -> tensor<1x2x4x3xf32>
  // CHECK: continual.max_pool %{{.*}} {ceil_mode = true, kernel = array<i64: 2>, padding = array<i64: 1>, stride = array<i64: 4>}
  %1 = continual.max_pool %0 {kernel = array<i64: 2>, stride = array<i64: 4>, padding = array<i64: 1>,
      ceil_mode = true} : tensor<1x2x4x3xf32> -> tensor<1x2x2x1xf32>
  // CHECK: continual.adaptive_avg_pool %{{.*}} {size = array<i64: 5, 3>}
  %2 = continual.adaptive_avg_pool %1 {size = array<i64: 5, 3>} : tensor<1x2x2x1xf32> -> tensor<1x2x5x3xf32>
  // CHECK: continual.adaptive_max_pool %{{.*}} {size = array<i64: 3, 2>}
  %3 = continual.adaptive_max_pool %2 {size = array<i64: 3, 2>} : tensor<1x2x5x3xf32> -> tensor<1x2x3x2xf32>
  continual.output %3 : tensor<1x2x3x2xf32>
}
