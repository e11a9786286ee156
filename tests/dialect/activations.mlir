// RUN: cocc-opt %s --verify-roundtrip | FileCheck %s

// CHECK-LABEL: @activations
continual.network @activations(%x: tensor<1x8xf32>) -> tensor<1x4xf32> {
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
  // CHECK: continual.abs %{{.*}} : tensor<1x8xf32>
  %10 = continual.abs %9 : tensor<1x8xf32>
  // CHECK: continual.exp %{{.*}} : tensor<1x8xf32>
  %11 = continual.exp %10 : tensor<1x8xf32>
  // CHECK: continual.log %{{.*}} : tensor<1x8xf32>
  %12 = continual.log %11 : tensor<1x8xf32>
  // CHECK: continual.sqrt %{{.*}} : tensor<1x8xf32>
  %13 = continual.sqrt %12 : tensor<1x8xf32>
  // CHECK: continual.pow %{{.*}} {exponent = 2.000000e+00 : f64} : tensor<1x8xf32>
  %14 = continual.pow %13 {exponent = 2.000000e+00 : f64} : tensor<1x8xf32>
  // CHECK: continual.clamp %{{.*}} {high = 1.000000e+00 : f64} : tensor<1x8xf32>
  %15 = continual.clamp %14 {high = 1.000000e+00 : f64} : tensor<1x8xf32>
  // CHECK: continual.softplus %{{.*}} {beta = 2.000000e+00 : f64} : tensor<1x8xf32>
  %16 = continual.softplus %15 {beta = 2.000000e+00 : f64} : tensor<1x8xf32>
  // CHECK: continual.hardtanh %{{.*}} : tensor<1x8xf32>
  %17 = continual.hardtanh %16 : tensor<1x8xf32>
  // CHECK: continual.mish %{{.*}} : tensor<1x8xf32>
  %18 = continual.mish %17 : tensor<1x8xf32>
  // CHECK: continual.selu %{{.*}} : tensor<1x8xf32>
  %19 = continual.selu %18 : tensor<1x8xf32>
  // CHECK: continual.softsign %{{.*}} : tensor<1x8xf32>
  %20 = continual.softsign %19 : tensor<1x8xf32>
  // CHECK: continual.log_sigmoid %{{.*}} : tensor<1x8xf32>
  %21 = continual.log_sigmoid %20 : tensor<1x8xf32>
  // CHECK: continual.scale %{{.*}} {factor = 5.000000e-01 : f64} : tensor<1x8xf32>
  %22 = continual.scale %21 {factor = 5.000000e-01 : f64} : tensor<1x8xf32>
  // CHECK: continual.celu %{{.*}} {alpha = 5.000000e-01 : f64} : tensor<1x8xf32>
  %23 = continual.celu %22 {alpha = 0.5 : f64} : tensor<1x8xf32>
  // CHECK: continual.threshold %{{.*}} {threshold = 1.000000e-01 : f64, value = 2.000000e+00 : f64} : tensor<1x8xf32>
  %24 = continual.threshold %23 {threshold = 0.1 : f64, value = 2.0 : f64} : tensor<1x8xf32>
  // CHECK: continual.hardshrink %{{.*}} {lambda = 2.000000e-01 : f64} : tensor<1x8xf32>
  %25 = continual.hardshrink %24 {lambda = 0.2 : f64} : tensor<1x8xf32>
  // CHECK: continual.softshrink %{{.*}} : tensor<1x8xf32>
  %26 = continual.softshrink %25 : tensor<1x8xf32>
  // CHECK: continual.tanhshrink %{{.*}} : tensor<1x8xf32>
  %27 = continual.tanhshrink %26 : tensor<1x8xf32>
  // CHECK: continual.glu %{{.*}} : tensor<1x8xf32> -> tensor<1x4xf32>
  %28 = continual.glu %27 : tensor<1x8xf32> -> tensor<1x4xf32>
  continual.output %28 : tensor<1x4xf32>
}
