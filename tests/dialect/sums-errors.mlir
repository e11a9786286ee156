// RUN: cocc-opt %s -split-input-file -verify-diagnostics

continual.network @product(%a: tensor<1x8x5x6xf32>, %b: tensor<1x8x5x6xf32>) -> tensor<1x8x5x6xf32> attributes {input_names = ["a", "b"]} {
  // expected-error @+2 {{frames [1, 8, 5, 6] and [1, 8, 5, 6] have no product; they must be [batch, channels, rows, inner] and [batch, channels, inner, columns]}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = continual.frame_matmul %a, %b : tensor<1x8x5x6xf32>, tensor<1x8x5x6xf32> -> tensor<1x8x5x6xf32>
  continual.output %0 : tensor<1x8x5x6xf32>
}

// -----

continual.network @channels(%a: tensor<1x8x6xf32>) -> tensor<1x1x6xf32> {
  // expected-error @+2 {{a frame [1, 8, 6] has no axis of space 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = continual.reduce %a {kind = "sum", axes = array<i64: 1>} : tensor<1x8x6xf32> -> tensor<1x1x6xf32>
  continual.output %0 : tensor<1x1x6xf32>
}

// -----

continual.network @twice(%a: tensor<1x8x6xf32>) -> tensor<1x8x1xf32> {
  // expected-error @+2 {{'axes' has 2 twice}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = continual.reduce %a {kind = "sum", axes = array<i64: 2, 2>} : tensor<1x8x6xf32> -> tensor<1x8x1xf32>
  continual.output %0 : tensor<1x8x1xf32>
}

// -----

continual.network @none(%a: tensor<1x8x6xf32>) -> tensor<1x8x6xf32> {
  // expected-error @+2 {{'axes' must have at least one axis}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = continual.reduce %a {kind = "sum", axes = array<i64>} : tensor<1x8x6xf32> -> tensor<1x8x6xf32>
  continual.output %0 : tensor<1x8x6xf32>
}

// -----

continual.network @biases(%a: tensor<1x4xf32>) -> tensor<1x4xf32> {
  %m = continual.weight "0.bias" dense<1.0> : tensor<2x3xf32>
  // expected-error @+1 {{'biases' is 3; it must be 0, 1 or the number of heads, 2}}
  %0 = continual.attention %a, %a, %a, %m {frames = 3 : i64, heads = 2 : i64, biases = 3 : i64} : tensor<1x4xf32>, tensor<1x4xf32>, tensor<1x4xf32>, tensor<2x3xf32> -> tensor<1x4xf32>
  continual.output %0 : tensor<1x4xf32>
}

// -----

continual.network @turned(%a: tensor<1x6xf32>) -> tensor<1x6xf32> {
  %m = continual.weight "0.turn" dense<1.0> : tensor<1x2x3x3xf32>
  // expected-error @+1 {{of a head's 3 channels 3 cannot be turned in pairs}}
  %0 = continual.attention %a, %a, %a, %m {frames = 3 : i64, heads = 2 : i64, turns = 1 : i64} : tensor<1x6xf32>, tensor<1x6xf32>, tensor<1x6xf32>, tensor<1x2x3x3xf32> -> tensor<1x6xf32>
  continual.output %0 : tensor<1x6xf32>
}
