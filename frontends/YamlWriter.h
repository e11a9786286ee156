//===- YamlWriter.h - Writes the grammar of docs/yaml.md ------------------===//

#ifndef COCC_FRONTENDS_YAMLWRITER_H
#define COCC_FRONTENDS_YAMLWRITER_H

#include "frontends/NetworkDescription.h"
#include "llvm/Support/raw_ostream.h"

namespace cocc::frontends {

/// Writes a network for people to read; readYaml makes an equal one of it, but
/// for places, and for blocks and repetitions, which are written out. Weights
/// in a table are not mentioned unless they have a path.
void writeYaml(const NetworkDescription &network, llvm::raw_ostream &stream);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_YAMLWRITER_H
