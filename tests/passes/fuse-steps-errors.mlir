// RUN: cocc-opt %s -split-input-file -verify-diagnostics \
// RUN:   --pass-pipeline='builtin.module(continual.network(continual-fuse-steps))'

// expected-error @+1 {{network @early is not balanced yet; run continual-balance-delays first}}
continual.network @early(%x: tensor<1x1xf32>) -> tensor<1x1xf32> {
  continual.output %x : tensor<1x1xf32>
}

// -----

continual.network @long(%x: tensor<1x1xf32>) -> tensor<1x1xf32> attributes {balanced} {
  %0 = continual.ring %x slots 1025 : tensor<1x1xf32>
  // expected-error @+1 {{'avg_pool' reads 1025 frames through 3 arguments; a kernel reads at most 1024 through 64}}
  %1 = continual.avg_pool %0 {kernel = array<i64: 1025>} : tensor<1x1xf32> -> tensor<1x1xf32>
  continual.output %1 : tensor<1x1xf32>
}
