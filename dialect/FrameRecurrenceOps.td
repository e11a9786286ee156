//===- FrameRecurrenceOps.td - Recurrent layers along an axis of the frame ===//

#ifndef COCC_DIALECT_FRAMERECURRENCEOPS
#define COCC_DIALECT_FRAMERECURRENCEOPS

include "dialect/OpClasses.td"

/// One layer in one direction of a recurrent module of PyTorch, along the last axis of
/// each frame: it begins anew in each.
class Continual_FrameRecurrentOp<string mnemonic, int gates, int kept>
    : Continual_ShapingOp<mnemonic, [],
          ["getNumStreamOperands", "getMacs", "getWeightSpecs"]> {
  dag recurrentArguments = (ins Continual_Frame:$input,
      Continual_WeightTensor:$input_weight, Continual_WeightTensor:$hidden_weight,
      Variadic<Continual_WeightTensor>:$other_weights,
      Continual_Count:$channels,
      DefaultValuedAttr<Continual_Flag, "true">:$bias,
      DefaultValuedAttr<Continual_Flag, "false">:$initial,
      DefaultValuedAttr<Continual_Flag, "false">:$reverse,
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
        ::mlir::MLIRContext *, ::std::optional<::mlir::Location> location,
        Adaptor adaptor, ::llvm::SmallVectorImpl<::mlir::Type> &results) {
      return ::cocc::continual::inferAlongFrame(
          location, adaptor.getInput().getType(),
          ::cocc::continual::getResultChannels(adaptor), 2 * gates + kept, results);
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
    int64_t $cppClass::getMacs() {
      return ::cocc::continual::countRecurrentMacs(*this);
    }
  }];
}

def Continual_FrameRnnOp : Continual_FrameRecurrentOp<"frame_rnn", 1, 1> {
  let summary = "`rnn` along the last axis of each frame";
  let description = [{
    One layer of `torch.nn.RNN`, as `rnn`, whose sequence is the frame's last axis: from
    its first place to its last or, with `reverse`, from the last to the first. The names
    of its weights then end in `_reverse`.

    Example:

    ```mlir
    %0 = continual.frame_rnn %x, %wi, %wh {bias = false, channels = 4 : i64}
        : tensor<1x8x6xf32>, tensor<4x8xf32>, tensor<4x4xf32> -> tensor<1x4x6xf32>
    ```
  }];
  let arguments = !con(recurrentArguments, (ins
      DefaultValuedStrAttr<Continual_RnnNonlinearity, "tanh">:$nonlinearity));
}

def Continual_FrameGruOp : Continual_FrameRecurrentOp<"frame_gru", 3, 1> {
  let summary = "`gru` along the last axis of each frame";
  let description = [{
    One layer of `torch.nn.GRU`, as `gru`, whose sequence is the frame's last axis: from
    its first place to its last or, with `reverse`, from the last to the first. The names
    of its weights then end in `_reverse`.

    Example:

    ```mlir
    %0 = continual.frame_gru %x, %wi, %wh {bias = false, channels = 4 : i64}
        : tensor<1x8x6xf32>, tensor<12x8xf32>, tensor<12x4xf32> -> tensor<1x4x6xf32>
    ```
  }];
}

def Continual_FrameLstmOp : Continual_FrameRecurrentOp<"frame_lstm", 4, 2> {
  let summary = "`lstm` along the last axis of each frame";
  let description = [{
    One layer of `torch.nn.LSTM`, as `lstm`, whose sequence is the frame's last axis: from
    its first place to its last or, with `reverse`, from the last to the first. The names
    of its weights then end in `_reverse`. Where `cell` is true, the result has the channels
    of the cell behind those of the output.

    Example:

    ```mlir
    %0 = continual.frame_lstm %x, %wi, %wh {bias = false, channels = 4 : i64}
        : tensor<1x8x6xf32>, tensor<16x8xf32>, tensor<16x4xf32> -> tensor<1x4x6xf32>
    ```
  }];
  let arguments = !con(recurrentArguments, (ins
      DefaultValuedAttr<Continual_Flag, "false">:$cell));
}

#endif // COCC_DIALECT_FRAMERECURRENCEOPS
