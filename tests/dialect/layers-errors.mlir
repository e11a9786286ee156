// RUN: cocc-opt %s -split-input-file -verify-diagnostics

continual.network @linear(%a: tensor<1x4xf32>) -> tensor<1x2xf32> {
  %w = continual.weight "0.weight" dense<1.0> : tensor<4x2xf32>
  // expected-error @+1 {{needs 'weight' of shape [2, 4], not [4, 2]}}
  %0 = continual.linear %a, %w {channels = 2 : i64, bias = false} : tensor<1x4xf32>, tensor<4x2xf32> -> tensor<1x2xf32>
  continual.output %0 : tensor<1x2xf32>
}

// -----

continual.network @batch_norm(%a: tensor<1x4xf32>) -> tensor<1x4xf32> {
  %w = continual.weight "0.weight" dense<1.0> : tensor<2xf32>
  // expected-error @+1 {{needs 'weight' of shape [4], not [2]}}
  %0 = continual.batch_norm %a, %w, %w, %w, %w : tensor<1x4xf32>, tensor<2xf32>
  continual.output %0 : tensor<1x4xf32>
}

// -----

continual.network @gelu(%a: tensor<1x4xf32>) -> tensor<1x4xf32> {
  // expected-error @+1 {{failed to satisfy constraint: "none" or "tanh"}}
  %0 = continual.gelu %a {approximate = "erf"} : tensor<1x4xf32>
  continual.output %0 : tensor<1x4xf32>
}

// -----

continual.network @add(%a: tensor<1x4x3xf32>) -> tensor<1x4x3xf32> {
  %0 = continual.avg_pool %a {kernel = array<i64: 1, 2>} : tensor<1x4x3xf32> -> tensor<1x4x2xf32>
  // expected-error @+2 {{the inputs' shapes [1, 4, 3] and [1, 4, 2] do not meet}}
  // expected-error @+1 {{failed to infer returned types}}
  %1 = continual.add %a, %0 : tensor<1x4x3xf32>, tensor<1x4x2xf32> -> tensor<1x4x3xf32>
  continual.output %1 : tensor<1x4x3xf32>
}

// -----

continual.network @concat(%a: tensor<1x4xf32>) -> tensor<1x4xf32> {
  // expected-error @+2 {{needs at least two inputs, has 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = continual.concat %a : tensor<1x4xf32> -> tensor<1x4xf32>
  continual.output %0 : tensor<1x4xf32>
}

// -----

continual.network @delay(%a: tensor<1x4xf32>) -> tensor<1x4xf32> {
  // expected-error @+1 {{attribute 'frames' failed to satisfy constraint: a whole number of frames, at least 0}}
  %0 = continual.delay %a {frames = -1 : i64} : tensor<1x4xf32>
  continual.output %0 : tensor<1x4xf32>
}
