//===- TorchViews.h - Calls by what they do to memory ---------------------===//

#ifndef COCC_FRONTENDS_TORCH_TORCHVIEWS_H
#define COCC_FRONTENDS_TORCH_TORCHVIEWS_H

#include "frontends/torch/TorchProgram.h"
#include "llvm/ADT/StringRef.h"

namespace cocc::frontends {

/// "add_" of "aten.add_.Tensor".
llvm::StringRef shortName(const TorchNode &node);

bool takesTensorFirst(const TorchNode &node);

bool writesInPlace(const TorchNode &node);

/// Calls in place that change no number.
bool isMark(const TorchNode &node);

/// Writes over all that it is given, without reading it.
bool writesOver(const TorchNode &node);

/// Takes a part of a tensor.
bool isPart(const TorchNode &node);

/// Shows all of a tensor in another form, with as many elements.
bool isForm(const TorchNode &node);

/// Shows a tensor's elements, and is no place to write to.
bool isOtherView(const TorchNode &node);

/// Gives a tensor itself, or a copy: that depends on how it lies in memory.
bool isPerhapsCopy(const TorchNode &node);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_TORCHVIEWS_H
