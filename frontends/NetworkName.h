//===- NetworkName.h - Names that a library can have ----------------------===//

#ifndef COCC_FRONTENDS_NETWORKNAME_H
#define COCC_FRONTENDS_NETWORKNAME_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace cocc::frontends {

/// A network called `name` gets a header <name>.h, a library lib<name>, a C
/// type `name` and functions <name>_step and so on. What prevents that; empty
/// if nothing does.
std::string findWrongInNetworkName(llvm::StringRef name);

/// A name that a library can have, as like to `text` as can be.
std::string makeNetworkName(llvm::StringRef text);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_NETWORKNAME_H
