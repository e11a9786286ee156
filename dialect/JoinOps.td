//===- JoinOps.td - Layers over several streams ---------------------------===//
//
// They arrive aligned.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_DIALECT_JOINOPS
#define COCC_DIALECT_JOINOPS

include "dialect/OpClasses.td"

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

def Continual_SubOp : Continual_ElementwiseJoinOp<"sub", 1> {
  let summary = "the first of two frames minus the second; axes of extent 1 broadcast";
  let description = [{
    Example:

    ```mlir
    %0 = continual.sub %a, %b : tensor<1x8x6xf32>, tensor<1x8x1xf32>
        -> tensor<1x8x6xf32>
    ```
  }];
}

def Continual_DivOp : Continual_ElementwiseJoinOp<"div", 1> {
  let summary = "the first of two frames over the second; axes of extent 1 broadcast";
  let description = [{
    Example:

    ```mlir
    %0 = continual.div %a, %b : tensor<1x8x6xf32>, tensor<1x8x1xf32>
        -> tensor<1x8x6xf32>
    ```
  }];
}

def Continual_MaximumOp : Continual_ElementwiseJoinOp<"maximum"> {
  let summary = "the largest of two or more frames; axes of extent 1 broadcast";
  let description = [{
    Example:

    ```mlir
    %0 = continual.maximum %a, %b : tensor<1x8x6xf32>, tensor<1x8x1xf32>
        -> tensor<1x8x6xf32>
    ```
  }];
}

def Continual_MinimumOp : Continual_ElementwiseJoinOp<"minimum"> {
  let summary = "the smallest of two or more frames; axes of extent 1 broadcast";
  let description = [{
    Example:

    ```mlir
    %0 = continual.minimum %a, %b : tensor<1x8x6xf32>, tensor<1x8x1xf32>
        -> tensor<1x8x6xf32>
    ```
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

def Continual_TrimToOp : Continual_ShapingOp<"trim_to"> {
  let summary = "the frames of a clip, no more than another has";
  let description = [{
    Frame j is frame j of `clip`, where `other` has a frame j too: what a program does that
    makes something as long as its input.

    Example:

    ```mlir
    %0 = continual.trim_to %a, %x : tensor<1x8xf32>, tensor<1x1xf32> -> tensor<1x8xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$clip, Continual_Frame:$other);
  let assemblyFormat = [{
    $clip `,` $other attr-dict `:` type($clip) `,` type($other) `->` type($result)
  }];
  let extraStepDeclaration = [{
    static constexpr bool isLayer = true;
    static ::llvm::ArrayRef<::llvm::StringRef> getStreamNames() {
      static constexpr ::llvm::StringRef names[] = {"clip", "other"};
      return names;
    }
  }];
  let extraClassDefinition = [{
    ::llvm::LogicalResult $cppClass::inferReturnTypes(
        ::mlir::MLIRContext *, ::std::optional<::mlir::Location>, Adaptor adaptor,
        ::llvm::SmallVectorImpl<::mlir::Type> &results) {
      results.push_back(adaptor.getClip().getType());
      return ::mlir::success();
    }
  }];
}

#endif // COCC_DIALECT_JOINOPS
