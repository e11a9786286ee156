// RUN: cocc-opt %s --continual-to-plan | FileCheck %s
// RUN: cocc-opt %s --continual-to-plan=vector-width=8 | FileCheck %s --check-prefix=NARROW
// RUN: cocc-opt %s --continual-to-plan --remark-format=emitRemark --remarks-filter='continual-plan.*' 2>&1 \
// RUN:   | FileCheck %s --check-prefix=COUNT

// The header and a limit for each of 3 values, padded to 128; zeros for the convolution's padding;
// the ring: 3 slots of (1 + 4 + 1) pixels of 16 floats (12 channels, padded), in a border.
// CHECK-LABEL: @window(
// CHECK-SAME: fills = [#continual.fill<offset = 128, bytes = 384, value = 0.000000e+00 : f32>]
// CHECK-SAME: state_bytes = 1728
// CHECK: continual.kernel "receive"
// CHECK: buffer = #continual.buffer<offset = 512, slots = 3, slot_bytes = 384, pitch = 16, before = [1], after = [1]>
// CHECK-SAME: clock = #continual.clock<period = 1, warm_up = 0>
// CHECK: continual.kernel "conv"
// CHECK: buffer = #continual.buffer<offset = 1664, slots = 1, slot_bytes = 64, pitch = 2, before = [0], after = [0]>
// CHECK-SAME: clock = #continual.clock<period = 2, warm_up = 1>
// The caller's frame has no slots.
// CHECK: continual.kernel "send"
// CHECK: buffer = #continual.buffer<offset = 0, slots = 0, slot_bytes = 0, pitch = 1, before = [0], after = [0]>

// COUNT: Function=window | persistent_bytes=1152
// COUNT: Function=window | scratch_bytes=64
// COUNT: Function=window | bytes_shared=0

// With vectors of 8, 12 channels still take 16 floats.
// NARROW-LABEL: @window(
// NARROW: slots = 3, slot_bytes = 384, pitch = 16
continual.network @window(%x: tensor<1x12x4xf32>) -> tensor<1x2x4xf32> {
  %w = continual.weight "0.weight" dense<1.0> : tensor<2x12x3x3xf32>
  %0 = continual.conv %x, %w {kernel = array<i64: 3>, stride = array<i64: 2, 1>, padding = array<i64: 1>,
      channels = 2 : i64, bias = false} : tensor<1x12x4xf32>, tensor<2x12x3x3xf32> -> tensor<1x2x4xf32>
  continual.output %0 : tensor<1x2x4xf32>
}

// Values that are read at once share scratch: the first and the third, the second and the fourth.
// CHECK-LABEL: @scratch(
// CHECK-SAME: fills = []
// CHECK-SAME: state_bytes = 256
// CHECK: "receive"
// CHECK: offset = 128, slots = 1, slot_bytes = 64
// CHECK: "softmax"
// CHECK: offset = 192, slots = 1, slot_bytes = 64
// CHECK: "softmax"
// CHECK: offset = 128, slots = 1, slot_bytes = 64
// CHECK: "send"
// COUNT: Function=scratch | bytes_shared=64
// NARROW-LABEL: @scratch(
// NARROW: slot_bytes = 64, pitch = 16
continual.network @scratch(%x: tensor<1x16xf32>) -> tensor<1x16xf32> {
  %0 = continual.softmax %x : tensor<1x16xf32>
  %1 = continual.softmax %0 : tensor<1x16xf32>
  continual.output %1 : tensor<1x16xf32>
}

// Each padding value has its block. A spatial border alone keeps a value, in one slot.
// CHECK-LABEL: @paddings(
// CHECK-SAME: fills = [#continual.fill<offset = 128, bytes = 64, value = 0xFF800000 : f32>, #continual.fill<offset = 192, bytes = 64, value = 0.000000e+00 : f32>]
// CHECK: "avg_pool"
continual.network @paddings(%x: tensor<1x1x4xf32>) -> tensor<1x1x4xf32> {
  %0 = continual.max_pool %x {kernel = array<i64: 3, 1>, padding = array<i64: 1, 0>}
      : tensor<1x1x4xf32> -> tensor<1x1x4xf32>
  %1 = continual.avg_pool %0 {kernel = array<i64: 3, 1>, padding = array<i64: 1, 0>}
      : tensor<1x1x4xf32> -> tensor<1x1x4xf32>
  continual.output %1 : tensor<1x1x4xf32>
}

// CHECK-LABEL: @border(
// CHECK: "receive"
// CHECK: buffer = #continual.buffer<offset = 128, slots = 1, slot_bytes = 64, pitch = 1, before = [2], after = [2]>
continual.network @border(%x: tensor<1x1x4xf32>) -> tensor<1x1x4xf32> {
  %0 = continual.avg_pool %x {kernel = array<i64: 1, 5>, padding = array<i64: 0, 2>}
      : tensor<1x1x4xf32> -> tensor<1x1x4xf32>
  continual.output %0 : tensor<1x1x4xf32>
}

// Frames of one pixel are made 4 in a call, in slots that are a multiple of 4; the first frame that a step makes is in
// slot 0 or 4. Those of several pixels, and those that need the one before, are made one by one.
// CHECK-LABEL: @runs(
// CHECK: "receive"
// CHECK: slots = 8
// CHECK-SAME: run = #continual.run<frames = 4, shift = 0>
// CHECK: "conv"
// CHECK: slots = 4
// CHECK-SAME: warm_up = 4>, run = #continual.run<frames = 4, shift = 0>
continual.network @runs(%x: tensor<1x16xf32>) -> tensor<1x16xf32> attributes {frames_per_step = 4 : i64} {
  %w = continual.weight "0.weight" dense<1.0> : tensor<16x16x5xf32>
  %0 = continual.conv %x, %w {kernel = array<i64: 5>, channels = 16 : i64, bias = false}
      : tensor<1x16xf32>, tensor<16x16x5xf32> -> tensor<1x16xf32>
  %1 = continual.softmax %0 : tensor<1x16xf32>
  continual.output %1 : tensor<1x16xf32>
}

// CHECK-LABEL: @pixels(
// CHECK-NOT: continual.run
continual.network @pixels(%x: tensor<1x16x2xf32>) -> tensor<1x16x2xf32> attributes {frames_per_step = 4 : i64} {
  %0 = continual.softmax %x : tensor<1x16x2xf32>
  continual.output %0 : tensor<1x16x2xf32>
}

// CHECK-LABEL: @batches(
// CHECK-NOT: continual.run
continual.network @batches(%x: tensor<2x16xf32>) -> tensor<2x16xf32> attributes {frames_per_step = 4 : i64} {
  %0 = continual.softmax %x : tensor<2x16xf32>
  continual.output %0 : tensor<2x16xf32>
}
