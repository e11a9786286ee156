//===- NetworkOps.td - The network, and what passes make of it ------------===//
//
// What a frontend puts round layers, what shifts them in time, and what passes put in
// their place. Passes know these operations and few of other families.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_DIALECT_NETWORKOPS
#define COCC_DIALECT_NETWORKOPS

include "dialect/OpClasses.td"
include "mlir/IR/RegionKindInterface.td"

//===----------------------------------------------------------------------===//
// The network
//===----------------------------------------------------------------------===//

def Continual_NetworkOp
    : Continual_Op<"network", [IsolatedFromAbove, FunctionOpInterface,
                               SingleBlock, RegionKindInterface,
                               HasOnlyGraphRegion]> {
  let summary = "one step of a network";
  let description = [{
    Takes the next frame of a stream, or of several; its `continual.output` has the
    frames that are due. In a `balanced` network the operands of every operation have
    the same clock, and in one that is `aligned` all outputs have. A step takes
    `frames_per_step` frames of each input, but of an argument with
    `continual.rate = array<i64: a, b>` a frames for b of them. `input_names` and
    `output_names` tell several apart; they may be left out where there is one.

    An operation may read the value of a later one where it reads earlier frames of it
    alone, as `previous` does: that makes a loop. All that is on a loop comes in step.

    `delay_bytes_saved` is what balancing saved: the bytes of frames that the
    network keeps less than if each delay stood where its value meets others.
    Clocks are in ticks: `ticks_per_frame` of an input frame, where that is said, or
    as few as make all periods whole.

    Example:

    ```mlir
    continual.network @moving_average(%frame: tensor<1x8xf32>) -> tensor<1x8xf32> {
      %0 = continual.avg_pool %frame {kernel = array<i64: 4>}
          : tensor<1x8xf32> -> tensor<1x8xf32>
      continual.output %0 : tensor<1x8xf32>
    }
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name,
      TypeAttrOf<FunctionType>:$function_type,
      OptionalAttr<StrArrayAttr>:$input_names,
      OptionalAttr<StrArrayAttr>:$output_names,
      UnitAttr:$aligned,
      UnitAttr:$balanced,
      OptionalAttr<Continual_Count>:$frames_per_step,
      OptionalAttr<I64Attr>:$delay_bytes_saved,
      OptionalAttr<I64Attr>:$ticks_per_frame,
      OptionalAttr<I64Attr>:$state_bytes,
      OptionalAttr<Continual_KeptAttr>:$kept,
      OptionalAttr<Continual_Fills>:$fills,
      OptionalAttr<DictArrayAttr>:$arg_attrs,
      OptionalAttr<DictArrayAttr>:$res_attrs);
  let regions = (region SizedRegion<1>:$body);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
  let hasRegionVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::Region *getCallableRegion() { return &getBody(); }
    ::llvm::ArrayRef<::mlir::Type> getArgumentTypes() {
      return getFunctionType().getInputs();
    }
    ::llvm::ArrayRef<::mlir::Type> getResultTypes() {
      return getFunctionType().getResults();
    }
    /// The frames that enter, and the operation whose operands leave.
    ::mlir::Block::BlockArgListType getInputs() {
      return getBody().getArguments();
    }
    ::cocc::continual::OutputOp getOutput();
    /// How many frames of each input without a rate of its own a step takes; 1
    /// where nothing is said.
    int64_t getStepFrames() { return getFramesPerStep().value_or(1); }
    /// The name of an input or output; that of the only one may be "input" or
    /// "output".
    ::llvm::StringRef getInputName(unsigned index);
    ::llvm::StringRef getOutputName(unsigned index);
  }];
}

def Continual_OutputOp
    : Continual_Op<"output", [Pure, Terminator,
                              HasParent<"NetworkOp">]> {
  let summary = "the frames that leave the network";
  let description = [{
    Example:

    ```mlir
    continual.output %0 : tensor<1x8xf32>
    ```
  }];
  let arguments = (ins Variadic<Continual_Frame>:$frames);
  let assemblyFormat = "$frames attr-dict `:` type($frames)";
}

def Continual_WeightOp
    : Continual_Op<"weight", [Pure, AllTypesMatch<["value", "result"]>]> {
  let summary = "a constant of the network";
  let description = [{
    `name` is the constant's path as in PyTorch's `state_dict`.

    Example:

    ```mlir
    %0 = continual.weight "0.bias" dense<[0.5, -1.0]> : tensor<2xf32>
    ```
  }];
  let arguments = (ins StrAttr:$name, ElementsAttr:$value);
  let results = (outs Continual_WeightTensor:$result);
  let assemblyFormat = "$name $value attr-dict";
}

//===----------------------------------------------------------------------===//
// Time
//===----------------------------------------------------------------------===//

def Continual_DelayOp
    : Continual_LayerOp<"delay", [SameOperandsAndResultType],
                        ["getStreamGeometry"]> {
  let summary = "the frame from so many frames ago";
  let description = [{
    Frame j of the result is frame j of the operand, `frames` frames later.

    Example:

    ```mlir
    %0 = continual.delay %x {frames = 2 : i64} : tensor<1x8xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input, Continual_Frames:$frames);
  let assemblyFormat = "$input attr-dict `:` type($input)";
  let extraClassDefinition = [{
    ::cocc::continual::StreamGeometry
    $cppClass::getStreamGeometry(unsigned operand) {
      ::cocc::continual::StreamGeometry geometry;
      geometry.lag = getFrames();
      return geometry;
    }
  }];
  let hasFolder = 1;
}

def Continual_SkipOp
    : Continual_LayerOp<"skip", [SameOperandsAndResultType],
                        ["getStreamGeometry", "isElementwise"]> {
  let summary = "the stream without its first frames";
  let description = [{
    Frame j of the result is frame j + `frames` of the operand, at the same step.

    Example:

    ```mlir
    %0 = continual.skip %x {frames = 2 : i64} : tensor<1x8xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input, Continual_Frames:$frames);
  let assemblyFormat = "$input attr-dict `:` type($input)";
  let extraClassDefinition = [{
    bool $cppClass::isElementwise() { return true; }
    ::cocc::continual::StreamGeometry
    $cppClass::getStreamGeometry(unsigned operand) {
      ::cocc::continual::StreamGeometry geometry;
      geometry.skip = getFrames();
      return geometry;
    }
  }];
}

//===----------------------------------------------------------------------===//
// What the passes make of layers
//===----------------------------------------------------------------------===//

def Continual_AffineOp
    : Continual_StepOp<"affine",
          [DeclareOpInterfaceMethods<ChannelAffineInterface>,
           AllTypesMatch<["input", "result"]>,
           AllTypesMatch<["scale", "shift"]>],
          ["getNumStreamOperands", "isElementwise"]> {
  let summary = "one factor and one summand per channel";
  let description = [{
    What affine folding leaves of a normalisation that no layer before it takes in.

    Example:

    ```mlir
    %0 = continual.affine %x, %scale, %shift : tensor<1x2xf32>, tensor<2xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input, Continual_WeightTensor:$scale,
      Continual_WeightTensor:$shift);
  let results = (outs Continual_Frame:$result);
  let assemblyFormat = [{
    $input `,` $scale `,` $shift attr-dict `:` type($input) `,` type($scale)
  }];
}

def Continual_ReceiveOp
    : Continual_StepOp<"receive", [SameOperandsAndResultType]> {
  let summary = "the caller's frame, channels outermost, in the network's layout";
  let description = [{
    Example:

    ```mlir
    %0 = continual.receive %frame : tensor<1x8x6x6xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$frame);
  let results = (outs Continual_Frame:$result);
  let assemblyFormat = "$frame attr-dict `:` type($frame)";
}

def Continual_SendOp
    : Continual_StepOp<"send", [SameOperandsAndResultType], ["getStreamGeometry"]> {
  let summary = "a frame in the caller's layout, channels outermost";
  let description = [{
    Of outputs that are aligned, one whose frames come between those of a later one is
    held back by `hold` ticks.

    Example:

    ```mlir
    %0 = continual.send %x : tensor<1x8x6x6xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$frame,
      DefaultValuedAttr<Continual_Index, "0">:$hold);
  let results = (outs Continual_Frame:$result);
  let assemblyFormat = "$frame attr-dict `:` type($frame)";
  let extraClassDefinition = [{
    ::cocc::continual::StreamGeometry
    $cppClass::getStreamGeometry(unsigned operand) {
      ::cocc::continual::StreamGeometry geometry;
      geometry.hold = getHold();
      return geometry;
    }
  }];
}

def Continual_RingOp
    : Continual_Op<"ring", [Pure, SameOperandsAndResultType,
                            DeclareOpInterfaceMethods<StreamInterface>]> {
  let summary = "a value whose last frames are kept";
  let description = [{
    All uses of the value, also in earlier frames, go through its one ring of `slots`
    frames: as many as any of them looks back, and those that a step makes.

    Example:

    ```mlir
    %0 = continual.ring %x slots 3 : tensor<1x8xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input, Continual_Count:$slots);
  let results = (outs Continual_Frame:$result);
  let assemblyFormat = "$input `slots` $slots attr-dict `:` type($input)";
}

def Continual_TapOp
    : Continual_Op<"tap", [Pure, SameOperandsAndResultType,
          DeclareOpInterfaceMethods<StreamInterface, ["getStreamGeometry"]>]> {
  let summary = "an earlier frame of a ring";
  let description = [{
    A delay that costs no instruction: its user reads another slot.

    Example:

    ```mlir
    %1 = continual.tap %0 back 2 : tensor<1x8xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$ring, Continual_Frames:$frames);
  let results = (outs Continual_Frame:$result);
  let assemblyFormat = "$ring `back` $frames attr-dict `:` type($ring)";
  let extraClassDefinition = [{
    ::cocc::continual::StreamGeometry
    $cppClass::getStreamGeometry(unsigned operand) {
      ::cocc::continual::StreamGeometry geometry;
      geometry.lag = getFrames();
      return geometry;
    }
  }];
}

def Continual_KernelOp
    : Continual_Op<"kernel", [Pure, IsolatedFromAbove, AttrSizedOperandSegments,
          SingleBlock,
          DeclareOpInterfaceMethods<StreamInterface,
              ["getStreamGeometry", "getNumStreamOperands", "getPaddingValue",
               "repeatsEdges", "getHalo", "getMacs", "getMemoryChannels"]>]> {
  let summary = "step operations that are computed together, as one function";
  let description = [{
    The region's arguments stand for the operands. Operand i is read `back[i]`
    frames behind its newest frame, and from there as its user in the region
    reads it. `layers` names the layers, for reports. Planning adds when the kernel
    runs, where its result lies, and how many frames a call makes.

    Example:

    ```mlir
    %1 = continual.kernel "0+1" (%x back [2], %w) {
    ^bb0(%a: tensor<1x8xf32>, %b: tensor<4x8xf32>):
      %2 = continual.linear %a, %b {channels = 4 : i64, bias = false}
          : tensor<1x8xf32>, tensor<4x8xf32> -> tensor<1x4xf32>
      %3 = continual.relu %2 : tensor<1x4xf32>
      continual.yield %3 : tensor<1x4xf32>
    } : (tensor<1x8xf32>, tensor<4x8xf32>) -> tensor<1x4xf32>
    ```
  }];
  let arguments = (ins Variadic<Continual_Frame>:$frames,
      Variadic<Continual_WeightTensor>:$weights, StrAttr:$layers,
      DenseI64ArrayAttr:$back, OptionalAttr<Continual_ClockAttr>:$clock,
      OptionalAttr<Continual_BufferAttr>:$buffer,
      OptionalAttr<Continual_RunAttr>:$run);
  let results = (outs Continual_Frame:$result);
  let regions = (region SizedRegion<1>:$body);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// The operation in the region that reads operand `operand` as a stream, and as
    /// which of its operands. The only one, by the verifier.
    ::mlir::OpOperand &getReader(unsigned operand);
    /// Frames j and j + phases of the result are made in the same way.
    int64_t getPhases();
    /// How many frames of a phase a call may make; 1 where nothing is said.
    int64_t getRunFrames() { return getRun() ? getRun()->getFrames() : 1; }
  }];
}

def Continual_YieldOp
    : Continual_Op<"yield", [Pure, Terminator, HasParent<"KernelOp">]> {
  let summary = "the result of a kernel";
  let description = [{
    Example:

    ```mlir
    continual.yield %3 : tensor<1x4xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$result);
  let assemblyFormat = "$result attr-dict `:` type($result)";
}

#endif // COCC_DIALECT_NETWORKOPS
