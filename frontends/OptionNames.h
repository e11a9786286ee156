//===- OptionNames.h - What the options are called where they are given ---===//
//
// A message speaks of the caller's options in the caller's terms: those of the
// command line, or the parameters of cocc.compile in Python.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_FRONTENDS_OPTIONNAMES_H
#define COCC_FRONTENDS_OPTIONNAMES_H

#include "llvm/ADT/Twine.h"
#include <string>

namespace cocc::frontends {

struct OptionNames {
  bool isPython = false;

  /// --window mean=16, or windows={"mean": 16}.
  std::string window(llvm::StringRef name, int64_t frames) const;
  /// --time-dim=1, or time_dim=1.
  std::string timeDim(int64_t dim) const;
  /// --frames-per-step=4, or frames_per_step=4.
  std::string framesPerStep(int64_t frames) const;
  std::string window() const { return isPython ? "windows" : "--window"; }
  std::string timeDim() const { return isPython ? "time_dim" : "--time-dim"; }
  /// What to do that a program is compiled from exports of several lengths.
  std::string severalLengths() const {
    return isPython ? "give cocc.compile the module itself"
                    : "export it with clips of two lengths (--also)";
  }
};

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_OPTIONNAMES_H
