//===- ActivationOps.td - Functions of each element -----------------------===//
//
// No function of these looks at another element, nor at another frame.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_DIALECT_ACTIVATIONOPS
#define COCC_DIALECT_ACTIVATIONOPS

include "dialect/OpClasses.td"

def Continual_ReluOp : Continual_ActivationOp<"relu"> {
  let summary = "max(x, 0)";
  let description = [{
    Example:

    ```mlir
    %0 = continual.relu %x : tensor<1x8xf32>
    ```
  }];
}

def Continual_Relu6Op : Continual_ActivationOp<"relu6"> {
  let summary = "min(max(x, 0), 6)";
  let description = [{
    Example:

    ```mlir
    %0 = continual.relu6 %x : tensor<1x8xf32>
    ```
  }];
}

def Continual_SiluOp : Continual_ActivationOp<"silu"> {
  let summary = "x * sigmoid(x)";
  let description = [{
    Example:

    ```mlir
    %0 = continual.silu %x : tensor<1x8xf32>
    ```
  }];
}

def Continual_SigmoidOp : Continual_ActivationOp<"sigmoid"> {
  let summary = "1 / (1 + exp(-x))";
  let description = [{
    Example:

    ```mlir
    %0 = continual.sigmoid %x : tensor<1x8xf32>
    ```
  }];
}

def Continual_TanhOp : Continual_ActivationOp<"tanh"> {
  let summary = "hyperbolic tangent";
  let description = [{
    Example:

    ```mlir
    %0 = continual.tanh %x : tensor<1x8xf32>
    ```
  }];
}

def Continual_HardswishOp : Continual_ActivationOp<"hardswish"> {
  let summary = "x * min(max(x + 3, 0), 6) / 6";
  let description = [{
    Example:

    ```mlir
    %0 = continual.hardswish %x : tensor<1x8xf32>
    ```
  }];
}

def Continual_HardsigmoidOp : Continual_ActivationOp<"hardsigmoid"> {
  let summary = "min(max(x + 3, 0), 6) / 6";
  let description = [{
    Example:

    ```mlir
    %0 = continual.hardsigmoid %x : tensor<1x8xf32>
    ```
  }];
}

