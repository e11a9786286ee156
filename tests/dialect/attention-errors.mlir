// RUN: cocc-opt %s -split-input-file -verify-diagnostics

continual.network @places(%a: tensor<1x4xf32>) -> tensor<1x4xf32> {
  // expected-error @+2 {{a frame [1, 4] has no places to attend to; it needs a spatial axis}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = continual.frame_attention %a, %a, %a : tensor<1x4xf32>, tensor<1x4xf32>, tensor<1x4xf32> -> tensor<1x4xf32>
  continual.output %0 : tensor<1x4xf32>
}

// -----

continual.network @channels(%a: tensor<1x4x3xf32>) -> tensor<1x4x3xf32> {
  %k = continual.slice %a {axis = 1 : i64, end = 2 : i64} : tensor<1x4x3xf32> -> tensor<1x2x3xf32>
  // expected-error @+2 {{the shapes [1, 4, 3] of 'query' and [1, 2, 3] of 'key' do not meet}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = continual.frame_attention %a, %k, %a : tensor<1x4x3xf32>, tensor<1x2x3xf32>, tensor<1x4x3xf32> -> tensor<1x4x3xf32>
  continual.output %0 : tensor<1x4x3xf32>
}

// -----

continual.network @values(%a: tensor<1x4x3xf32>) -> tensor<1x4x3xf32> {
  %v = continual.slice %a {axis = 2 : i64, end = 2 : i64} : tensor<1x4x3xf32> -> tensor<1x4x2xf32>
  // expected-error @+2 {{the shapes [1, 4, 3] of 'key' and [1, 4, 2] of 'value' do not meet}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = continual.frame_attention %a, %a, %v : tensor<1x4x3xf32>, tensor<1x4x3xf32>, tensor<1x4x2xf32> -> tensor<1x4x3xf32>
  continual.output %0 : tensor<1x4x3xf32>
}

// -----

continual.network @heads(%a: tensor<1x4x3xf32>) -> tensor<1x4x3xf32> {
  // expected-error @+2 {{4 channels do not divide by heads = 3}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = continual.frame_attention %a, %a, %a {heads = 3 : i64} : tensor<1x4x3xf32>, tensor<1x4x3xf32>, tensor<1x4x3xf32> -> tensor<1x4x3xf32>
  continual.output %0 : tensor<1x4x3xf32>
}

// -----

continual.network @masks(%a: tensor<1x4x3xf32>) -> tensor<1x4x3xf32> {
  // expected-error @+1 {{'masks' is 3; it must be 0, 1 or the number of heads, 2}}
  %0 = continual.frame_attention %a, %a, %a {heads = 2 : i64, masks = 3 : i64} : tensor<1x4x3xf32>, tensor<1x4x3xf32>, tensor<1x4x3xf32> -> tensor<1x4x3xf32>
  continual.output %0 : tensor<1x4x3xf32>
}

// -----

continual.network @mask(%a: tensor<1x4x3xf32>) -> tensor<1x4x3xf32> {
  %m = continual.weight "0.mask" dense<1.0> : tensor<1x3x2xf32>
  // expected-error @+1 {{needs 'mask' of shape [1, 3, 3], not [1, 3, 2]}}
  %0 = continual.frame_attention %a, %a, %a, %m {masks = 1 : i64} : tensor<1x4x3xf32>, tensor<1x4x3xf32>, tensor<1x4x3xf32>, tensor<1x3x2xf32> -> tensor<1x4x3xf32>
  continual.output %0 : tensor<1x4x3xf32>
}

// -----

continual.network @room(%a: tensor<1x4x3x3xf32>) -> tensor<1x4x3x3xf32> {
  // expected-error @+2 {{a frame [1, 4, 3, 3] has no room for an axis of its window; reshape it to [batch, channels, places] first}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = continual.stack %a {frames = 2 : i64} : tensor<1x4x3x3xf32> -> tensor<1x4x3x3xf32>
  continual.output %0 : tensor<1x4x3x3xf32>
}

// -----

continual.network @padding(%a: tensor<1x4xf32>) -> tensor<1x4x2xf32> {
  // expected-error @+2 {{padding 2 exceeds (frames - 1) * dilation = 1: the first outputs would see padding alone}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = continual.stack %a {frames = 2 : i64, padding = 2 : i64} : tensor<1x4xf32> -> tensor<1x4x2xf32>
  continual.output %0 : tensor<1x4x2xf32>
}

// -----

continual.network @positions(%a: tensor<1x4xf32>) -> tensor<1x4xf32> {
  %v = continual.weight "0.value" dense<1.0> : tensor<3x4xf32>
  // expected-error @+1 {{needs 'value' of shape [2, 4], not [3, 4]}}
  %0 = continual.positional_encoding %a, %v {positions = 2 : i64} : tensor<1x4xf32>, tensor<3x4xf32>
  continual.output %0 : tensor<1x4xf32>
}
