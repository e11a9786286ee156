//===- Suggestions.cpp ----------------------------------------------------===//

#include "frontends/Suggestions.h"

using namespace llvm;

namespace cocc::frontends {

StringRef nearest(StringRef name, ArrayRef<StringRef> candidates) {
  // A third of the letters may be wrong, or two exchanged, but not all of them.
  unsigned best =
      std::min(std::max<size_t>(2, name.size() / 3) + 1, name.size());
  StringRef found;
  for (StringRef candidate : candidates) {
    unsigned distance = name.edit_distance(candidate, true, best);
    if (distance >= best)
      continue;
    best = distance;
    found = candidate;
  }
  return found;
}

std::string suggest(StringRef name, ArrayRef<StringRef> candidates) {
  StringRef found = nearest(name, candidates);
  return found.empty() ? "" : "; did you mean '" + found.str() + "'?";
}

std::string listNames(ArrayRef<StringRef> names, size_t atMost) {
  std::string text;
  size_t shown = std::min(names.size(), atMost);
  for (size_t i = 0; i < shown; ++i) {
    if (i > 0)
      text += i + 1 == names.size() ? " and " : ", ";
    text += "'" + names[i].str() + "'";
  }
  if (shown < names.size())
    text += " and " + std::to_string(names.size() - shown) + " more";
  return text;
}

} // namespace cocc::frontends
