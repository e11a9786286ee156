// RUN: cocc-opt %s -split-input-file -verify-diagnostics

// expected-error @+1 {{has 2 inputs; `input_names` has 0 names}}
continual.network @inputs(%a: tensor<1x2xf32>, %b: tensor<1x2xf32>) -> tensor<1x2xf32> {
  continual.output %a : tensor<1x2xf32>
}

// -----

continual.network @result(%a: tensor<1x2xf32>) -> tensor<1x3xf32> {
  // expected-error @+1 {{gives frames of other types than @result declares}}
  continual.output %a : tensor<1x2xf32>
}

// -----

// expected-error @+1 {{has 1 outputs; `output_names` has 2 names}}
continual.network @names(%a: tensor<1x2xf32>) -> tensor<1x2xf32> attributes {output_names = ["a", "b"]} {
  continual.output %a : tensor<1x2xf32>
}

// -----

continual.network @apart(%a: tensor<1x2xf32>) -> (tensor<1x2xf32>, tensor<1x2xf32>) attributes {aligned, balanced, output_names = ["a", "b"]} {
  %0 = continual.avg_pool %a {kernel = array<i64: 3>} : tensor<1x2xf32> -> tensor<1x2xf32>
  // expected-error @+1 {{has aligned frames that do not meet: one from tick 2, the other, every 1 ticks, from tick 0}}
  continual.output %a, %0 : tensor<1x2xf32>, tensor<1x2xf32>
}

// -----

continual.network @unbalanced(%a: tensor<1x2xf32>) -> tensor<1x2xf32> attributes {balanced} {
  %0 = continual.avg_pool %a {kernel = array<i64: 3>} : tensor<1x2xf32> -> tensor<1x2xf32>
  // expected-error @+1 {{has operands that do not meet: one from tick 2, the other, every 1 ticks, from tick 0}}
  %1 = continual.add %a, %0 : tensor<1x2xf32>, tensor<1x2xf32> -> tensor<1x2xf32>
  continual.output %1 : tensor<1x2xf32>
}

// -----

// expected-error @+2 {{a frame (batch, channels, up to two spatial axes) of 32-bit floats}}
continual.network @rank(%a: tensor<1x2x3x4x5xf32>) -> tensor<1x2x3x4x5xf32> {
  continual.output %a : tensor<1x2x3x4x5xf32>
}

// -----

// expected-error @+1 {{has an input 'input' of type 'int8'; it is float32, int32 or int64}}
continual.network @narrow(%a: tensor<1x2xf32> {continual.type = "int8"}) -> tensor<1x2xf32> {
  continual.output %a : tensor<1x2xf32>
}

// -----

// expected-error @+1 {{has an input 'input' with a limit that is not from 0 to 16777216}}
continual.network @limit(%a: tensor<1x2xf32> {continual.limit = -1 : i64}) -> tensor<1x2xf32> {
  continual.output %a : tensor<1x2xf32>
}

// -----

// expected-error @+1 {{has an input 'input' whose caller's frame has another number of elements}}
continual.network @shape(%a: tensor<1x2xf32> {continual.shape = array<i64: 1>}) -> tensor<1x2xf32> {
  continual.output %a : tensor<1x2xf32>
}

// -----

// expected-error @+1 {{has an input 'input' whose rate is not two numbers from 1 to 65536 in lowest terms}}
continual.network @rate(%a: tensor<1x2xf32> {continual.rate = array<i64: 2, 4>}) -> tensor<1x2xf32> {
  continual.output %a : tensor<1x2xf32>
}

// -----

// expected-error @+1 {{input 'slow' has 1 to every 4 frames that a step counts, and a step counts 2; it must be a multiple of 4}}
continual.network @steps(%a: tensor<1x2xf32> {continual.rate = array<i64: 1, 4>}) -> tensor<1x2xf32>
    attributes {balanced, frames_per_step = 2 : i64, input_names = ["slow"]} {
  continual.output %a : tensor<1x2xf32>
}
