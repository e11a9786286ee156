//===- LowerRegistry.cpp --------------------------------------------------===//

#include "frontends/torch/LowerRegistry.h"
#include "frontends/torch/LowerParts.h"

using namespace llvm;

namespace cocc::frontends {

LowerFunction findIn(ArrayRef<LowerTable> tables, StringRef op) {
  for (LowerTable table : tables)
    for (const LowerEntry &entry : table)
      if (entry.op == op)
        return entry.lower;
  return nullptr;
}

SmallVector<LowerTable> constantTables() {
  return {constantTable(),      constantFillTable(),  constantShapeTable(),
          constantSumTable(),   constantWriteTable(), windowValueTable(),
          knownFunctionTable(), complexOrRealTable(), fourierTable(),
          productTable(),       linearTable()};
}

SmallVector<LowerTable> streamTables() {
  return {shapeTable(),      sliceTable(),         joinTable(),
          windowTable(),     transposedTable(),    resamplingTable(),
          stackTable(),      padTable(),           pointwiseTable(),
          arithmeticTable(), choiceTable(),        indexTable(),
          reorderingTable(), patchTable(),         sortingTable(),
          differenceTable(), normTable(),          linearTable(),
          recurrentTable(),  attentionTable(),     reductionTable(),
          momentTable(),     pieceTable(),         embeddingTable(),
          functionTable(),   complexOrRealTable(), fourierTable(),
          productTable(),    adaptiveTable(),      distanceTable(),
          scatterTable(),    indexPutTable(),      loopTable()};
}

SmallVector<LowerTable> complexTables() {
  return {complexTable(), complexViewTable(), complexPartsTable(),
          complexOrRealTable(), fourierTable()};
}

Arguments lookAt(const TorchNode &node, const StringMap<Value> &values) {
  Arguments seen;
  for (const TorchArgument &argument : node.arguments) {
    seen.hasComplex |= argument.kind == TorchArgument::Kind::Complex;
    for (const std::string &name : argument.tensors) {
      auto value = values.find(name);
      if (value == values.end())
        continue;
      seen.hasStream |= std::holds_alternative<Stream>(value->second) ||
                        std::holds_alternative<Assembled>(value->second);
      seen.hasScores |= std::holds_alternative<Scores>(value->second);
      seen.isPositioned |= std::holds_alternative<Positioned>(value->second);
      if (auto *numbers = std::get_if<Complex>(&value->second)) {
        seen.hasComplex = true;
        seen.hasStream |=
            isStream(numbers->real) || isStream(numbers->imaginary);
      }
      if (auto *none = std::get_if<Unavailable>(&value->second))
        seen.unavailable = none;
    }
  }
  return seen;
}

LowerFunction findFunction(StringRef op, const Arguments &arguments) {
  if (arguments.hasComplex)
    return findIn(complexTables(), op);
  return findIn(arguments.hasStream ? streamTables() : constantTables(), op);
}

} // namespace cocc::frontends
