//===- UpsamplingOps.td - Layers that make more places of a frame ---------===//

#ifndef COCC_DIALECT_UPSAMPLINGOPS
#define COCC_DIALECT_UPSAMPLINGOPS

include "dialect/OpClasses.td"

def Continual_ConvTransposeOp
    : Continual_ShapingOp<"conv_transpose",
          [DeclareOpInterfaceMethods<AbsorbsPaddingInterface, ["dropLastFrames", "dropFirstFrames"]>],
          ["getStreamGeometry", "getHalo", "getNumStreamOperands", "getMacs",
           "getWeightSpecs"]> {
  let summary = "transposed convolution over time and up to two spatial axes";
  let description = [{
    `torch.nn.ConvTranspose1d`, `ConvTranspose2d` and `ConvTranspose3d` for frames with
    0, 1 and 2 spatial axes: the axis of time comes first in each list; of each frame its
    stride makes so many. What PyTorch calls `padding` takes places away at both ends of the result: `crop`;
    `crop_after`, behind an axis, is as `crop` where it is not given. `output_padding`
    are further places behind, which only the taps that reach there are summed in.

    Example:

    ```mlir
    %0 = continual.conv_transpose %x, %w {kernel = array<i64: 1, 4>,
        stride = array<i64: 1, 2>, crop = array<i64: 0, 1>, channels = 8 : i64,
        bias = false} : tensor<1x4x6xf32>, tensor<4x8x1x4xf32> -> tensor<1x8x12xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input, Continual_WeightTensor:$weight,
      Optional<Continual_WeightTensor>:$shift, Continual_Count:$channels,
      Continual_Counts:$kernel,
      DefaultValuedAttr<Continual_Counts, "{1}">:$stride,
      DefaultValuedAttr<Continual_Paddings, "{0}">:$crop,
      DefaultValuedAttr<Continual_Paddings, "{}">:$crop_after,
      DefaultValuedAttr<Continual_Paddings, "{0}">:$output_padding,
      DefaultValuedAttr<Continual_Counts, "{1}">:$dilation,
      DefaultValuedAttr<Continual_Count, "1">:$groups,
      DefaultValuedAttr<Continual_Flag, "true">:$bias);
  let assemblyFormat = [{
    $input `,` $weight (`,` $shift^)? attr-dict `:` type($input) `,` type($weight)
    (`,` type($shift)^)? `->` type($result)
  }];
  let hasVerifier = 1;
}

def Continual_ResampleMode
    : Continual_Word<["nearest", "nearest_exact", "linear"], "cubic">;

def Continual_ResampleOp : Continual_ShapingOp<"resample"> {
  let summary = "the spatial axes with another number of places, interpolated";
  let description = [{
    `torch.nn.functional.interpolate` over space alone: `size` has a number per spatial
    axis, or one for all; `mode` linear is PyTorch's bilinear for frames with two. A
    place's source is that of its middle or, with `align_corners`, such that the first and
    the last places of both meet. `factor` is what PyTorch's `scale_factor` says where it
    is not recomputed: it then stands for the ratio of the extents, unless it is 0.

    Example:

    ```mlir
    %0 = continual.resample %x {size = array<i64: 6, 10>, mode = "linear"}
        : tensor<1x8x3x5xf32> -> tensor<1x8x6x10xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input, Continual_Counts:$size,
      DefaultValuedStrAttr<Continual_ResampleMode, "nearest">:$mode,
      DefaultValuedAttr<Continual_Flag, "false">:$align_corners,
      DefaultValuedAttr<Continual_Factors, "{0.0}">:$factor);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
}

#endif // COCC_DIALECT_UPSAMPLINGOPS
