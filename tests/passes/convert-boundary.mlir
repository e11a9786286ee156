// RUN: cocc-opt %s --pass-pipeline='builtin.module(continual.network(continual-convert-boundary))' | FileCheck %s
// RUN: cocc-opt %s --pass-pipeline='builtin.module(continual.network(continual-convert-boundary))' \
// RUN:   --remark-format=emitRemark --remarks-filter='continual-.*' 2>&1 | FileCheck %s --check-prefix=COUNT

// COUNT: Function=layers | conversions=2

// CHECK-LABEL: @layers(
// CHECK-SAME: %[[X:.*]]: tensor<1x2xf32>)
// CHECK-NEXT: %[[IN:.*]] = continual.receive %[[X]]
// CHECK-NEXT: %[[R:.*]] = continual.relu %[[IN]]
// CHECK-NEXT: %[[Y:.*]] = continual.add %[[R]], %[[IN]]
// CHECK-NEXT: %[[OUT:.*]] = continual.send %[[Y]]
// CHECK-NEXT: continual.output %[[OUT]]
continual.network @layers(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %0 = continual.relu %x : tensor<1x2xf32>
  %1 = continual.add %0, %x : tensor<1x2xf32>, tensor<1x2xf32> -> tensor<1x2xf32>
  continual.output %1 : tensor<1x2xf32>
}

// The first frame of `a` comes a step before that of `b`, and is held for it.
// CHECK-LABEL: @aligned(
// CHECK: %[[A:.*]] = continual.avg_pool %{{.*}} {kernel = array<i64: 1>
// CHECK: %[[B:.*]] = continual.avg_pool %{{.*}} {kernel = array<i64: 2>
// CHECK: continual.send %[[A]] {hold = 1 : i64}
// CHECK: continual.send %[[B]] :
continual.network @aligned(%x: tensor<1x2xf32>) -> (tensor<1x2xf32>, tensor<1x2xf32>) attributes {aligned, balanced, output_names = ["a", "b"]} {
  %a = continual.avg_pool %x {kernel = array<i64: 1>, stride = array<i64: 2>} : tensor<1x2xf32> -> tensor<1x2xf32>
  %b = continual.avg_pool %x {kernel = array<i64: 2>, stride = array<i64: 2>} : tensor<1x2xf32> -> tensor<1x2xf32>
  continual.output %a, %b : tensor<1x2xf32>, tensor<1x2xf32>
}

// CHECK-LABEL: @nothing(
// CHECK: %[[IN:.*]] = continual.receive
// CHECK: continual.send %[[IN]]
continual.network @nothing(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  continual.output %x : tensor<1x2xf32>
}
