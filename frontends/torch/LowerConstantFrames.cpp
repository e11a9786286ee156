//===- LowerConstantFrames.cpp - Known numbers as frames ------------------===//

#include "frontends/torch/LowerConstantFrames.h"
#include "frontends/torch/LowerArithmetic.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {

/// A layer that makes `value`, of a frame's shape, for each frame of `like`.
static Stream makeFrames(Call &call, const Stream &like,
                         const Constant &value) {
  return call.helper("constant", like,
                     Attributes().integers("shape", value.sizes),
                     {{"value", value}});
}

/// With extent 1 along the axes where all is the same. A tensor of the module
/// keeps its shape: other numbers may be put into it.
static Constant shrunk(Constant constant) {
  for (int64_t axis = 0; axis < constant.rank() && constant.name.empty();
       ++axis) {
    Constant first = constant.sliced(axis, 0, 1, 1);
    if (combine(constant, first, TorchType::Bool, [](double a, double b) {
          return a == b;
        })->uniform() == 1.0)
      constant = first;
  }
  return constant;
}

std::optional<Stream> constantFrame(Call &call, Stream &like,
                                    Constant constant) {
  constant = shrunk(std::move(constant));
  if (!layConstantOut(call, like, constant))
    return std::nullopt;
  Stream result = makeFrames(call, like, constant);
  for (auto [axis, extent] : enumerate(constant.sizes)) {
    if (extent != 1 || axis == 0)
      continue;
    for (int atom : result.axes[axis])
      for (Atoms &dim : result.dims)
        erase(dim, atom);
    result.axes[axis].clear();
  }
  return result;
}

/// `constant` as frames of the form `form`, one for each of `like`.
static std::optional<Stream> fillForm(Call &call, const Stream &like,
                                      Stream form, Constant constant) {
  std::optional<Constant> value = std::move(constant);
  if (!layConstantOut(call, form, *value))
    return std::nullopt;
  Extents shape = form.frameShape();
  shape.front() = value->sizes.front();
  value = value->expanded(shape);
  Stream made = makeFrames(call, like, *value);
  form.layer = made.layer;
  form.isFlag = false;
  form.isWhole = false;
  return form;
}

std::optional<Stream> constantLike(Call &call, const Stream &like,
                                   Constant constant) {
  return fillForm(call, like, like, std::move(constant));
}

std::optional<Stream> constantBeside(Call &call, const Stream &like,
                                     const Constant &constant, int64_t dim,
                                     int axis) {
  Stream form = like;
  if (constant.rank() != form.rank()) {
    call.fail("has operands of different ranks");
    return std::nullopt;
  }
  form.resize(dim, axis, constant.sizes[dim]);
  return fillForm(call, like, form, constant);
}

/// The largest of some streams. It is repeated where all have one place and the
/// result has more.
static Stream &findLeader(Call &call, MutableArrayRef<Stream> streams) {
  Stream &leader = *max_element(streams, [](const Stream &a, const Stream &b) {
    return countElements(a.sizes()) < countElements(b.sizes());
  });
  Extents sizes = call.resultSizes();
  while (leader.rank() < static_cast<int64_t>(sizes.size()))
    leader.dims.insert(leader.dims.begin(), Atoms());
  for (auto [dim, size] : enumerate(sizes)) {
    int64_t behind = sizes.size() - dim;
    bool isOne = all_of(streams, [&](const Stream &stream) {
      return stream.rank() < behind ||
             stream.product(stream.dims[stream.rank() - behind]) == 1;
    });
    if (isOne && size != 1 && static_cast<int>(dim) != leader.timeDim())
      leader = call.repeat(leader, dim, size);
  }
  return leader;
}

std::optional<std::vector<Stream>> meet(Call &call, ArrayRef<Value> operands) {
  std::vector<Stream> streams;
  for (const Value &operand : operands)
    if (const auto *stream = std::get_if<Stream>(&operand))
      streams.push_back(*stream);
  if (streams.empty()) {
    call.fail("has no operand that is made from the clip");
    return std::nullopt;
  }
  Stream &leader = findLeader(call, streams);
  // Each brings two to one form, that of the larger.
  for (int round = 0; round < 2; ++round)
    for (Stream &stream : streams)
      if (&stream != &leader && !call.align(leader, stream))
        return std::nullopt;
  std::vector<Stream> met;
  auto next = streams.begin();
  for (const Value &operand : operands) {
    if (std::holds_alternative<Stream>(operand)) {
      met.push_back(*next++);
      continue;
    }
    auto made = constantFrame(call, leader, std::get<Constant>(operand));
    if (!made)
      return std::nullopt;
    met.push_back(*made);
  }
  return met;
}

std::optional<std::vector<Stream>>
meetOperands(Call &call, ArrayRef<StringRef> parameters) {
  const auto *first = find_if(
      parameters, [&](StringRef parameter) { return call.stream(parameter); });
  std::vector<Value> operands;
  for (StringRef parameter : parameters) {
    if (const Stream *stream = call.stream(parameter)) {
      operands.push_back(*stream);
      continue;
    }
    std::optional<Constant> known =
        first == parameters.end()
            ? std::nullopt
            : knownBeside(call, parameter, *call.stream(*first));
    if (!known) {
      call.fail("'" + parameter + "' is neither a tensor nor a number");
      return std::nullopt;
    }
    operands.push_back(*known);
  }
  return meet(call, operands);
}

} // namespace cocc::frontends
