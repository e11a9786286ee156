//===- FunctionOps.td - Functions of one and of two numbers ----------------===//
//
// Functions that have no parameters are words of one operation:
// compiler/codegen/kernels/UnaryFunctions.cpp and BinaryFunctions.cpp say what each computes.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_DIALECT_FUNCTIONOPS
#define COCC_DIALECT_FUNCTIONOPS

include "dialect/OpClasses.td"

def Continual_UnaryFunction
    : Continual_Word<["acos", "acosh", "angle", "asin", "asinh", "atan", "atanh", "ceil",
          "cos", "cosh", "digamma", "erf", "erfc", "erfinv", "exp2", "expm1", "floor",
          "frac", "isfinite", "isinf", "isnan", "lgamma", "log10", "log1p", "log2", "logit",
          "round", "signbit", "sin", "sinc", "sinh", "tan"], "trunc">;

def Continual_UnaryOp : Continual_ActivationOp<"unary"> {
  let summary = "a function of one number";
  let description = [{
    What PyTorch calls `torch.sin` and so on; `trunc` is also what becomes of a float as an
    integer. `angle` is pi of numbers below 0, else 0;
    `isfinite`, `isinf`, `isnan` and `signbit` are 1 or 0; of two numbers equally near
    `round` gives the even one.

    Example:

    ```mlir
    %0 = continual.unary %x {function = "sin"} : tensor<1x8xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input, Continual_UnaryFunction:$function);
}

def Continual_BinaryFunction
    : Continual_Word<["atan2", "copysign", "floor_divide", "fmax", "fmin", "fmod",
          "heaviside", "hypot", "logaddexp", "logaddexp2", "pow", "remainder", "xlog1py"],
          "xlogy">;

def Continual_BinaryOp : Continual_ElementwiseJoinOp<"binary", 1> {
  let summary = "a function of two numbers; axes of extent 1 broadcast";
  let description = [{
    What PyTorch calls `torch.atan2` and so on.

    Example:

    ```mlir
    %0 = continual.binary %a, %b {function = "atan2"}
        : tensor<1x8x6xf32>, tensor<1x8x1xf32> -> tensor<1x8x6xf32>
    ```
  }];
  let arguments = (ins Variadic<Continual_Frame>:$inputs,
      Continual_BinaryFunction:$function);
}

def Continual_NanToNumOp : Continual_ActivationOp<"nan_to_num"> {
  let summary = "x, or numbers in the place of what is no number and of infinities";
  let description = [{
    `torch.nan_to_num`; by default 0 and the largest and least numbers of float32.

    Example:

    ```mlir
    %0 = continual.nan_to_num %x {nan = 1.0 : f64} : tensor<1x8xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input,
      DefaultValuedAttr<Continual_Number, "0.0">:$nan,
      DefaultValuedAttr<Continual_Number, "3.4028234663852886e38">:$posinf,
      DefaultValuedAttr<Continual_Number, "-3.4028234663852886e38">:$neginf);
}

#endif // COCC_DIALECT_FUNCTIONOPS
