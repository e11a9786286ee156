//===- EmitDescription.h - A network as YAML and safetensors --------------===//

#ifndef COCC_COMPILER_TOOLS_EMITDESCRIPTION_H
#define COCC_COMPILER_TOOLS_EMITDESCRIPTION_H

#include "frontends/NetworkDescription.h"
#include "llvm/Support/Error.h"

namespace cocc {

/// Writes `description` to `path` and its table of weights, if it has any,
/// beside it, with the extension .safetensors. Either both are written or none.
llvm::Error emitDescription(frontends::NetworkDescription description,
                            llvm::StringRef path);

} // namespace cocc

#endif // COCC_COMPILER_TOOLS_EMITDESCRIPTION_H
