// RUN: cocc-opt %s -split-input-file -verify-diagnostics

continual.network @output_padding(%x: tensor<1x3xf32>) -> tensor<1x2xf32> {
  %w = continual.weight "0.weight" dense<1.0> : tensor<3x2x4xf32>
  // expected-error @+2 {{'output_padding' must be smaller than either stride or dilation, so less than 2, not 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = continual.conv_transpose %x, %w {kernel = array<i64: 4>, stride = array<i64: 2>,
      output_padding = array<i64: 2>, channels = 2 : i64, bias = false}
      : tensor<1x3xf32>, tensor<3x2x4xf32> -> tensor<1x2xf32>
  continual.output %0 : tensor<1x2xf32>
}

// -----

continual.network @channels_to_time(%x: tensor<1x3xf32>) -> tensor<1x2xf32> {
  // expected-error @+2 {{'factor' 2 does not divide the 3 channels of a frame [1, 3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = continual.channels_to_time %x {factor = 2 : i64} : tensor<1x3xf32> -> tensor<1x2xf32>
  continual.output %0 : tensor<1x2xf32>
}

// -----

continual.network @crop_space(%x: tensor<1x3x2xf32>) -> tensor<1x2x1xf32> {
  %w = continual.weight "0.weight" dense<1.0> : tensor<3x2x1x3xf32>
  // expected-error @+2 {{'crop' leaves nothing of spatial axis 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = continual.conv_transpose %x, %w {kernel = array<i64: 1, 3>, crop = array<i64: 0, 2>,
      channels = 2 : i64, bias = false} : tensor<1x3x2xf32>, tensor<3x2x1x3xf32> -> tensor<1x2x1xf32>
  continual.output %0 : tensor<1x2x1xf32>
}

// -----

continual.network @huge(%x: tensor<1x3x2xf32>) -> tensor<1x2x1xf32> {
  %w = continual.weight "0.weight" dense<1.0> : tensor<3x2x1x3xf32>
  // expected-error @+2 {{'stride' must be at most 1024}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = continual.conv_transpose %x, %w {kernel = array<i64: 1, 3>, stride = array<i64: 1, 2000>,
      channels = 2 : i64, bias = false} : tensor<1x3x2xf32>, tensor<3x2x1x3xf32> -> tensor<1x2x1xf32>
  continual.output %0 : tensor<1x2x1xf32>
}

// -----

continual.network @groups(%x: tensor<1x3xf32>) -> tensor<1x2xf32> {
  %w = continual.weight "0.weight" dense<1.0> : tensor<3x1x3xf32>
  // expected-error @+1 {{3 input channels and 2 output channels do not both divide by groups = 2}}
  %0 = continual.conv_transpose %x, %w {kernel = array<i64: 3>, groups = 2 : i64,
      channels = 2 : i64, bias = false} : tensor<1x3xf32>, tensor<3x1x3xf32> -> tensor<1x2xf32>
  continual.output %0 : tensor<1x2xf32>
}

// -----

continual.network @no_space(%x: tensor<1x3xf32>) -> tensor<1x3xf32> {
  // expected-error @+2 {{a frame [1, 3] has no spatial axes to resample}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = continual.resample %x {size = array<i64: 3>} : tensor<1x3xf32> -> tensor<1x3xf32>
  continual.output %0 : tensor<1x3xf32>
}

// -----

continual.network @sizes(%x: tensor<1x3x4xf32>) -> tensor<1x3x8xf32> {
  // expected-error @+2 {{'size' has 2 numbers; a frame [1, 3, 4] needs 1, one per spatial axis, or one for all}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = continual.resample %x {size = array<i64: 8, 8>} : tensor<1x3x4xf32> -> tensor<1x3x8xf32>
  continual.output %0 : tensor<1x3x8xf32>
}

// -----

continual.network @along_nothing(%x: tensor<1x8xf32>) -> tensor<1x4xf32> {
  %i = continual.weight "0.weight_ih_l0" dense<1.0> : tensor<12x8xf32>
  %h = continual.weight "0.weight_hh_l0" dense<1.0> : tensor<12x4xf32>
  // expected-error @+2 {{a frame [1, 8] has no spatial axis to run along; along time there are rnn, gru and lstm}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = continual.frame_gru %x, %i, %h {bias = false, channels = 4 : i64}
      : tensor<1x8xf32>, tensor<12x8xf32>, tensor<12x4xf32> -> tensor<1x4xf32>
  continual.output %0 : tensor<1x4xf32>
}
