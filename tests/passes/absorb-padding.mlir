// RUN: cocc-opt %s --pass-pipeline='builtin.module(continual.network(continual-absorb-padding))' | FileCheck %s
// RUN: cocc-opt %s --pass-pipeline='builtin.module(continual.network(continual-absorb-padding))' \
// RUN:   --remark-format=emitRemark --remarks-filter='continual-.*' 2>&1 | FileCheck %s --check-prefix=COUNT

// COUNT: Function=strided | frames_dropped=3
// COUNT: Function=covered | frames_dropped=2
// COUNT: Function=bare | frames_dropped=0

// A frame less is a stride of padding less.

// CHECK-LABEL: @strided
// CHECK-NEXT: %[[P:.*]] = continual.max_pool %{{.*}} {kernel = array<i64: 7>, padding = array<i64: 3>, padding_after = array<i64: 1>, stride = array<i64: 3>}
// CHECK-NEXT: %[[S:.*]] = continual.stack %[[P]] {frames = 5 : i64, padding = 2 : i64, padding_after = 3 : i64, stride = 2 : i64}
// CHECK-NEXT: continual.output %[[S]]
continual.network @strided(%x: tensor<1x1xf32>) -> tensor<1x1x5xf32> {
  %0 = continual.max_pool %x {kernel = array<i64: 7>, stride = array<i64: 3>, padding = array<i64: 6>, padding_after = array<i64: 4>}
      : tensor<1x1xf32> -> tensor<1x1xf32>
  %1 = continual.pad %0 {before = array<i64: -1>, after = array<i64: -1>} : tensor<1x1xf32> -> tensor<1x1xf32>
  %2 = continual.stack %1 {frames = 5 : i64, stride = 2 : i64, padding = 4 : i64, padding_after = 3 : i64}
      : tensor<1x1xf32> -> tensor<1x1x5xf32>
  %3 = continual.skip %2 {frames = 1 : i64} : tensor<1x1x5xf32>
  continual.output %3 : tensor<1x1x5xf32>
}

// Only as many as the padding covers.

// CHECK-LABEL: @covered
// CHECK-NEXT: continual.max_pool %{{.*}} {kernel = array<i64: 7>, padding = array<i64: 1>, padding_after = array<i64: 2>, stride = array<i64: 3>}
// CHECK-NEXT: continual.pad %{{.*}} {after = array<i64: -1>, before = array<i64: -1>}
continual.network @covered(%x: tensor<1x1xf32>) -> tensor<1x1xf32> {
  %0 = continual.max_pool %x {kernel = array<i64: 7>, stride = array<i64: 3>, padding = array<i64: 4>, padding_after = array<i64: 5>}
      : tensor<1x1xf32> -> tensor<1x1xf32>
  %1 = continual.pad %0 {before = array<i64: -2>, after = array<i64: -2>} : tensor<1x1xf32> -> tensor<1x1xf32>
  continual.output %1 : tensor<1x1xf32>
}

// A window that may end beyond its padding has no fixed number of frames of it.

// CHECK-LABEL: @bare
// CHECK-NEXT: continual.max_pool %{{.*}} {ceil_mode = true, kernel = array<i64: 4>, padding = array<i64: 2>, stride = array<i64: 2>}
// CHECK-NEXT: continual.skip
continual.network @bare(%x: tensor<1x1xf32>) -> tensor<1x1xf32> {
  %0 = continual.max_pool %x {kernel = array<i64: 4>, stride = array<i64: 2>, padding = array<i64: 2>, ceil_mode = true}
      : tensor<1x1xf32> -> tensor<1x1xf32>
  %1 = continual.skip %0 {frames = 1 : i64} : tensor<1x1xf32>
  continual.output %1 : tensor<1x1xf32>
}
