//===- ContinualInterfaces.h - What passes and codegen ask of an op -------===//

#ifndef COCC_DIALECT_CONTINUALINTERFACES_H
#define COCC_DIALECT_CONTINUALINTERFACES_H

#include "dialect/StreamGeometry.h"
#include "mlir/IR/OpDefinition.h"
#include <array>
#include <string>
#include <vector>

namespace cocc {
class StageBuilder;
}

namespace cocc::continual {

/// Elements read beyond the edges of a frame, per spatial axis in the order of
/// the frame's shape.
struct Halo {
  std::array<int64_t, 2> before = {0, 0};
  std::array<int64_t, 2> after = {0, 0};

  bool operator==(const Halo &) const = default;
};

/// A weight that a layer needs: its name and shape as in PyTorch, and the range
/// from which a seeded network draws it (docs/yaml.md).
struct WeightSpec {
  std::string name;
  std::vector<int64_t> shape;
  float low = 0;
  float high = 0;
};

/// y = scale[c]*x + shift[c].
struct ChannelAffine {
  std::vector<double> scale;
  std::vector<double> shift;
};

} // namespace cocc::continual

#include "dialect/ContinualInterfaces.h.inc"

#endif // COCC_DIALECT_CONTINUALINTERFACES_H
