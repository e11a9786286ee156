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

// CHECK-LABEL: @nothing(
// CHECK: %[[IN:.*]] = continual.receive
// CHECK: continual.send %[[IN]]
continual.network @nothing(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  continual.output %x : tensor<1x2xf32>
}
