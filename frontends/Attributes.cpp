//===- Attributes.cpp -----------------------------------------------------===//

#include "frontends/Attributes.h"
#include "frontends/NamedPadding.h"
#include "frontends/Problems.h"
#include "frontends/Suggestions.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Operation.h"

using namespace mlir;

namespace cocc::frontends {

using Kind = GivenValue::Kind;

/// Nothing, where the number is larger than any that makes sense.
static std::optional<int64_t> toInteger(const GivenValue &value) {
  int64_t number = 0;
  if (StringRef(value.text).ltrim('+').getAsInteger(10, number) ||
      std::abs(number) > INT32_MAX)
    return std::nullopt;
  return number;
}

static bool isTooLarge(const GivenValue &value) {
  return value.kind == Kind::Integer ? !toInteger(value)
                                     : llvm::any_of(value.items, isTooLarge);
}

static std::optional<SmallVector<int64_t>> toIntegers(const GivenValue &value) {
  SmallVector<int64_t> numbers;
  for (const GivenValue &item : value.items) {
    std::optional<int64_t> number;
    if (item.kind == Kind::Integer)
      number = toInteger(item);
    if (!number)
      return std::nullopt;
    numbers.push_back(*number);
  }
  return numbers;
}

static std::optional<double> toNumber(const GivenValue &value) {
  double number = 0;
  if ((value.kind != Kind::Integer && value.kind != Kind::Number) ||
      StringRef(value.text).ltrim('+').getAsDouble(number) ||
      !std::isfinite(number))
    return std::nullopt;
  return number;
}

static std::optional<SmallVector<double>> toNumbers(const GivenValue &value) {
  SmallVector<double> numbers;
  for (const GivenValue &item : value.items) {
    std::optional<double> number = toNumber(item);
    if (!number)
      return std::nullopt;
    numbers.push_back(*number);
  }
  return numbers;
}

/// What `value` can mean, the likeliest first: an integer can be a number and
/// the only member of a list as well.
static SmallVector<Attribute> readings(const GivenValue &value,
                                       Builder &builder) {
  SmallVector<Attribute> found;
  switch (value.kind) {
  case Kind::Nothing:
  case Kind::Mapping:
    break;
  case Kind::Flag:
    found.push_back(
        builder.getBoolAttr(StringRef(value.text).equals_insensitive("true")));
    break;
  case Kind::Integer:
    if (std::optional<int64_t> integer = toInteger(value)) {
      found.push_back(builder.getI64IntegerAttr(*integer));
      found.push_back(builder.getDenseI64ArrayAttr(*integer));
    }
    [[fallthrough]];
  case Kind::Number:
    if (std::optional<double> number = toNumber(value)) {
      found.push_back(builder.getF64FloatAttr(*number));
      found.push_back(builder.getDenseF64ArrayAttr(*number));
    }
    break;
  case Kind::Text:
    found.push_back(builder.getStringAttr(value.text));
    break;
  case Kind::List:
    if (auto integers = toIntegers(value))
      found.push_back(builder.getDenseI64ArrayAttr(*integers));
    if (auto numbers = toNumbers(value))
      found.push_back(builder.getDenseF64ArrayAttr(*numbers));
    break;
  }
  return found;
}

static std::string show(const GivenValue &value) {
  switch (value.kind) {
  case Kind::Nothing:
    return "nothing";
  case Kind::Mapping:
    return "a mapping";
  case Kind::Text:
    return "\"" + value.text + "\"";
  case Kind::List:
    break;
  default:
    return value.text;
  }
  std::string text = "[";
  for (const GivenValue &item : value.items)
    text += (text.size() > 1 ? ", " : "") + show(item);
  return text + "]";
}

/// Why `operation` does not take `value` as its attribute `name`; empty if it
/// does.
static std::string refusal(RegisteredOperationName operation, StringRef name,
                           Attribute value) {
  NamedAttrList one;
  one.set(name, value);
  MLIRContext *context = operation.getContext();
  std::string message = captureDiagnostic(*context, [&] {
    (void)operation.verifyInherentAttrs(
        one, [&] { return mlir::emitError(UnknownLoc::get(context)); });
  });
  // "attribute 'x' failed to satisfy constraint: " and the constraint's
  // summary.
  StringRef summary = StringRef(message).rsplit("constraint: ").second;
  return summary.empty() ? message : summary.str();
}

static bool convertOne(const GivenAttribute &attribute,
                       RegisteredOperationName operation,
                       NamedAttrList &attributes, Problem &problem) {
  Builder builder(operation.getContext());
  const std::string &name = attribute.name.text;
  for (Attribute reading : readings(attribute.value, builder)) {
    if (!refusal(operation, name, reading).empty())
      continue;
    attributes.set(name, reading);
    return true;
  }
  const Place &place = attribute.value.place;
  if (isTooLarge(attribute.value)) {
    problem = {place,
               "'" + name + "' is too large: at most " +
                   std::to_string(INT32_MAX) + " is possible",
               {}};
    return false;
  }
  // No attribute of a layer is a unit.
  std::string right = refusal(operation, name, builder.getUnitAttr());
  problem = {place,
             "'" + name + "' must be " + right + ", not " +
                 show(attribute.value),
             {}};
  return false;
}

bool convertAttributes(const Layer &layer, RegisteredOperationName operation,
                       NamedAttrList &attributes, Problem &problem) {
  std::vector<StringRef> known;
  for (StringAttr name : operation.getAttributeNames())
    known.push_back(name.getValue());
  const GivenValue *namedPadding = nullptr;
  for (const GivenAttribute &attribute : layer.attributes) {
    const Name &name = attribute.name;
    if (!llvm::is_contained(known, name.text)) {
      std::string own = known.empty() ? "no attributes" : listNames(known);
      std::vector<StringRef> meant = known;
      meant.insert(meant.end(), {"name", "inputs", "weights"});
      problem = {name.place,
                 "'" + layer.called + "' has no attribute '" + name.text +
                     "'; it has " + own + suggest(name.text, meant),
                 {}};
      return false;
    }
    if (isNamedPadding(attribute, known))
      namedPadding = &attribute.value;
    else if (!convertOne(attribute, operation, attributes, problem))
      return false;
  }
  return !namedPadding || resolveNamedPadding(*namedPadding, attributes,
                                              *operation.getContext(), problem);
}

bool checkRequiredAttributes(const Layer &layer, Operation *op,
                             Problem &problem) {
  std::vector<StringRef> missing;
  std::string right;
  RegisteredOperationName operation = *op->getRegisteredInfo();
  for (StringAttr name : operation.getAttributeNames()) {
    std::optional<Attribute> value = op->getInherentAttr(name);
    if (value && *value)
      continue;
    missing.push_back(name.getValue());
    right =
        refusal(operation, name.getValue(), UnitAttr::get(op->getContext()));
  }
  if (missing.empty())
    return true;
  problem = {layer.name.place,
             "'" + layer.called + "' needs " + listNames(missing),
             {}};
  if (missing.size() == 1)
    problem.message += ", " + right;
  return false;
}

} // namespace cocc::frontends
