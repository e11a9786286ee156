/* cocc/network.hpp: runtime.h for C++20: a stream that owns its state.
 *
 *   cocc::Stream stream(mb_conv_network);
 *   if (stream.step(frame, output))
 *     use(output);
 *
 * A copy of a stream is a snapshot that goes on by itself. The network must
 * outlive its streams.
 */
#ifndef COCC_NETWORK_HPP
#define COCC_NETWORK_HPP

#include "cocc/runtime.h"

#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <stdexcept>
#include <utility>

namespace cocc {

/// Floats in one frame that goes in.
inline size_t inputElements(const cocc_network &network) {
  size_t count = 1;
  for (int32_t axis = 0; axis < network.input_rank; ++axis)
    count *= static_cast<size_t>(network.input_shape[axis]);
  return count;
}

/// Floats in one frame that comes out.
inline size_t outputElements(const cocc_network &network) {
  size_t count = 1;
  for (int32_t axis = 0; axis < network.output_rank; ++axis)
    count *= static_cast<size_t>(network.output_shape[axis]);
  return count;
}

/// One stream through a network. Throws std::bad_alloc where there is no
/// memory, std::invalid_argument for a frame of the wrong size.
class Stream {
public:
  explicit Stream(const cocc_network &network)
      : net(&network), state(cocc_create(&network)) {
    if (!state)
      throw std::bad_alloc();
  }
  Stream(const Stream &other) : Stream(*other.net) {
    std::memcpy(state.get(), other.state.get(), net->state_bytes);
  }
  Stream(Stream &&) noexcept = default;
  Stream &operator=(Stream other) noexcept {
    std::swap(net, other.net);
    std::swap(state, other.state);
    return *this;
  }
  ~Stream() = default;

  const cocc_network &network() const { return *net; }

  /// Takes the next frame; whether an output frame was written.
  bool step(std::span<const float> in, std::span<float> out) {
    checkFrames(in, out);
    return cocc_step(net, state.get(), in.data(), out.data()) == 1;
  }

  /// What step would do, but the stream stays as it is.
  bool peek(std::span<const float> in, std::span<float> out) {
    checkFrames(in, out);
    return cocc_peek(net, state.get(), in.data(), out.data()) == 1;
  }

  /// Writes the frames still due if the clip ended here, one behind the other,
  /// into room for network().flush_frames of them. Returns their number; the
  /// stream stays as it is.
  size_t flush(std::span<float> out) const {
    const auto frames = static_cast<size_t>(net->flush_frames);
    if (out.size() < frames * outputElements(*net))
      throw std::invalid_argument("cocc: too little room for a flush");
    const int64_t written = cocc_flush(net, state.get(), nullptr, out.data());
    if (written < 0)
      throw std::bad_alloc();
    return static_cast<size_t>(written);
  }

  /// Makes it a fresh stream.
  void reset() { cocc_reset(net, state.get()); }

private:
  void checkFrames(std::span<const float> in, std::span<float> out) const {
    if (in.size() != inputElements(*net) || out.size() != outputElements(*net))
      throw std::invalid_argument("cocc: a frame has the wrong size");
  }

  struct Destroy {
    void operator()(cocc_state *stream) const { cocc_destroy(stream); }
  };

  const cocc_network *net;
  std::unique_ptr<cocc_state, Destroy> state;
};

} // namespace cocc

#endif
