//===- RateOps.td - Layers that give frames at another rate ----------------===//
//
// Time made finer, and frames taken apart and put together along it. Windows with a
// stride are in WindowOps.td, transposed convolutions in UpsamplingOps.td.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_DIALECT_RATEOPS
#define COCC_DIALECT_RATEOPS

include "dialect/OpClasses.td"

def Continual_UpsampleMode : Continual_Word<["nearest"], "linear">;

def Continual_UpsampleOp
    : Continual_LayerOp<"upsample", [SameOperandsAndResultType],
                        ["getStreamGeometry", "repeatsEdges"]> {
  let summary = "several frames of each: time interpolated";
  let description = [{
    `torch.nn.Upsample` over time alone, by a whole `factor`. With `mode` nearest each
    frame comes so many times, as by `repeat_interleave`; with linear the frames between
    two are weighted sums of them, and before the middle of the first and behind that of
    the last they are these (PyTorch's align_corners: false).

    Example:

    ```mlir
    %0 = continual.upsample %x {factor = 2 : i64, mode = "linear"} : tensor<1x8xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input, Continual_Count:$factor,
      DefaultValuedStrAttr<Continual_UpsampleMode, "nearest">:$mode);
  let assemblyFormat = "$input attr-dict `:` type($input)";
}

def Continual_ChannelsToTimeOp
    : Continual_ShapingOp<"channels_to_time", [], ["getStreamGeometry"]> {
  let summary = "several frames of each: its channels, one after the other";
  let description = [{
    Pixel shuffle along time: channel c of frame i*factor + r is channel c*factor + r of
    frame i.

    Example:

    ```mlir
    %0 = continual.channels_to_time %x {factor = 4 : i64}
        : tensor<1x8xf32> -> tensor<1x2xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input, Continual_Count:$factor);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
}

def Continual_TimeToChannelsOp
    : Continual_ShapingOp<"time_to_channels", [], ["getStreamGeometry"]> {
  let summary = "several frames as one, beside each other in its channels";
  let description = [{
    The reverse of `channels_to_time`: channel c*factor + r of frame i is channel c of
    frame i*factor + r. An incomplete last group is dropped.

    Example:

    ```mlir
    %0 = continual.time_to_channels %x {factor = 4 : i64}
        : tensor<1x2xf32> -> tensor<1x8xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input, Continual_Count:$factor);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
}

def Continual_OverlapAddOp
    : Continual_ShapingOp<"overlap_add",
          [DeclareOpInterfaceMethods<AbsorbsPaddingInterface,
               ["dropLastFrames", "dropFirstFrames"]>],
          ["getStreamGeometry"]> {
  let summary = "blocks of frames that overlap, added up";
  let description = [{
    `torch.nn.functional.fold` along time: frame i holds a block of `size` frames, as
    channel c*size + k of its k-th, and blocks begin `stride` frames apart. Of their sum
    `crop` frames are taken away in front and `crop_after` behind.

    Example:

    ```mlir
    %0 = continual.overlap_add %x {size = 4 : i64, stride = 2 : i64}
        : tensor<1x8xf32> -> tensor<1x2xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input, Continual_Count:$size,
      Continual_Count:$stride,
      DefaultValuedAttr<Continual_Frames, "0">:$crop,
      DefaultValuedAttr<Continual_Frames, "0">:$crop_after);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
}

#endif // COCC_DIALECT_RATEOPS
