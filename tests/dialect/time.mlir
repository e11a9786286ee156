// RUN: cocc-opt %s --verify-roundtrip | FileCheck %s
// RUN: cocc-opt %s --canonicalize | FileCheck %s --check-prefix=FOLD

// CHECK-LABEL: @time
// FOLD-LABEL: @time
continual.network @time(%x: tensor<1x8xf32>) -> tensor<1x8xf32> {
  // CHECK: continual.delay %{{.*}} {frames = 2 : i64} : tensor<1x8xf32>
  // FOLD: %[[DELAY:.*]] = continual.delay
  %0 = continual.delay %x {frames = 2 : i64} : tensor<1x8xf32>
  // A delay by no frames is none.
  // CHECK: continual.delay %{{.*}} {frames = 0 : i64} : tensor<1x8xf32>
  // FOLD-NEXT: continual.skip %[[DELAY]]
  %1 = continual.delay %0 {frames = 0 : i64} : tensor<1x8xf32>
  // CHECK: continual.skip %{{.*}} {frames = 3 : i64} : tensor<1x8xf32>
  %2 = continual.skip %1 {frames = 3 : i64} : tensor<1x8xf32>
  continual.output %2 : tensor<1x8xf32>
}
