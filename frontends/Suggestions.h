//===- Suggestions.h - What may have been meant ---------------------------===//

#ifndef COCC_FRONTENDS_SUGGESTIONS_H
#define COCC_FRONTENDS_SUGGESTIONS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <string>

namespace cocc::frontends {

/// The candidate that is spelled most like `name`; empty where none is close.
llvm::StringRef nearest(llvm::StringRef name,
                        llvm::ArrayRef<llvm::StringRef> candidates);

/// "; did you mean 'kernel'?", or nothing.
std::string suggest(llvm::StringRef name,
                    llvm::ArrayRef<llvm::StringRef> candidates);

/// "'a', 'b' and 'c'"; the end of a long list is counted only.
std::string listNames(llvm::ArrayRef<llvm::StringRef> names,
                      size_t atMost = 10);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_SUGGESTIONS_H
