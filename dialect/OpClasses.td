//===- OpClasses.td - What records of operations derive from --------------===//
//
// Every file of operations includes this one, and no other of them.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_DIALECT_OPCLASSES
#define COCC_DIALECT_OPCLASSES

include "dialect/ContinualDialect.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"
include "mlir/IR/OpAsmInterface.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/FunctionInterfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

class Continual_Op<string mnemonic, list<Trait> traits = []>
    : Op<Continual_Dialect, mnemonic, traits>;

/// An operation that runs once a step. Its kernel is in compiler/codegen/kernels.
/// `streamMethods` are the methods of StreamInterface it does not leave at their
/// default.
class Continual_StepOp<string mnemonic, list<Trait> traits = [],
                       list<string> streamMethods = []>
    : Continual_Op<mnemonic, !listconcat(
          [Pure, DeclareOpInterfaceMethods<StreamInterface, streamMethods>],
          traits)> {
  code extraStepDeclaration = "";
  let extraClassDeclaration = extraStepDeclaration # [{
    /// Attaches this operation's StepKernelInterface to `context`.
    static void attachStepKernel(::mlir::MLIRContext &context);
  }];
}

/// A layer: a step operation that a network description may name.
class Continual_LayerOp<string mnemonic, list<Trait> traits = [],
                        list<string> streamMethods = []>
    : Continual_StepOp<mnemonic, traits, streamMethods> {
  let results = (outs Continual_Frame:$result);
  let extraStepDeclaration = [{
    static constexpr bool isLayer = true;
  }];
}

/// A layer whose result's shape its cpp file infers.
class Continual_ShapingOp<string mnemonic, list<Trait> traits = [],
                          list<string> streamMethods = []>
    : Continual_LayerOp<mnemonic, !listconcat([InferTypeOpAdaptor], traits),
                        streamMethods>;

/// A function of each element.
class Continual_ActivationOp<string mnemonic, list<Trait> traits = []>
    : Continual_LayerOp<mnemonic,
                        !listconcat([SameOperandsAndResultType], traits),
                        ["isElementwise"]> {
  let arguments = (ins Continual_Frame:$input);
  let assemblyFormat = "$input attr-dict `:` type($input)";
  let extraClassDefinition = [{
    bool $cppClass::isElementwise() { return true; }
  }];
}

/// A layer that slides a window over time and space. One number in a list stands for
/// all axes; `padding_after`, behind an axis, is as `padding` where it is not given.
class Continual_WindowOp<string mnemonic, list<Trait> traits = [],
                         list<string> streamMethods = [],
                         list<string> paddingMethods = []>
    : Continual_ShapingOp<mnemonic,
          !listconcat([DeclareOpInterfaceMethods<AbsorbsPaddingInterface,
                           !listconcat(["dropLastFrames", "dropFirstFrames"],
                                       paddingMethods)>],
                      traits),
          !listconcat(["getStreamGeometry", "getHalo"], streamMethods)> {
  dag windowArguments = (ins
      Continual_Counts:$kernel,
      DefaultValuedAttr<Continual_Counts, "{1}">:$stride,
      DefaultValuedAttr<Continual_Paddings, "{0}">:$padding,
      DefaultValuedAttr<Continual_Paddings, "{}">:$padding_after,
      DefaultValuedAttr<Continual_Counts, "{1}">:$dilation);
  code dropsFrames = [{
    int64_t $cppClass::dropLastFrames(int64_t frames) {
      return ::cocc::continual::dropLastFramesOfWindow(*this, frames);
    }
    int64_t $cppClass::dropFirstFrames(int64_t frames) {
      return ::cocc::continual::dropFirstFramesOfWindow(*this, frames);
    }
  }];
  code addsPadding = [{
    ::llvm::LogicalResult
    $cppClass::padInput(::llvm::ArrayRef<int64_t> before,
                        ::llvm::ArrayRef<int64_t> after, double value) {
      return ::cocc::continual::padWindow(*this, before, after, value);
    }
  }];
  code readsWindow = [{
    ::cocc::continual::StreamGeometry
    $cppClass::getStreamGeometry(unsigned operand) {
      return ::cocc::continual::getWindowGeometry(*this);
    }
    ::cocc::continual::Halo $cppClass::getHalo(unsigned operand) {
      return ::cocc::continual::getWindowHalo(*this);
    }
  }];
  let extraClassDefinition = readsWindow # addsPadding # dropsFrames;
}

