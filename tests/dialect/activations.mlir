// RUN: cocc-opt %s --verify-roundtrip | FileCheck %s

// CHECK-LABEL: @activations
continual.network @activations(%x: tensor<1x8xf32>) -> tensor<1x8xf32> {
  // CHECK: continual.relu %{{.*}} : tensor<1x8xf32>
  %0 = continual.relu %x : tensor<1x8xf32>
  // CHECK: continual.relu6 %{{.*}} : tensor<1x8xf32>
  %1 = continual.relu6 %0 : tensor<1x8xf32>
  // CHECK: continual.silu %{{.*}} : tensor<1x8xf32>
  %2 = continual.silu %1 : tensor<1x8xf32>
  // CHECK: continual.sigmoid %{{.*}} : tensor<1x8xf32>
  %3 = continual.sigmoid %2 : tensor<1x8xf32>
  // CHECK: continual.tanh %{{.*}} : tensor<1x8xf32>
  %4 = continual.tanh %3 : tensor<1x8xf32>
  // CHECK: continual.hardswish %{{.*}} : tensor<1x8xf32>
  %5 = continual.hardswish %4 : tensor<1x8xf32>
  // CHECK: continual.hardsigmoid %{{.*}} : tensor<1x8xf32>
  %6 = continual.hardsigmoid %5 : tensor<1x8xf32>
  // CHECK: continual.gelu %{{.*}} {approximate = "tanh"} : tensor<1x8xf32>
  %7 = continual.gelu %6 {approximate = "tanh"} : tensor<1x8xf32>
  // CHECK: continual.elu %{{.*}} {alpha = 5.000000e-01 : f64} : tensor<1x8xf32>
  %8 = continual.elu %7 {alpha = 0.5 : f64} : tensor<1x8xf32>
  // CHECK: continual.leaky_relu %{{.*}} {slope = 2.000000e-01 : f64} : tensor<1x8xf32>
  %9 = continual.leaky_relu %8 {slope = 0.2 : f64} : tensor<1x8xf32>
  continual.output %9 : tensor<1x8xf32>
}
