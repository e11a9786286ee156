//===- TorchSignature.cpp -------------------------------------------------===//

#include "frontends/torch/TorchSignature.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {
namespace {

struct ConstantKind {
  StringLiteral key;
  StringLiteral nameKey;
};
constexpr ConstantKind constantKinds[] = {
    {"parameter", "parameter_name"},
    {"buffer", "buffer_name"},
    {"tensor_constant", "tensor_constant_name"},
    {"custom_obj", "custom_obj_name"}};

bool readConstant(const json::Value &value, StringLiteral nameKey,
                  TorchInput &spec, json::Path path) {
  json::ObjectMapper fields(value, path);
  const json::Object *argument =
      fields ? value.getAsObject()->getObject("arg") : nullptr;
  std::optional<StringRef> name =
      argument ? argument->getString("name") : std::nullopt;
  if (!name) {
    path.field("arg").report("expected object with a name");
    return false;
  }
  spec.value = name->str();
  return fields.map(nameKey, spec.name);
}

} // namespace

static bool fromJSON(const json::Value &value, TorchInput &spec,
                     json::Path path) {
  auto [key, content] = openUnion(value, path);
  if (!content)
    return false;
  if (key == "user_input") {
    spec.kind = TorchInput::Kind::User;
    json::ObjectMapper fields(*content, path.field(key));
    return fields && fields.map("arg", spec.argument);
  }
  for (const ConstantKind &kind : constantKinds)
    if (kind.key == key) {
      spec.kind = key == "custom_obj" ? TorchInput::Kind::Refused
                                      : TorchInput::Kind::Constant;
      return readConstant(*content, kind.nameKey, spec, path.field(key));
    }
  return true;
}

static bool fromJSON(const json::Value &value, TorchOutput &spec,
                     json::Path path) {
  auto [key, content] = openUnion(value, path);
  if (!content)
    return false;
  if (key == "user_output") {
    json::ObjectMapper fields(*content, path.field(key));
    return fields && fields.map("arg", spec.argument.emplace());
  }
  spec.changed = key.str();
  if (const json::Object *object = content->getAsObject())
    for (StringRef name : {"buffer_name", "parameter_name", "user_input_name"})
      if (std::optional<StringRef> text = object->getString(name))
        spec.changed = text->str();
  return true;
}

bool fromJSON(const json::Value &value, TorchSignature &signature,
              json::Path path) {
  json::ObjectMapper fields(value, path);
  return fields && fields.map("input_specs", signature.inputs) &&
         fields.map("output_specs", signature.outputs);
}

static Error addInput(const TorchInput &spec, TorchProgram &program) {
  switch (spec.kind) {
  case TorchInput::Kind::User:
    append_range(program.inputs, namesIn(spec.argument));
    break;
  case TorchInput::Kind::Constant:
    if (!program.constantNames.try_emplace(spec.value, spec.name).second)
      return createStringError("the program is broken: the value '" +
                               spec.value + "' is made twice");
    break;
  case TorchInput::Kind::Refused:
    return createStringError("the program has a constant '" + spec.name +
                             "' that is no tensor but a Python object, which "
                             "is not supported");
  case TorchInput::Kind::Ignored:
    break;
  }
  return Error::success();
}

static Error addOutput(const TorchOutput &spec, const std::string &name,
                       TorchProgram &program) {
  if (!spec.argument)
    return createStringError(
        "running the program changes '" + spec.changed +
        "'; call eval() on the module before it is exported, and let its "
        "forward change no buffer and no input");
  if (spec.argument->kind == TorchArgument::Kind::None)
    return Error::success();
  append_range(program.outputs, namesIn(*spec.argument));
  program.outputNames.resize(program.outputs.size(), name);
  return Error::success();
}

Error addSignature(const TorchSignature &signature,
                   ArrayRef<std::string> returned, TorchProgram &program) {
  for (const TorchInput &spec : signature.inputs)
    if (Error error = addInput(spec, program))
      return error;
  bool areNamed = returned.size() == signature.outputs.size();
  for (auto [place, spec] : enumerate(signature.outputs))
    if (Error error = addOutput(spec, areNamed ? returned[place] : "", program))
      return error;
  return Error::success();
}

} // namespace cocc::frontends
