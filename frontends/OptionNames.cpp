//===- OptionNames.cpp ----------------------------------------------------===//

#include "frontends/OptionNames.h"

namespace cocc::frontends {

std::string OptionNames::window(llvm::StringRef name, int64_t frames) const {
  std::string number = std::to_string(frames);
  return isPython ? "windows={\"" + name.str() + "\": " + number + "}"
                  : "--window " + name.str() + "=" + number;
}

std::string OptionNames::timeDim(int64_t dim) const {
  return timeDim() + "=" + std::to_string(dim);
}

std::string OptionNames::framesPerStep(int64_t frames) const {
  return (isPython ? "frames_per_step=" : "--frames-per-step=") +
         std::to_string(frames);
}

} // namespace cocc::frontends
