//===- LowerPointwise.cpp - Functions of each element ---------------------===//

#include "frontends/torch/LowerArithmetic.h"
#include "frontends/torch/LowerRegistry.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>

using namespace llvm;

namespace cocc::frontends {
namespace {

bool give(Call &call, StringRef called, const Attributes &attributes = {}) {
  Stream input;
  return call.need("self", input) &&
         call.give(call.layer(called, input, attributes));
}

/// Layers that are called as the operator is.
bool lowerNamesake(Call &call) { return give(call, call.op); }

bool lowerGelu(Call &call) {
  Attributes attributes;
  if (std::string approximate = call.text("approximate", "none");
      approximate != "none")
    attributes.text("approximate", approximate);
  return give(call, "gelu", attributes);
}

bool lowerElu(Call &call) {
  double scale = call.number("scale", 1), inner = call.number("input_scale", 1);
  Stream input;
  if (!call.need("self", input))
    return false;
  if (!(inner > 0))
    return call.fail("has an input_scale that is not above 0");
  // With x = inner * input, elu(x) / inner is the input where it is positive.
  Stream curve = call.layer(
      "elu", scaled(call, input, inner, 0),
      Attributes().number("alpha", call.number("alpha", 1) * inner, 1));
  return call.give(scaled(call, curve, scale / inner, 0));
}

bool lowerLeakyRelu(Call &call) {
  return give(
      call, "leaky_relu",
      Attributes().number("slope", call.number("negative_slope", 0.01), 0.01));
}

/// In eval mode the slope is the middle of its range.
bool lowerRrelu(Call &call) {
  if (call.flag("training"))
    return call.fail("draws its slopes at random (training); call "
                     "model.eval() before the export");
  double slope =
      (call.number("lower", 0.125) + call.number("upper", 1.0 / 3)) / 2;
  return give(call, "leaky_relu", Attributes().number("slope", slope, 0.01));
}

bool lowerCelu(Call &call) {
  return give(call, "celu",
              Attributes().number("alpha", call.number("alpha", 1), 1));
}

bool lowerThreshold(Call &call) {
  return give(call, "threshold",
              Attributes()
                  .number("threshold", call.number("threshold"))
                  .number("value", call.number("value")));
}

/// hardshrink and softshrink.
bool lowerShrink(Call &call) {
  return give(call, call.op,
              Attributes().number("lambda", call.number("lambd", 0.5), 0.5));
}

bool lowerHardtanh(Call &call) {
  double low = call.number("min_val", -1), high = call.number("max_val", 1);
  if (low == 0 && high == 6)
    return give(call, "relu6");
  return give(call, "hardtanh",
              Attributes().number("low", low, -1).number("high", high, 1));
}

bool lowerSoftplus(Call &call) {
  return give(call, "softplus",
              Attributes()
                  .number("beta", call.number("beta", 1), 1)
                  .number("threshold", call.number("threshold", 20), 20));
}

bool lowerPower(Call &call, double exponent) {
  return give(call, "pow", Attributes().number("exponent", exponent));
}
bool lowerSquare(Call &call) { return lowerPower(call, 2); }
bool lowerRsqrt(Call &call) { return lowerPower(call, -0.5); }
bool lowerReciprocal(Call &call) { return lowerPower(call, -1); }

bool lowerNeg(Call &call) {
  return give(call, "scale", Attributes().number("factor", -1));
}

bool lowerPrelu(Call &call) {
  Stream input;
  Constant weight;
  if (!call.need("self", input) || !call.need("weight", weight))
    return false;
  if (weight.count() != 1 && call.isolate(input, 1) != 1)
    input = call.arrangeDims(input, {{0}, {1}});
  Attributes attributes;
  return call.give(call.layer("prelu", input,
                              attributes.integer("channels", weight.count()),
                              {{"weight", weight.reshaped({weight.count()})}}));
}

bool lowerGlu(Call &call) {
  Stream input;
  if (!call.need("self", input))
    return false;
  int64_t dim = call.dim("dim", input.rank(), -1);
  if (dim == input.timeDim())
    return call.fail("halves the clip along time");
  int axis = call.isolate(input, dim);
  int64_t half = input.product(input.dims[dim]) / 2;
  Stream made = call.layer("glu", input, Attributes().integer("axis", axis, 1));
  made.resize(dim, axis, half);
  return call.give(made);
}

/// softmax and log_softmax.
bool lowerSoftmax(Call &call) {
  Stream input;
  if (!call.need("self", input))
    return false;
  int64_t dim = call.dim("dim", input.rank());
  if (is_contained(input.dims[dim], Stream::time))
    return call.fail("runs along time, over the whole clip; a stream has no "
                     "whole clip: cocc.Windowed(module, frames) runs a module "
                     "on windows of so many frames");
  int axis = call.isolate(input, dim);
  bool isLog = StringRef(call.op).contains("log_softmax");
  return call.give(call.layer(isLog ? "log_softmax" : "softmax", input,
                              Attributes().integer("axis", axis, 1)));
}

constexpr LowerEntry entries[] = {{"relu", lowerNamesake},
                                  {"relu6", lowerNamesake},
                                  {"silu", lowerNamesake},
                                  {"sigmoid", lowerNamesake},
                                  {"tanh", lowerNamesake},
                                  {"hardswish", lowerNamesake},
                                  {"hardsigmoid", lowerNamesake},
                                  {"abs", lowerNamesake},
                                  {"exp", lowerNamesake},
                                  {"log", lowerNamesake},
                                  {"sqrt", lowerNamesake},
                                  {"sign", lowerNamesake},
                                  {"mish", lowerNamesake},
                                  {"selu", lowerNamesake},
                                  {"log_sigmoid", lowerNamesake},
                                  {"gelu", lowerGelu},
                                  {"elu", lowerElu},
                                  {"leaky_relu", lowerLeakyRelu},
                                  {"rrelu", lowerRrelu},
                                  {"celu", lowerCelu},
                                  {"threshold", lowerThreshold},
                                  {"hardshrink", lowerShrink},
                                  {"softshrink", lowerShrink},
                                  {"hardtanh", lowerHardtanh},
                                  {"softplus", lowerSoftplus},
                                  {"square", lowerSquare},
                                  {"rsqrt", lowerRsqrt},
                                  {"reciprocal", lowerReciprocal},
                                  {"neg", lowerNeg},
                                  {"prelu", lowerPrelu},
                                  {"glu", lowerGlu},
                                  {"softmax", lowerSoftmax},
                                  {"_softmax", lowerSoftmax},
                                  {"log_softmax", lowerSoftmax},
                                  {"_log_softmax", lowerSoftmax}};

} // namespace

LowerTable pointwiseTable() { return entries; }

} // namespace cocc::frontends
