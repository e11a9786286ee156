//===- LowerConstantFrames.h - Known numbers as frames --------------------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERCONSTANTFRAMES_H
#define COCC_FRONTENDS_TORCH_LOWERCONSTANTFRAMES_H

#include "frontends/torch/Lowering.h"

namespace cocc::frontends {

/// `constant`, which meets `like` element by element, as a frame for each of
/// its frames: of the same form, where extents of 1 broadcast. `like` is
/// repeated where the constant has more places.
std::optional<Stream> constantFrame(Call &call, Stream &like,
                                    Constant constant);

/// `constant`, which stands beside `like` along `dim`, the frame's axis `axis`,
/// and is as large along the others.
std::optional<Stream> constantBeside(Call &call, const Stream &like,
                                     const Constant &constant, int64_t dim,
                                     int axis);

/// `constant`, of the shape of `like`, as frames of the same form.
std::optional<Stream> constantLike(Call &call, const Stream &like,
                                   Constant constant);

/// Streams and constants, a stream among them, that meet element by element, as
/// frames of one form whose axes broadcast.
std::optional<std::vector<Stream>> meet(Call &call,
                                        llvm::ArrayRef<Value> operands);

/// The same of parameters, each a tensor or a number.
std::optional<std::vector<Stream>>
meetOperands(Call &call, llvm::ArrayRef<llvm::StringRef> parameters);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERCONSTANTFRAMES_H
