//===- NetworkDescription.h - What a network file says --------------------===//
//
// The content of a network file with blocks and repetitions written out: plain
// data in which everything knows its place in the file. docs/yaml.md explains
// the terms.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_FRONTENDS_NETWORKDESCRIPTION_H
#define COCC_FRONTENDS_NETWORKDESCRIPTION_H

#include "dialect/StreamGeometry.h"
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cocc::frontends {

/// The line of the user's own program that made something, and which part of
/// it: "in module 'blocks.0' (Conv3d)". Line 0 where it is not known.
struct Origin {
  std::string file;
  unsigned line = 0;
  std::string part;
};

/// A line and column, from 1. Both are 0 for a file as a whole.
struct Place {
  unsigned line = 0;
  unsigned column = 0;
  /// Where this lies in the definition of a block: the use of the block.
  std::shared_ptr<const Place> usedAt = nullptr;
  /// Where a layer of an exported program comes from.
  std::shared_ptr<const Origin> origin = nullptr;
};

/// A mistake in a file.
struct Problem {
  Place place;
  std::string message;
  struct Note {
    Place place;
    std::string message;
  };
  std::vector<Note> notes;
};

/// A name in the file, and where it stands.
struct Name {
  std::string text;
  Place place;
};

/// The value of an attribute. `text` is the scalar as written.
struct GivenValue {
  enum class Kind { Nothing, Flag, Integer, Number, Text, List, Mapping };
  Kind kind = Kind::Nothing;
  Place place;
  std::string text;
  std::vector<GivenValue> items;
};

struct GivenAttribute {
  Name name;
  GivenValue value;
};

/// What a layer's weights are called by: a prefix, or each tensor by the
/// operator's own name of it.
struct LayerWeights {
  Place place;
  std::string prefix;
  struct Tensor {
    Name weight;
    Name tensor;
  };
  std::vector<Tensor> tensors;
};

/// A layer, or a container of layers.
struct Layer {
  enum class Kind { Operator, Sequential, Residual, Parallel };
  enum class Reduce { Sum, Mul, Max, Concat };
  enum class Shrink { Lagging, Centered, Leading };

  Kind kind = Kind::Operator;
  /// Its name in its list, and the place of its operator.
  Name name;
  /// What it was called by: the operator, container or block.
  std::string called;
  /// The names of the layers that feed it; without a value, the layer before
  /// it.
  std::optional<std::vector<Name>> inputs;

  std::vector<GivenAttribute> attributes;
  /// What its weights are called by, if not by its path.
  std::optional<LayerWeights> weights;

  /// The content of a container; the branches of a parallel one.
  std::vector<Layer> layers;
  Reduce reduce = Reduce::Sum;
  Shrink shrink = Shrink::Lagging;
};

/// A tensor in memory; shared, since exports and networks both hold it.
struct StoredTensor {
  std::vector<int64_t> shape;
  std::shared_ptr<const std::vector<float>> values;
};

/// Where the weights come from: a file beside the description, a seed, or, for
/// an exported program, a table.
struct WeightsReference {
  Place place;
  std::string path = "";
  std::optional<uint64_t> seed = std::nullopt;
  std::shared_ptr<const std::map<std::string, StoredTensor>> table = nullptr;
};

/// A frame that enters the network; where there is one, it is called "input".
struct NetworkInput {
  Name name;
  /// The frame that callers give. One of one axis, the batch, has one channel
  /// in the network.
  std::vector<int64_t> shape;
  Place shapePlace;
  /// "float32", "int32" or "int64".
  std::string type = "float32";
  /// Its elements are indices below this; 0: any numbers.
  int64_t limit = 0;
  continual::InputRate rate = {};

  std::vector<int64_t> frameShape() const {
    return shape.size() == 1 ? std::vector<int64_t>{shape.front(), 1} : shape;
  }
};

/// A layer's frame that leaves it; where there is one, it is called "output".
struct NetworkOutput {
  Name name;
  Name layer;
};

struct NetworkDescription {
  Name name;
  std::vector<NetworkInput> inputs;
  std::optional<WeightsReference> weights;
  std::vector<Layer> layers;
  /// Empty where the last of `layers` is the only output.
  std::vector<NetworkOutput> outputs;
  /// Outputs that belong together leave at the same step.
  bool alignOutputs = false;
  std::vector<Name> blocks;

  /// Whether there is one input, or output, without a name of its own.
  bool hasOneInput() const {
    return inputs.size() == 1 && inputs.front().name.text == "input";
  }
  bool hasOneOutput() const {
    return outputs.empty() ||
           (outputs.size() == 1 && outputs.front().name.text == "output");
  }
};

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_NETWORKDESCRIPTION_H
