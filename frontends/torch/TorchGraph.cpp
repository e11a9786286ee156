//===- TorchGraph.cpp -----------------------------------------------------===//

#include "frontends/torch/TorchGraph.h"
#include "frontends/torch/TorchArguments.h"
#include "frontends/torch/TorchMetadata.h"
#include "frontends/torch/TorchNames.h"
#include "frontends/torch/TorchReturns.h"
#include "frontends/torch/TorchScan.h"
#include "frontends/torch/TorchSignature.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {

using StringMapping = std::map<std::string, std::string>;

bool fromJSON(const json::Value &value, TorchNode &node, json::Path path);

namespace {

constexpr int64_t supportedVersion = 8;

/// An argument with its parameter's name.
struct NamedArgument {
  TorchArgument argument;
};

bool fromJSON(const json::Value &value, NamedArgument &named, json::Path path) {
  json::ObjectMapper fields(value, path);
  return fields && fields.map("name", named.argument.parameter) &&
         fields.map("arg", named.argument);
}

struct Graph {
  std::vector<TorchNode> nodes;
  std::map<std::string, TorchTensorType> tensors;
  std::map<std::string, TorchInt> integers;
  std::map<std::string, TorchFloat> numbers;
};

bool fromJSON(const json::Value &value, Graph &graph, json::Path path) {
  json::ObjectMapper fields(value, path);
  return fields && fields.map("nodes", graph.nodes) &&
         fields.map("tensor_values", graph.tensors) &&
         fields.map("sym_int_values", graph.integers) &&
         fields.mapOptional("sym_float_values", graph.numbers);
}

struct GraphModule {
  Graph graph;
  TorchSignature signature;
  std::vector<TorchModuleCall> calls;
};

bool fromJSON(const json::Value &value, GraphModule &module, json::Path path) {
  json::ObjectMapper fields(value, path);
  return fields && fields.map("graph", module.graph) &&
         fields.map("signature", module.signature) &&
         fields.mapOptional("module_call_graph", module.calls);
}

std::vector<std::string> findReturnedNames(const GraphModule &module) {
  for (const TorchModuleCall &call : module.calls)
    if (call.modulePath.empty())
      return readReturnedNames(call.returned);
  return {};
}

struct ExportedProgram {
  GraphModule module;
  std::map<std::string, TorchRange> ranges;
  std::vector<std::string> guards;
};

bool fromJSON(const json::Value &value, ExportedProgram &program,
              json::Path path) {
  json::ObjectMapper fields(value, path);
  return fields && fields.map("graph_module", program.module) &&
         fields.mapOptional("range_constraints", program.ranges) &&
         fields.mapOptional("guards_code", program.guards);
}

Error checkVersion(const json::Value &value, StringRef entry) {
  const json::Object *program = value.getAsObject();
  const json::Object *version =
      program ? program->getObject("schema_version") : nullptr;
  std::optional<int64_t> major =
      version ? version->getInteger("major") : std::nullopt;
  if (!major)
    return createStringError("'" + entry +
                             "' is no exported program: it has no schema "
                             "version");
  if (*major == supportedVersion)
    return Error::success();
  StringRef torch = program->getString("torch_version").value_or("unknown");
  return createStringError("the program has schema version " + Twine(*major) +
                           ", of PyTorch " + torch + "; only version " +
                           Twine(supportedVersion) +
                           " is supported: save it with PyTorch 2.13");
}

} // namespace

bool fromJSON(const json::Value &value, TorchNode &node, json::Path path) {
  json::ObjectMapper fields(value, path);
  std::vector<NamedArgument> arguments;
  std::vector<TorchArgument> results;
  StringMapping metadata;
  std::optional<std::string> name;
  if (!fields || !fields.map("target", node.target) ||
      !fields.map("inputs", arguments) || !fields.map("outputs", results) ||
      !fields.map("metadata", metadata) || !fields.map("name", name))
    return false;
  for (NamedArgument &each : arguments)
    node.arguments.push_back(std::move(each.argument));
  for (const TorchArgument &result : results)
    append_range(node.results, namesIn(result));
  node.name = name.value_or(node.results.empty() ? "" : node.results.front());
  if (StringRef target = node.target; target.consume_front("torch.ops."))
    node.target = target.str();
  node.source = findUserLine(metadata["stack_trace"]);
  readModuleStack(metadata["nn_module_stack"], node);
  return true;
}

bool fromJSON(const json::Value &value, TorchSubgraph &graph, json::Path path) {
  json::ObjectMapper fields(value, path);
  std::vector<TorchArgument> inputs, outputs;
  if (!fields || !fields.mapOptional("inputs", inputs) ||
      !fields.mapOptional("outputs", outputs) ||
      !fields.mapOptional("nodes", graph.nodes) ||
      !fields.mapOptional("tensor_values", graph.tensors))
    return false;
  for (const TorchArgument &each : inputs)
    append_range(graph.inputs, namesIn(each));
  for (const TorchArgument &each : outputs)
    append_range(graph.outputs, namesIn(each));
  return true;
}

Expected<TorchProgram> readTorchGraph(StringRef text, StringRef entry) {
  Expected<json::Value> value = parseTorchJson(text, entry);
  if (!value)
    return value.takeError();
  if (Error error = checkVersion(*value, entry))
    return error;
  auto read = convertTorchJson<ExportedProgram>(*value, entry);
  if (!read)
    return read.takeError();
  Graph &graph = read->module.graph;
  TorchProgram program;
  program.nodes = std::move(graph.nodes);
  program.tensors = std::move(graph.tensors);
  program.integers = std::move(graph.integers);
  program.numbers = std::move(graph.numbers);
  program.ranges = std::move(read->ranges);
  program.guards = std::move(read->guards);
  if (Error error = addSignature(read->module.signature,
                                 findReturnedNames(read->module), program))
    return error;
  expandScans(program);
  if (Error error = resolveTorchNames(program))
    return error;
  return program;
}

} // namespace cocc::frontends
