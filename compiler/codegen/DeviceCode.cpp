//===- DeviceCode.cpp -----------------------------------------------------===//

#include "compiler/codegen/DeviceCode.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Base64.h"
#include "llvm/Support/JSON.h"
#include <Halide.h>
#include <map>
#include <sstream>

using namespace Halide::Internal;
using Halide::Expr;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// The launch
//===----------------------------------------------------------------------===//

namespace cocc {
namespace {

using Kind = DeviceArgument::Kind;

/// Finds the launches, with the values of all names around them.
class FindLaunches : public IRVisitor {
public:
  explicit FindLaunches(const std::map<std::string, StringRef> &tables)
      : tables(tables) {}

  int launches = 0;
  DeviceCode code;
  std::string problem;

private:
  using IRVisitor::visit;

  void visit(const LetStmt *let) override {
    values[let->name] = let->value;
    IRVisitor::visit(let);
  }
  void visit(const Call *call) override;
  void readLaunch(const Call *call, size_t at);
  Expr resolve(Expr value) const;
  int64_t count(const Expr &value);
  bool isFrames(const Expr &value) const;
  std::string nameOf(const Expr &argument) const;
  void addArgument(const Expr &argument);
  void fail(StringRef what, const Expr &value);

  /// The bytes of all that the compiler has filled.
  const std::map<std::string, StringRef> &tables;
  std::map<std::string, Expr> values;
};

} // namespace

Expr FindLaunches::resolve(Expr value) const {
  for (Expr before; !before.defined() || !equal(before, value);) {
    before = value;
    value = simplify(substitute(values, value));
  }
  return value;
}

void FindLaunches::fail(StringRef what, const Expr &value) {
  std::ostringstream text;
  text << what.str() << ' ' << value;
  if (problem.empty())
    problem = text.str();
}

int64_t FindLaunches::count(const Expr &value) {
  Expr number = resolve(value);
  if (auto constant = as_const_int(number))
    return *constant;
  if (auto constant = as_const_uint(number))
    return static_cast<int64_t>(*constant);
  fail("a launch is of a size that is not constant:", number);
  return 1;
}

bool FindLaunches::isFrames(const Expr &value) const {
  Expr number = resolve(value);
  auto *variable = number.as<Variable>();
  return variable && variable->name == "frames";
}

/// What an argument is called, without what Halide adds for its memory.
std::string FindLaunches::nameOf(const Expr &argument) const {
  auto *record = argument.as<Call>();
  Expr value = resolve(record ? record->args.front() : argument);
  auto *variable = value.as<Variable>();
  StringRef name = variable ? StringRef(variable->name) : "";
  name.consume_back(".buffer");
  return name.str();
}

void FindLaunches::addArgument(const Expr &argument) {
  std::string text = nameOf(argument);
  // Of Funcs' names Halide makes others: output$1.
  if (StringRef(text).split('$').first == "output")
    return code.arguments.push_back({Kind::Result, 0});
  static const std::map<std::string, Kind> single = {
      {"frame_places", Kind::Places},
      {"first", Kind::First},
      {"frames", Kind::Frames}};
  if (auto found = single.find(text); found != single.end())
    return code.arguments.push_back({found->second, 0});
  StringRef name = text;
  for (auto [prefix, kind] :
       {std::pair("in", Kind::Operand), std::pair("weight", Kind::Weight)}) {
    StringRef number = name;
    int32_t index;
    if (number.consume_front(prefix) && !number.getAsInteger(10, index))
      return code.arguments.push_back({kind, index});
  }
  auto table = tables.find(text);
  if (table == tables.end())
    return fail("a launch needs", argument);
  code.arguments.push_back(
      {Kind::Table, static_cast<int32_t>(code.tables.size())});
  code.tables.push_back(table->second.str());
}

void FindLaunches::readLaunch(const Call *call, size_t at) {
  code.entry = call->args[at++].as<StringImm>()->value;
  for (int64_t &blocks : code.blocks)
    blocks = count(call->args[at++]);
  if (!isFrames(call->args[at]))
    fail("a launch has not a block for each frame:", call->args[at]);
  ++at;
  for (int64_t &threads : code.threads)
    threads = count(call->args[at++]);
  code.sharedBytes = count(call->args[at++]);
  const Call *sizes = call->args[at].as<Call>();
  const Call *arguments = call->args[at + 1].as<Call>();
  // A size of 0 ends the list.
  for (size_t i = 0; i + 1 < sizes->args.size(); ++i)
    addArgument(arguments->args[i]);
}

void FindLaunches::visit(const Call *call) {
  IRVisitor::visit(call);
  if (call->name != "halide_opencl_run")
    return;
  // Halide puts the user's context in front.
  size_t at = 0;
  while (!call->args[at].as<StringImm>())
    ++at;
  if (++launches == 1)
    readLaunch(call, at);
}

//===----------------------------------------------------------------------===//
// The source
//===----------------------------------------------------------------------===//

/// Divides the source, and calls its entry `symbol`. What all kernels begin
/// with has a first line that names the processor on which it was compiled.
static void takeSource(StringRef source, StringRef symbol, DeviceCode &code) {
  size_t end = source.find("// Address spaces for ");
  code.prelude = source.take_front(end).split('\n').second.str();
  llvm::SmallVector<StringRef> parts;
  source.drop_front(end).rtrim('\0').split(parts, code.entry);
  code.source = llvm::join(parts, symbol);
  code.entry = symbol.str();
}

llvm::Expected<DeviceCode> extractDeviceCode(const Halide::Module &module,
                                             StringRef symbol) {
  std::map<std::string, StringRef> tables;
  StringRef source;
  for (const Halide::Buffer<> &buffer : module.buffers()) {
    StringRef bytes(static_cast<const char *>(buffer.data()),
                    buffer.size_in_bytes());
    if (StringRef(buffer.name()).contains("gpu_source_kernels"))
      source = bytes;
    else
      tables[buffer.name()] = bytes;
  }
  FindLaunches found(tables);
  for (const auto &function : module.functions())
    function.body.accept(&found);
  if (found.problem.empty() && found.launches != 1)
    found.problem = "a kernel is " + std::to_string(found.launches) +
                    " launches instead of one";
  if (!found.problem.empty())
    return llvm::createStringError(found.problem);
  takeSource(source, symbol, found.code);
  return std::move(found.code);
}

//===----------------------------------------------------------------------===//
// As a text
//===----------------------------------------------------------------------===//

llvm::json::Value toJSON(const DeviceArgument &argument) {
  return llvm::json::Array{static_cast<int64_t>(argument.kind), argument.index};
}

bool fromJSON(const llvm::json::Value &value, DeviceArgument &argument,
              llvm::json::Path path) {
  std::vector<int64_t> numbers;
  if (!llvm::json::fromJSON(value, numbers, path) || numbers.size() != 2)
    return false;
  argument.kind = static_cast<Kind>(numbers[0]);
  argument.index = static_cast<int32_t>(numbers[1]);
  return true;
}

std::string writeDeviceCode(const DeviceCode &code) {
  llvm::json::Array tables;
  for (const DeviceTable &table : code.tables)
    tables.push_back(llvm::encodeBase64(table));
  std::string text;
  llvm::raw_string_ostream stream(text);
  stream << llvm::json::Value(
      llvm::json::Object{{"prelude", code.prelude},
                         {"source", code.source},
                         {"entry", code.entry},
                         {"blocks", llvm::json::Array(code.blocks)},
                         {"threads", llvm::json::Array(code.threads)},
                         {"shared", code.sharedBytes},
                         {"alone", code.isAlone},
                         {"arguments", code.arguments},
                         {"tables", std::move(tables)}});
  return text;
}

template <size_t N>
static bool mapNumbers(llvm::json::ObjectMapper &mapper,
                       llvm::StringLiteral name,
                       std::array<int64_t, N> &numbers) {
  std::vector<int64_t> list;
  if (!mapper.map(name, list) || list.size() != N)
    return false;
  std::copy(list.begin(), list.end(), numbers.begin());
  return true;
}

static llvm::Error readTables(const std::vector<std::string> &texts,
                              std::vector<DeviceTable> &tables) {
  for (const std::string &text : texts) {
    std::vector<char> bytes;
    if (llvm::Error error = llvm::decodeBase64(text, bytes))
      return error;
    tables.emplace_back(bytes.begin(), bytes.end());
  }
  return llvm::Error::success();
}

llvm::Expected<DeviceCode> readDeviceCode(StringRef text) {
  auto value = llvm::json::parse(text);
  if (!value)
    return value.takeError();
  DeviceCode code;
  std::vector<std::string> tables;
  llvm::json::Path::Root root("device code");
  llvm::json::ObjectMapper mapper(*value, root);
  if (!mapper || !mapper.map("prelude", code.prelude) ||
      !mapper.map("source", code.source) || !mapper.map("entry", code.entry) ||
      !mapNumbers(mapper, "blocks", code.blocks) ||
      !mapNumbers(mapper, "threads", code.threads) ||
      !mapper.map("shared", code.sharedBytes) ||
      !mapper.map("alone", code.isAlone) ||
      !mapper.map("arguments", code.arguments) || !mapper.map("tables", tables))
    return root.getError();
  if (llvm::Error error = readTables(tables, code.tables))
    return error;
  return code;
}

} // namespace cocc
