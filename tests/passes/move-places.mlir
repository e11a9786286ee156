// RUN: cocc-opt %s --pass-pipeline='builtin.module(continual.network(continual-move-places))' | FileCheck %s
// RUN: cocc-opt %s --pass-pipeline='builtin.module(continual.network(continual-move-places))' \
// RUN:   --remark-format=emitRemark --remarks-filter='continual-.*' 2>&1 | FileCheck %s --check-prefix=COUNT

// COUNT: Function=frames | hoisted=3
// COUNT: Function=padded | hoisted=0
// COUNT: Function=places | sliced=4
// COUNT: Function=both | sliced=0

// What is done to each frame of a window is done to the frames.
// CHECK-LABEL: @frames
// CHECK: %[[MAPPED:.*]] = continual.linear %{{.*}} : tensor<1x2xf32>, tensor<4x2xf32> -> tensor<1x4xf32>
// CHECK: %[[HALF:.*]] = continual.slice %[[MAPPED]] {{.*}} : tensor<1x4xf32> -> tensor<1x2xf32>
// CHECK: %[[SUM:.*]] = continual.add %[[HALF]], %{{.*}} : tensor<1x2xf32>, tensor<1x2xf32> -> tensor<1x2xf32>
// CHECK: %[[STACK:.*]] = continual.stack %[[SUM]] {frames = 3 : i64}
// CHECK: %[[SOFTMAX:.*]] = continual.softmax %[[STACK]]
// CHECK: continual.output %[[SOFTMAX]]
continual.network @frames(%x: tensor<1x2xf32>) -> tensor<1x2x3xf32> {
  %w = continual.weight "0.weight" dense<1.0> : tensor<4x2xf32>
  %0 = continual.stack %x {frames = 3 : i64} : tensor<1x2xf32> -> tensor<1x2x3xf32>
  %1 = continual.linear %0, %w {channels = 4 : i64, bias = false}
      : tensor<1x2x3xf32>, tensor<4x2xf32> -> tensor<1x4x3xf32>
  %2 = continual.slice %1 {axis = 1 : i64, end = 2 : i64} : tensor<1x4x3xf32> -> tensor<1x2x3xf32>
  %3 = continual.add %2, %0 : tensor<1x2x3xf32>, tensor<1x2x3xf32> -> tensor<1x2x3xf32>
  %4 = continual.softmax %3 {axis = 2 : i64} : tensor<1x2x3xf32>
  continual.output %4 : tensor<1x2x3xf32>
}

// The exponential of a frame of padding is none.
// CHECK-LABEL: @padded
// CHECK: %[[STACK:.*]] = continual.stack
// CHECK-NEXT: continual.exp %[[STACK]]
continual.network @padded(%x: tensor<1x2xf32>) -> tensor<1x2x3xf32> {
  %0 = continual.stack %x {frames = 3 : i64, padding = 1 : i64} : tensor<1x2xf32> -> tensor<1x2x3xf32>
  %1 = continual.exp %0 : tensor<1x2x3xf32>
  continual.output %1 : tensor<1x2x3xf32>
}

// Places that nobody takes are not made, not even by an attention; its keys and values are all needed.
// CHECK-LABEL: @places
// CHECK-DAG: %[[QUERY:.*]] = continual.slice %[[X:.*]] {axis = 2 : i64, end = 3 : i64, start = 2 : i64}
// CHECK: %[[WEIGHED:.*]] = continual.frame_attention %[[QUERY]], %[[X]], %[[X]] {{.*}} -> tensor<1x2x1xf32>
// CHECK: continual.layer_norm %[[WEIGHED]], {{.*}} : tensor<1x2x1xf32>
// CHECK: continual.add {{.*}} -> tensor<1x2x1xf32>
// CHECK: continual.relu {{.*}} : tensor<1x2x1xf32>
// CHECK-NEXT: continual.output
continual.network @places(%x: tensor<1x2x3xf32>) -> tensor<1x2x1xf32> {
  %w = continual.weight "0.weight" dense<1.0> : tensor<2xf32>
  %0 = continual.frame_attention %x, %x, %x : tensor<1x2x3xf32>, tensor<1x2x3xf32>, tensor<1x2x3xf32> -> tensor<1x2x3xf32>
  %1 = continual.layer_norm %0, %w, %w {axes = array<i64: 1>} : tensor<1x2x3xf32>, tensor<2xf32>, tensor<2xf32>
  %2 = continual.add %1, %0 : tensor<1x2x3xf32>, tensor<1x2x3xf32> -> tensor<1x2x3xf32>
  %3 = continual.relu %2 : tensor<1x2x3xf32>
  %4 = continual.slice %3 {axis = 2 : i64, start = 2 : i64, end = 3 : i64} : tensor<1x2x3xf32> -> tensor<1x2x1xf32>
  continual.output %4 : tensor<1x2x1xf32>
}

// A layer whose other places are needed too stays as it is.
// CHECK-LABEL: @both
// CHECK: continual.relu %{{.*}} : tensor<1x2x3xf32>
continual.network @both(%x: tensor<1x2x3xf32>) -> tensor<1x2x3xf32> {
  %0 = continual.relu %x : tensor<1x2x3xf32>
  %1 = continual.slice %0 {axis = 2 : i64, end = 1 : i64} : tensor<1x2x3xf32> -> tensor<1x2x1xf32>
  %2 = continual.add %0, %1 : tensor<1x2x3xf32>, tensor<1x2x1xf32> -> tensor<1x2x3xf32>
  continual.output %2 : tensor<1x2x3xf32>
}
