//===- Load.cpp -----------------------------------------------------------===//

#include "frontends/Load.h"
#include "dialect/NetworkOps.h"
#include "frontends/Importer.h"
#include "frontends/NetworkName.h"
#include "frontends/Problems.h"
#include "frontends/YamlReader.h"
#include "frontends/torch/TorchLengths.h"
#include "frontends/torch/TorchLoops.h"
#include "frontends/torch/TorchNetwork.h"
#include "frontends/torch/TorchReader.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace cocc::continual;

namespace cocc::frontends {

/// Of a file of Python: more is a lie.
static constexpr unsigned mostQuotedLines = 1 << 20;

/// Has the description take its weights from the file `path`.
static void setWeights(NetworkDescription &description, StringRef path) {
  SmallString<128> absolute = path;
  llvm::sys::fs::make_absolute(absolute);
  Place place =
      description.weights ? description.weights->place : description.name.place;
  description.weights.emplace();
  description.weights->place = place;
  description.weights->path = absolute.str();
}

static OwningOpRef<ModuleOp> loadYaml(StringRef path,
                                      const LoadOptions &options,
                                      MLIRContext &context, StringRef text) {
  Problem problem;
  std::optional<NetworkDescription> description = readYaml(text, problem);
  if (description && !options.weights.empty())
    setWeights(*description, options.weights);
  if (description) {
    description->alignOutputs |= options.alignOutputs;
    return importNetwork(*description, path, context);
  }
  emitProblem(context, path, problem);
  return {};
}

static OwningOpRef<ModuleOp> loadMlir(StringRef path, MLIRContext &context,
                                      const llvm::SourceMgr &sources) {
  auto module = parseSourceFile<ModuleOp>(sources, ParserConfig(&context));
  if (!module)
    return {};
  size_t networks = llvm::range_size(module->getOps<NetworkOp>());
  if (networks != 1) {
    emitError(locate(context, path, {1, 1}))
        << "needs one continual.network, has " << networks;
    return {};
  }
  NetworkOp network = *module->getOps<NetworkOp>().begin();
  std::string wrong = findWrongInNetworkName(network.getSymName());
  if (wrong.empty())
    return module;
  network.emitError(wrong);
  return {};
}

/// The text of the file at `path`; null, with an error reported, where it
/// cannot be read.
static std::unique_ptr<llvm::MemoryBuffer> readFile(StringRef path, bool isText,
                                                    MLIRContext &context) {
  auto buffer = llvm::MemoryBuffer::getFile(path, isText);
  if (buffer)
    return std::move(*buffer);
  emitError(locate(context, path, {1, 1}))
      << "cannot read '" << path << "': " << buffer.getError().message();
  return nullptr;
}

/// Gives `sources` the lines of Python that `program` quotes, so that
/// diagnostics show them: the files themselves are never opened. The program's
/// own file is nothing to show.
static void addQuotedLines(const TorchProgram &program, StringRef path,
                           llvm::SourceMgr &sources) {
  std::map<std::string, std::map<unsigned, std::string>> files;
  for (const TorchNode &node : program.nodes)
    if (node.source && node.source->line <= mostQuotedLines)
      files[node.source->file][node.source->line] = node.source->code;
  files[path.str()];
  for (const auto &[file, lines] : files) {
    std::string text;
    unsigned at = 1;
    for (const auto &[line, code] : lines) {
      text.append(line - at, '\n');
      text += code;
      at = line;
    }
    sources.AddNewSourceBuffer(llvm::MemoryBuffer::getMemBufferCopy(text, file),
                               llvm::SMLoc());
  }
}

/// The program in the file at `path`; nothing, with an error reported, where
/// there is none.
static std::optional<TorchProgram> readProgram(StringRef path,
                                               MLIRContext &context) {
  auto buffer = readFile(path, /*isText=*/false, context);
  if (!buffer)
    return std::nullopt;
  Problem problem;
  std::optional<TorchProgram> program =
      readTorchProgram(buffer->getBuffer(), problem);
  if (!program)
    emitProblem(context, path, problem);
  return program;
}

/// What a program says for clips of some lengths alone may not hold for a
/// stream, which has none.
static void warnOfLengths(const TorchProgram &program, StringRef path,
                          const LoadOptions &options, MLIRContext &context) {
  const TorchInt &clip = clipLength(program, options.timeDim);
  if (program.lengths == 1) {
    emitWarning(locate(context, path, {1, 1}))
        << "exported for clips of " << clip.value
        << " frames alone: numbers that the program computed from this length "
           "cannot be told from others; export it with time as a dynamic "
           "dimension, or "
        << options.names.severalLengths();
    return;
  }
  if (auto range = program.ranges.find(clip.symbol);
      range != program.ranges.end() && range->second.greatest)
    emitWarning(locate(context, path, {1, 1}))
        << "exported for clips of at most " << *range->second.greatest
        << " frames: whether the program is another one for longer clips "
           "cannot be told";
}

std::optional<NetworkDescription> loadDescription(StringRef path,
                                                  const LoadOptions &options,
                                                  MLIRContext &context,
                                                  llvm::SourceMgr &sources) {
  std::optional<TorchProgram> program = readProgram(path, context);
  if (!program)
    return std::nullopt;
  addQuotedLines(*program, path, sources);
  Problem problem;
  if (options.also.empty())
    sampleLengths(*program);
  std::vector<TorchProgram> programs = {std::move(*program)};
  for (const std::string &file : options.also) {
    std::optional<TorchProgram> other = readProgram(file, context);
    if (!other)
      return std::nullopt;
    programs.push_back(std::move(*other));
  }
  bool isRead = rollLoops(programs, problem);
  program = std::move(programs.front());
  for (const TorchProgram &other : llvm::drop_begin(programs))
    isRead = isRead && addLength(*program, other, problem);
  std::optional<NetworkDescription> description;
  if (isRead)
    description = lowerTorch(*program,
                             {makeNetworkName(llvm::sys::path::stem(path)),
                              options.timeDim, options.windows, options.names,
                              options.timeDims},
                             problem);
  if (description)
    description->alignOutputs = options.alignOutputs;
  else
    emitProblem(context, path, problem);
  if (description)
    warnOfLengths(*program, path, options, context);
  return description;
}

static OwningOpRef<ModuleOp> loadTorch(StringRef path,
                                       const LoadOptions &options,
                                       MLIRContext &context,
                                       llvm::SourceMgr &sources) {
  auto description = loadDescription(path, options, context, sources);
  return description ? importNetwork(*description, path, context)
                     : OwningOpRef<ModuleOp>();
}

OwningOpRef<ModuleOp> load(StringRef path, const LoadOptions &options,
                           MLIRContext &context, llvm::SourceMgr &sources) {
  context.getOrLoadDialect<ContinualDialect>();
  StringRef extension = llvm::sys::path::extension(path);
  if (extension == ".pt2")
    return loadTorch(path, options, context, sources);
  bool isYaml = extension == ".yaml" || extension == ".yml";
  if (!isYaml && extension != ".mlir") {
    emitError(locate(context, path, {1, 1}))
        << "'" << path
        << "' is no network: its name must end in .yaml, .yml, .pt2 or .mlir";
    return {};
  }
  auto buffer = readFile(path, /*isText=*/true, context);
  if (!buffer)
    return {};
  StringRef text = buffer->getBuffer();
  sources.AddNewSourceBuffer(std::move(buffer), llvm::SMLoc());
  return isYaml ? loadYaml(path, options, context, text)
                : loadMlir(path, context, sources);
}

} // namespace cocc::frontends
