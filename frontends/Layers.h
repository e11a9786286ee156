//===- Layers.h - The operators that a network file may name --------------===//

#ifndef COCC_FRONTENDS_LAYERS_H
#define COCC_FRONTENDS_LAYERS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace cocc::frontends {

/// The names of all layers of the dialect, without its prefix, from a to z.
llvm::ArrayRef<llvm::StringRef> layerNames();

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_LAYERS_H
