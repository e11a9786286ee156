// RUN: cocc-opt %s -split-input-file -verify-diagnostics \
// RUN:   --pass-pipeline='builtin.module(continual.network(continual-balance-delays))'

continual.network @rates(%x: tensor<1x1xf32>) -> tensor<1x1xf32> {
  %0 = continual.avg_pool %x {kernel = array<i64: 2>, stride = array<i64: 2>} : tensor<1x1xf32> -> tensor<1x1xf32>
  %1 = continual.relu %x : tensor<1x1xf32>
  // expected-error @+1 {{'add' joins frames that come at different rates: 1 every 2 frames of the input, by way of the input, 'avg_pool' (stride 2), and 1 every frame, by way of the input, 'relu'; the strides and the factors of both paths must give the same}}
  %2 = continual.add %0, %1 : tensor<1x1xf32>, tensor<1x1xf32> -> tensor<1x1xf32>
  continual.output %2 : tensor<1x1xf32>
}
