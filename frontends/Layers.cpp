//===- Layers.cpp ---------------------------------------------------------===//

#include "frontends/Layers.h"
#include "dialect/OpFamily.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {

static std::vector<StringRef> collectLayers() {
  std::vector<StringRef> names;
  for (const continual::OpFamily &family : continual::opFamilies())
    names.insert(names.end(), family.layers.begin(), family.layers.end());
  sort(names);
  return names;
}

ArrayRef<StringRef> layerNames() {
  static const std::vector<StringRef> names = collectLayers();
  return names;
}

} // namespace cocc::frontends
