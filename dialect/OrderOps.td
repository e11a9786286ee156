//===- OrderOps.td - Order and choice within a frame -----------------------===//
//
// None of these looks at another frame than the one of its step.
// Axes of a frame are counted as PyTorch counts those of a tensor without time: 0 is the
// batch, 1 the channels, 2 and 3 are of space.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_DIALECT_ORDEROPS
#define COCC_DIALECT_ORDEROPS

include "dialect/OpClasses.td"

def Continual_Places : Continual_Attr<DenseI64ArrayAttr,
    "a list of places, each a whole number, or -1 for none">;

def Continual_GatherOp
    : Continual_ShapingOp<"gather", [], ["isPlaceByPlace"]> {
  let summary = "the places of one axis that a list names, in its order";
  let description = [{
    `torch.index_select`: place i of the result along `axis` is place `places[i]` of the
    operand. Where that is -1 there is none, and the result has `value`. So a list also
    says how an axis is flipped, rolled, repeated, or cut into windows that overlap and
    reach beyond its ends.

    Example:

    ```mlir
    %0 = continual.gather %x {axis = 1 : i64, places = array<i64: 2, -1, 0, 0>}
        : tensor<1x3x6xf32> -> tensor<1x4x6xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input,
      Continual_Index:$axis,
      Continual_Places:$places,
      DefaultValuedAttr<Continual_Number, "0.0">:$value);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
  let hasFolder = 1;
}

def Continual_TakeOp : Continual_ShapingOp<"take"> {
  let summary = "the places of one axis that another frame names";
  let description = [{
    `torch.take_along_dim`: along `axis` the result has as many places as `places`, and at
    each the element of `input` at the place that is named there; the other axes of both
    are alike, or 1 in `places`, where they broadcast. A place that `input` does not have
    stands for its first or last.

    Example:

    ```mlir
    %0 = continual.take %x, %p {axis = 2 : i64}
        : tensor<1x3x6xf32>, tensor<1x3x2xf32> -> tensor<1x3x2xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input, Continual_Frame:$places,
      Continual_Index:$axis);
  let assemblyFormat = [{
    $input `,` $places attr-dict `:` type($input) `,` type($places) `->` type($result)
  }];
  let extraStepDeclaration = [{
    static constexpr bool isLayer = true;
    static ::llvm::ArrayRef<::llvm::StringRef> getStreamNames() {
      static constexpr ::llvm::StringRef names[] = {"input", "places"};
      return names;
    }
  }];
}

def Continual_SortOp : Continual_ShapingOp<"sort"> {
  let summary = "the elements along an axis by their order, the first `count` of them";
  let description = [{
    `torch.sort` and `torch.topk`: along `axis`, the least first, or with `descending` the
    largest; of equal ones that which comes first. What is no number is larger than all
    numbers. A `count` of 0 stands for all. With `places` the result has not the elements
    but the places from which they come, so that `argmax` is
    `{descending: true, count: 1, places: true}`.

    Example:

    ```mlir
    %0 = continual.sort %x {axis = 1 : i64, descending = true, count = 2 : i64}
        : tensor<1x8x6xf32> -> tensor<1x2x6xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input,
      DefaultValuedAttr<Continual_Count, "1">:$axis,
      DefaultValuedAttr<Continual_Flag, "false">:$descending,
      DefaultValuedAttr<Continual_Index, "0">:$count,
      DefaultValuedAttr<Continual_Flag, "false">:$places);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
}


def Continual_AccumulateOp : Continual_ShapingOp<"accumulate"> {
  let summary = "at each place of an axis what the places up to it make together";
  let description = [{
    `torch.cumsum`, `cumprod`, `cummax` and `cummin` along `axis`, within a frame. With
    `places` the result has not the largest (least) element so far but its place, of equal
    ones that which comes last.

    Example:

    ```mlir
    %0 = continual.accumulate %x {axis = 2 : i64, kind = "max"}
        : tensor<1x8x6xf32> -> tensor<1x8x6xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input,
      DefaultValuedAttr<Continual_Count, "1">:$axis,
      DefaultValuedStrAttr<Continual_Accumulation, "sum">:$kind,
      DefaultValuedAttr<Continual_Flag, "false">:$places);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
}

def Continual_CompareFramesOp
    : Continual_ElementwiseJoinOp<"compare_frames", 1> {
  let summary = "1 where the first frame has the relation to the second, else 0";
  let description = [{
    `torch.gt`, `ge`, `lt`, `le`, `eq` and `ne` of two frames; axes of extent 1 broadcast.

    Example:

    ```mlir
    %0 = continual.compare_frames %a, %b {relation = "le"}
        : tensor<1x8x6xf32>, tensor<1x8x1xf32> -> tensor<1x8x6xf32>
    ```
  }];
  let arguments = (ins Variadic<Continual_Frame>:$inputs,
      DefaultValuedStrAttr<Continual_Relation, "gt">:$relation);
}

def Continual_ConstantFrameOp
    : Continual_ShapingOp<"constant", [],
                          ["getNumStreamOperands", "getWeightSpecs"]> {
  let summary = "a frame of known numbers for each frame of the operand";
  let description = [{
    Of the operand it takes when there is a frame, and its batch; none of its numbers is
    read. `shape` is that of `value`: a frame's, whose batch is the operand's, or 1 where
    all its rows are alike.

    Example:

    ```mlir
    %0 = continual.constant %x, %v {shape = array<i64: 1, 4, 6>}
        : tensor<2x8x6xf32>, tensor<1x4x6xf32> -> tensor<2x4x6xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input, Continual_WeightTensor:$value,
      Continual_Counts:$shape);
  let assemblyFormat = [{
    $input `,` $value attr-dict `:` type($input) `,` type($value) `->` type($result)
  }];
  let hasVerifier = 1;
}

#endif // COCC_DIALECT_ORDEROPS
