//===- TimeOps.td - Layers that remember ----------------------------------===//
//
// Padding in time and space, and recurrent layers.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_DIALECT_TIMEOPS
#define COCC_DIALECT_TIMEOPS

include "dialect/OpClasses.td"

//===----------------------------------------------------------------------===//
// Padding
//===----------------------------------------------------------------------===//

def Continual_Shifts : Continual_Attr<DenseI64ArrayAttr, "a list of whole numbers">;

def Continual_PadMode
    : Continual_Word<["constant", "replicate", "reflect"], "circular">;

def Continual_PadOp
    : Continual_ShapingOp<"pad",
          [DeclareOpInterfaceMethods<AbsorbsPaddingInterface>],
          ["getStreamGeometry", "getPaddingValue", "repeatsEdges"]> {
  let summary = "places added at the ends of time and of the spatial axes, or cropped";
  let description = [{
    `torch.nn.functional.pad`: a number per axis, time first, or one for all. Where it is
    negative, places are taken away. They have `value` throughout or, with `mode`
    `replicate`, what the nearest has; over space `mode` may also be `reflect`, mirrored
    at the edge, or `circular`, from the other end on.
    Padding before a window becomes the window's own; so does what is cropped from a
    window's padded end.

    Example:

    ```mlir
    %0 = continual.pad %x {before = array<i64: 2, 0>, after = array<i64: 0, 1>}
        : tensor<1x8x6xf32> -> tensor<1x8x7xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input,
      DefaultValuedAttr<Continual_Shifts, "{0}">:$before,
      DefaultValuedAttr<Continual_Shifts, "{0}">:$after,
      DefaultValuedStrAttr<Continual_PadMode, "constant">:$mode,
      DefaultValuedAttr<Continual_Number, "0.0">:$value);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
  let hasFolder = 1;
  let extraStepDeclaration = [{
    static constexpr bool isLayer = true;
    /// A number per axis, time first.
    ::llvm::SmallVector<int64_t> getBefores();
    ::llvm::SmallVector<int64_t> getAfters();
    bool isIdentity();
  }];
}

//===----------------------------------------------------------------------===//
// Recurrent layers
//===----------------------------------------------------------------------===//

/// A layer whose frame depends on its last one. `kept` frames are remembered, the
/// output first and the cell behind it; its weights have `gates` times as many rows as
/// it has channels.
class Continual_RecurrentOp<string mnemonic, int gates, int kept>
    : Continual_ShapingOp<mnemonic, [],
          ["getStreamGeometry", "getNumStreamOperands", "getMacs",
           "getWeightSpecs", "getMemoryChannels"]> {
  dag recurrentArguments = (ins Continual_Frame:$input,
      Continual_WeightTensor:$input_weight, Continual_WeightTensor:$hidden_weight,
      Variadic<Continual_WeightTensor>:$other_weights,
      Continual_Count:$channels,
      DefaultValuedAttr<Continual_Flag, "true">:$bias,
      DefaultValuedAttr<Continual_Flag, "false">:$initial,
      DefaultValuedAttr<Continual_Index, "0">:$layer);
  let arguments = recurrentArguments;
  let assemblyFormat = [{
    $input `,` $input_weight `,` $hidden_weight (`,` $other_weights^)? attr-dict `:`
    type($input) `,` type($input_weight) `,` type($hidden_weight)
    (`,` type($other_weights)^)? `->` type($result)
  }];
  let hasVerifier = 1;
  let extraStepDeclaration = [{
    static constexpr bool isLayer = true;
    static constexpr int64_t gates = }] # gates # [{;
    static constexpr int64_t kept = }] # kept # [{;
  }];
  let extraClassDefinition = [{
    ::llvm::LogicalResult $cppClass::inferReturnTypes(
        ::mlir::MLIRContext *, ::std::optional<::mlir::Location>, Adaptor adaptor,
        ::llvm::SmallVectorImpl<::mlir::Type> &results) {
      results.push_back(::cocc::continual::withChannels(
          adaptor.getInput().getType(),
          ::cocc::continual::getResultChannels(adaptor)));
      return ::mlir::success();
    }
    ::llvm::LogicalResult $cppClass::getWeightSpecs(
        ::mlir::Location, ::mlir::ValueRange streams,
        ::mlir::DictionaryAttr attributes,
        ::llvm::SmallVectorImpl<::cocc::continual::WeightSpec> &specs) {
      ::cocc::continual::getRecurrentSpecs(gates, kept, streams.front().getType(),
                                           attributes, specs);
      return ::mlir::success();
    }
    ::llvm::LogicalResult $cppClass::verify() {
      return ::cocc::continual::verifyWeights(*this);
    }
    unsigned $cppClass::getNumStreamOperands() { return 1; }
    int64_t $cppClass::getMemoryChannels() {
      return ::cocc::continual::getOutputChannels(*this) +
             (kept - 1) * int64_t(getChannels());
    }
    int64_t $cppClass::getMacs() {
      return ::cocc::continual::countRecurrentMacs(*this);
    }
    ::cocc::continual::StreamGeometry
    $cppClass::getStreamGeometry(unsigned operand) {
      ::cocc::continual::StreamGeometry geometry;
      geometry.recurrent = true;
      return geometry;
    }
  }];
}

def Continual_RnnOp : Continual_RecurrentOp<"rnn", 1, 1> {
  let summary = "recurrent layer: tanh or relu of input and last output";
  let description = [{
    One layer of `torch.nn.RNN`, at every position of its own:
    `h = tanh(weight_ih x + bias_ih + weight_hh h + bias_hh)`, from zeros or, where
    `initial` is true, from the weight `h_0`. `layer` is the number in the weights' names.

    Example:

    ```mlir
    %0 = continual.rnn %x, %wi, %wh {bias = false, channels = 4 : i64}
        : tensor<1x8xf32>, tensor<4x8xf32>, tensor<4x4xf32> -> tensor<1x4xf32>
    ```
  }];
  let arguments = !con(recurrentArguments, (ins
      DefaultValuedStrAttr<Continual_RnnNonlinearity, "tanh">:$nonlinearity));
}

def Continual_GruOp : Continual_RecurrentOp<"gru", 3, 1> {
  let summary = "gated recurrent unit";
  let description = [{
    One layer of `torch.nn.GRU`, at every position of its own, from zeros or, where
    `initial` is true, from the weight `h_0`, with `layer` as the number in the weights'
    names. With the rows of weights and biases in the order r, z, n: `r` and `z` are
    sigmoids of the sums of input and last output `h`,
    `n = tanh(W_n x + b_n + r * (U_n h + c_n))`, and the output is `(1 - z) * n + z * h`.

    Example:

    ```mlir
    %0 = continual.gru %x, %wi, %wh {bias = false, channels = 4 : i64}
        : tensor<1x8xf32>, tensor<12x8xf32>, tensor<12x4xf32> -> tensor<1x4xf32>
    ```
  }];
}

def Continual_LstmOp : Continual_RecurrentOp<"lstm", 4, 2> {
  let summary = "long short-term memory";
  let description = [{
    One layer of `torch.nn.LSTM`, at every position of its own, from zeros or, where
    `initial` is true, from the weights `h_0` and `c_0`, with `layer` as the number in the
    weights' names. With the rows of weights and biases in the order i, f, g, o, of which
    g goes through tanh and the others through a sigmoid: the cell is `c = f * c + i * g`,
    the output `o * tanh(c)`. With a `projection` to so many channels (`proj_size`) the
    output is `weight_hr (o * tanh(c))`. Where `cell` is true, the result has the
    channels of the cell behind those of the output.

    Example:

    ```mlir
    %0 = continual.lstm %x, %wi, %wh {bias = false, channels = 4 : i64}
        : tensor<1x8xf32>, tensor<16x8xf32>, tensor<16x4xf32> -> tensor<1x4xf32>
    ```
  }];
  let arguments = !con(recurrentArguments, (ins
      DefaultValuedAttr<Continual_Index, "0">:$projection,
      DefaultValuedAttr<Continual_Flag, "false">:$cell));
}

def Continual_RunningOp
    : Continual_LayerOp<"running", [SameOperandsAndResultType],
                        ["getStreamGeometry", "getMemoryChannels"]> {
  let summary = "what all frames so far make together, element by element";
  let description = [{
    `torch.cumsum`, `cumprod`, `cummax` and `cummin` along time. What a sum loses when it
    is rounded is kept beside it, so that it does not drift however long the stream is. What
    is no number stays so.

    Example:

    ```mlir
    %0 = continual.running %x {kind = "max"} : tensor<1x8xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input,
      DefaultValuedStrAttr<Continual_Accumulation, "sum">:$kind);
  let assemblyFormat = "$input attr-dict `:` type($input)";
  let extraClassDefinition = [{
    // What is lost of a sum lies behind its channels.
    int64_t $cppClass::getMemoryChannels() {
      return getInput().getType().getDimSize(1) * (getKind() == "sum" ? 2 : 1);
    }
    ::cocc::continual::StreamGeometry
    $cppClass::getStreamGeometry(unsigned operand) {
      ::cocc::continual::StreamGeometry geometry;
      geometry.recurrent = true;
      return geometry;
    }
  }];
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

def Continual_PreviousOp
    : Continual_ShapingOp<"previous", [],
          ["getStreamGeometry", "getNumStreamOperands", "getPaddingValue",
           "getWeightSpecs"]> {
  let summary = "the frame before";
  let description = [{
    Frame j is frame j - 1 of the operand; frame 0 has `value` throughout or, where
    `initial` is true, is the weight `initial`. So the operand may be made of the result: a
    loop over frames. `shape` is that of the frames, with the batch; a network description
    says it where it reads a layer that comes later.

    Example:

    ```mlir
    continual.network @sum(%x: tensor<1x8xf32>) -> tensor<1x8xf32> {
      %last = continual.previous %sum : tensor<1x8xf32> -> tensor<1x8xf32>
      %sum = continual.add %x, %last
          : tensor<1x8xf32>, tensor<1x8xf32> -> tensor<1x8xf32>
      continual.output %sum : tensor<1x8xf32>
    }
    ```
  }];
  let arguments = (ins Continual_Frame:$input,
      Optional<Continual_WeightTensor>:$weight,
      DefaultValuedAttr<Continual_Number, "0.0">:$value,
      DefaultValuedAttr<Continual_Flag, "false">:$initial,
      DefaultValuedAttr<Continual_Counts, "{}">:$shape);
  let assemblyFormat = [{
    $input (`,` $weight^)? attr-dict `:` type($input) (`,` type($weight)^)? `->`
    type($result)
  }];
  let hasVerifier = 1;
  let extraStepDeclaration = [{
    static constexpr bool isLayer = true;
    static bool takesLaterFrames() { return true; }
  }];
}

#endif // COCC_DIALECT_TIMEOPS
