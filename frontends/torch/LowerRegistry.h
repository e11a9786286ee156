//===- LowerRegistry.h - Which function lowers which operator -------------===//
//
// Each family of operators has a table in its own file; an operator goes where
// its neighbours are.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERREGISTRY_H
#define COCC_FRONTENDS_TORCH_LOWERREGISTRY_H

#include "frontends/torch/Lowering.h"

namespace cocc::frontends {

/// "conv3d" stands for aten.conv3d with any overload, and for aten.conv3d_.
struct LowerEntry {
  llvm::StringRef op;
  LowerFunction lower;
};
using LowerTable = llvm::ArrayRef<LowerEntry>;

/// Calls whose tensors are all known.
LowerTable constantTable();
LowerTable constantFillTable();
LowerTable constantShapeTable();
LowerTable constantSumTable();
LowerTable constantWriteTable();
LowerTable windowValueTable();
LowerTable knownFunctionTable();
/// Calls with streams or without.
LowerTable productTable();
LowerTable linearTable();
/// Calls with scores of an attention among their tensors.
LowerTable scoresTable();
/// Calls with streams. One table a file.
LowerTable shapeTable();
LowerTable sliceTable();
LowerTable joinTable();
LowerTable windowTable();
LowerTable transposedTable();
LowerTable resamplingTable();
LowerTable stackTable();
LowerTable padTable();
LowerTable pointwiseTable();
LowerTable arithmeticTable();
LowerTable choiceTable();
LowerTable indexTable();
LowerTable reorderingTable();
LowerTable patchTable();
LowerTable sortingTable();
LowerTable differenceTable();
LowerTable normTable();
LowerTable recurrentTable();
LowerTable attentionTable();
LowerTable reductionTable();
LowerTable adaptiveTable();
LowerTable momentTable();
LowerTable pieceTable();
LowerTable embeddingTable();
LowerTable distanceTable();
LowerTable scatterTable();
LowerTable indexPutTable();
LowerTable loopTable();
LowerTable functionTable();
/// Calls with complex numbers among their tensors.
LowerTable complexTable();
LowerTable complexViewTable();
LowerTable complexPartsTable();
/// Calls with complex numbers or without.
LowerTable complexOrRealTable();
LowerTable fourierTable();

/// Fails for a call that no program of a network has. To be asked of all calls
/// first: what leads there fails in less telling ways.
bool checkKind(Call &call);

/// Fails for a call whose numbers cannot be.
bool checkCall(Call &call, const TorchProgram &program);

/// All of each kind; no operator is in two of them.
llvm::SmallVector<LowerTable> constantTables();
llvm::SmallVector<LowerTable> streamTables();
llvm::SmallVector<LowerTable> complexTables();

/// What is special about the tensors of a call.
struct Arguments {
  bool hasStream = false;
  bool hasScores = false;
  bool hasComplex = false;
  bool isPositioned = false;
  const Unavailable *unavailable = nullptr;
};

Arguments lookAt(const TorchNode &node, const llvm::StringMap<Value> &values);

/// The function that lowers a call with such tensors, or null.
LowerFunction findFunction(llvm::StringRef op, const Arguments &arguments);

/// Null where no table has `op`.
LowerFunction findIn(llvm::ArrayRef<LowerTable> tables, llvm::StringRef op);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERREGISTRY_H
