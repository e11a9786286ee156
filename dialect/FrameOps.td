//===- FrameOps.td - Layers within a frame ---------------------------------===//
//
// Part of ContinualOps.td. None of these looks at another frame than the one of its step.
// Axes of a frame are counted as PyTorch counts those of a tensor without time: 0 is the
// batch, 1 the channels, 2 and 3 are of space.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_DIALECT_FRAMEOPS
#define COCC_DIALECT_FRAMEOPS

def Continual_Divisor
    : ConfinedAttr<F64Attr, [AttrConstraint<CPred<"static_cast<float>("
          "::llvm::cast<::mlir::FloatAttr>($_self).getValueAsDouble()) != 0">>]> {
  let summary = "a number other than 0";
}
def Continual_Amount
    : ConfinedAttr<F64Attr, [AttrConstraint<CPred<
          "::llvm::cast<::mlir::FloatAttr>($_self).getValueAsDouble() >= 0">>]> {
  let summary = "a number, at least 0";
}

/// A layer with one operand and no weights whose result has another shape.
class Continual_MovingOp<string mnemonic, list<string> streamMethods = []>
    : Continual_ShapingOp<mnemonic, [], streamMethods> {
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
  let hasFolder = 1;
}

/// A layer that keeps the frame's shape and may have weights.
class Continual_ShapedOp<string mnemonic, list<Trait> traits = [],
                         list<string> streamMethods = []>
    : Continual_LayerOp<mnemonic,
          !listconcat([AllTypesMatch<["input", "result"]>], traits),
          !listconcat(["getNumStreamOperands", "getWeightSpecs"],
                      streamMethods)> {
  let hasVerifier = 1;
}

/// A layer with one constant, which meets each element at its place: axes of extent 1
/// broadcast.
class Continual_ConstantOp<string mnemonic>
    : Continual_ShapedOp<mnemonic,
          [DeclareOpInterfaceMethods<ChannelAffineInterface, ["isPerChannel"]>],
          ["isElementwise"]> {
  let arguments = (ins Continual_Frame:$input, Continual_WeightTensor:$value,
      Continual_Counts:$shape);
  let assemblyFormat = [{
    $input `,` $value attr-dict `:` type($input) `,` type($value)
  }];
  let extraClassDefinition = [{
    unsigned $cppClass::getNumStreamOperands() { return 1; }
    bool $cppClass::isElementwise() { return true; }
    bool $cppClass::isPerChannel() {
      return ::cocc::continual::isPerChannel(getShape());
    }
    ::llvm::LogicalResult $cppClass::verify() {
      return ::cocc::continual::verifyWeights(*this);
    }
  }];
}

/// A layer that brings elements that belong together to mean 0 and variance 1.
class Continual_NormOp<string mnemonic, list<string> streamMethods = []>
    : Continual_ShapedOp<mnemonic, [], streamMethods> {
  dag normArguments = (ins Continual_Frame:$input,
      Variadic<Continual_WeightTensor>:$weights);
  let assemblyFormat = [{
    $input (`,` $weights^)? attr-dict `:` type($input) (`,` type($weights)^)?
  }];
  let extraClassDefinition = [{
    unsigned $cppClass::getNumStreamOperands() { return 1; }
    ::llvm::LogicalResult $cppClass::verify() {
      return ::cocc::continual::verifyWeights(*this);
    }
  }];
}

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

