// RUN: cocc-opt %s -split-input-file -verify-diagnostics

continual.network @padding(%a: tensor<1x2xf32>) -> tensor<1x2xf32> {
  // expected-error @+2 {{padding 3 in time exceeds receptive field - 1 = 2: the first outputs would see padding alone}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = continual.avg_pool %a {kernel = array<i64: 3>, padding = array<i64: 3>} : tensor<1x2xf32> -> tensor<1x2xf32>
  continual.output %0 : tensor<1x2xf32>
}

// -----

continual.network @lists(%a: tensor<1x2x5xf32>) -> tensor<1x2x5xf32> {
  // expected-error @+2 {{'stride' has 3 numbers; a frame [1, 2, 5] needs 2 (time first) or one for all axes}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = continual.max_pool %a {kernel = array<i64: 1>, stride = array<i64: 1, 1, 1>} : tensor<1x2x5xf32> -> tensor<1x2x5xf32>
  continual.output %0 : tensor<1x2x5xf32>
}

// -----

continual.network @extent(%a: tensor<1x2x5xf32>) -> tensor<1x2x1xf32> {
  // expected-error @+2 {{kernel 4 with dilation 2 spans 7 positions of spatial axis 0, but the padded frame [1, 2, 5] has only 5}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = continual.max_pool %a {kernel = array<i64: 1, 4>, dilation = array<i64: 1, 2>} : tensor<1x2x5xf32> -> tensor<1x2x1xf32>
  continual.output %0 : tensor<1x2x1xf32>
}

// -----

continual.network @groups(%a: tensor<1x4xf32>) -> tensor<1x6xf32> {
  %w = continual.weight "0.weight" dense<1.0> : tensor<6x1x1xf32>
  // expected-error @+1 {{4 input channels and 6 output channels do not both divide by groups = 4}}
  %0 = continual.conv %a, %w {kernel = array<i64: 1>, channels = 6 : i64, groups = 4 : i64, bias = false} : tensor<1x4xf32>, tensor<6x1x1xf32> -> tensor<1x6xf32>
  continual.output %0 : tensor<1x6xf32>
}

// -----

continual.network @shape(%a: tensor<1x4xf32>) -> tensor<1x6xf32> {
  %w = continual.weight "0.weight" dense<1.0> : tensor<6x3x1xf32>
  // expected-error @+1 {{needs 'weight' of shape [6, 4, 1], not [6, 3, 1]}}
  %0 = continual.conv %a, %w {kernel = array<i64: 1>, channels = 6 : i64, bias = false} : tensor<1x4xf32>, tensor<6x3x1xf32> -> tensor<1x6xf32>
  continual.output %0 : tensor<1x6xf32>
}

// -----

continual.network @bias(%a: tensor<1x4xf32>) -> tensor<1x6xf32> {
  %w = continual.weight "0.weight" dense<1.0> : tensor<6x4x1xf32>
  // expected-error @+1 {{takes 2 weights, not 1}}
  %0 = continual.conv %a, %w {kernel = array<i64: 1>, channels = 6 : i64} : tensor<1x4xf32>, tensor<6x4x1xf32> -> tensor<1x6xf32>
  continual.output %0 : tensor<1x6xf32>
}

// -----

continual.network @zero(%a: tensor<1x4xf32>) -> tensor<1x4xf32> {
  // expected-error @+1 {{attribute 'kernel' failed to satisfy constraint: a list of whole numbers, each at least 1}}
  %0 = continual.avg_pool %a {kernel = array<i64: 0>} : tensor<1x4xf32> -> tensor<1x4xf32>
  continual.output %0 : tensor<1x4xf32>
}

// -----

continual.network @counts(%a: tensor<1x2xf32>) -> tensor<1x2xf32> {
  // expected-error @+2 {{with dilation in time, ceil_mode cannot count the padding behind the clip; leave that out with count_include_pad: false}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = continual.avg_pool %a {kernel = array<i64: 3>, dilation = array<i64: 2>, padding = array<i64: 1>, stride = array<i64: 3>, ceil_mode = true} : tensor<1x2xf32> -> tensor<1x2xf32>
  continual.output %0 : tensor<1x2xf32>
}

// -----

continual.network @nospace(%a: tensor<1x2xf32>) -> tensor<1x2xf32> {
  // expected-error @+2 {{a frame [1, 2] has no spatial axes to divide; in time, avg_pool and max_pool look through a window}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = continual.adaptive_avg_pool %a {size = array<i64: 3>} : tensor<1x2xf32> -> tensor<1x2xf32>
  continual.output %0 : tensor<1x2xf32>
}

// -----

continual.network @sizes(%a: tensor<1x2x5xf32>) -> tensor<1x2x3xf32> {
  // expected-error @+2 {{'size' has 2 numbers; a frame [1, 2, 5] needs 1, one per spatial axis, or one for all}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = continual.adaptive_max_pool %a {size = array<i64: 3, 3>} : tensor<1x2x5xf32> -> tensor<1x2x3xf32>
  continual.output %0 : tensor<1x2x3xf32>
}

// -----

continual.network @bins(%a: tensor<1x2x50000xf32>) -> tensor<1x2x50000xf32> {
  // expected-error @+2 {{cannot divide 50000 places into 50000 bins: their product must be below 2147483647}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = continual.adaptive_max_pool %a {size = array<i64: 50000>} : tensor<1x2x50000xf32> -> tensor<1x2x50000xf32>
  continual.output %0 : tensor<1x2x50000xf32>
}
