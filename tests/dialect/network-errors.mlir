// RUN: cocc-opt %s -split-input-file -verify-diagnostics

// expected-error @+1 {{takes one frame and gives one}}
continual.network @inputs(%a: tensor<1x2xf32>, %b: tensor<1x2xf32>) -> tensor<1x2xf32> {
  continual.output %a : tensor<1x2xf32>
}

// -----

continual.network @result(%a: tensor<1x2xf32>) -> tensor<1x3xf32> {
  // expected-error @+1 {{gives a frame of another type than @result declares}}
  continual.output %a : tensor<1x2xf32>
}

// -----

continual.network @unbalanced(%a: tensor<1x2xf32>) -> tensor<1x2xf32> attributes {balanced} {
  %0 = continual.avg_pool %a {kernel = array<i64: 3>} : tensor<1x2xf32> -> tensor<1x2xf32>
  // expected-error @+1 {{has operands on different clocks in a balanced network: one every 1 steps from step 0, the other every 1 from 2}}
  %1 = continual.add %a, %0 : tensor<1x2xf32>, tensor<1x2xf32> -> tensor<1x2xf32>
  continual.output %1 : tensor<1x2xf32>
}

// -----

// expected-error @+2 {{a frame (batch, channels, up to two spatial axes) of 32-bit floats}}
continual.network @rank(%a: tensor<1x2x3x4x5xf32>) -> tensor<1x2x3x4x5xf32> {
  continual.output %a : tensor<1x2x3x4x5xf32>
}
