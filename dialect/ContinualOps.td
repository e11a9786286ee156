//===- ContinualOps.td - The layers, and what becomes of them -------------===//
//
// The record of a layer is also its YAML schema: a frontend looks up the operation by
// the layer's name and offers its attributes (docs/adding-an-operator.md).
//
//===----------------------------------------------------------------------===//

#ifndef COCC_DIALECT_CONTINUALOPS
#define COCC_DIALECT_CONTINUALOPS

include "dialect/ContinualDialect.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"
include "mlir/IR/OpAsmInterface.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/FunctionInterfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

class Continual_Op<string mnemonic, list<Trait> traits = []>
    : Op<Continual_Dialect, mnemonic, traits>;

//===----------------------------------------------------------------------===//
// Base classes of the step operations
//===----------------------------------------------------------------------===//

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
                           !listconcat(["dropLastFrames"], paddingMethods)>],
                      traits),
          !listconcat(["getStreamGeometry", "getHalo"], streamMethods)> {
  dag windowArguments = (ins
      Continual_Counts:$kernel,
      DefaultValuedAttr<Continual_Counts, "{1}">:$stride,
      DefaultValuedAttr<Continual_Paddings, "{0}">:$padding,
      DefaultValuedAttr<Continual_Paddings, "{}">:$padding_after,
      DefaultValuedAttr<Continual_Counts, "{1}">:$dilation);
  code dropsLastFrames = [{
    int64_t $cppClass::dropLastFrames(int64_t frames) {
      return ::cocc::continual::dropLastFramesOfWindow(*this, frames);
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
  let extraClassDefinition = readsWindow # addsPadding # dropsLastFrames;
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

/// Chooses between two streams, element by element.
def Continual_WhereOp
    : Continual_ShapingOp<"where", [], ["isElementwise"]> {
  let summary = "elements of `yes` where `condition` is not 0, of `no` elsewhere";
  let description = [{
    `torch.where`. Axes of extent 1 broadcast.

    Example:

    ```mlir
    %0 = continual.where %c, %a, %b
        : tensor<1x1xf32>, tensor<1x8xf32>, tensor<1x8xf32> -> tensor<1x8xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$condition, Continual_Frame:$yes,
      Continual_Frame:$no);
  let assemblyFormat = [{
    $condition `,` $yes `,` $no attr-dict `:` type($condition) `,` type($yes) `,`
    type($no) `->` type($result)
  }];
  let extraStepDeclaration = [{
    static constexpr bool isLayer = true;
    static ::llvm::ArrayRef<::llvm::StringRef> getStreamNames() {
      static constexpr ::llvm::StringRef names[] = {"condition", "yes", "no"};
      return names;
    }
  }];
  let extraClassDefinition = [{
    bool $cppClass::isElementwise() { return true; }
    ::llvm::LogicalResult $cppClass::inferReturnTypes(
        ::mlir::MLIRContext *, ::std::optional<::mlir::Location> location,
        Adaptor adaptor, ::llvm::SmallVectorImpl<::mlir::Type> &results) {
      return ::cocc::continual::inferBroadcast(
          location, adaptor.getOperands(), /*isPair=*/false, results);
    }
  }];
}

//===----------------------------------------------------------------------===//
// The network
//===----------------------------------------------------------------------===//

def Continual_NetworkOp
    : Continual_Op<"network", [IsolatedFromAbove, FunctionOpInterface,
                               SingleBlock]> {
  let summary = "one step of a network";
  let description = [{
    Takes the next frame of a stream, or of several with one rate; its
    `continual.output` has the frames that are due. In a `balanced` network the
    operands of every operation have the same clock, and in one that is `aligned`
    all outputs have. `input_names` and `output_names` tell several apart; they may
    be left out where there is one.

    `delay_bytes_saved` is what balancing saved: the bytes of frames that the
    network keeps less than if each delay stood where its value meets others.

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
      OptionalAttr<I64Attr>:$delay_bytes_saved,
      OptionalAttr<I64Attr>:$state_bytes,
      OptionalAttr<Continual_Fills>:$fills,
      OptionalAttr<DictArrayAttr>:$arg_attrs,
      OptionalAttr<DictArrayAttr>:$res_attrs);
  let regions = (region SizedRegion<1>:$body);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
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
// Windows
//===----------------------------------------------------------------------===//

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
  let extraClassDefinition = readsWindow # addsPadding # dropsLastFrames # [{
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
  let extraClassDefinition = readsWindow # dropsLastFrames;
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
  }] # addsPadding # dropsLastFrames;
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

//===----------------------------------------------------------------------===//
// Layers within a frame
//===----------------------------------------------------------------------===//

def Continual_LinearOp
    : Continual_ShapingOp<"linear", [AbsorbsAffineInterface],
                          ["getNumStreamOperands", "getMacs", "getWeightSpecs",
                           "isPlaceByPlace"]> {
  let summary = "the same linear map of the channels at every position";
  let description = [{
    `torch.nn.Linear` over the axis of channels.

    Example:

    ```mlir
    %0 = continual.linear %x, %w, %b {channels = 4 : i64}
        : tensor<1x8xf32>, tensor<4x8xf32>, tensor<4xf32> -> tensor<1x4xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input,
      Continual_WeightTensor:$weight,
      Optional<Continual_WeightTensor>:$shift,
      Continual_Count:$channels,
      DefaultValuedAttr<Continual_Flag, "true">:$bias);
  let assemblyFormat = [{
    $input `,` $weight (`,` $shift^)? attr-dict `:` type($input) `,` type($weight)
    (`,` type($shift)^)? `->` type($result)
  }];
  let hasVerifier = 1;
}

def Continual_BatchNormOp
    : Continual_LayerOp<"batch_norm",
          [DeclareOpInterfaceMethods<ChannelAffineInterface>,
           AllTypesMatch<["input", "result"]>,
           AllTypesMatch<["weight", "shift", "running_mean", "running_var"]>],
          ["getNumStreamOperands", "getWeightSpecs", "isElementwise"]> {
  let summary = "normalisation with the statistics of training";
  let description = [{
    `torch.nn.BatchNorm1d`, `BatchNorm2d` and `BatchNorm3d` in eval mode:
    `weight * (x - running_mean) / sqrt(running_var + eps) + bias` per channel.

    Example:

    ```mlir
    %0 = continual.batch_norm %x, %w, %b, %mean, %var
        : tensor<1x2xf32>, tensor<2xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input,
      Continual_WeightTensor:$weight, Continual_WeightTensor:$shift,
      Continual_WeightTensor:$running_mean, Continual_WeightTensor:$running_var,
      DefaultValuedAttr<Continual_Number, "1e-5">:$eps);
  let assemblyFormat = [{
    $input `,` $weight `,` $shift `,` $running_mean `,` $running_var attr-dict
    `:` type($input) `,` type($weight)
  }];
  let hasVerifier = 1;
}

def Continual_SpatialMeanOp : Continual_ShapingOp<"spatial_mean"> {
  let summary = "mean over the spatial axes, which stay with extent 1";
  let description = [{
    Example:

    ```mlir
    %0 = continual.spatial_mean %x : tensor<1x8x6x6xf32> -> tensor<1x8x1x1xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
}

def Continual_SoftmaxOp
    : Continual_LayerOp<"softmax", [SameOperandsAndResultType],
                        ["getWeightSpecs"]> {
  let summary = "softmax along an axis of the frame, by default its channels";
  let description = [{
    Example:

    ```mlir
    %0 = continual.softmax %x {axis = 2 : i64} : tensor<1x8x6xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input,
      DefaultValuedAttr<Continual_Count, "1">:$axis);
  let assemblyFormat = "$input attr-dict `:` type($input)";
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Activations
//===----------------------------------------------------------------------===//

def Continual_ReluOp : Continual_ActivationOp<"relu"> {
  let summary = "max(x, 0)";
  let description = [{
    Example:

    ```mlir
    %0 = continual.relu %x : tensor<1x8xf32>
    ```
  }];
}

def Continual_Relu6Op : Continual_ActivationOp<"relu6"> {
  let summary = "min(max(x, 0), 6)";
  let description = [{
    Example:

    ```mlir
    %0 = continual.relu6 %x : tensor<1x8xf32>
    ```
  }];
}

def Continual_SiluOp : Continual_ActivationOp<"silu"> {
  let summary = "x * sigmoid(x)";
  let description = [{
    Example:

    ```mlir
    %0 = continual.silu %x : tensor<1x8xf32>
    ```
  }];
}

def Continual_SigmoidOp : Continual_ActivationOp<"sigmoid"> {
  let summary = "1 / (1 + exp(-x))";
  let description = [{
    Example:

    ```mlir
    %0 = continual.sigmoid %x : tensor<1x8xf32>
    ```
  }];
}

def Continual_TanhOp : Continual_ActivationOp<"tanh"> {
  let summary = "hyperbolic tangent";
  let description = [{
    Example:

    ```mlir
    %0 = continual.tanh %x : tensor<1x8xf32>
    ```
  }];
}

def Continual_HardswishOp : Continual_ActivationOp<"hardswish"> {
  let summary = "x * min(max(x + 3, 0), 6) / 6";
  let description = [{
    Example:

    ```mlir
    %0 = continual.hardswish %x : tensor<1x8xf32>
    ```
  }];
}

def Continual_HardsigmoidOp : Continual_ActivationOp<"hardsigmoid"> {
  let summary = "min(max(x + 3, 0), 6) / 6";
  let description = [{
    Example:

    ```mlir
    %0 = continual.hardsigmoid %x : tensor<1x8xf32>
    ```
  }];
}

def Continual_GeluOp : Continual_ActivationOp<"gelu"> {
  let summary = "x times the normal distribution function of x";
  let description = [{
    `approximate = "tanh"` is PyTorch's form with the hyperbolic tangent.

    Example:

    ```mlir
    %0 = continual.gelu %x {approximate = "tanh"} : tensor<1x8xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input,
      DefaultValuedStrAttr<Continual_GeluForm, "none">:$approximate);
}

def Continual_EluOp : Continual_ActivationOp<"elu"> {
  let summary = "x where positive, else alpha * (exp(x) - 1)";
  let description = [{
    Example:

    ```mlir
    %0 = continual.elu %x {alpha = 0.5 : f64} : tensor<1x8xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input,
      DefaultValuedAttr<Continual_Number, "1.0">:$alpha);
}

def Continual_LeakyReluOp : Continual_ActivationOp<"leaky_relu"> {
  let summary = "x where positive, else slope * x";
  let description = [{
    Example:

    ```mlir
    %0 = continual.leaky_relu %x {slope = 0.2 : f64} : tensor<1x8xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input,
      DefaultValuedAttr<Continual_Number, "0.01">:$slope);
}

//===----------------------------------------------------------------------===//
// Joins
//===----------------------------------------------------------------------===//

def Continual_AddOp : Continual_ElementwiseJoinOp<"add"> {
  let summary = "sum of two or more frames; axes of extent 1 broadcast";
  let description = [{
    Example:

    ```mlir
    %0 = continual.add %a, %b : tensor<1x8x6xf32>, tensor<1x8x1xf32>
        -> tensor<1x8x6xf32>
    ```
  }];
}

def Continual_MulOp : Continual_ElementwiseJoinOp<"mul"> {
  let summary = "product of two or more frames; axes of extent 1 broadcast";
  let description = [{
    Example:

    ```mlir
    %0 = continual.mul %a, %b : tensor<1x8x6xf32>, tensor<1x8x1xf32>
        -> tensor<1x8x6xf32>
    ```
  }];
}

def Continual_ConcatOp : Continual_JoinOp<"concat"> {
  let summary = "two or more frames one behind the other, by default their channels";
  let description = [{
    Example:

    ```mlir
    %0 = continual.concat %a, %b {axis = 1 : i64}
        : tensor<1x8x6xf32>, tensor<1x2x6xf32> -> tensor<1x10x6xf32>
    ```
  }];
  let arguments = (ins Variadic<Continual_Frame>:$inputs,
      DefaultValuedAttr<Continual_Count, "1">:$axis);
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
    : Continual_StepOp<"send", [SameOperandsAndResultType]> {
  let summary = "a frame in the caller's layout, channels outermost";
  let description = [{
    Example:

    ```mlir
    %0 = continual.send %x : tensor<1x8x6x6xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$frame);
  let results = (outs Continual_Frame:$result);
  let assemblyFormat = "$frame attr-dict `:` type($frame)";
}

def Continual_RingOp
    : Continual_Op<"ring", [Pure, SameOperandsAndResultType,
                            DeclareOpInterfaceMethods<StreamInterface>]> {
  let summary = "a value whose last frames are kept";
  let description = [{
    All uses of the value, also in earlier frames, go through its one ring; `slots`
    is the longest look-back of any of them, and the newest frame.

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
    runs and where its result lies.

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
      OptionalAttr<Continual_BufferAttr>:$buffer);
  let results = (outs Continual_Frame:$result);
  let regions = (region SizedRegion<1>:$body);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// The operation in the region that reads operand `operand` as a stream, and as
    /// which of its operands. The only one, by the verifier.
    ::mlir::OpOperand &getReader(unsigned operand);
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

include "dialect/FrameOps.td"
include "dialect/TimeOps.td"
include "dialect/AttentionOps.td"

#endif // COCC_DIALECT_CONTINUALOPS
