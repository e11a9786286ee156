// RUN: cocc-opt %s --verify-roundtrip | FileCheck %s

// CHECK-LABEL: @joins
continual.network @joins(%x: tensor<1x8x6xf32>) -> tensor<1x16x6xf32> {
  %m = continual.spatial_mean %x : tensor<1x8x6xf32> -> tensor<1x8x1xf32>
  // CHECK: continual.add %{{.*}}, %{{.*}}, %{{.*}} : tensor<1x8x6xf32>, tensor<1x8x1xf32>, tensor<1x8x6xf32> -> tensor<1x8x6xf32>
  %0 = continual.add %x, %m, %x
      : tensor<1x8x6xf32>, tensor<1x8x1xf32>, tensor<1x8x6xf32> -> tensor<1x8x6xf32>
  // CHECK: continual.mul %{{.*}}, %{{.*}} : tensor<1x8x1xf32>, tensor<1x8x6xf32> -> tensor<1x8x6xf32>
  %1 = continual.mul %m, %0 : tensor<1x8x1xf32>, tensor<1x8x6xf32> -> tensor<1x8x6xf32>
  // CHECK: continual.concat %{{.*}}, %{{.*}} : tensor<1x8x6xf32>, tensor<1x8x6xf32> -> tensor<1x16x6xf32>
  %2 = continual.concat %0, %1 : tensor<1x8x6xf32>, tensor<1x8x6xf32> -> tensor<1x16x6xf32>
  continual.output %2 : tensor<1x16x6xf32>
}
