//===- TorchWrites.cpp - Calls that take the place of writes --------------===//

#include "frontends/torch/TorchWrites.h"
#include "frontends/torch/TorchViews.h"

using namespace llvm;
using Kind = cocc::frontends::TorchArgument::Kind;

namespace cocc::frontends {

static TorchInt sum(const TorchInt &a, const TorchInt &b) {
  TorchInt result{a.value + b.value, ""};
  for (size_t i = 0; i < std::max(a.others.size(), b.others.size()); ++i)
    result.others.push_back(a.at(i + 1) + b.at(i + 1));
  return result;
}

static TorchArgument argument(StringRef parameter, Kind kind) {
  TorchArgument made;
  made.parameter = parameter.str();
  made.kind = kind;
  return made;
}

static TorchInt readInt(const TorchNode &node, StringRef name, int64_t usual) {
  const TorchArgument *found = node.find(name);
  return found && !found->ints.empty() ? found->ints.front()
                                       : TorchInt{usual, ""};
}

TorchNode callOfWrite(const TorchNode &node,
                      ArrayRef<const TorchNode *> parts) {
  TorchArgument dims = argument("dims", Kind::Ints),
                starts = argument("starts", Kind::Ints),
                ends = argument("ends", Kind::Ints),
                steps = argument("steps", Kind::Ints),
                selects = argument("selects", Kind::Bools);
  for (const TorchNode *part : parts) {
    StringRef name = shortName(*part);
    dims.ints.push_back(readInt(*part, "dim", 0));
    starts.ints.push_back(
        readInt(*part, name == "select" ? "index" : "start", 0));
    ends.ints.push_back(
        name == "narrow" ? sum(readInt(*part, "length", 0), starts.ints.back())
                         : readInt(*part, "end", INT64_MAX));
    steps.ints.push_back(readInt(*part, "step", 1));
    selects.bools.push_back(name == "select");
  }
  TorchNode made = node;
  made.target = "cocc.write.default";
  made.arguments = {argument("self", Kind::Tensor),
                    argument("src", Kind::Tensor),
                    dims,
                    starts,
                    ends,
                    steps,
                    selects};
  return made;
}

TorchNode callOfUnview(const TorchNode &form) {
  TorchArgument of = argument("of", Kind::Text);
  of.text = shortName(form).str();
  TorchNode made = form;
  made.target = "cocc.unview.default";
  made.arguments.push_back(of);
  return made;
}

} // namespace cocc::frontends
