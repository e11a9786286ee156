//===- NetworkDescription.h - What a network file says --------------------===//
//
// The content of a network file with blocks and repetitions written out: plain
// data in which everything knows its place in the file. docs/yaml.md explains
// the terms.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_FRONTENDS_NETWORKDESCRIPTION_H
#define COCC_FRONTENDS_NETWORKDESCRIPTION_H

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cocc::frontends {

/// A line and column, from 1. Both are 0 for a file as a whole.
struct Place {
  unsigned line = 0;
  unsigned column = 0;
  /// Where this lies in the definition of a block: the use of the block.
  std::shared_ptr<const Place> usedAt;
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

/// A layer, or a container of layers.
struct Layer {
  enum class Kind { Operator, Sequential, Residual, Parallel };
  enum class Reduce { Sum, Mul, Concat };
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
  std::optional<Name> weights;

  /// The content of a container; the branches of a parallel one.
  std::vector<Layer> layers;
  Reduce reduce = Reduce::Sum;
  Shrink shrink = Shrink::Lagging;
};

/// Where the weights come from: a file beside the description, or a seed.
struct WeightsReference {
  Place place;
  std::string path;
  std::optional<uint64_t> seed;
};

struct NetworkDescription {
  Name name;
  std::vector<int64_t> inputShape;
  Place inputPlace;
  std::optional<WeightsReference> weights;
  std::vector<Layer> layers;
  std::optional<Name> output;
  std::vector<Name> blocks;
};

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_NETWORKDESCRIPTION_H
