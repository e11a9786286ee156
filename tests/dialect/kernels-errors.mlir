// RUN: cocc-opt %s -split-input-file -verify-diagnostics

continual.network @back(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  // expected-error @+1 {{and its region disagree on the operands' types}}
  %0 = continual.kernel "0" (%x back [0]) {
  ^bb0(%a: tensor<1x3xf32>):
    continual.yield %a : tensor<1x3xf32>
  } : (tensor<1x2xf32>) -> tensor<1x2xf32>
  continual.output %0 : tensor<1x2xf32>
}

// -----

continual.network @twice(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  // expected-error @+1 {{must read operand 0 once; repeat the operand instead}}
  %0 = continual.kernel "0" (%x back [0]) {
  ^bb0(%a: tensor<1x2xf32>):
    %1 = continual.add %a, %a : tensor<1x2xf32>, tensor<1x2xf32> -> tensor<1x2xf32>
    continual.yield %1 : tensor<1x2xf32>
  } : (tensor<1x2xf32>) -> tensor<1x2xf32>
  continual.output %0 : tensor<1x2xf32>
}

// -----

continual.network @result(%x: tensor<1x2xf32>) -> tensor<1x3xf32> {
  // expected-error @+1 {{must yield its result's type}}
  %0 = continual.kernel "0" (%x back [0]) {
  ^bb0(%a: tensor<1x2xf32>):
    %1 = continual.relu %a : tensor<1x2xf32>
    continual.yield %1 : tensor<1x2xf32>
  } : (tensor<1x2xf32>) -> tensor<1x3xf32>
  continual.output %0 : tensor<1x3xf32>
}
