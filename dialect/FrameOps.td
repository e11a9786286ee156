//===- FrameOps.td - Layers within a frame --------------------------------===//
//
// None of these looks at another frame than the one of its step. Axes of a frame are
// counted as PyTorch counts those of a tensor without time: 0 is the batch, 1 the channels,
// 2 and 3 are of space.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_DIALECT_FRAMEOPS
#define COCC_DIALECT_FRAMEOPS

include "dialect/OpClasses.td"

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

def Continual_LinearOp
    : Continual_ShapingOp<"linear", [AbsorbsAffineInterface],
                          ["getNumStreamOperands", "getMacs", "getWeightSpecs",
                           "isPlaceByPlace"]> {
  let summary = "the same linear map of the channels at every position";
  let description = [{
    `torch.nn.Linear` over the axis of channels.

    Example:

    ```mlir
    %0 = continual.linear %x, %w, %b {channels = 4 : i64}
        : tensor<1x8xf32>, tensor<4x8xf32>, tensor<4xf32> -> tensor<1x4xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input,
      Continual_WeightTensor:$weight,
      Optional<Continual_WeightTensor>:$shift,
      Continual_Count:$channels,
      DefaultValuedAttr<Continual_Flag, "true">:$bias);
  let assemblyFormat = [{
    $input `,` $weight (`,` $shift^)? attr-dict `:` type($input) `,` type($weight)
    (`,` type($shift)^)? `->` type($result)
  }];
  let hasVerifier = 1;
}

def Continual_BatchNormOp
    : Continual_LayerOp<"batch_norm",
          [DeclareOpInterfaceMethods<ChannelAffineInterface>,
           AllTypesMatch<["input", "result"]>,
           AllTypesMatch<["weight", "shift", "running_mean", "running_var"]>],
          ["getNumStreamOperands", "getWeightSpecs", "isElementwise"]> {
  let summary = "normalisation with the statistics of training";
  let description = [{
    `torch.nn.BatchNorm1d`, `BatchNorm2d` and `BatchNorm3d` in eval mode:
    `weight * (x - running_mean) / sqrt(running_var + eps) + bias` per channel.

    Example:

    ```mlir
    %0 = continual.batch_norm %x, %w, %b, %mean, %var
        : tensor<1x2xf32>, tensor<2xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input,
      Continual_WeightTensor:$weight, Continual_WeightTensor:$shift,
      Continual_WeightTensor:$running_mean, Continual_WeightTensor:$running_var,
      DefaultValuedAttr<Continual_Number, "1e-5">:$eps);
  let assemblyFormat = [{
    $input `,` $weight `,` $shift `,` $running_mean `,` $running_var attr-dict
    `:` type($input) `,` type($weight)
  }];
  let hasVerifier = 1;
}

def Continual_SpatialMeanOp : Continual_ShapingOp<"spatial_mean"> {
  let summary = "mean over the spatial axes, which stay with extent 1";
  let description = [{
    Example:

    ```mlir
    %0 = continual.spatial_mean %x : tensor<1x8x6x6xf32> -> tensor<1x8x1x1xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
}

def Continual_SoftmaxOp
    : Continual_LayerOp<"softmax", [SameOperandsAndResultType],
                        ["getWeightSpecs"]> {
  let summary = "softmax along an axis of the frame, by default its channels";
  let description = [{
    Example:

    ```mlir
    %0 = continual.softmax %x {axis = 2 : i64} : tensor<1x8x6xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input,
      DefaultValuedAttr<Continual_Count, "1">:$axis);
  let assemblyFormat = "$input attr-dict `:` type($input)";
  let hasVerifier = 1;
}

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

#endif // COCC_DIALECT_FRAMEOPS