def Continual_GeluOp : Continual_ActivationOp<"gelu"> {
  let summary = "x times the normal distribution function of x";
  let description = [{
    `approximate = "tanh"` is PyTorch's form with the hyperbolic tangent.

    Example:

    ```mlir
    %0 = continual.gelu %x {approximate = "tanh"} : tensor<1x8xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input,
      DefaultValuedStrAttr<Continual_GeluForm, "none">:$approximate);
}

def Continual_EluOp : Continual_ActivationOp<"elu"> {
  let summary = "x where positive, else alpha * (exp(x) - 1)";
  let description = [{
    Example:

    ```mlir
    %0 = continual.elu %x {alpha = 0.5 : f64} : tensor<1x8xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input,
      DefaultValuedAttr<Continual_Number, "1.0">:$alpha);
}

def Continual_LeakyReluOp : Continual_ActivationOp<"leaky_relu"> {
  let summary = "x where positive, else slope * x";
  let description = [{
    Example:

    ```mlir
    %0 = continual.leaky_relu %x {slope = 0.2 : f64} : tensor<1x8xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input,
      DefaultValuedAttr<Continual_Number, "0.01">:$slope);
}

def Continual_AbsOp : Continual_ActivationOp<"abs"> {
  let summary = "absolute value";
  let description = [{
    Example:

    ```mlir
    %0 = continual.abs %x : tensor<1x8xf32>
    ```
  }];
}

def Continual_SignOp : Continual_ActivationOp<"sign"> {
  let summary = "1 where positive, -1 where negative, else 0";
  let description = [{
    Example:

    ```mlir
    %0 = continual.sign %x : tensor<1x8xf32>
    ```
  }];
}

def Continual_ExpOp : Continual_ActivationOp<"exp"> {
  let summary = "exponential";
  let description = [{
    Example:

    ```mlir
    %0 = continual.exp %x : tensor<1x8xf32>
    ```
  }];
}

def Continual_LogOp : Continual_ActivationOp<"log"> {
  let summary = "natural logarithm; -inf of 0, not a number of less";
  let description = [{
    Example:

    ```mlir
    %0 = continual.log %x : tensor<1x8xf32>
    ```
  }];
}

def Continual_SqrtOp : Continual_ActivationOp<"sqrt"> {
  let summary = "square root; not a number of less than 0";
  let description = [{
    Example:

    ```mlir
    %0 = continual.sqrt %x : tensor<1x8xf32>
    ```
  }];
}

def Continual_PowOp : Continual_ActivationOp<"pow"> {
  let summary = "x to the power `exponent`";
  let description = [{
    Example:

    ```mlir
    %0 = continual.pow %x {exponent = 2.0 : f64} : tensor<1x8xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input, Continual_Number:$exponent);
}

def Continual_ClampOp : Continual_ActivationOp<"clamp"> {
  let summary = "min(max(x, low), high)";
  let description = [{
    Example:

    ```mlir
    %0 = continual.clamp %x {low = 0.0 : f64, high = 1.0 : f64} : tensor<1x8xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input,
      DefaultValuedAttr<Continual_Number, "-HUGE_VAL">:$low,
      DefaultValuedAttr<Continual_Number, "HUGE_VAL">:$high);
}

def Continual_SoftplusOp : Continual_ActivationOp<"softplus"> {
  let summary = "log(1 + exp(beta * x)) / beta, and x where beta * x > threshold";
  let description = [{
    Example:

    ```mlir
    %0 = continual.softplus %x {beta = 2.0 : f64} : tensor<1x8xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input,
      DefaultValuedAttr<Continual_Number, "1.0">:$beta,
      DefaultValuedAttr<Continual_Number, "20.0">:$threshold);
}

def Continual_HardtanhOp : Continual_ActivationOp<"hardtanh"> {
  let summary = "min(max(x, low), high)";
  let description = [{
    Example:

    ```mlir
    %0 = continual.hardtanh %x {low = -2.0 : f64, high = 2.0 : f64} : tensor<1x8xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input,
      DefaultValuedAttr<Continual_Number, "-1.0">:$low,
      DefaultValuedAttr<Continual_Number, "1.0">:$high);
}

def Continual_MishOp : Continual_ActivationOp<"mish"> {
  let summary = "x * tanh(log(1 + exp(x)))";
  let description = [{
    Example:

    ```mlir
    %0 = continual.mish %x : tensor<1x8xf32>
    ```
  }];
}

def Continual_SeluOp : Continual_ActivationOp<"selu"> {
  let summary = "1.0507 times x where positive, else 1.6733 * (exp(x) - 1)";
  let description = [{
    Example:

    ```mlir
    %0 = continual.selu %x : tensor<1x8xf32>
    ```
  }];
}

def Continual_SoftsignOp : Continual_ActivationOp<"softsign"> {
  let summary = "x / (1 + |x|)";
  let description = [{
    Example:

    ```mlir
    %0 = continual.softsign %x : tensor<1x8xf32>
    ```
  }];
}

def Continual_LogSigmoidOp : Continual_ActivationOp<"log_sigmoid"> {
  let summary = "logarithm of 1 / (1 + exp(-x))";
  let description = [{
    Example:

    ```mlir
    %0 = continual.log_sigmoid %x : tensor<1x8xf32>
    ```
  }];
}

def Continual_CeluOp : Continual_ActivationOp<"celu"> {
  let summary = "x where positive, else alpha * (exp(x / alpha) - 1)";
  let description = [{
    Example:

    ```mlir
    %0 = continual.celu %x {alpha = 0.5 : f64} : tensor<1x8xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input,
      DefaultValuedAttr<Continual_Divisor, "1.0">:$alpha);
}

def Continual_ThresholdOp : Continual_ActivationOp<"threshold"> {
  let summary = "x where above `threshold`, else `value`";
  let description = [{
    Example:

    ```mlir
    %0 = continual.threshold %x {threshold = 0.1 : f64, value = 2.0 : f64}
        : tensor<1x8xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input,
      Continual_Number:$threshold,
      Continual_Number:$value);
}

def Continual_CompareOp : Continual_ActivationOp<"compare"> {
  let summary = "1 where x has the relation to `value`, else 0";
  let description = [{
    `torch.gt`, `ge`, `lt`, `le`, `eq` and `ne` with a number.

    Example:

    ```mlir
    %0 = continual.compare %x {relation = "gt", value = 0.5 : f64} : tensor<1x8xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input,
      DefaultValuedStrAttr<Continual_Relation, "gt">:$relation,
      DefaultValuedAttr<Continual_Number, "0.0">:$value);
}

def Continual_HardshrinkOp : Continual_ActivationOp<"hardshrink"> {
  let summary = "0 from -lambda to lambda, else x";
  let description = [{
    Example:

    ```mlir
    %0 = continual.hardshrink %x {lambda = 0.2 : f64} : tensor<1x8xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input,
      DefaultValuedAttr<Continual_Number, "0.5">:$lambda);
}

def Continual_SoftshrinkOp : Continual_ActivationOp<"softshrink"> {
  let summary = "x brought nearer to 0 by `lambda`, and 0 where it is as near";
  let description = [{
    Example:

    ```mlir
    %0 = continual.softshrink %x {lambda = 0.2 : f64} : tensor<1x8xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input,
      DefaultValuedAttr<Continual_Amount, "0.5">:$lambda);
}

def Continual_TanhshrinkOp : Continual_ActivationOp<"tanhshrink"> {
  let summary = "x - tanh(x)";
  let description = [{
    Example:

    ```mlir
    %0 = continual.tanhshrink %x : tensor<1x8xf32>
    ```
  }];
}

#endif // COCC_DIALECT_ACTIVATIONOPS
