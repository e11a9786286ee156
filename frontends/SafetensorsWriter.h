//===- SafetensorsWriter.h - Tensors as a safetensors file ----------------===//

#ifndef COCC_FRONTENDS_SAFETENSORSWRITER_H
#define COCC_FRONTENDS_SAFETENSORSWRITER_H

#include "frontends/NetworkDescription.h"
#include "llvm/Support/raw_ostream.h"

namespace cocc::frontends {

/// Writes the tensors one behind the other, by their names' order, such that
/// each is aligned where the file is. The same tensors are the same bytes.
void writeSafetensors(const std::map<std::string, StoredTensor> &tensors,
                      llvm::raw_ostream &stream);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_SAFETENSORSWRITER_H
