// RUN: cocc-opt %s -split-input-file -verify-diagnostics

continual.network @channels(%a: tensor<1x8xf32>) -> tensor<1x10xf32> {
  // expected-error @+2 {{a transform of 8 numbers from complex takes 16 channels; [1, 8] has 8}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = continual.fourier %a {from = "complex", to = "half", size = 8 : i64} : tensor<1x8xf32> -> tensor<1x10xf32>
  continual.output %r : tensor<1x10xf32>
}

// -----

continual.network @forms(%a: tensor<1x8xf32>) -> tensor<1x8xf32> {
  // expected-error @+2 {{a transform from real numbers gives complex ones; 'to' must be "complex" or "half"}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = continual.fourier %a {from = "real", to = "real", size = 8 : i64} : tensor<1x8xf32> -> tensor<1x8xf32>
  continual.output %r : tensor<1x8xf32>
}

// -----

continual.network @prime(%a: tensor<1x1031xf32>) -> tensor<1x1032xf32> {
  // expected-error @+2 {{there is no transform of 1031 numbers: there are of up to 16384, with no prime factor above 1024}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = continual.fourier %a {from = "real", to = "half", size = 1031 : i64} : tensor<1x1031xf32> -> tensor<1x1032xf32>
  continual.output %r : tensor<1x1032xf32>
}

// -----

continual.network @function(%a: tensor<1x8xf32>) -> tensor<1x8xf32> {
  // expected-error @+1 {{attribute 'function' failed to satisfy constraint}}
  %r = continual.unary %a {function = "cosine"} : tensor<1x8xf32>
  continual.output %r : tensor<1x8xf32>
}
