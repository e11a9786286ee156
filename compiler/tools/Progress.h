//===- Progress.h - What a long compilation is doing ----------------------===//

#ifndef COCC_COMPILER_TOOLS_PROGRESS_H
#define COCC_COMPILER_TOOLS_PROGRESS_H

#include "llvm/ADT/StringRef.h"
#include <chrono>

namespace cocc {

/// One line on standard error, from the second second on; gone at the end.
class Progress {
public:
  explicit Progress(llvm::StringRef activity);
  ~Progress();

  void update(size_t done, size_t all);

private:
  llvm::StringRef activity;
  std::chrono::steady_clock::time_point start;
  bool shown = false;
  bool terminal = false;
};

} // namespace cocc

#endif // COCC_COMPILER_TOOLS_PROGRESS_H
