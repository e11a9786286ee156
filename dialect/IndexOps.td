//===- IndexOps.td - Layers that read whole numbers -----------------------===//
//
// Frames are of float32, also those that hold whole numbers, as it has all of less than
// 2^24.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_DIALECT_INDEXOPS
#define COCC_DIALECT_INDEXOPS

include "dialect/OpClasses.td"

def Continual_EmbeddingOp
    : Continual_ShapingOp<"embedding", [],
                          ["getNumStreamOperands", "getWeightSpecs"]> {
  let summary = "the row of a table that each place names";
  let description = [{
    `torch.nn.Embedding` with a weight [`rows`, `channels`]: the operand has one channel,
    and the row is its number with the fraction cut off. Where that is no row of the table
    the result is no number (NaN); PyTorch raises. An input of the network that holds rows
    may have a `limit`, so that a step refuses others.

    Example:

    ```mlir
    %0 = continual.embedding %x, %w {rows = 32 : i64, channels = 6 : i64}
        : tensor<1x1x4xf32>, tensor<32x6xf32> -> tensor<1x6x4xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input, Continual_WeightTensor:$weight,
      Continual_Count:$rows, Continual_Count:$channels);
  let assemblyFormat = [{
    $input `,` $weight attr-dict `:` type($input) `,` type($weight) `->` type($result)
  }];
  let hasVerifier = 1;
}

#endif // COCC_DIALECT_INDEXOPS
