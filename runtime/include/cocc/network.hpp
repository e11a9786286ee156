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

#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <ranges>
#include <span>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

namespace cocc {

/// Elements in one frame of an input or output.
template <typename Port>
size_t frameElements(const Port &port) {
  size_t count = 1;
  for (int64_t axis = 0; axis < port.rank; ++axis)
    count *= static_cast<size_t>(port.shape[axis]);
  return count;
}

/// Of the only input or output, or the first.
inline size_t inputElements(const cocc_network &network) {
  return frameElements(network.inputs[0]);
}
inline size_t outputElements(const cocc_network &network) {
  return frameElements(network.outputs[0]);
}

/// A frame of an input, whose elements are float, int32_t or int64_t.
class InputFrame {
public:
  template <std::ranges::contiguous_range Elements>
  InputFrame(const Elements &elements)
      : address(std::ranges::data(elements)),
        count(std::ranges::size(elements)),
        kind(kindOf<std::ranges::range_value_t<Elements>>()) {}
  /// `type` is COCC_FLOAT32, COCC_INT32 or COCC_INT64.
  InputFrame(const void *data, size_t size, int64_t type)
      : address(data), count(size), kind(type) {}

  const void *data() const { return address; }
  size_t size() const { return count; }
  int64_t type() const { return kind; }

private:
  template <typename T>
  static constexpr int64_t kindOf() {
    static_assert(std::is_same_v<T, float> || std::is_same_v<T, int32_t> ||
                  std::is_same_v<T, int64_t>);
    return std::is_same_v<T, float>     ? COCC_FLOAT32
           : std::is_same_v<T, int32_t> ? COCC_INT32
                                        : COCC_INT64;
  }

  const void *address;
  size_t count;
  int64_t kind;
};

/// One frame for each input, in their order, and room for one of each output.
using InputFrames = std::span<const InputFrame>;
using OutputFrames = std::span<const std::span<float>>;

/// One stream through a network. Throws std::bad_alloc where there is no
/// memory, std::invalid_argument for a frame of the wrong size or type,
/// std::out_of_range for an element beyond its input's limit.
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

  /// Takes the next frame of each input. Returns a number with bit i set where
  /// a frame of output i was written.
  unsigned step(InputFrames in, OutputFrames out) {
    const Addresses frames(*net, in, out);
    return written(cocc_step(net, state.get(), frames.in, frames.out));
  }

  /// What step would do, but the stream stays as it is.
  unsigned peek(InputFrames in, OutputFrames out) {
    const Addresses frames(*net, in, out);
    return written(cocc_peek(net, state.get(), frames.in, frames.out));
  }

  /// Writes the frames still due if the clip ended here, for output i one
  /// behind the other to out[i], room for its flush_frames. Returns their
  /// numbers; the stream stays as it is.
  std::vector<size_t> flush(OutputFrames out) const {
    std::vector<float *> frames;
    for (int32_t i = 0; i < net->output_count; ++i) {
      const cocc_output &output = net->outputs[i];
      const auto most = static_cast<size_t>(output.flush_frames);
      if (out.size() != static_cast<size_t>(net->output_count) ||
          out[i].size() < most * frameElements(output))
        throw std::invalid_argument("cocc: too little room for a flush");
      frames.push_back(out[i].data());
    }
    std::vector<int64_t> counts(frames.size());
    if (cocc_flush(net, state.get(), nullptr, frames.data(), counts.data()) < 0)
      throw std::bad_alloc();
    return {counts.begin(), counts.end()};
  }

  /// The same for a network with one input and one output: whether an output
  /// frame was written, and how many.
  bool step(const InputFrame &in, std::span<float> out) {
    return step(InputFrames(&in, 1), OutputFrames(&out, 1)) != 0;
  }
  bool peek(const InputFrame &in, std::span<float> out) {
    return peek(InputFrames(&in, 1), OutputFrames(&out, 1)) != 0;
  }
  size_t flush(std::span<float> out) const {
    return flush(OutputFrames(&out, 1)).front();
  }

  /// Makes it a fresh stream.
  void reset() { cocc_reset(net, state.get()); }

private:
  static unsigned written(int result) {
    if (result == COCC_ERROR_VALUE)
      throw std::out_of_range(
          "cocc: an element of a frame is beyond its input's limit");
    return static_cast<unsigned>(result);
  }

  /// The frames of a step as the C functions want them.
  struct Addresses {
    Addresses(const cocc_network &network, InputFrames inputs,
              OutputFrames outputs) {
      addAll(network.inputs, network.input_count, inputs, in);
      addAll(network.outputs, network.output_count, outputs, out);
      for (int32_t i = 0; i < network.input_count; ++i)
        if (inputs[i].type() != network.inputs[i].type)
          throw std::invalid_argument("cocc: a frame has the wrong type");
    }

    template <typename Port, typename Frames, typename Address>
    static void addAll(const Port *ports, int32_t count, Frames frames,
                       Address *addresses) {
      if (frames.size() != static_cast<size_t>(count))
        throw std::invalid_argument(
            "cocc: a frame is missing, or one too many");
      for (int32_t i = 0; i < count; ++i) {
        if (frames[i].size() != frameElements(ports[i]))
          throw std::invalid_argument("cocc: a frame has the wrong size");
        addresses[i] = frames[i].data();
      }
    }

    const void *in[COCC_MAX_INPUTS];
    float *out[COCC_MAX_OUTPUTS];
  };

  struct Destroy {
    void operator()(cocc_state *stream) const { cocc_destroy(stream); }
  };

  const cocc_network *net;
  std::unique_ptr<cocc_state, Destroy> state;
};

} // namespace cocc

#endif
