// RUN: cocc-opt %s -split-input-file -verify-diagnostics

continual.network @place(%a: tensor<1x3x6xf32>) -> tensor<1x2x6xf32> {
  // expected-error @+2 {{'places' names 3, but axis 1 of the frame [1, 3, 6] has only places 0 to 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = continual.gather %a {axis = 1 : i64, places = array<i64: 0, 3>} : tensor<1x3x6xf32> -> tensor<1x2x6xf32>
  continual.output %r : tensor<1x2x6xf32>
}

// -----

continual.network @axis(%a: tensor<1x3xf32>) -> tensor<1x3xf32> {
  // expected-error @+2 {{a frame [1, 3] has no axis 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = continual.gather %a {axis = 2 : i64, places = array<i64: 0>} : tensor<1x3xf32> -> tensor<1x3xf32>
  continual.output %r : tensor<1x3xf32>
}

// -----

continual.network @count(%a: tensor<1x3xf32>) -> tensor<1x4xf32> {
  // expected-error @+2 {{'count' is 4, but axis 1 of the frame [1, 3] has only 3}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = continual.sort %a {count = 4 : i64} : tensor<1x3xf32> -> tensor<1x4xf32>
  continual.output %r : tensor<1x4xf32>
}

// -----

continual.network @take(%a: tensor<1x3x6xf32>, %b: tensor<1x2x5xf32>) -> tensor<1x3x5xf32> attributes {input_names = ["a", "b"]} {
  // expected-error @+2 {{the places [1, 2, 5] do not fit a frame [1, 3, 6]: but for axis 2 they must have its extents, or 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = continual.take %a, %b {axis = 2 : i64} : tensor<1x3x6xf32>, tensor<1x2x5xf32> -> tensor<1x3x5xf32>
  continual.output %r : tensor<1x3x5xf32>
}

// -----

continual.network @sums(%a: tensor<1x3xf32>) -> tensor<1x3xf32> {
  // expected-error @+2 {{there are no places of a 'sum'; those of 'max' and 'min' there are}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = continual.accumulate %a {places = true} : tensor<1x3xf32> -> tensor<1x3xf32>
  continual.output %r : tensor<1x3xf32>
}

// -----

continual.network @batch(%a: tensor<2x3xf32>) -> tensor<2x4xf32> {
  %0 = continual.weight "w" dense<1.0> : tensor<3x4xf32>
  // expected-error @+2 {{'shape' is [3, 4]; its batch must be 1 or that of the operand, 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = continual.constant %a, %0 {shape = array<i64: 3, 4>} : tensor<2x3xf32>, tensor<3x4xf32> -> tensor<2x4xf32>
  continual.output %r : tensor<2x4xf32>
}

// -----

continual.network @dilated(%a: tensor<1x3xf32>) -> tensor<1x3x3xf32> {
  // expected-error @+2 {{padding 5 exceeds (frames - 1) * dilation = 4: the first outputs would see padding alone}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = continual.stack %a {frames = 3 : i64, dilation = 2 : i64, padding = 5 : i64} : tensor<1x3xf32> -> tensor<1x3x3xf32>
  continual.output %r : tensor<1x3x3xf32>
}
