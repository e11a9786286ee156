// RUN: cocc-opt %s -split-input-file -verify-diagnostics

continual.network @reshape(%a: tensor<1x8x6xf32>) -> tensor<1x7x6xf32> {
  // expected-error @+2 {{cannot reshape a frame [1, 8, 6] of 48 elements to [1, 7, 6] of 42}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = continual.reshape %a {shape = array<i64: 1, 7, 6>} : tensor<1x8x6xf32> -> tensor<1x7x6xf32>
  continual.output %r : tensor<1x7x6xf32>
}

// -----

continual.network @reshape_rank(%a: tensor<1x8xf32>) -> tensor<1x8xf32> {
  // expected-error @+2 {{cannot reshape a frame to [8]: a frame has the batch, the channels and up to two spatial axes}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = continual.reshape %a {shape = array<i64: 8>} : tensor<1x8xf32> -> tensor<1x8xf32>
  continual.output %r : tensor<1x8xf32>
}

// -----

continual.network @permute(%a: tensor<1x4x6xf32>) -> tensor<1x6x4xf32> {
  // expected-error @+2 {{'axes' is [0, 2, 2]; of a frame [1, 4, 6] it must have each number from 0 to 2 once}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = continual.permute %a {axes = array<i64: 0, 2, 2>} : tensor<1x4x6xf32> -> tensor<1x6x4xf32>
  continual.output %r : tensor<1x6x4xf32>
}

// -----

continual.network @slice_axis(%a: tensor<1x4xf32>) -> tensor<1x4xf32> {
  // expected-error @+2 {{a frame [1, 4] has no axis 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = continual.slice %a {axis = 2 : i64, end = 2 : i64} : tensor<1x4xf32> -> tensor<1x4xf32>
  continual.output %r : tensor<1x4xf32>
}

// -----

continual.network @slice_end(%a: tensor<1x4xf32>) -> tensor<1x4xf32> {
  // expected-error @+2 {{'end' is 5, but axis 1 of the frame [1, 4] has only 4}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = continual.slice %a {axis = 1 : i64, end = 5 : i64} : tensor<1x4xf32> -> tensor<1x4xf32>
  continual.output %r : tensor<1x4xf32>
}

// -----

continual.network @slice_start(%a: tensor<1x4xf32>) -> tensor<1x4xf32> {
  // expected-error @+2 {{'start' is 3; it must be less than 'end', 3}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = continual.slice %a {axis = 1 : i64, start = 3 : i64, end = 3 : i64} : tensor<1x4xf32> -> tensor<1x4xf32>
  continual.output %r : tensor<1x4xf32>
}

// -----

continual.network @glu_axis(%a: tensor<1x4xf32>) -> tensor<1x4xf32> {
  // expected-error @+2 {{a frame [1, 4] has no axis 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = continual.glu %a {axis = 2 : i64} : tensor<1x4xf32> -> tensor<1x4xf32>
  continual.output %r : tensor<1x4xf32>
}

// -----

continual.network @glu_halves(%a: tensor<1x5xf32>) -> tensor<1x2xf32> {
  // expected-error @+2 {{axis 1 of the frame [1, 5] has no halves; its extent must be even}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = continual.glu %a : tensor<1x5xf32> -> tensor<1x2xf32>
  continual.output %r : tensor<1x2xf32>
}

// -----

continual.network @celu(%a: tensor<1x4xf32>) -> tensor<1x4xf32> {
  // expected-error @+1 {{a number other than 0}}
  %r = continual.celu %a {alpha = 0.0 : f64} : tensor<1x4xf32>
  continual.output %r : tensor<1x4xf32>
}

// -----

continual.network @softshrink(%a: tensor<1x4xf32>) -> tensor<1x4xf32> {
  // expected-error @+1 {{a number, at least 0}}
  %r = continual.softshrink %a {lambda = -0.5 : f64} : tensor<1x4xf32>
  continual.output %r : tensor<1x4xf32>
}

// -----

continual.network @softmax(%a: tensor<1x4xf32>) -> tensor<1x4xf32> {
  // expected-error @+1 {{a frame [1, 4] has no axis 2}}
  %r = continual.softmax %a {axis = 2 : i64} : tensor<1x4xf32>
  continual.output %r : tensor<1x4xf32>
}

// -----

continual.network @log_softmax(%a: tensor<1x4xf32>) -> tensor<1x4xf32> {
  // expected-error @+1 {{a frame [1, 4] has no axis 3}}
  %r = continual.log_softmax %a {axis = 3 : i64} : tensor<1x4xf32>
  continual.output %r : tensor<1x4xf32>
}

