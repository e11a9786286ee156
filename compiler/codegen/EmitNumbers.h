//===- EmitNumbers.h - A network's numbers as reports show them -*- C++ -*-===//

#ifndef COCC_COMPILER_CODEGEN_EMITNUMBERS_H
#define COCC_COMPILER_CODEGEN_EMITNUMBERS_H

#include "compiler/codegen/NetworkLayout.h"

#include "llvm/ADT/ArrayRef.h"

namespace cocc::report {

/// In lowest terms: "3/2", or "3" where it is whole.
std::string fractionText(int64_t numerator, int64_t denominator);

/// "1x16x3x8".
std::string shapeText(llvm::ArrayRef<int64_t> shape);

/// The frames that a value has for each of the input.
std::string rateText(const NetworkLayout &layout, const StreamFacts &stream);

/// The most ticks by which an output's own time lies behind its step's newest
/// input frame.
int64_t getLatency(const NetworkLayout &layout, const OutputLayout &output);

/// The frames of an input while time goes on by so many, rounded down.
int64_t framesOfInput(const NetworkLayout &layout, int64_t input,
                      int64_t frames);

/// Whether all inputs have the frames that a step counts.
bool hasOneRate(const NetworkLayout &layout);

/// Of a step, on average: a layer that runs every few steps costs a fraction.
std::string macsPerStep(const NetworkLayout &layout, const LayerReport &layer);

/// Multiply-adds of each layer for a clip of `clipFrames` frames that is
/// computed at once.
std::vector<int64_t> macsOfClip(const NetworkLayout &layout,
                                int64_t clipFrames);

} // namespace cocc::report

#endif // COCC_COMPILER_CODEGEN_EMITNUMBERS_H
