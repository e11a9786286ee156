// RUN: cocc-opt %s --pass-pipeline='builtin.module(continual.network(continual-fold-affine))' \
// RUN:   --mlir-print-debuginfo --mlir-print-local-scope | FileCheck %s
// RUN: cocc-opt %s --pass-pipeline='builtin.module(continual.network(continual-fold-affine))' \
// RUN:   --remark-format=emitRemark --remarks-filter='continual-.*' 2>&1 | FileCheck %s --check-prefix=COUNT

// COUNT: Function=chain | folded=1
// COUNT: Function=chain | composed=1
// COUNT: Function=chain | remaining=0
// COUNT: Function=padded | remaining=1

// Two in a row go into the convolution, which gains a bias: 3*(2*x + 1) + 1.
// CHECK-LABEL: @chain
// CHECK-NEXT: %[[W:.*]] = continual.weight "0.weight" dense<[{{\[}}[6.000000e+00]], {{\[}}[1.200000e+01]]]>
// CHECK-NEXT: %[[B:.*]] = continual.weight "0.bias" dense<4.000000e+00> : tensor<2xf32>
// CHECK-NEXT: %[[Y:.*]] = continual.conv %{{.*}}, %[[W]], %[[B]] {channels = 2 : i64, kernel = array<i64: 1>} {{.*}} loc(fused["0", "1", "2"])
// CHECK-NEXT: continual.output %[[Y]]
continual.network @chain(%x: tensor<1x1xf32>) -> tensor<1x2xf32> {
  %w = continual.weight "0.weight" dense<[[[1.0]], [[2.0]]]> : tensor<2x1x1xf32>
  %two = continual.weight "1.scale" dense<2.0> : tensor<2xf32>
  %one = continual.weight "1.shift" dense<1.0> : tensor<2xf32>
  %three = continual.weight "2.scale" dense<3.0> : tensor<2xf32>
  %0 = continual.conv %x, %w {kernel = array<i64: 1>, channels = 2 : i64, bias = false}
      : tensor<1x1xf32>, tensor<2x1x1xf32> -> tensor<1x2xf32> loc("0")
  %1 = continual.affine %0, %two, %one : tensor<1x2xf32>, tensor<2xf32> loc("1")
  %2 = continual.affine %1, %three, %one : tensor<1x2xf32>, tensor<2xf32> loc("2")
  continual.output %2 : tensor<1x2xf32>
}

// A normalisation: weight 2, mean 1, variance 4 - eps. A bias there is goes along: 10 - 1 + 0.5.
// CHECK-LABEL: @normalised
// CHECK-NEXT: continual.weight "0.weight" dense<7.000000e+00> : tensor<1x1xf32>
// CHECK-NEXT: continual.weight "0.bias" dense<9.500000e+00> : tensor<1xf32>
// CHECK-NEXT: continual.linear
// CHECK-NEXT: continual.output
continual.network @normalised(%x: tensor<1x1xf32>) -> tensor<1x1xf32> {
  %w = continual.weight "0.weight" dense<7.0> : tensor<1x1xf32>
  %b = continual.weight "0.bias" dense<10.0> : tensor<1xf32>
  %scale = continual.weight "1.weight" dense<2.0> : tensor<1xf32>
  %shift = continual.weight "1.bias" dense<0.5> : tensor<1xf32>
  %mean = continual.weight "1.running_mean" dense<1.0> : tensor<1xf32>
  %var = continual.weight "1.running_var" dense<3.0> : tensor<1xf32>
  %0 = continual.linear %x, %w, %b {channels = 1 : i64}
      : tensor<1x1xf32>, tensor<1x1xf32>, tensor<1xf32> -> tensor<1x1xf32>
  %1 = continual.batch_norm %0, %scale, %shift, %mean, %var {eps = 1.0 : f64} : tensor<1x1xf32>, tensor<1xf32>
  continual.output %1 : tensor<1x1xf32>
}

