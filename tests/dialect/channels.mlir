// RUN: cocc-opt %s --verify-roundtrip | FileCheck %s

// CHECK-LABEL: @channels
continual.network @channels(%x: tensor<1x2x4x4xf32>) -> tensor<1x3x1x1xf32> {
  %w = continual.weight "0.weight" dense<1.0> : tensor<3x2xf32>
  // CHECK: continual.linear %{{.*}}, %{{.*}} {bias = false, channels = 3 : i64}
  %0 = continual.linear %x, %w {channels = 3 : i64, bias = false}
      : tensor<1x2x4x4xf32>, tensor<3x2xf32> -> tensor<1x3x4x4xf32>
  %c = continual.weight "1" dense<1.0> : tensor<3xf32>
  // CHECK: continual.batch_norm %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} {eps = 1.000000e-03 : f64} : tensor<1x3x4x4xf32>, tensor<3xf32>
  %1 = continual.batch_norm %0, %c, %c, %c, %c {eps = 1.0e-3 : f64}
      : tensor<1x3x4x4xf32>, tensor<3xf32>
  // CHECK: continual.affine %{{.*}}, %{{.*}}, %{{.*}} : tensor<1x3x4x4xf32>, tensor<3xf32>
  %2 = continual.affine %1, %c, %c : tensor<1x3x4x4xf32>, tensor<3xf32>
  // CHECK: continual.softmax %{{.*}} : tensor<1x3x4x4xf32>
  %3 = continual.softmax %2 : tensor<1x3x4x4xf32>
  // CHECK: continual.spatial_mean %{{.*}} : tensor<1x3x4x4xf32> -> tensor<1x3x1x1xf32>
  %4 = continual.spatial_mean %3 : tensor<1x3x4x4xf32> -> tensor<1x3x1x1xf32>
  continual.output %4 : tensor<1x3x1x1xf32>
}
