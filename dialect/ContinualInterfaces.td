//===- ContinualInterfaces.td - What passes and codegen ask of an op ------===//

#ifndef COCC_DIALECT_CONTINUALINTERFACES
#define COCC_DIALECT_CONTINUALINTERFACES

include "mlir/IR/OpBase.td"

def StreamInterface : OpInterface<"StreamInterface"> {
  let description = [{
    How an operation relates its output frames to its input frames, and what it
    needs for that. Everything has a default that is right for an operation that is
    pointwise in time, so an operation states only what is special about it.
  }];
  let cppNamespace = "::cocc::continual";
  let methods = [
    InterfaceMethod<[{
        The geometry in time with which the operation reads a streaming operand.
        Default: pointwise.
      }],
      "::cocc::continual::StreamGeometry", "getStreamGeometry",
      (ins "unsigned":$operand), [{}],
      [{ return {}; }]>,
    InterfaceMethod<[{
        How many of the leading operands are streams of frames; the others are
        weights. Default: all.
      }],
      "unsigned", "getNumStreamOperands", (ins), [{}],
      [{ return $_op->getNumOperands(); }]>,
    StaticInterfaceMethod<[{
        What its streams are called, in messages about a wrong number of them. None:
        it takes two or more that are alike. Default: one input.
      }],
      "::llvm::ArrayRef<::llvm::StringRef>", "getStreamNames", (ins), [{}], [{
        static constexpr ::llvm::StringRef names[] = {"input"};
        return names;
      }]>,
    StaticInterfaceMethod<[{
        Whether its input may be a layer that comes later in a network description: it
        reads only earlier frames, and its attribute `shape` says what they are.
        Default: no.
      }],
      "bool", "takesLaterFrames", (ins), [{}], [{ return false; }]>,
    InterfaceMethod<[{
        Of an operation that reads its own result's last frame: how many channels that
        frame has in memory. The result's own come first; nobody else sees the others.
        Before its first frame it reads zeros. Default: 0, it reads no such thing.
      }],
      "int64_t", "getMemoryChannels", (ins), [{}], [{ return 0; }]>,
    InterfaceMethod<[{
        The value of the frames before the clip and behind it, where the geometry
        has padding. Default: zero.
      }],
      "float", "getPaddingValue", (ins "unsigned":$operand), [{}], [{ return 0.0f; }]>,
    InterfaceMethod<[{
        Whether the frames before the clip are its first frame again, and those behind
        it its last, instead of frames of the padding value. Default: no.
      }],
      "bool", "repeatsEdges", (ins "unsigned":$operand), [{}], [{ return false; }]>,
    InterfaceMethod<[{
        How far the operation reads beyond each edge of an operand's frame, where it
        expects zeros. Default: not at all.
      }],
      "::cocc::continual::Halo", "getHalo", (ins "unsigned":$operand), [{}], [{ return {}; }]>,
    InterfaceMethod<[{
        Multiply-adds for one output frame, counting nothing else. Default: none.
      }],
      "int64_t", "getMacs", (ins), [{}], [{ return 0; }]>,
    InterfaceMethod<[{
        Whether each element of the result depends on the elements at the same
        place (up to broadcasting) of the operands alone, so that it can be computed
        where its operand is made. Default: no.
      }],
      "bool", "isElementwise", (ins), [{}], [{ return false; }]>,
    InterfaceMethod<[{
        Whether each place of the result along its last axis depends on the same place of
        this operand's last axis alone, and does so in the same way at all places: if it
        is so for all streams, the operation with the same attributes and weights fits
        frames without this axis too. Asked only of frames with a spatial axis. Default:
        for elementwise operations without weights.
      }],
      "bool", "isPlaceByPlace", (ins "unsigned":$operand), [{}], [{
        return $_op.isElementwise() &&
               $_op.getNumStreamOperands() == $_op->getNumOperands();
      }]>,
    StaticInterfaceMethod<[{
        The weights that an operation with these streaming operands and attributes
        takes behind them, with PyTorch's names and shapes. Default: none. Fails, with an
        error at `location`, where the attributes do not fit the operands.
      }],
      "::llvm::LogicalResult", "getWeightSpecs",
      (ins "::mlir::Location":$location, "::mlir::ValueRange":$streams,
           "::mlir::DictionaryAttr":$attributes,
           "::llvm::SmallVectorImpl<::cocc::continual::WeightSpec> &":$specs),
      [{}], [{ return ::mlir::success(); }]>,
  ];
}

def ChannelAffineInterface : OpInterface<"ChannelAffineInterface"> {
  let description = [{
    An operation that can multiply each channel of its operand with one constant and
    add another, the same at every step.
  }];
  let cppNamespace = "::cocc::continual";
  let methods = [
    InterfaceMethod<[{
        The constants per channel, in double precision, from the values of the
        operation's weights (in the order of its weight operands).
      }],
      "::cocc::continual::ChannelAffine", "getChannelAffine",
      (ins "::llvm::ArrayRef<::llvm::ArrayRef<float>>":$weights)>,
    InterfaceMethod<[{
        Whether the operation, with its attributes, does that. Default: yes.
      }],
      "bool", "isPerChannel", (ins), [{}], [{ return true; }]>,
  ];
}

def AbsorbsAffineInterface : OpInterface<"AbsorbsAffineInterface"> {
  let description = [{
    An operation with a `weight` whose first axis is the output channel and an
    optional `bias` behind it, so that constants per output channel can be multiplied
    into the one and added to the other.
  }];
  let cppNamespace = "::cocc::continual";
}

def AbsorbsPaddingInterface : OpInterface<"AbsorbsPaddingInterface"> {
  let description = [{
    An operation with a window that can be moved over the edges of what it reads. Lists
    have a number per axis, time first.
  }];
  let cppNamespace = "::cocc::continual";
  let methods = [
    InterfaceMethod<[{
        Makes the operation see its operand as if `before` and `after` places with
        `value` were added at the ends of each axis (negative: taken away). Fails, and
        changes nothing, where it cannot.
      }],
      "::llvm::LogicalResult", "padInput",
      (ins "::llvm::ArrayRef<int64_t>":$before, "::llvm::ArrayRef<int64_t>":$after,
           "double":$value)>,
    InterfaceMethod<[{
        Makes the operation see its operand as if the clip's first frame were there
        `before` times more, and its last `after` times. Fails, and changes nothing,
        where it cannot. Default: it cannot.
      }],
      "::llvm::LogicalResult", "repeatEdges",
      (ins "int64_t":$before, "int64_t":$after), [{}], [{ return ::mlir::failure(); }]>,
    InterfaceMethod<[{
        Makes the operation give up to `frames` frames fewer at the end of the clip, and
        returns how many. Default: 0.
      }],
      "int64_t", "dropLastFrames", (ins "int64_t":$frames), [{}], [{ return 0; }]>,
    InterfaceMethod<[{
        The same at the beginning of the clip.
      }],
      "int64_t", "dropFirstFrames", (ins "int64_t":$frames), [{}], [{ return 0; }]>,
  ];
}

def StepKernelInterface : OpInterface<"StepKernelInterface"> {
  let description = [{
    How an operation computes one output frame, as Halide stages. The dialect
    promises it for every step operation; compiler/codegen/kernels implements it.
  }];
  let cppNamespace = "::cocc::continual";
  let methods = [
    InterfaceMethod<[{
        Describes the computation of one frame to `stages`: reads its operands' frames from
        it and gives it the result.
      }],
      "void", "buildStep", (ins "::cocc::StageBuilder &":$stages)>,
  ];
}

#endif // COCC_DIALECT_CONTINUALINTERFACES
