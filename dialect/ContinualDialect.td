//===- ContinualDialect.td - The dialect, its types and attributes --------===//

#ifndef COCC_DIALECT_CONTINUALDIALECT
#define COCC_DIALECT_CONTINUALDIALECT

include "dialect/ContinualInterfaces.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/OpBase.td"

def Continual_Dialect : Dialect {
  let name = "continual";
  let cppNamespace = "::cocc::continual";
  let summary = "Neural networks that take one frame of a stream at a time.";
  let description = [{
    A `continual.network` computes one step: it takes the next frame of a stream and
    gives the output frame that is due. Frames are ranked tensors
    `tensor<BxCx...xf32>` of a batch, channels and up to two spatial axes; time is not
    one of their dimensions. What time does to a value, its clock and delay, is not in
    its type but follows from the operations before it (`StreamInterface`).
  }];
  let useDefaultAttributePrinterParser = 1;
  let extraClassDeclaration = [{
    /// Registers the attributes, and the operations and their promised kernels.
    void registerAttributes();
    void registerOperations();
    /// The operations of one family (OpFamily.h).
    template <typename... Ops>
    void addFamily();
  }];
}

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

def Continual_Frame
    : Type<And<[TensorRankOf<[F32], [2, 3, 4]>.predicate,
                HasStaticShapePred]>,
           "a frame (batch, channels, up to two spatial axes) of 32-bit floats",
           "::mlir::RankedTensorType">;

def Continual_WeightTensor
    : Type<And<[TensorRankOf<[F32], [1, 2, 3, 4, 5]>.predicate,
                HasStaticShapePred]>,
           "a weight of 32-bit floats", "::mlir::RankedTensorType">;

//===----------------------------------------------------------------------===//
// Attributes of layers. The summaries finish the sentence "`x` must be ...".
//===----------------------------------------------------------------------===//

class Continual_Attr<Attr base, string text> : ConfinedAttr<base, []> {
  let summary = text;
}

def Continual_Count : ConfinedAttr<I64Attr, [IntPositive]> {
  let summary = "a whole number, at least 1";
}
def Continual_Frames : ConfinedAttr<I64Attr, [IntNonNegative]> {
  let summary = "a whole number of frames, at least 0";
}
def Continual_Index : ConfinedAttr<I64Attr, [IntNonNegative]> {
  let summary = "a whole number, at least 0";
}
def Continual_Number : Continual_Attr<F64Attr, "a number">;
def Continual_Flag : Continual_Attr<BoolAttr, "true or false">;
def Continual_Counts
    : ConfinedAttr<DenseI64ArrayAttr,
                   [DenseArrayStrictlyPositive<DenseI64ArrayAttr>]> {
  let summary = "a list of whole numbers, each at least 1";
}
def Continual_Paddings
    : ConfinedAttr<DenseI64ArrayAttr,
                   [DenseArrayNonNegative<DenseI64ArrayAttr>]> {
  let summary = "a list of whole numbers, each at least 0";
}
def Continual_Factors : Continual_Attr<DenseF64ArrayAttr, "a list of numbers">;
/// One of some words: those of `first`, or `last`.
class Continual_Word<list<string> first, string last>
    : StringBasedAttr<CPred<"::llvm::isa<::mlir::StringAttr>($_self) && "
          "::llvm::is_contained({\"" # !interleave(first, "\", \"") # "\", \"" # last #
          "\"}, ::llvm::cast<::mlir::StringAttr>($_self).getValue())">,
          "\"" # !interleave(first, "\", \"") # "\" or \"" # last # "\"">;
def Continual_Accumulation : Continual_Word<["sum", "prod", "max"], "min">;
def Continual_GeluForm : Continual_Word<["none"], "tanh">;
def Continual_RnnNonlinearity : Continual_Word<["tanh"], "relu">;

//===----------------------------------------------------------------------===//
// Attributes of the later phases
//===----------------------------------------------------------------------===//

def Continual_ClockAttr : AttrDef<Continual_Dialect, "Clock"> {
  let mnemonic = "clock";
  let summary = "the ticks at which a value has frames: warm_up + j * period";
  let parameters = (ins "int64_t":$period, "int64_t":$warm_up);
  let assemblyFormat = "`<` struct(params) `>`";
}

def Continual_BufferAttr : AttrDef<Continual_Dialect, "Buffer"> {
  let mnemonic = "buffer";
  let summary = "where a value's frames are in the state, in bytes";
  let description = [{
    Slot `s` starts at `offset + s * slot_bytes`; frame `j` is in slot `j mod slots`
    unless the kernel's `run` says otherwise. In a slot frames lie channels
    innermost, `[batch][y][x][channel]`, `pitch` floats from one pixel to the next,
    within a border of zeros of `before` and `after` pixels in the order of the frame's
    spatial axes. A value that only the caller reads has no slots: its kernel writes
    the caller's frame.
  }];
  let parameters = (ins "int64_t":$offset, "int64_t":$slots,
      "int64_t":$slot_bytes, "int64_t":$pitch,
      OptionalArrayRefParameter<"int64_t">:$before,
      OptionalArrayRefParameter<"int64_t">:$after);
  let assemblyFormat = [{
    `<` `offset` `=` $offset `,` `slots` `=` $slots `,` `slot_bytes` `=` $slot_bytes
    `,` `pitch` `=` $pitch
    (`,` `before` `=` `[` $before^ `]` `,` `after` `=` `[` $after `]`)? `>`
  }];
}

def Continual_RunAttr : AttrDef<Continual_Dialect, "Run"> {
  let mnemonic = "run";
  let summary = "that a kernel makes several frames in one call";
  let description = [{
    A call makes `frames` frames of one phase, where so many are due and lie one behind
    the other. Frame `j` of the result is in slot `(j + shift) mod slots`, so that the
    frames of a step do.
  }];
  let parameters = (ins "int64_t":$frames, "int64_t":$shift);
  let assemblyFormat = "`<` struct(params) `>`";
}

def Continual_FillAttr : AttrDef<Continual_Dialect, "Fill"> {
  let mnemonic = "fill";
  let summary = "a block of the state, in bytes, that holds one value throughout";
  let description = [{
    The frames that readers with this padding value see beyond a clip's ends. Large enough
    for each value that is read with it.
  }];
  let parameters = (ins "int64_t":$offset, "int64_t":$bytes,
      "::mlir::FloatAttr":$value);
  let assemblyFormat = "`<` struct(params) `>`";
}

def Continual_KeptAttr : AttrDef<Continual_Dialect, "Kept"> {
  let mnemonic = "kept";
  let summary = "the part of the state that outlives a step, in bytes";
  let description = [{
    Where frames lie before the first of the input, a copy of what a fresh stream has
    there is at `fresh`; else that is 0.
  }];
  let parameters = (ins "int64_t":$offset, "int64_t":$bytes, "int64_t":$fresh);
  let assemblyFormat = "`<` struct(params) `>`";
}

def Continual_Fills
    : TypedArrayAttrBase<Continual_FillAttr, "blocks of the state with a value">;

#endif // COCC_DIALECT_CONTINUALDIALECT
