// RUN: cocc-opt %s --pass-pipeline='builtin.module(continual.network(continual-annotate-delays))' | FileCheck %s
// RUN: cocc-opt %s --pass-pipeline='builtin.module(continual.network(continual-annotate-delays))' \
// RUN:   --remark-format=emitRemark --remarks-filter='continual-.*' 2>&1 | FileCheck %s --check-prefix=COUNT

// COUNT: remark: {{.*}}Category:continual-annotate-delays | Function=conv | operations=1

// Each network is a golden row of docs/semantics.md.

// CHECK-LABEL: @conv(
// CHECK: conv {{.*}}stream = {delay = 2 : i64, padding = 0 : i64, period = 1 : i64, receptive_field = 3 : i64, ticks_per_frame = 1 : i64, warm_up = 2 : i64}
continual.network @conv(%x: tensor<1x1xf32>) -> tensor<1x1xf32> {
  %w = continual.weight "0.weight" dense<1.0> : tensor<1x1x3xf32>
  %0 = continual.conv %x, %w {kernel = array<i64: 3>, channels = 1 : i64, bias = false}
      : tensor<1x1xf32>, tensor<1x1x3xf32> -> tensor<1x1xf32>
  continual.output %0 : tensor<1x1xf32>
}

// CHECK-LABEL: @strided(
// CHECK: avg_pool {{.*}}stream = {delay = 1 : i64, padding = 1 : i64, period = 2 : i64, receptive_field = 3 : i64, ticks_per_frame = 1 : i64, warm_up = 1 : i64}
// CHECK: max_pool {{.*}}stream = {delay = 5 : i64, padding = 1 : i64, period = 2 : i64, receptive_field = 7 : i64, ticks_per_frame = 1 : i64, warm_up = 5 : i64}
continual.network @strided(%x: tensor<1x1xf32>) -> tensor<1x1xf32> {
  %0 = continual.avg_pool %x {kernel = array<i64: 3>, stride = array<i64: 2>, padding = array<i64: 1>}
      : tensor<1x1xf32> -> tensor<1x1xf32>
  %1 = continual.max_pool %0 {kernel = array<i64: 2>, dilation = array<i64: 2>}
      : tensor<1x1xf32> -> tensor<1x1xf32>
  continual.output %1 : tensor<1x1xf32>
}

// CHECK-LABEL: @chain(
// CHECK: {delay = 1 : i64, padding = 1 : i64, period = 1 : i64, receptive_field = 3 : i64, ticks_per_frame = 1 : i64, warm_up = 1 : i64}
// CHECK: {delay = 2 : i64, padding = 1 : i64, period = 2 : i64, receptive_field = 4 : i64, ticks_per_frame = 1 : i64, warm_up = 2 : i64}
// CHECK: {delay = 4 : i64, padding = 3 : i64, period = 4 : i64, receptive_field = 8 : i64, ticks_per_frame = 1 : i64, warm_up = 4 : i64}
continual.network @chain(%x: tensor<1x1xf32>) -> tensor<1x1xf32> {
  %0 = continual.avg_pool %x {kernel = array<i64: 3>, padding = array<i64: 1>} : tensor<1x1xf32> -> tensor<1x1xf32>
  %1 = continual.max_pool %0 {kernel = array<i64: 2>, stride = array<i64: 2>} : tensor<1x1xf32> -> tensor<1x1xf32>
  %2 = continual.avg_pool %1 {kernel = array<i64: 3>, stride = array<i64: 2>, padding = array<i64: 1>}
      : tensor<1x1xf32> -> tensor<1x1xf32>
  continual.output %2 : tensor<1x1xf32>
}

// A skip warms up without delaying; a delay does both.
// CHECK-LABEL: @time(
// CHECK: skip {{.*}}{delay = 0 : i64, {{.*}}warm_up = 2 : i64}
// CHECK: delay {{.*}}{delay = 3 : i64, {{.*}}warm_up = 5 : i64}
continual.network @time(%x: tensor<1x1xf32>) -> tensor<1x1xf32> {
  %0 = continual.skip %x {frames = 2 : i64} : tensor<1x1xf32>
  %1 = continual.delay %0 {frames = 3 : i64} : tensor<1x1xf32>
  continual.output %1 : tensor<1x1xf32>
}

// A join that is not balanced lies where balancing will put it.
// CHECK-LABEL: @join(
// CHECK: add {{.*}}stream = {delay = 2 : i64, padding = 2 : i64, period = 2 : i64, receptive_field = 5 : i64, ticks_per_frame = 1 : i64, warm_up = 2 : i64}
continual.network @join(%x: tensor<1x1xf32>) -> tensor<1x1xf32> {
  %0 = continual.avg_pool %x {kernel = array<i64: 5>, stride = array<i64: 2>, padding = array<i64: 2>}
      : tensor<1x1xf32> -> tensor<1x1xf32>
  %1 = continual.avg_pool %x {kernel = array<i64: 3>, stride = array<i64: 2>, padding = array<i64: 1>}
      : tensor<1x1xf32> -> tensor<1x1xf32>
  %2 = continual.add %0, %1 : tensor<1x1xf32>, tensor<1x1xf32> -> tensor<1x1xf32>
  continual.output %2 : tensor<1x1xf32>
}

