//===- YamlReader.h - Reads the grammar of docs/yaml.md -------------------===//

#ifndef COCC_FRONTENDS_YAMLREADER_H
#define COCC_FRONTENDS_YAMLREADER_H

#include "frontends/NetworkDescription.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace cocc::frontends {

/// The names of the containers, which no block may have.
llvm::ArrayRef<llvm::StringRef> containerNames();

/// Reads a network file. Whether its layers and their attributes exist is for
/// the importer to say. Says in `problem` what is wrong where it returns
/// nothing.
std::optional<NetworkDescription> readYaml(llvm::StringRef text,
                                           Problem &problem);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_YAMLREADER_H
