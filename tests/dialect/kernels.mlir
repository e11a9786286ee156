// RUN: cocc-opt %s --verify-roundtrip | FileCheck %s

// CHECK-LABEL: @kernels
continual.network @kernels(%x: tensor<1x2xf32>) -> tensor<1x4xf32> attributes {balanced} {
  %w = continual.weight "0.weight" dense<1.0> : tensor<4x2xf32>
  // CHECK: continual.receive %{{.*}} : tensor<1x2xf32>
  %0 = continual.receive %x : tensor<1x2xf32>
  // CHECK: %[[RING:.*]] = continual.ring %{{.*}} slots 3 : tensor<1x2xf32>
  %1 = continual.ring %0 slots 3 : tensor<1x2xf32>
  // CHECK: continual.tap %[[RING]] back 2 : tensor<1x2xf32>
  %2 = continual.tap %1 back 2 : tensor<1x2xf32>
  // CHECK: continual.kernel "0+1" (%[[RING]] back [2], %{{.*}}) {
  // CHECK-NEXT: ^bb0(%{{.*}}: tensor<1x2xf32>, %{{.*}}: tensor<4x2xf32>):
  // CHECK: continual.yield %{{.*}} : tensor<1x4xf32>
  // CHECK: buffer = #continual.buffer<offset = 128, slots = 1, slot_bytes = 64, pitch = 4>
  // CHECK-SAME: clock = #continual.clock<period = 1, warm_up = 2>
  // CHECK-SAME: : (tensor<1x2xf32>, tensor<4x2xf32>) -> tensor<1x4xf32>
  %3 = continual.kernel "0+1" (%1 back [2], %w) {
  ^bb0(%a: tensor<1x2xf32>, %b: tensor<4x2xf32>):
    %5 = continual.linear %a, %b {channels = 4 : i64, bias = false}
        : tensor<1x2xf32>, tensor<4x2xf32> -> tensor<1x4xf32>
    %6 = continual.relu %5 : tensor<1x4xf32>
    continual.yield %6 : tensor<1x4xf32>
  } {clock = #continual.clock<period = 1, warm_up = 2>,
     buffer = #continual.buffer<offset = 128, slots = 1, slot_bytes = 64, pitch = 4>}
      : (tensor<1x2xf32>, tensor<4x2xf32>) -> tensor<1x4xf32>
  // CHECK: continual.send %{{.*}} : tensor<1x4xf32>
  %4 = continual.send %3 : tensor<1x4xf32>
  continual.output %4 : tensor<1x4xf32>
}