// Where a layer makes more frames than it gets, time is counted in parts of a frame.

// CHECK-LABEL: @upsampled(
// CHECK: upsample {{.*}}stream = {delay = 0 : i64, padding = 0 : i64, period = 1 : i64, receptive_field = 1 : i64, ticks_per_frame = 2 : i64, warm_up = 0 : i64}
// CHECK: avg_pool {{.*}}stream = {delay = 1 : i64, padding = 1 : i64, period = 1 : i64, receptive_field = 2 : i64, ticks_per_frame = 2 : i64, warm_up = 1 : i64}
continual.network @upsampled(%x: tensor<1x1xf32>) -> tensor<1x1xf32> {
  %0 = continual.upsample %x {factor = 2 : i64} : tensor<1x1xf32>
  %1 = continual.avg_pool %0 {kernel = array<i64: 3>, padding = array<i64: 1>} : tensor<1x1xf32> -> tensor<1x1xf32>
  continual.output %1 : tensor<1x1xf32>
}

// Steps of four frames: frames that come in the same step have the same grid.

// CHECK-LABEL: @codec(
// CHECK: conv {{.*}}stream = {delay = 0 : i64, padding = 0 : i64, period = 4 : i64, receptive_field = 4 : i64, ticks_per_frame = 1 : i64, warm_up = 0 : i64}
// CHECK: conv_transpose {{.*}}stream = {delay = 0 : i64, padding = 3 : i64, period = 1 : i64, receptive_field = 4 : i64, ticks_per_frame = 1 : i64, warm_up = 0 : i64}
continual.network @codec(%x: tensor<1x1xf32>) -> tensor<1x1xf32> attributes {frames_per_step = 4 : i64} {
  %w = continual.weight "0.weight" dense<1.0> : tensor<1x1x4xf32>
  %0 = continual.conv %x, %w {kernel = array<i64: 4>, stride = array<i64: 4>, channels = 1 : i64, bias = false}
      : tensor<1x1xf32>, tensor<1x1x4xf32> -> tensor<1x1xf32>
  %1 = continual.conv_transpose %0, %w {kernel = array<i64: 4>, stride = array<i64: 4>, channels = 1 : i64, bias = false}
      : tensor<1x1xf32>, tensor<1x1x4xf32> -> tensor<1x1xf32>
  continual.output %1 : tensor<1x1xf32>
}

// Frames in front of the clip lie before the input's first.

// CHECK-LABEL: @in_front(
// CHECK: pad {{.*}}stream = {delay = -4 : i64, padding = 4 : i64, period = 1 : i64, receptive_field = 1 : i64, ticks_per_frame = 1 : i64, warm_up = -4 : i64}
// CHECK: avg_pool {{.*}}stream = {delay = -2 : i64, padding = 4 : i64, period = 1 : i64, receptive_field = 3 : i64, ticks_per_frame = 1 : i64, warm_up = -2 : i64}
continual.network @in_front(%x: tensor<1x1xf32>) -> tensor<1x1xf32> {
  %0 = continual.pad %x {before = array<i64: 4>} : tensor<1x1xf32> -> tensor<1x1xf32>
  %1 = continual.avg_pool %0 {kernel = array<i64: 3>} : tensor<1x1xf32> -> tensor<1x1xf32>
  continual.output %1 : tensor<1x1xf32>
}

// Inputs at rates of their own: times are in frames as steps count them. Of the sound each output looks at 6 samples, 4 to a frame.

// CHECK-LABEL: @input_rates(
// CHECK: avg_pool {{.*}}stream = {delay = 4 : i64, padding = 1 : i64, period = 4 : i64, receptive_field = 3 : i64, ticks_per_frame = 4 : i64, warm_up = 4 : i64}
// CHECK: upsample {{.*}}stream = {delay = 0 : i64, padding = 0 : i64, period = 4 : i64, receptive_field = 2 : i64, ticks_per_frame = 4 : i64, warm_up = 0 : i64}
// CHECK: add {{.*}}stream = {delay = 4 : i64, padding = 1 : i64, period = 4 : i64, receptive_field = 3 : i64, ticks_per_frame = 4 : i64, warm_up = 4 : i64}
continual.network @input_rates(%sound: tensor<1x1xf32> {continual.rate = array<i64: 4, 1>},
                               %slow: tensor<1x1xf32> {continual.rate = array<i64: 1, 2>}) -> tensor<1x1xf32>
    attributes {frames_per_step = 2 : i64, input_names = ["sound", "slow"]} {
  %0 = continual.avg_pool %sound {kernel = array<i64: 6>, stride = array<i64: 4>, padding = array<i64: 1>} : tensor<1x1xf32> -> tensor<1x1xf32>
  %1 = continual.upsample %slow {factor = 2 : i64} : tensor<1x1xf32>
  %2 = continual.add %0, %1 : tensor<1x1xf32>, tensor<1x1xf32> -> tensor<1x1xf32>
  continual.output %2 : tensor<1x1xf32>
}