def Continual_ReshapeOp : Continual_MovingOp<"reshape"> {
  let summary = "the same elements, in the order of their axes, as a frame of another shape";
  let description = [{
    `torch.reshape` of a frame: `shape` has the batch, the channels and up to two
    spatial axes.

    Example:

    ```mlir
    %0 = continual.reshape %x {shape = array<i64: 1, 8, 12>}
        : tensor<1x4x6x4xf32> -> tensor<1x8x12xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input, Continual_Counts:$shape);
}

def Continual_PermuteOp : Continual_MovingOp<"permute"> {
  let summary = "the same elements with their axes in another order";
  let description = [{
    `torch.permute` of a frame: axis i of the result is axis `axes[i]` of the operand.

    Example:

    ```mlir
    %0 = continual.permute %x {axes = array<i64: 0, 2, 1>}
        : tensor<1x8x6xf32> -> tensor<1x6x8xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input, Continual_Paddings:$axes);
}

def Continual_SliceOp : Continual_MovingOp<"slice", ["isPlaceByPlace"]> {
  let summary = "every `step`-th place from `start` on, before `end`, of one axis";
  let description = [{
    `x[:, start:end:step]` for axis 1, and so on.

    Example:

    ```mlir
    %0 = continual.slice %x {axis = 1 : i64, start = 2 : i64, end = 6 : i64}
        : tensor<1x8x6xf32> -> tensor<1x4x6xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input,
      Continual_Index:$axis,
      DefaultValuedAttr<Continual_Index, "0">:$start,
      Continual_Count:$end,
      DefaultValuedAttr<Continual_Count, "1">:$step);
}

def Continual_GluOp : Continual_ShapingOp<"glu"> {
  let summary = "one half of an axis times the sigmoid of the other";
  let description = [{
    `torch.nn.GLU`: with a and b the first and the second half along `axis`,
    `a * sigmoid(b)`.

    Example:

    ```mlir
    %0 = continual.glu %x : tensor<1x8x6xf32> -> tensor<1x4x6xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input,
      DefaultValuedAttr<Continual_Index, "1">:$axis);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
}

//===----------------------------------------------------------------------===//
// Sums over a frame
//===----------------------------------------------------------------------===//

def Continual_LogSoftmaxOp
    : Continual_LayerOp<"log_softmax", [SameOperandsAndResultType],
                        ["getWeightSpecs"]> {
  let summary = "logarithm of the softmax along an axis";
  let description = [{
    `torch.nn.LogSoftmax` over an axis of the frame, by default its channels.

    Example:

    ```mlir
    %0 = continual.log_softmax %x {axis = 2 : i64} : tensor<1x8x6xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input,
      DefaultValuedAttr<Continual_Count, "1">:$axis);
  let assemblyFormat = "$input attr-dict `:` type($input)";
  let hasVerifier = 1;
}

def Continual_LayerNormOp
    : Continual_NormOp<"layer_norm", ["isPlaceByPlace"]> {
  let summary = "mean 0 and variance 1 over some axes of each frame";
  let description = [{
    `torch.nn.LayerNorm` where `axes` are its last axes:
    `weight * (x - mean) / sqrt(variance + eps) + bias`, the weights with the extents
    of `axes` in their order.

    Example:

    ```mlir
    %0 = continual.layer_norm %x, %w, %b {axes = array<i64: 1>}
        : tensor<1x8x6xf32>, tensor<8xf32>, tensor<8xf32>
    ```
  }];
  let arguments = !con(normArguments, (ins
      Continual_Counts:$axes,
      DefaultValuedAttr<Continual_Number, "1e-5">:$eps,
      DefaultValuedAttr<Continual_Flag, "true">:$affine,
      DefaultValuedAttr<Continual_Flag, "true">:$bias));
}

def Continual_GroupNormOp : Continual_NormOp<"group_norm"> {
  let summary = "mean 0 and variance 1 over space and each group of channels";
  let description = [{
    `torch.nn.GroupNorm` of each frame by itself, and `torch.nn.InstanceNorm` with as
    many groups as channels.

    Example:

    ```mlir
    %0 = continual.group_norm %x, %w, %b {groups = 4 : i64}
        : tensor<1x8x6x6xf32>, tensor<8xf32>, tensor<8xf32>
    ```
  }];
  let arguments = !con(normArguments, (ins
      Continual_Count:$groups,
      DefaultValuedAttr<Continual_Number, "1e-5">:$eps,
      DefaultValuedAttr<Continual_Flag, "true">:$affine));
}

def Continual_MatmulOp
    : Continual_ShapingOp<"matmul", [],
                          ["getNumStreamOperands", "getMacs", "getWeightSpecs"]> {
  let summary = "the product of the last axis with a constant matrix";
  let description = [{
    `torch.matmul(x, weight)` of a frame, with a weight [last extent, `columns`]: the
    aggregation of a graph convolution, where the last axis holds the nodes.

    Example:

    ```mlir
    %0 = continual.matmul %x, %w {columns = 5 : i64}
        : tensor<1x8x6xf32>, tensor<6x5xf32> -> tensor<1x8x5xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input, Continual_WeightTensor:$weight,
      Continual_Count:$columns);
  let assemblyFormat = [{
    $input `,` $weight attr-dict `:` type($input) `,` type($weight) `->` type($result)
  }];
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

def Continual_AddConstantOp : Continual_ConstantOp<"add_constant"> {
  let summary = "x plus a constant `value`; its axes of extent 1 broadcast";
  let description = [{
    `shape` has the axes of a frame without the batch.

    Example:

    ```mlir
    %0 = continual.add_constant %x, %v {shape = array<i64: 8, 1>}
        : tensor<1x8x6xf32>, tensor<8x1xf32>
    ```
  }];
}

def Continual_MulConstantOp : Continual_ConstantOp<"mul_constant"> {
  let summary = "x times a constant `value`; its axes of extent 1 broadcast";
  let description = [{
    `shape` has the axes of a frame without the batch.

    Example:

    ```mlir
    %0 = continual.mul_constant %x, %v {shape = array<i64: 8, 6>}
        : tensor<1x8x6xf32>, tensor<8x6xf32>
    ```
  }];
}

def Continual_ScaleOp
    : Continual_LayerOp<"scale",
          [SameOperandsAndResultType,
           DeclareOpInterfaceMethods<ChannelAffineInterface>],
          ["isElementwise"]> {
  let summary = "factor * x + offset";
  let description = [{
    Example:

    ```mlir
    %0 = continual.scale %x {factor = 0.125 : f64} : tensor<1x8xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input,
      DefaultValuedAttr<Continual_Number, "1.0">:$factor,
      DefaultValuedAttr<Continual_Number, "0.0">:$offset);
  let assemblyFormat = "$input attr-dict `:` type($input)";
  let extraClassDefinition = [{
    bool $cppClass::isElementwise() { return true; }
  }];
  let hasFolder = 1;
}

def Continual_PreluOp
    : Continual_ShapedOp<"prelu", [], ["isElementwise"]> {
  let summary = "x where positive, else weight * x";
  let description = [{
    `torch.nn.PReLU`: one weight for all channels, or with `channels` one for each.

    Example:

    ```mlir
    %0 = continual.prelu %x, %w {channels = 8 : i64} : tensor<1x8xf32>, tensor<8xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input, Continual_WeightTensor:$weight,
      DefaultValuedAttr<Continual_Count, "1">:$channels);
  let assemblyFormat = [{
    $input `,` $weight attr-dict `:` type($input) `,` type($weight)
  }];
  let extraClassDefinition = [{
    unsigned $cppClass::getNumStreamOperands() { return 1; }
    bool $cppClass::isElementwise() { return true; }
    ::llvm::LogicalResult $cppClass::verify() {
      return ::cocc::continual::verifyWeights(*this);
    }
  }];
}

//===----------------------------------------------------------------------===//
// Joins
//===----------------------------------------------------------------------===//

def Continual_SubOp : Continual_ElementwiseJoinOp<"sub", 1> {
  let summary = "the first of two frames minus the second; axes of extent 1 broadcast";
  let description = [{
    Example:

    ```mlir
    %0 = continual.sub %a, %b : tensor<1x8x6xf32>, tensor<1x8x1xf32>
        -> tensor<1x8x6xf32>
    ```
  }];
}

def Continual_DivOp : Continual_ElementwiseJoinOp<"div", 1> {
  let summary = "the first of two frames over the second; axes of extent 1 broadcast";
  let description = [{
    Example:

    ```mlir
    %0 = continual.div %a, %b : tensor<1x8x6xf32>, tensor<1x8x1xf32>
        -> tensor<1x8x6xf32>
    ```
  }];
}

def Continual_MaximumOp : Continual_ElementwiseJoinOp<"maximum"> {
  let summary = "the largest of two or more frames; axes of extent 1 broadcast";
  let description = [{
    Example:

    ```mlir
    %0 = continual.maximum %a, %b : tensor<1x8x6xf32>, tensor<1x8x1xf32>
        -> tensor<1x8x6xf32>
    ```
  }];
}

def Continual_MinimumOp : Continual_ElementwiseJoinOp<"minimum"> {
  let summary = "the smallest of two or more frames; axes of extent 1 broadcast";
  let description = [{
    Example:

    ```mlir
    %0 = continual.minimum %a, %b : tensor<1x8x6xf32>, tensor<1x8x1xf32>
        -> tensor<1x8x6xf32>
    ```
  }];
}

//===----------------------------------------------------------------------===//
// Functions of each element
//===----------------------------------------------------------------------===//

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

def Continual_Relation
    : Continual_Word<["gt", "ge", "lt", "le", "eq"], "ne">;

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

#endif // COCC_DIALECT_FRAMEOPS
