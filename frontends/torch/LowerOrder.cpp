//===- LowerOrder.cpp -----------------------------------------------------===//

#include "frontends/torch/LowerOrder.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace llvm;

namespace cocc::frontends {

void keepLive(TorchProgram &program) {
  StringSet<> needed;
  for (const std::string &name : program.outputs)
    needed.insert(name);
  std::vector<TorchNode> live;
  for (TorchNode &node : reverse(program.nodes)) {
    if (none_of(node.results,
                [&](const std::string &name) { return needed.contains(name); }))
      continue;
    for (std::string &name : node.results)
      if (!needed.contains(name))
        name.clear();
    for (const TorchArgument &argument : node.arguments)
      for (const std::string &name : argument.tensors)
        needed.insert(name);
    live.push_back(std::move(node));
  }
  program.nodes.assign(std::make_move_iterator(live.rbegin()),
                       std::make_move_iterator(live.rend()));
}

} // namespace cocc::frontends
