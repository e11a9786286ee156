//===- Bench.h - What a step costs beside what it must cost ---------------===//

#ifndef COCC_COMPILER_TOOLS_BENCH_H
#define COCC_COMPILER_TOOLS_BENCH_H

#include "compiler/codegen/NetworkLayout.h"
#include "llvm/Support/Error.h"

namespace cocc {

/// Steps the network on random frames and prints the time of a step and, for
/// each kernel, its time and its share of the roofline: the time that its
/// multiply-adds need at this core's peak, or its bytes at the bandwidth with
/// which this core reads as much as a step touches, whichever is more.
llvm::Error runBench(const NetworkLayout &layout, llvm::raw_ostream &stream);

} // namespace cocc

#endif // COCC_COMPILER_TOOLS_BENCH_H