// -----

continual.network @concat_axis(%a: tensor<1x4xf32>) -> tensor<1x4xf32> {
  // expected-error @+2 {{a frame [1, 4] has no axis 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = continual.concat %a, %a {axis = 2 : i64} : tensor<1x4xf32>, tensor<1x4xf32> -> tensor<1x4xf32>
  continual.output %r : tensor<1x4xf32>
}

// -----

continual.network @concat(%a: tensor<1x4x3xf32>) -> tensor<1x4x3xf32> {
  %0 = continual.slice %a {axis = 1 : i64, end = 2 : i64} : tensor<1x4x3xf32> -> tensor<1x2x3xf32>
  // expected-error @+2 {{the inputs' shapes [1, 4, 3] and [1, 2, 3] do not meet}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = continual.concat %a, %0 {axis = 2 : i64} : tensor<1x4x3xf32>, tensor<1x2x3xf32> -> tensor<1x4x3xf32>
  continual.output %r : tensor<1x4x3xf32>
}

// -----

continual.network @layer_norm_axis(%a: tensor<1x4xf32>) -> tensor<1x4xf32> {
  // expected-error @+1 {{a frame [1, 4] has no axis 2}}
  %r = continual.layer_norm %a {axes = array<i64: 2>, affine = false} : tensor<1x4xf32>
  continual.output %r : tensor<1x4xf32>
}

// -----

continual.network @layer_norm_twice(%a: tensor<1x4xf32>) -> tensor<1x4xf32> {
  // expected-error @+1 {{'axes' has 1 twice}}
  %r = continual.layer_norm %a {axes = array<i64: 1, 1>, affine = false} : tensor<1x4xf32>
  continual.output %r : tensor<1x4xf32>
}

// -----

continual.network @layer_norm_weights(%a: tensor<1x4xf32>) -> tensor<1x4xf32> {
  %0 = continual.weight "w" dense<1.0> : tensor<4xf32>
  // expected-error @+1 {{takes 2 weights, not 1}}
  %r = continual.layer_norm %a, %0 {axes = array<i64: 1>} : tensor<1x4xf32>, tensor<4xf32>
  continual.output %r : tensor<1x4xf32>
}

// -----

continual.network @group_norm(%a: tensor<1x4xf32>) -> tensor<1x4xf32> {
  // expected-error @+1 {{4 channels do not divide by groups = 3}}
  %r = continual.group_norm %a {groups = 3 : i64, affine = false} : tensor<1x4xf32>
  continual.output %r : tensor<1x4xf32>
}

// -----

continual.network @matmul(%a: tensor<1x4x6xf32>) -> tensor<1x4x5xf32> {
  %0 = continual.weight "w" dense<1.0> : tensor<5x6xf32>
  // expected-error @+1 {{needs 'weight' of shape [6, 5], not [5, 6]}}
  %r = continual.matmul %a, %0 {columns = 5 : i64} : tensor<1x4x6xf32>, tensor<5x6xf32> -> tensor<1x4x5xf32>
  continual.output %r : tensor<1x4x5xf32>
}

// -----

continual.network @constant(%a: tensor<1x4x6xf32>) -> tensor<1x4x6xf32> {
  %0 = continual.weight "w" dense<1.0> : tensor<6xf32>
  // expected-error @+1 {{a constant [6] does not fit a frame [1, 4, 6]: without the batch it must be [4, 6], or 1 where it is the same all along}}
  %r = continual.add_constant %a, %0 {shape = array<i64: 6>} : tensor<1x4x6xf32>, tensor<6xf32>
  continual.output %r : tensor<1x4x6xf32>
}

// -----

continual.network @prelu(%a: tensor<1x4xf32>) -> tensor<1x4xf32> {
  %0 = continual.weight "w" dense<1.0> : tensor<3xf32>
  // expected-error @+1 {{'channels' is 3; for a frame [1, 4] it must be 1 or 4}}
  %r = continual.prelu %a, %0 {channels = 3 : i64} : tensor<1x4xf32>, tensor<3xf32>
  continual.output %r : tensor<1x4xf32>
}

// -----

continual.network @sub(%a: tensor<1x4xf32>) -> tensor<1x4xf32> {
  // expected-error @+2 {{needs two inputs, has 3}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = continual.sub %a, %a, %a : tensor<1x4xf32>, tensor<1x4xf32>, tensor<1x4xf32> -> tensor<1x4xf32>
  continual.output %r : tensor<1x4xf32>
}
