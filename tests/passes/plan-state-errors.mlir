// RUN: cocc-opt %s -split-input-file -verify-diagnostics \
// RUN:   --pass-pipeline='builtin.module(continual.network(continual-share-rings,continual-fuse-steps,continual-plan-state))'

continual.network @boundary(%x: tensor<1x1xf32>) -> tensor<1x1xf32> attributes {balanced} {
  %0 = continual.relu %x : tensor<1x1xf32>
  %1 = continual.softmax %0 : tensor<1x1xf32>
  // expected-error @+1 {{keeps or shares a frame that is the caller's; run continual-convert-boundary first}}
  continual.output %x : tensor<1x1xf32>
}

// -----

// expected-error @+1 {{network @large needs more than 4294967296 bytes of state, the most that a step can address}}
continual.network @large(%x: tensor<1x1000000xf32>) -> tensor<1x1000000xf32> attributes {balanced} {
  %0 = continual.receive %x : tensor<1x1000000xf32>
  %1 = continual.delay %0 {frames = 3000 : i64} : tensor<1x1000000xf32>
  %2 = continual.send %1 : tensor<1x1000000xf32>
  continual.output %2 : tensor<1x1000000xf32>
}

// -----

continual.network @huge(%x: tensor<1x3000000x1000000xf32>) -> tensor<1x3000000x1000000xf32> attributes {balanced} {
  // expected-error @+1 {{kernel 'receive' makes frames of more than 4294967296 bytes}}
  %0 = continual.receive %x : tensor<1x3000000x1000000xf32>
  %1 = continual.send %0 : tensor<1x3000000x1000000xf32>
  continual.output %1 : tensor<1x3000000x1000000xf32>
}

// -----

continual.network @rare(%x: tensor<1x1xf32>) -> tensor<1x1xf32> attributes {balanced} {
  %0 = continual.receive %x : tensor<1x1xf32>
  // expected-error @+1 {{kernel 'max_pool' makes 1 every 100000 frames of the input, so that the network's steps repeat only after more than 65536; choose strides with a smaller product, or steps of a multiple of 100000 frames}}
  %1 = continual.max_pool %0 {kernel = array<i64: 1>, stride = array<i64: 100000>} : tensor<1x1xf32> -> tensor<1x1xf32>
  %2 = continual.send %1 : tensor<1x1xf32>
  continual.output %2 : tensor<1x1xf32>
}
