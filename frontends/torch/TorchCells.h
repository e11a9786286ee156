//===- TorchCells.h - Recurrent cells as what they compute ----------------===//

#ifndef COCC_FRONTENDS_TORCH_TORCHCELLS_H
#define COCC_FRONTENDS_TORCH_TORCHCELLS_H

#include "frontends/torch/TorchProgram.h"

namespace cocc::frontends {

/// Puts products, sums and functions in the place of each step of a GRUCell, an
/// LSTMCell or an RNNCell.
void expandCells(TorchProgram &program);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_TORCHCELLS_H
