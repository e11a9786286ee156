// RUN: cocc-opt %s -split-input-file -verify-diagnostics

continual.network @later(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  // expected-error @+1 {{reads a value that comes later, and not only earlier frames of it, as 'previous' does}}
  %a = continual.relu %b : tensor<1x2xf32>
  %b = continual.relu %x : tensor<1x2xf32>
  continual.output %a : tensor<1x2xf32>
}

// -----

continual.network @window(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %last = continual.previous %state : tensor<1x2xf32> -> tensor<1x2xf32>
  // expected-error @+1 {{is on a loop, where its frames must come in step with those that it reads; a stride, a factor, a delay or a window that looks ahead must lie in front of the loop or behind it}}
  %wide = continual.avg_pool %last {kernel = array<i64: 3>, padding = array<i64: 1>} : tensor<1x2xf32> -> tensor<1x2xf32>
  %state = continual.add %wide, %x : tensor<1x2xf32>, tensor<1x2xf32> -> tensor<1x2xf32>
  continual.output %state : tensor<1x2xf32>
}

// -----

continual.network @delay(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %last = continual.previous %state : tensor<1x2xf32> -> tensor<1x2xf32>
  // expected-error @+1 {{is on a loop, where its frames must come in step}}
  %late = continual.delay %last {frames = 1 : i64} : tensor<1x2xf32>
  %state = continual.add %late, %x : tensor<1x2xf32>, tensor<1x2xf32> -> tensor<1x2xf32>
  continual.output %state : tensor<1x2xf32>
}

// -----

continual.network @alone(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  // expected-error @+1 {{is on a loop that reads no frame from outside of it, so that nothing says when its frames come; let one of its layers read one}}
  %last = continual.previous %state {value = 1.0 : f64} : tensor<1x2xf32> -> tensor<1x2xf32>
  %state = continual.scale %last {factor = 0.5 : f64} : tensor<1x2xf32>
  %0 = continual.add %state, %x : tensor<1x2xf32>, tensor<1x2xf32> -> tensor<1x2xf32>
  continual.output %0 : tensor<1x2xf32>
}

// -----

continual.network @shape(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  // expected-error @+2 {{'shape' is [1, 3], the frames that it reads are [1, 2]}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = continual.previous %x {shape = array<i64: 1, 3>} : tensor<1x2xf32> -> tensor<1x2xf32>
  continual.output %0 : tensor<1x2xf32>
}

// -----

continual.network @initial(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  // expected-error @+1 {{takes 1 weights, not 0}}
  %0 = continual.previous %x {initial = true} : tensor<1x2xf32> -> tensor<1x2xf32>
  continual.output %0 : tensor<1x2xf32>
}

// -----

// A window over frames before alone, and a causal one, may lie on a loop.
continual.network @causal(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %last = continual.previous %state : tensor<1x2xf32> -> tensor<1x2xf32>
  %past = continual.avg_pool %last {kernel = array<i64: 3>, padding = array<i64: 2>, padding_after = array<i64: 0>} : tensor<1x2xf32> -> tensor<1x2xf32>
  %state = continual.add %past, %x : tensor<1x2xf32>, tensor<1x2xf32> -> tensor<1x2xf32>
  continual.output %state : tensor<1x2xf32>
}
