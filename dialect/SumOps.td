//===- SumOps.td - Products and sums of whole frames ----------------------===//
//
// Axes are counted as in FrameOps.td.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_DIALECT_SUMOPS
#define COCC_DIALECT_SUMOPS

include "dialect/OpClasses.td"

def Continual_FrameMatmulOp
    : Continual_ShapingOp<"frame_matmul", [], ["getMacs"]> {
  let summary = "the matrix product of two frames, channel by channel";
  let description = [{
    `torch.matmul` of frames [batch, channels, rows, inner] and [batch, channels, inner,
    columns]; the one channel of a frame that has no more meets all of the other.

    Example:

    ```mlir
    %0 = continual.frame_matmul %a, %b
        : tensor<1x8x5x6xf32>, tensor<1x1x6x4xf32> -> tensor<1x8x5x4xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$left, Continual_Frame:$right);
  let assemblyFormat = [{
    $left `,` $right attr-dict `:` type($left) `,` type($right) `->` type($result)
  }];
  let extraStepDeclaration = [{
    static constexpr bool isLayer = true;
    static ::llvm::ArrayRef<::llvm::StringRef> getStreamNames();
  }];
}

def Continual_Reducer
    : Continual_Word<["sum", "product", "variance"], "log_sum_exp">;

def Continual_ReduceOp
    : Continual_ShapingOp<"reduce", [], ["isPlaceByPlace"]> {
  let summary = "all elements along axes of space as one";
  let description = [{
    `torch.sum`, `prod`, `var` and `logsumexp` with `keepdim`, for each channel: `kind`
    says which. `axes` are of space, each once. A variance is divided by the number of
    elements less `correction`.

    Example:

    ```mlir
    %0 = continual.reduce %x {kind = "variance", axes = array<i64: 2>}
        : tensor<1x8x6x4xf32> -> tensor<1x8x1x4xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input,
      Continual_Reducer:$kind,
      Continual_Counts:$axes,
      DefaultValuedAttr<Continual_Number, "1.0">:$correction);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
}

#endif // COCC_DIALECT_SUMOPS