// Zeros around the frame have not been scaled: what stands before a window stays.
// CHECK-LABEL: @padded
// CHECK: %[[S:.*]] = continual.weight "0.scale" dense<1.000000e+00>
// CHECK: %[[T:.*]] = continual.weight "0.shift" dense<-5.000000e-01>
// CHECK: continual.affine %{{.*}}, %[[S]], %[[T]] {{.*}} loc("0")
// CHECK: continual.conv
continual.network @padded(%x: tensor<1x1xf32>) -> tensor<1x1xf32> {
  %scale = continual.weight "0.weight" dense<2.0> : tensor<1xf32>
  %shift = continual.weight "0.bias" dense<0.5> : tensor<1xf32>
  %mean = continual.weight "0.running_mean" dense<1.0> : tensor<1xf32>
  %var = continual.weight "0.running_var" dense<3.0> : tensor<1xf32>
  %w = continual.weight "1.weight" dense<1.0> : tensor<1x1x3xf32>
  %0 = continual.batch_norm %x, %scale, %shift, %mean, %var {eps = 1.0 : f64} : tensor<1x1xf32>, tensor<1xf32> loc("0")
  %1 = continual.conv %0, %w {kernel = array<i64: 3>, padding = array<i64: 1>, channels = 1 : i64, bias = false}
      : tensor<1x1xf32>, tensor<1x1x3xf32> -> tensor<1x1xf32>
  continual.output %1 : tensor<1x1xf32>
}

// Someone else reads the convolution's result, so its weights stay.
// CHECK-LABEL: @shared
// CHECK: continual.conv %{{.*}}, %{{.*}} {bias = false
// CHECK: continual.affine
continual.network @shared(%x: tensor<1x1xf32>) -> tensor<1x1xf32> {
  %w = continual.weight "0.weight" dense<1.0> : tensor<1x1x1xf32>
  %scale = continual.weight "1.scale" dense<2.0> : tensor<1xf32>
  %0 = continual.conv %x, %w {kernel = array<i64: 1>, channels = 1 : i64, bias = false}
      : tensor<1x1xf32>, tensor<1x1x1xf32> -> tensor<1x1xf32>
  %1 = continual.affine %0, %scale, %scale : tensor<1x1xf32>, tensor<1xf32>
  %2 = continual.add %0, %1 : tensor<1x1xf32>, tensor<1x1xf32> -> tensor<1x1xf32>
  continual.output %2 : tensor<1x1xf32>
}

// One factor for all channels, then a summand for each: 2 * (3*x) + [1, 2].
// CHECK-LABEL: @scaled
// CHECK-NEXT: continual.weight "0.weight" dense<6.000000e+00> : tensor<2x1x1x1xf32>
// CHECK-NEXT: continual.weight "0.bias" dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
// CHECK-NEXT: continual.conv
// CHECK-NEXT: continual.output
continual.network @scaled(%x: tensor<1x1x3xf32>) -> tensor<1x2x3xf32> {
  %w = continual.weight "0.weight" dense<3.0> : tensor<2x1x1x1xf32>
  %v = continual.weight "2.value" dense<[[1.0], [2.0]]> : tensor<2x1xf32>
  %0 = continual.conv %x, %w {kernel = array<i64: 1>, channels = 2 : i64, bias = false}
      : tensor<1x1x3xf32>, tensor<2x1x1x1xf32> -> tensor<1x2x3xf32>
  %1 = continual.scale %0 {factor = 2.0 : f64} : tensor<1x2x3xf32>
  %2 = continual.add_constant %1, %v {shape = array<i64: 2, 1>} : tensor<1x2x3xf32>, tensor<2x1xf32>
  continual.output %2 : tensor<1x2x3xf32>
}

// A constant that differs from place to place stays; so does a scale alone, and two become one.
// CHECK-LABEL: @places
// CHECK: continual.scale %{{.*}} {factor = 2.000000e+00 : f64}
// CHECK: %[[C:.*]] = continual.mul_constant
// CHECK: %[[S:.*]] = continual.weight "c.scale" dense<6.000000e+00> : tensor<1xf32>
// CHECK: %[[T:.*]] = continual.weight "c.shift" dense<1.000000e+00> : tensor<1xf32>
// CHECK: continual.affine %[[C]], %[[S]], %[[T]]
continual.network @places(%x: tensor<1x1x2xf32>) -> tensor<1x1x2xf32> {
  %v = continual.weight "1.value" dense<[[1.0, 2.0]]> : tensor<1x2xf32>
  %0 = continual.scale %x {factor = 2.0 : f64} : tensor<1x1x2xf32> loc("a")
  %1 = continual.mul_constant %0, %v {shape = array<i64: 1, 2>} : tensor<1x1x2xf32>, tensor<1x2xf32>
  %2 = continual.scale %1 {factor = 3.0 : f64} : tensor<1x1x2xf32> loc("b")
  %3 = continual.scale %2 {factor = 2.0 : f64, offset = 1.0 : f64} : tensor<1x1x2xf32> loc("c")
  continual.output %3 : tensor<1x1x2xf32>
}
