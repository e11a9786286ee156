//===- SpectrumOps.td - Fourier transforms of a frame ----------------------===//
//
//===----------------------------------------------------------------------===//

#ifndef COCC_DIALECT_SPECTRUMOPS
#define COCC_DIALECT_SPECTRUMOPS

include "dialect/OpClasses.td"

def Continual_SpectrumForm
    : Continual_Word<["real", "complex"], "half">;

def Continual_FourierOp
    : Continual_ShapingOp<"fourier", [], ["getMacs", "isPlaceByPlace"]> {
  let summary = "discrete Fourier transform of the channels at every position";
  let description = [{
    Of `size` numbers, `factor` times the sum of each with exp(-2 pi i j k / size), or
    with `inverse` exp(2 pi i j k / size). Complex numbers are so many channels of real
    parts and behind them as many of imaginary parts. `from` and `to` say what the
    channels are: `real`, `complex`, or of `half` a spectrum the first
    `size / 2 + 1` numbers, the others being their conjugates.

    `torch.fft.rfft` is from real to half, `irfft` the inverse from half to real, `fft`
    from complex to complex.

    Example:

    ```mlir
    %0 = continual.fourier %x {from = "real", to = "half", size = 16 : i64}
        : tensor<1x16xf32> -> tensor<1x18xf32>
    ```
  }];
  let arguments = (ins Continual_Frame:$input,
      Continual_SpectrumForm:$from, Continual_SpectrumForm:$to,
      Continual_Count:$size,
      DefaultValuedAttr<Continual_Flag, "false">:$inverse,
      DefaultValuedAttr<Continual_Number, "1.0">:$factor);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
}

#endif // COCC_DIALECT_SPECTRUMOPS
