//===- LowerNorms.cpp - Normalisations ------------------------------------===//

#include "frontends/torch/LowerRegistry.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {
namespace {

constexpr const char *overTime =
    "normalises over time, over the whole clip; a stream has no whole clip: "
    "normalise within a frame";

StringRef inputOf(const Call &call) {
  return call.has("input") ? "input" : "self";
}

/// `parameter`, or a constant of `count` times `number`.
Constant constantOr(const Call &call, StringRef parameter, int64_t count,
                    double number) {
  const Constant *given = call.constant(parameter);
  return given ? *given : Constant::filled(TorchType::Float32, {count}, number);
}

bool normaliseByStatistics(Call &call, Stream input) {
  if (is_contained(input.dims[1], Stream::time))
    return call.fail("has time as its channels; is " +
                     call.optionNames().timeDim() + " right?");
  int64_t channels = input.product(input.dims[1]);
  call.placeChannels(input, 1);
  return call.give(call.layer(
      "batch_norm", input,
      Attributes().number("eps", call.number("eps", 1e-5), 1e-5),
      {{"weight", constantOr(call, "weight", channels, 1)},
       {"bias", constantOr(call, "bias", channels, 0)},
       {"running_mean", constantOr(call, "running_mean", channels, 0)},
       {"running_var", constantOr(call, "running_var", channels, 1)}}));
}

bool lowerBatchNorm(Call &call) {
  Stream input;
  if (!call.need(inputOf(call), input))
    return false;
  if (call.flag("training") || !call.constant("running_mean"))
    return call.fail("normalises by the statistics of the clip (training); "
                     "call model.eval() before the export");
  return normaliseByStatistics(call, input);
}

Stream groupNorm(Call &call, Stream input, int64_t groups) {
  call.placeChannels(input, 1);
  int64_t channels = input.product(input.dims[1]);
  bool isAffine = call.constant("weight") || call.constant("bias");
  LoweredWeights weights;
  if (isAffine)
    weights = {{"weight", constantOr(call, "weight", channels, 1)},
               {"bias", constantOr(call, "bias", channels, 0)}};
  return call.layer("group_norm", input,
                    Attributes()
                        .integer("groups", groups)
                        .number("eps", call.number("eps", 1e-5), 1e-5)
                        .flag("affine", isAffine, true),
                    weights);
}

bool lowerGroupNorm(Call &call) {
  Stream input;
  if (!call.need(inputOf(call), input))
    return false;
  if (input.timeDim() >= 1)
    return call.fail(overTime);
  return call.give(groupNorm(
      call, input,
      call.integer(call.has("num_groups") ? "num_groups" : "group", 1)));
}

bool lowerInstanceNorm(Call &call) {
  Stream input;
  if (!call.need("input", input))
    return false;
  if (!call.flag("use_input_stats", true))
    return normaliseByStatistics(call, input);
  if (input.timeDim() >= 1)
    return call.fail(overTime);
  return call.give(groupNorm(call, input, input.product(input.dims[1])));
}

/// The axes that have just the dimensions from `first` on, in order; the frame
/// is rearranged where it has none.
Extents lastAxes(Call &call, Stream &input, int64_t first) {
  Extents axes;
  for (int64_t dim = first; dim < input.rank(); ++dim) {
    int axis = input.findAxis(input.atomsOf(dim));
    if (axis > (axes.empty() ? 0 : axes.back()))
      axes.push_back(axis);
  }
  if (static_cast<int64_t>(axes.size()) == input.rank() - first)
    return axes;
  std::vector<Atoms> target(3);
  for (auto [dim, atoms] : enumerate(input.dims))
    for (int atom : atoms)
      if (atom != Stream::time)
        target[static_cast<int64_t>(dim) >= first ? 1
               : input.isBatch(atom)              ? 0
                                                  : 2]
            .push_back(atom);
  if (target[2].empty())
    target.pop_back();
  input = call.arrange(input, target);
  return {1};
}

bool lowerLayerNorm(Call &call) {
  Stream input;
  if (!call.need("input", input))
    return false;
  int64_t first = input.rank() - call.integers("normalized_shape").size();
  if (input.timeDim() >= first)
    return call.fail(overTime);
  Extents axes = lastAxes(call, input, first), extents;
  for (int64_t axis : axes)
    extents.push_back(input.product(input.axes[axis]));
  const Constant *weight = call.constant("weight"),
                 *bias = call.constant("bias");
  LoweredWeights weights;
  if (weight || bias) {
    Constant ones = Constant::filled(TorchType::Float32, extents, 1);
    weights.push_back({"weight", weight ? weight->reshaped(extents) : ones});
  }
  if (bias)
    weights.push_back({"bias", bias->reshaped(extents)});
  return call.give(call.layer("layer_norm", input,
                              Attributes()
                                  .integers("axes", axes)
                                  .number("eps", call.number("eps", 1e-5), 1e-5)
                                  .flag("affine", !weights.empty(), true)
                                  .flag("bias", bias || weights.empty(), true),
                              weights));
}

constexpr LowerEntry entries[] = {
    {"batch_norm", lowerBatchNorm},
    {"cudnn_batch_norm", lowerBatchNorm},
    {"native_batch_norm", lowerBatchNorm},
    {"_native_batch_norm_legit", lowerBatchNorm},
    {"_native_batch_norm_legit_no_training", lowerBatchNorm},
    {"group_norm", lowerGroupNorm},
    {"native_group_norm", lowerGroupNorm},
    {"instance_norm", lowerInstanceNorm},
    {"layer_norm", lowerLayerNorm},
    {"native_layer_norm", lowerLayerNorm}};

} // namespace

LowerTable normTable() { return entries; }

} // namespace cocc::frontends
