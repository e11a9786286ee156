//===- LowerRecurrent.h - What calls of recurrent layers share ------------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERRECURRENT_H
#define COCC_FRONTENDS_TORCH_LOWERRECURRENT_H

#include "frontends/torch/Lowering.h"

namespace cocc::frontends {

/// What a layer starts from: h_0 and, of an LSTM, c_0; none where they are
/// zero.
using InitialState = std::vector<Constant>;

/// The tensors of one layer of a call in one direction, in the call's order.
struct LayerTensors {
  llvm::ArrayRef<Constant> weights;
  InitialState initial;
  int64_t number = 0;
  bool isReverse = false;
  bool hasBias = true;
  /// Of its call.
  bool isOnly = true;

  bool hasProjection() const { return weights.size() % 2 == 1; }
  /// What a projection maps, where there is one.
  int64_t channels() const {
    return hasProjection() ? weights.back().sizes[1] : outputs();
  }
  int64_t outputs() const { return weights[1].sizes[1]; }
};

/// The tensors of each layer and direction, in the call's order.
bool readLayers(Call &call, std::vector<Constant> &tensors,
                std::vector<LayerTensors> &layers);
/// The layer's own names of its tensors, in the order of the call's.
LoweredWeights nameWeights(const LayerTensors &tensors);
/// What is the same along time and along an axis of the frame.
Attributes describeLayer(const Call &call, const LayerTensors &tensors);
/// Channels of what a layer gives as dimension 2: its output, and the cell of
/// an LSTM.
Stream takeChannels(Call &call, const Stream &both, int64_t start,
                    int64_t count);
/// (batch, channels) of each layer as one (layers, batch, channels).
Stream stackLayers(Call &call, llvm::ArrayRef<Stream> layers);
/// Frames [batch, channels, places] with `input`'s last dimension as channels
/// and the batch of dimension `batch`, in which there may be places.
std::vector<Atoms> placeBatch(const Stream &input, int64_t batch);

/// A recurrent layer whose sequence is not along time but along an axis of the
/// frame.
bool lowerAlongFrame(Call &call, Stream input);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERRECURRENT_H
