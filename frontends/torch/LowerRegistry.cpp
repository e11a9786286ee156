//===- LowerRegistry.cpp --------------------------------------------------===//

#include "frontends/torch/LowerRegistry.h"

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
  return {constantTable(), constantFillTable(), constantShapeTable(),
          constantSumTable(), constantWriteTable()};
}

SmallVector<LowerTable> streamTables() {
  return {
      shapeTable(),      sliceTable(),      joinTable(),      windowTable(),
      transposedTable(), resamplingTable(), stackTable(),     padTable(),
      pointwiseTable(),  arithmeticTable(), choiceTable(),    indexTable(),
      reorderingTable(), patchTable(),      sortingTable(),   differenceTable(),
      normTable(),       linearTable(),     recurrentTable(), attentionTable(),
      reductionTable(),  momentTable(),     pieceTable(),     embeddingTable()};
}

} // namespace cocc::frontends
