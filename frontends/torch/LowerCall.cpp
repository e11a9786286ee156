//===- LowerCall.cpp - What a call is given, and what it results in -------===//

#include "frontends/torch/LowerAliases.h"
#include "frontends/torch/Lowering.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using Kind = cocc::frontends::TorchArgument::Kind;

namespace cocc::frontends {

std::shared_ptr<const Origin> findOrigin(const TorchNode &node) {
  auto origin = std::make_shared<Origin>();
  origin->part = "in the outermost module";
  if (!node.modulePath.empty())
    origin->part = "in module '" + node.modulePath + "' (" +
                   StringRef(node.moduleClass).rsplit('.').second.str() + ")";
  if (node.source) {
    origin->file = node.source->file;
    origin->line = node.source->line;
  }
  return origin;
}

/// "conv3d" for "aten.conv3d.default", "add" for "aten.add_.Tensor", "acos" for
/// "aten.arccos.default".
static std::string operatorName(StringRef target) {
  target.consume_front("torch.ops.");
  StringRef name = target.split('.').second.split('.').first;
  if (!target.starts_with("aten."))
    name = target;
  if (!name.starts_with("__"))
    name.consume_back("_");
  return usualName(name, target.rsplit('.').second).str();
}

Call::Call(Lowering &lowering, const TorchNode &node,
           std::optional<size_t> length)
    : node(node), op(operatorName(node.target)), lowering(lowering),
      length(length) {}

bool Call::fail(const Twine &message) {
  Place place;
  place.origin = findOrigin(node);
  lowering.problem = {
      place, ("'" + StringRef(node.target) + "': " + message).str(), {}};
  return false;
}

bool Call::has(StringRef parameter) const {
  const TorchArgument *argument = node.find(parameter);
  return argument && argument->kind != Kind::None;
}

template <typename T>
T Call::read(StringRef parameter, const TorchScalar<T> &scalar) const {
  if (!length && scalar.moves()) {
    raw_string_ostream text(moving);
    text << "'" << parameter << "' is " << scalar.value << " for a clip of "
         << lowering.clipFrames.front() << " frames";
    for (auto [i, other] : enumerate(scalar.others))
      if (other != scalar.value) {
        text << " and " << other << " for one of "
             << lowering.clipFrames[i + 1];
        break;
      }
  }
  return scalar.at(length.value_or(0));
}

int64_t Call::integer(StringRef parameter, int64_t usual) const {
  const TorchArgument *argument = node.find(parameter);
  return argument && !argument->ints.empty()
             ? read(parameter, argument->ints.front())
             : usual;
}

Extents Call::integers(StringRef parameter, Extents usual) const {
  const TorchArgument *argument = node.find(parameter);
  if (!argument || (argument->kind != Kind::Ints && argument->ints.empty()))
    return usual;
  Extents values;
  for (const TorchInt &value : argument->ints)
    values.push_back(read(parameter, value));
  return values;
}

double Call::number(StringRef parameter, double usual) const {
  const TorchArgument *argument = node.find(parameter);
  if (!argument)
    return usual;
  if (!argument->floats.empty())
    return read(parameter, argument->floats.front());
  if (!argument->bools.empty())
    return argument->bools.front();
  return integer(parameter, usual);
}

std::vector<double> Call::numbers(StringRef parameter) const {
  std::vector<double> values;
  if (const TorchArgument *argument = node.find(parameter))
    for (const TorchFloat &value : argument->floats)
      values.push_back(read(parameter, value));
  return values;
}

bool Call::flag(StringRef parameter, bool usual) const {
  const TorchArgument *argument = node.find(parameter);
  return argument && !argument->bools.empty() ? argument->bools.front() : usual;
}

std::string Call::text(StringRef parameter, StringRef usual) const {
  const TorchArgument *argument = node.find(parameter);
  return argument && argument->kind == Kind::Text ? argument->text
                                                  : usual.str();
}

/// A stream with a fill may be read by functions alone that know of it.
const Value *Call::lookUp(const std::string &name) const {
  if (length.value_or(0) > 0) {
    const StringMap<Value> &further = lowering.valuesElsewhere[*length - 1];
    if (auto value = further.find(name); value != further.end())
      return &value->second;
  }
  auto value = lowering.values.find(name);
  if (value == lowering.values.end())
    return nullptr;
  if (const auto *stream = std::get_if<Stream>(&value->second);
      stream && stream->fill)
    moving = "what it reads was padded behind the clip by as many frames as " +
             showByLength(stream->fill->frames) +
             ", which only a window with a stride can be filled with";
  return &value->second;
}

/// A constant may be read for streams by functions alone that know of lengths,
/// where it depends on them.
void Call::noteIfMoving(const std::string &name) const {
  bool isElsewhere = !lowering.valuesElsewhere.empty() &&
                     lowering.valuesElsewhere.front().contains(name);
  if (!length && isElsewhere)
    moving = "a tensor that the program makes without its clip's numbers is "
             "another for each length of the clip";
}

const Value *Call::find(StringRef parameter) const {
  const TorchArgument *argument = node.find(parameter);
  if (!argument || argument->kind != Kind::Tensor)
    return nullptr;
  return lookUp(argument->tensors.front());
}

const Constant *Call::constant(StringRef parameter) const {
  const Value *value = find(parameter);
  const auto *constant = value ? std::get_if<Constant>(value) : nullptr;
  if (constant)
    noteIfMoving(node.find(parameter)->tensors.front());
  return constant;
}

const Stream *Call::stream(StringRef parameter) const {
  const Value *value = find(parameter);
  return value ? std::get_if<Stream>(value) : nullptr;
}

const Scores *Call::scores(StringRef parameter) const {
  const Value *value = find(parameter);
  return value ? std::get_if<Scores>(value) : nullptr;
}

const Assembled *Call::assembled(StringRef parameter) const {
  const Value *value = find(parameter);
  return value ? std::get_if<Assembled>(value) : nullptr;
}

const Complex *Call::complex(StringRef parameter) const {
  const Value *value = find(parameter);
  const auto *numbers = value ? std::get_if<Complex>(value) : nullptr;
  if (numbers && (std::holds_alternative<Constant>(numbers->real) ||
                  std::holds_alternative<Constant>(numbers->imaginary)))
    noteIfMoving(node.find(parameter)->tensors.front());
  return numbers;
}

Extents Call::argumentSizes(StringRef parameter) const {
  const TorchArgument *argument = node.find(parameter);
  return argument && argument->kind == Kind::Tensor
             ? lowering.sizesOf(argument->tensors.front(), length.value_or(0))
             : Extents();
}

std::vector<const Value *> Call::list(StringRef parameter,
                                      bool takesMoving) const {
  std::vector<const Value *> values;
  if (const TorchArgument *argument = node.find(parameter))
    for (const std::string &name : argument->tensors)
      if (const Value *value = lookUp(name)) {
        values.push_back(value);
        if (!takesMoving && std::holds_alternative<Constant>(*value))
          noteIfMoving(name);
      }
  return values;
}

bool Call::need(StringRef parameter, Stream &stream) {
  const Stream *found = this->stream(parameter);
  if (found)
    stream = *found;
  return found || fail("'" + parameter +
                       "' must be made from the clip, which it is not");
}

bool Call::needFilled(StringRef parameter, Stream &stream) {
  std::string before = moving;
  bool isThere = need(parameter, stream);
  if (stream.fill)
    moving = before;
  return isThere;
}

bool Call::need(StringRef parameter, Constant &constant) {
  const Constant *found = this->constant(parameter);
  if (found)
    constant = *found;
  return found || fail("'" + parameter +
                       "' must be known from the weights alone; it is made "
                       "from the clip");
}

int64_t Call::dim(StringRef parameter, int64_t rank, int64_t usual) const {
  int64_t dim = integer(parameter, usual);
  return dim < 0 ? dim + rank : dim;
}

Extents Call::dimList(StringRef parameter, int64_t rank) const {
  Extents dims = integers(parameter);
  for (int64_t &dim : dims)
    dim = dim < 0 ? dim + rank : dim;
  return dims;
}

bool Call::isUsed(size_t result) const {
  return result < node.results.size() && !node.results[result].empty();
}

Extents Lowering::sizesOf(const std::string &tensor, size_t length) const {
  Extents sizes;
  auto type = program.tensors.find(tensor);
  if (type != program.tensors.end())
    for (const TorchInt &size : type->second.sizes)
      sizes.push_back(size.at(length));
  return sizes;
}

Extents Call::resultSizes(size_t result) const {
  return resultSizesAt(length.value_or(0), result);
}

Extents Call::resultSizesAt(size_t length, size_t result) const {
  return isUsed(result) ? lowering.sizesOf(node.results[result], length)
                        : Extents();
}

TorchType Call::resultType(size_t result) const {
  if (!isUsed(result))
    return TorchType::Float32;
  auto type = lowering.program.tensors.find(node.results[result]);
  return type == lowering.program.tensors.end() ? TorchType::Float32
                                                : type->second.type;
}

bool Call::give(Value value, size_t result) {
  if (const auto *constant = std::get_if<Constant>(&value);
      constant && countElements(constant->sizes) != constant->count())
    return fail("has a result of another size than the program says");
  if (!isUsed(result))
    return true;
  size_t place = length.value_or(0);
  (place == 0 ? lowering.values
              : lowering.valuesElsewhere[place - 1])[node.results[result]] =
      std::move(value);
  return true;
}

} // namespace cocc::frontends
