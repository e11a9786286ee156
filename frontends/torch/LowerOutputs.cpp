//===- LowerOutputs.cpp - What a program returns --------------------------===//

#include "frontends/torch/LowerArithmetic.h"
#include "frontends/torch/LowerTime.h"
#include "frontends/torch/Lowering.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {

/// Gives an output one axis for each dimension of what the program returns, but
/// time.
bool Lowering::finishOutput(const std::string &output,
                            const std::string &name) {
  TorchNode node;
  node.name = "output";
  node.arguments.emplace_back().tensors = {output};
  for (const TorchNode &maker : program.nodes)
    if (is_contained(maker.results, output)) {
      node.target = maker.target;
      node.source = maker.source;
    }
  if (!assembleArguments(node))
    return false;
  Call call(*this, node);
  if (!makeStream(call, output))
    return problem.message.empty()
               ? fail(
                     "the program returns the scores of an attention over time")
               : false;
  auto value = values.find(output);
  if (auto *found = value == values.end()
                        ? nullptr
                        : std::get_if<Positioned>(&value->second))
    return Call(*this, *found->origin).fail(usedByPosition);
  auto *stream =
      value == values.end() ? nullptr : std::get_if<Stream>(&value->second);
  if (value != values.end() && std::holds_alternative<Complex>(value->second))
    return call.fail("the program returns its complex numbers; return "
                     "torch.view_as_real of them");
  if (!stream)
    return fail("what the program returns is not made from the clip");
  if (stream->fill)
    return fail("the program returns a clip that it padded behind, by another "
                "number of frames for each length of the clip");
  giveTimeItsPlaces(call, *stream);
  std::vector<Atoms> axes;
  for (auto [dim, atoms] : enumerate(stream->dims))
    if (!stream->isTimeAlone(dim))
      axes.push_back(stream->atomsOf(dim));
  while (axes.size() < 2)
    axes.insert(stream->timeDim() == 0 ? axes.begin() : axes.end(), Atoms());
  if (axes.size() > 4)
    return fail("what the program returns has " + Twine(axes.size()) +
                " dimensions beside time; a frame has at most 4");
  outputs.push_back({call.arrange(*stream, axes).layer, name});
  return true;
}

bool Lowering::finish(ArrayRef<std::string> returned) {
  if (returned.empty())
    return fail("the program returns nothing");
  for (auto [output, name] : zip_equal(returned, program.outputNames))
    if (!finishOutput(output, name))
      return false;
  return any_of(outputs,
                [&](const LoweredOutput &output) {
                  return output.layer >= inputs.size();
                }) ||
         fail("the program returns the clip as it is");
}

} // namespace cocc::frontends