/// A layer over two or more streams that meet.
class Continual_JoinOp<string mnemonic, list<Trait> traits = [],
                       list<string> streamMethods = []>
    : Continual_ShapingOp<mnemonic, traits, streamMethods> {
  let arguments = (ins Variadic<Continual_Frame>:$inputs);
  let extraStepDeclaration = [{
    static constexpr bool isLayer = true;
    static ::llvm::ArrayRef<::llvm::StringRef> getStreamNames() { return {}; }
  }];
  let assemblyFormat = [{
    $inputs attr-dict `:` type($inputs) `->` type($result)
  }];
}

/// A join of each element with those at its place; axes of extent 1 broadcast. A pair
/// has just two inputs.
class Continual_ElementwiseJoinOp<string mnemonic, bit isPair = 0>
    : Continual_JoinOp<mnemonic, [], ["isElementwise"]> {
  let extraClassDefinition = [{
    bool $cppClass::isElementwise() { return true; }
    ::llvm::LogicalResult $cppClass::inferReturnTypes(
        ::mlir::MLIRContext *, ::std::optional<::mlir::Location> location,
        Adaptor adaptor, ::llvm::SmallVectorImpl<::mlir::Type> &results) {
      return ::cocc::continual::inferBroadcast(
          location, adaptor.getInputs(), /*isPair=*/}] # isPair # [{, results);
    }
  }];
}

def Continual_Divisor
    : ConfinedAttr<F64Attr, [AttrConstraint<CPred<"static_cast<float>("
          "::llvm::cast<::mlir::FloatAttr>($_self).getValueAsDouble()) != 0">>]> {
  let summary = "a number other than 0";
}
def Continual_Amount
    : ConfinedAttr<F64Attr, [AttrConstraint<CPred<
          "::llvm::cast<::mlir::FloatAttr>($_self).getValueAsDouble() >= 0">>]> {
  let summary = "a number, at least 0";
}

/// A layer with one operand and no weights whose result has another shape.
class Continual_MovingOp<string mnemonic, list<string> streamMethods = []>
    : Continual_ShapingOp<mnemonic, [], streamMethods> {
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
  let hasFolder = 1;
}

/// A layer that keeps the frame's shape and may have weights.
class Continual_ShapedOp<string mnemonic, list<Trait> traits = [],
                         list<string> streamMethods = []>
    : Continual_LayerOp<mnemonic,
          !listconcat([AllTypesMatch<["input", "result"]>], traits),
          !listconcat(["getNumStreamOperands", "getWeightSpecs"],
                      streamMethods)> {
  let hasVerifier = 1;
}

/// A layer with one constant, which meets each element at its place: axes of extent 1
/// broadcast.
class Continual_ConstantOp<string mnemonic>
    : Continual_ShapedOp<mnemonic,
          [DeclareOpInterfaceMethods<ChannelAffineInterface, ["isPerChannel"]>],
          ["isElementwise"]> {
  let arguments = (ins Continual_Frame:$input, Continual_WeightTensor:$value,
      Continual_Counts:$shape);
  let assemblyFormat = [{
    $input `,` $value attr-dict `:` type($input) `,` type($value)
  }];
  let extraClassDefinition = [{
    unsigned $cppClass::getNumStreamOperands() { return 1; }
    bool $cppClass::isElementwise() { return true; }
    bool $cppClass::isPerChannel() {
      return ::cocc::continual::isPerChannel(getShape());
    }
    ::llvm::LogicalResult $cppClass::verify() {
      return ::cocc::continual::verifyWeights(*this);
    }
  }];
}

/// A layer that brings elements that belong together to mean 0 and variance 1.
class Continual_NormOp<string mnemonic, list<string> streamMethods = []>
    : Continual_ShapedOp<mnemonic, [], streamMethods> {
  dag normArguments = (ins Continual_Frame:$input,
      Variadic<Continual_WeightTensor>:$weights);
  let assemblyFormat = [{
    $input (`,` $weights^)? attr-dict `:` type($input) (`,` type($weights)^)?
  }];
  let extraClassDefinition = [{
    unsigned $cppClass::getNumStreamOperands() { return 1; }
    ::llvm::LogicalResult $cppClass::verify() {
      return ::cocc::continual::verifyWeights(*this);
    }
  }];
}

def Continual_Relation
    : Continual_Word<["gt", "ge", "lt", "le", "eq"], "ne">;

#endif // COCC_DIALECT_OPCLASSES
