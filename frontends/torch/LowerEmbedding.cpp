//===- LowerEmbedding.cpp - Rows of a table -------------------------------===//

#include "dialect/WholeNumbers.h"
#include "frontends/torch/LowerRegistry.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {

void Call::limitIndices(const Stream &indices, int64_t limit) {
  auto keeps = [](const LoweredLayer &layer) {
    bool isCut = layer.called == "unary" &&
                 layer.attributes.front().value.text == "trunc";
    return isCut || is_contained({"reshape", "permute"}, layer.called);
  };
  unsigned layer = indices.layer;
  for (; layer >= lowering.inputs.size();
       layer = lowering.layers[layer].inputs.front())
    if (!keeps(lowering.layers[layer]))
      return;
  int64_t &known = lowering.inputs[layer].limit;
  known = known > 0 ? std::min(known, limit) : limit;
}

namespace {

/// The rows of `table` that the numbers of a stream name, behind its
/// dimensions.
bool giveRows(Call &call, Stream numbers, const Constant &table) {
  if (table.rank() != 2)
    return call.fail("takes rows from what is no table of two dimensions");
  int64_t rows = table.sizes[0], channels = table.sizes[1];
  if (rows > continual::mostIndices)
    return call.fail("has a table of " + Twine(rows) +
                     " rows; float32 can "
                     "name " +
                     Twine(continual::mostIndices));
  call.limitIndices(numbers, rows);
  std::vector<Atoms> axes = {numbers.axes.front(), {}, {}};
  for (ArrayRef<int> axis : ArrayRef(numbers.axes).drop_front())
    axes.back().append(axis.begin(), axis.end());
  if (axes.back().empty())
    axes.pop_back();
  Stream result = call.layer(
      "embedding", call.arrange(numbers, axes),
      Attributes().integer("rows", rows).integer("channels", channels),
      {{"weight", table}});
  result.dims.emplace_back();
  result.resize(result.rank() - 1, 1, channels);
  result.isWhole = isWhole(call.resultType());
  return call.give(result);
}

bool lowerEmbedding(Call &call) {
  Stream numbers;
  Constant table;
  if (!call.need("indices", numbers) || !call.need("weight", table))
    return false;
  return giveRows(call, numbers, table);
}

bool lowerOneHot(Call &call) {
  Stream numbers;
  if (!call.need("self", numbers))
    return false;
  constexpr int64_t most = 1 << 12;
  int64_t classes = call.integer("num_classes", -1);
  if (classes < 1)
    return call.fail("takes the number of classes from the clip's numbers; say "
                     "num_classes");
  if (classes > most)
    return call.fail("has " + Twine(classes) + " classes; there may be " +
                     Twine(most));
  auto values = std::make_shared<std::vector<double>>(classes * classes);
  for (int64_t i = 0; i < classes; ++i)
    (*values)[i * classes + i] = 1;
  return giveRows(call, numbers,
                  Constant{TorchType::Float32, {classes, classes}, values});
}

constexpr LowerEntry entries[] = {{"embedding", lowerEmbedding},
                                  {"one_hot", lowerOneHot}};

} // namespace

LowerTable embeddingTable() { return entries; }

} // namespace cocc::frontends
