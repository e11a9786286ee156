//===- WindowOps.td - Layers that look through a window -------------------===//
//
// Convolutions and pools, over time and space.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_DIALECT_WINDOWOPS
#define COCC_DIALECT_WINDOWOPS

include "dialect/OpClasses.td"

def Continual_PaddingMode : Continual_Word<["zeros"], "replicate">;

def Continual_ConvOp
    : Continual_WindowOp<"conv", [AbsorbsAffineInterface],
                         ["getNumStreamOperands", "getMacs", "getWeightSpecs",
                          "repeatsEdges"], ["repeatEdges"]> {
  let summary = "convolution over time and up to two spatial axes";
  let description = [{
    `torch.nn.Conv1d`, `Conv2d` and `Conv3d` for frames with 0, 1 and 2 spatial
    axes: the axis of time comes first in each list. Padding is with zeros or, with
    `padding_mode` replicate, with the nearest place, in time the clip's first and last
    frame.

    Example:

    ```mlir
    %0 = continual.conv %x, %w {kernel = array<i64: 3, 1, 1>, channels = 8 : i64,
        bias = false} : tensor<1x4x6x6xf32>, tensor<8x4x3x1x1xf32> -> tensor<1x8x6x6xf32>
    ```
  }];
  let arguments = !con((ins Continual_Frame:$input,
      Continual_WeightTensor:$weight,
      Optional<Continual_WeightTensor>:$shift,
      Continual_Count:$channels), windowArguments, (ins
      DefaultValuedAttr<Continual_Count, "1">:$groups,
      DefaultValuedAttr<Continual_Flag, "true">:$bias,
      DefaultValuedStrAttr<Continual_PaddingMode, "zeros">:$padding_mode));
  let assemblyFormat = [{
    $input `,` $weight (`,` $shift^)? attr-dict `:` type($input) `,` type($weight)
    (`,` type($shift)^)? `->` type($result)
  }];
  let hasVerifier = 1;
  let hasCanonicalizeMethod = 1;
  let extraClassDefinition = readsWindow # addsPadding # dropsFrames # [{
    bool $cppClass::repeatsEdges(unsigned operand) {
      return getPaddingMode() == "replicate";
    }
  }];
}

def Continual_AvgPoolOp : Continual_WindowOp<"avg_pool"> {
  let summary = "mean over a window";
  let description = [{
    `torch.nn.AvgPool1d`, `AvgPool2d` and `AvgPool3d`, with dilation. Padding counts
    as zeros, or not at all where `count_include_pad` is false. With `ceil_mode` a last
    window may reach beyond the padding; what lies there never counts. A
    `divisor_override` other than 0 is what every sum is divided by.

    Example:

    ```mlir
    %0 = continual.avg_pool %x {kernel = array<i64: 4>}
        : tensor<1x8xf32> -> tensor<1x8xf32>
    ```
  }];
  let arguments = !con((ins Continual_Frame:$input), windowArguments, (ins
      DefaultValuedAttr<Continual_Flag, "false">:$ceil_mode,
      DefaultValuedAttr<Continual_Flag, "true">:$count_include_pad,
      DefaultValuedAttr<Continual_Index, "0">:$divisor_override));
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
  let extraClassDefinition = readsWindow # dropsFrames;
}

def Continual_MaxPoolOp : Continual_WindowOp<"max_pool", [],
                                             ["getPaddingValue"]> {
  let summary = "largest value in a window";
  let description = [{
    `torch.nn.MaxPool1d`, `MaxPool2d` and `MaxPool3d`. Padding is less than any
    number. With `ceil_mode` a last window may reach beyond the padding.

    Example:

    ```mlir
    %0 = continual.max_pool %x {kernel = array<i64: 1, 3, 3>,
        padding = array<i64: 0, 1, 1>} : tensor<1x8x6x6xf32> -> tensor<1x8x6x6xf32>
    ```
  }];
  let arguments = !con((ins Continual_Frame:$input), windowArguments,
      (ins DefaultValuedAttr<Continual_Flag, "false">:$ceil_mode));
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
  let extraClassDefinition = [{
    ::cocc::continual::StreamGeometry
    $cppClass::getStreamGeometry(unsigned operand) {
      return ::cocc::continual::getWindowGeometry(*this);
    }
    // Borders of frames are zeros: the kernel leaves out what lies beyond the edge.
    ::cocc::continual::Halo $cppClass::getHalo(unsigned operand) { return {}; }
    float $cppClass::getPaddingValue(unsigned operand) {
      return -::std::numeric_limits<float>::infinity();
    }
  }] # addsPadding # dropsFrames;
}

/// A layer that divides each spatial axis into so many bins, as even as they can be.
class Continual_AdaptivePoolOp<string mnemonic>
    : Continual_ShapingOp<mnemonic> {
  let arguments = (ins Continual_Frame:$input, Continual_Counts:$size);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
  let extraClassDefinition = [{
    ::llvm::LogicalResult $cppClass::inferReturnTypes(
        ::mlir::MLIRContext *, ::std::optional<::mlir::Location> location,
        Adaptor adaptor, ::llvm::SmallVectorImpl<::mlir::Type> &results) {
      return ::cocc::continual::inferBins(
          location,
          ::llvm::cast<::mlir::RankedTensorType>(adaptor.getInput().getType()),
          adaptor.getSize(), results);
    }
  }];
}

def Continual_AdaptiveAvgPoolOp : Continual_AdaptivePoolOp<"adaptive_avg_pool"> {
  let summary = "means over the spatial axes, in a given number of places";
  let description = [{
    `torch.nn.AdaptiveAvgPool2d` and its kin, over space alone: `size` has a number per
    spatial axis, or one for all. Place i of m sees the places floor(i*n/m) to
    ceil((i+1)*n/m) of n.

    Example:

    ```mlir
    %0 = continual.adaptive_avg_pool %x {size = array<i64: 2, 4>}
        : tensor<1x8x7x6xf32> -> tensor<1x8x2x4xf32>
    ```
  }];
}

def Continual_AdaptiveMaxPoolOp : Continual_AdaptivePoolOp<"adaptive_max_pool"> {
  let summary = "largest values over the spatial axes, in a given number of places";
  let description = [{
    `torch.nn.AdaptiveMaxPool2d` and its kin, over space alone, in the places of
    `adaptive_avg_pool`.

    Example:

    ```mlir
    %0 = continual.adaptive_max_pool %x {size = array<i64: 3>}
        : tensor<1x8x7x6xf32> -> tensor<1x8x3x3xf32>
    ```
  }];
}

#endif // COCC_DIALECT_WINDOWOPS
