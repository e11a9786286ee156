//===- Progress.cpp -------------------------------------------------------===//

#include "compiler/tools/Progress.h"
#include "llvm/Support/raw_ostream.h"

using namespace cocc;

static constexpr std::chrono::seconds patience(1);

Progress::Progress(llvm::StringRef activity)
    : activity(activity), start(std::chrono::steady_clock::now()),
      terminal(llvm::errs().is_displayed()) {}

Progress::~Progress() {
  if (shown && terminal)
    llvm::errs() << "\r\033[K";
}

void Progress::update(size_t done, size_t all) {
  if (std::chrono::steady_clock::now() - start < patience)
    return;
  // Where the line cannot be overwritten, it is written once.
  if (shown && !terminal)
    return;
  llvm::errs() << (terminal ? "\r\033[K" : "") << activity << ' ' << done << '/'
               << all << (terminal ? "" : "\n");
  shown = true;
}
