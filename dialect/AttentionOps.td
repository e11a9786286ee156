//===- AttentionOps.td - Attention and what goes with it ------------------===//
//
// Attention over time and within a frame, windows as frames, and positions.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_DIALECT_ATTENTIONOPS
#define COCC_DIALECT_ATTENTIONOPS

include "dialect/OpClasses.td"

def Continual_Pairing : Continual_Word<["halves"], "neighbours">;

def Continual_AttentionOp
    : Continual_ShapingOp<"attention", [],
          ["getStreamGeometry", "getMacs", "getNumStreamOperands", "getWeightSpecs"]> {
  let summary = "attention of each frame to the frames around it";
  let description = [{
    `torch.nn.functional.scaled_dot_product_attention` with a mask that is a band: frame j
    of `query` attends to frames `j - (frames - 1 - ahead)` to `j + ahead` of `key` and
    `value`. Each of `heads` heads has its own run of channels. What lies outside of the
    clip is left out or, where `partial` is false, there are no outputs for
    windows that reach there. `scale` 0 stands for one over the square root of a
    head's channels.

    With `biases`, 1 for all heads or one for each, the weight `bias`, [biases, frames], is
    added to the products by the key's place in the window, the oldest first: biases of
    relative positions. With `turns`, as many, the query is turned for each place t of the
    window first: channel i of a head becomes `turn[0, t, i] * q[i] + turn[1, t, i] * q[p]`,
    with the weight `turn`, [turns, 2, frames, channels of a head]: rotary positions, of
    which but the distance of two frames counts. p is the other of a pair of channels: of
    the first `turned` (0: all) those half as many on, or neighbours, as `pairing` says.

    Example:

    ```mlir
    %0 = continual.attention %q, %k, %v {heads = 2 : i64, frames = 8 : i64}
        : tensor<1x8xf32>, tensor<1x8xf32>, tensor<1x8xf32> -> tensor<1x8xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$query, Continual_Frame:$key,
      Continual_Frame:$value, Variadic<Continual_WeightTensor>:$weights,
      DefaultValuedAttr<Continual_Count, "1">:$heads,
      Continual_Count:$frames,
      DefaultValuedAttr<Continual_Frames, "0">:$ahead,
      DefaultValuedAttr<Continual_Flag, "true">:$partial,
      DefaultValuedAttr<Continual_Number, "0.0">:$scale,
      DefaultValuedAttr<Continual_Index, "0">:$biases,
      DefaultValuedAttr<Continual_Index, "0">:$turns,
      DefaultValuedAttr<Continual_Index, "0">:$turned,
      DefaultValuedStrAttr<Continual_Pairing, "halves">:$pairing);
  let assemblyFormat = [{
    $query `,` $key `,` $value (`,` $weights^)? attr-dict `:` type($query) `,`
    type($key) `,` type($value) (`,` type($weights)^)? `->` type($result)
  }];
  let hasVerifier = 1;
  let extraStepDeclaration = [{
    static constexpr bool isLayer = true;
    static ::llvm::ArrayRef<::llvm::StringRef> getStreamNames();
  }];
}

def Continual_FrameAttentionOp
    : Continual_ShapingOp<"frame_attention", [],
          ["getNumStreamOperands", "getMacs", "getWeightSpecs", "isPlaceByPlace"]> {
  let summary = "attention between the places of a frame";
  let description = [{
    `torch.nn.functional.scaled_dot_product_attention` over the last axis: each place of
    `query` attends to all places of `key` and `value` of the same step. Of two spatial
    axes the first is one of rows that do not see each other. Each of `heads` heads has
    its own run of channels. `scale` 0 stands for one over the square root of a head's
    channels. With `masks`, 1 for all heads or one for each, the weight `mask` is added
    to the products: [masks, places of query, places of key].

    Example:

    ```mlir
    %0 = continual.frame_attention %q, %k, %v {heads = 2 : i64}
        : tensor<1x8x1xf32>, tensor<1x8x6xf32>, tensor<1x8x6xf32> -> tensor<1x8x1xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$query, Continual_Frame:$key,
      Continual_Frame:$value,
      Optional<Continual_WeightTensor>:$mask,
      DefaultValuedAttr<Continual_Count, "1">:$heads,
      DefaultValuedAttr<Continual_Index, "0">:$masks,
      DefaultValuedAttr<Continual_Number, "0.0">:$scale);
  let assemblyFormat = [{
    $query `,` $key `,` $value (`,` $mask^)? attr-dict `:` type($query) `,`
    type($key) `,` type($value) (`,` type($mask)^)? `->` type($result)
  }];
  let hasVerifier = 1;
  let extraStepDeclaration = [{
    static constexpr bool isLayer = true;
    static ::llvm::ArrayRef<::llvm::StringRef> getStreamNames();
  }];
}

def Continual_StackOp
    : Continual_ShapingOp<"stack",
          [DeclareOpInterfaceMethods<AbsorbsPaddingInterface,
               ["dropLastFrames", "dropFirstFrames"]>],
          ["getStreamGeometry"]> {
  let summary = "a window of frames as one frame";
  let description = [{
    `x.unfold(time, frames, stride)` of a clip: the newest `frames` frames, the oldest
    first, as the places of a new last axis; with a `dilation` every so many-th of more.
    `padding` and `padding_after` are frames of zeros before and behind the clip.

    Example:

    ```mlir
    %0 = continual.stack %x {frames = 4 : i64} : tensor<1x8xf32> -> tensor<1x8x4xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input,
      Continual_Count:$frames,
      DefaultValuedAttr<Continual_Count, "1">:$stride,
      DefaultValuedAttr<Continual_Frames, "0">:$padding,
      DefaultValuedAttr<Continual_Frames, "0">:$padding_after,
      DefaultValuedAttr<Continual_Count, "1">:$dilation);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
}

def Continual_PositionalEncodingOp
    : Continual_ShapedOp<"positional_encoding", [], ["getMemoryChannels"]> {
  let summary = "adds row `j mod positions` of a table to frame j";
  let description = [{
    Recycling positional encoding: the table `value`, [positions, channels], is gone
    through again and again. Each place of a frame gets the same row.

    Example:

    ```mlir
    %0 = continual.positional_encoding %x, %v {positions = 16 : i64}
        : tensor<1x8xf32>, tensor<16x8xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input, Continual_WeightTensor:$value,
      Continual_Count:$positions);
  let assemblyFormat = [{
    $input `,` $value attr-dict `:` type($input) `,` type($value)
  }];
  let extraClassDefinition = [{
    unsigned $cppClass::getNumStreamOperands() { return 1; }
    ::llvm::LogicalResult $cppClass::verify() {
      return ::cocc::continual::verifyWeights(*this);
    }
    // What is remembered is the frame's row, behind its channels.
    int64_t $cppClass::getMemoryChannels() {
      return getInput().getType().getDimSize(1) + 1;
    }
  }];
}

#endif // COCC_DIALECT_ATTENTIONOPS
