//===- Layers.cpp ---------------------------------------------------------===//

#include "frontends/Layers.h"
#include "dialect/ContinualOps.h"

using namespace llvm;

namespace cocc::frontends {

template <typename... Ops>
static std::vector<StringRef> collectLayers() {
  std::vector<StringRef> names;
  auto collect = [&]<typename Op>() {
    if constexpr (requires { Op::isLayer; })
      names.push_back(Op::getOperationName().split('.').second);
  };
  (collect.template operator()<Ops>(), ...);
  return names;
}

ArrayRef<StringRef> layerNames() {
  using namespace continual;
  static const std::vector<StringRef> names = collectLayers<
#define GET_OP_LIST
#include "dialect/ContinualOps.cpp.inc"
      >();
  return names;
}

} // namespace cocc::frontends
