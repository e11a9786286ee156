//===- cocc.cpp - The compiler --------------------------------------------===//

#include "compiler/codegen/EmitLayout.h"
#include "compiler/codegen/EmitLibrary.h"
#include "compiler/codegen/EmitReport.h"
#include "compiler/codegen/KernelCompiler.h"
#include "compiler/tools/Bench.h"
#include "compiler/tools/Compilation.h"
#include "compiler/tools/EmitDescription.h"
#include "dialect/NetworkOps.h"
#include "frontends/Layers.h"
#include "frontends/YamlWriter.h"
#include "mlir/IR/AsmState.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Support/Timing.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/PrettyStackTrace.h"
#include "llvm/Support/WithColor.h"

using namespace cocc;
namespace cl = llvm::cl;

namespace {
struct Options {
  cl::OptionCategory category{"cocc options"};
  cl::SubCommand explain{"explain",
                         "print each layer's clock, delay, cost and state"};
  cl::SubCommand bench{
      "bench", "time a step and each kernel beside what the machine can do"};
  cl::opt<std::string> input{
      cl::Positional, cl::desc("network.yaml | network.pt2 | network.mlir"),
      cl::sub(cl::SubCommand::getAll()), cl::cat(category)};
  cl::opt<std::string> target{
      "target",
      cl::desc("host, host-opencl, x86-64-avx2, x86-64-avx512, or in Halide's "
               "notation"),
      cl::init("host"), cl::sub(cl::SubCommand::getAll()), cl::cat(category)};
  cl::opt<std::string> output{
      "o",
      cl::desc(
          "folder for lib<net>.a, lib<net>.so, <net>.h and <net>.json; the "
          "file for --emit=yaml"),
      cl::value_desc("folder"), cl::cat(category)};
  cl::opt<std::string> weights{
      "weights", cl::desc("a YAML network's weights, instead of its own file"),
      cl::value_desc("file.safetensors"), cl::sub(cl::SubCommand::getAll()),
      cl::cat(category)};
  cl::list<int64_t> timeDims{
      "time-dim",
      cl::desc("the dimension of a .pt2's input that is time (default: 2); "
               "where inputs differ, once for each"),
      cl::sub(cl::SubCommand::getAll()), cl::cat(category)};
  cl::list<std::string> also{
      "also",
      cl::desc("the same program as a .pt2, exported for clips of another "
               "length: what differs was computed from the length"),
      cl::value_desc("file.pt2"), cl::sub(cl::SubCommand::getAll()),
      cl::cat(category)};
  cl::list<std::string> windows{
      "window",
      cl::desc("let what looks at a .pt2's whole clip, by its module, node or "
               "operator, look at so many frames"),
      cl::value_desc("name=frames"), cl::sub(cl::SubCommand::getAll()),
      cl::cat(category)};
  cl::opt<std::string> api{
      "api",
      cl::desc("whose names of the options messages use: cocc, or python"),
      cl::init("cocc"),
      cl::Hidden,
      cl::sub(cl::SubCommand::getAll()),
      cl::cat(category)};
  cl::opt<bool> alignOutputs{
      "align-outputs",
      cl::desc("let outputs that belong together leave at the same step"),
      cl::sub(cl::SubCommand::getAll()), cl::cat(category)};
  cl::opt<int64_t> framesPerStep{
      "frames-per-step",
      cl::desc("frames of each input that a step takes (default: 1)"),
      cl::value_desc("frames"),
      cl::init(1),
      cl::sub(cl::SubCommand::getAll()),
      cl::cat(category)};
  cl::opt<std::string> emit{
      "emit",
      cl::desc("print the network after a phase: import, simplify, balance, "
               "share, fuse, plan, stmt or layout; or a .pt2 as yaml"),
      cl::value_desc("phase"), cl::cat(category)};
  cl::opt<bool> withWeights{"with-weights",
                            cl::desc("print all values, and the layers' names "
                                     "and places, for compiling the text"),
                            cl::cat(category)};
  cl::opt<bool> statistics{"statistics", cl::desc("print what each pass did"),
                           cl::sub(cl::SubCommand::getAll()),
                           cl::cat(category)};
  cl::opt<bool> listOps{"list-ops",
                        cl::desc("print the layers that a network may have"),
                        cl::cat(category)};
  cl::opt<std::string> format{"format", cl::desc("table, json or dot"),
                              cl::init("table"), cl::sub(explain),
                              cl::cat(category)};
  cl::opt<int64_t> clip{"clip",
                        cl::desc("frames of the clip whose cost is shown "
                                 "(default: the receptive field)"),
                        cl::init(0), cl::sub(explain), cl::cat(category)};
};
} // namespace

static int fail(const llvm::Twine &message) {
  llvm::WithColor::error(llvm::errs(), "cocc") << message << '\n';
  return 1;
}

static int compileLibrary(Compilation &compilation, llvm::StringRef directory) {
  std::optional<NetworkLayout> layout = compilation.compile();
  if (!layout)
    return 1;
  if (llvm::Error error = emitLibrary(*layout, directory))
    return fail(llvm::toString(std::move(error)));
  return 0;
}

static int printModule(Compilation &compilation, Phase phase,
                       bool withWeights) {
  if (!compilation.runTo(phase))
    return 1;
  mlir::OpPrintingFlags flags;
  if (withWeights)
    flags.enableDebugInfo();
  else
    flags.elideLargeElementsAttrs(16).elideLargeResourceString(16);
  compilation.getModule().print(llvm::outs(), flags);
  llvm::outs() << '\n';
  return 0;
}

static int printPhase(Compilation &compilation, const Options &options) {
  if (options.emit == "layout") {
    std::optional<NetworkLayout> layout = compilation.plan();
    if (layout)
      llvm::outs() << emitLayout(*layout);
    return layout ? 0 : 1;
  }
  if (options.emit == "stmt") {
    if (!compilation.runTo(Phase::Plan))
      return 1;
    auto networks = compilation.getModule().getOps<continual::NetworkOp>();
    if (llvm::Error error = printStatements(
            *networks.begin(), compilation.getMachine(), llvm::outs()))
      return fail(llvm::toString(std::move(error)));
    return 0;
  }
  return printModule(compilation, *parsePhase(options.emit),
                     options.withWeights);
}

/// The network of an exported program as YAML; with -o net.yaml into that file,
/// its weights beside it.
static int printDescription(Compilation &compilation, const Options &options,
                            const frontends::LoadOptions &loading) {
  auto description = compilation.describe(options.input, loading);
  if (!description)
    return 1;
  if (options.output.empty()) {
    frontends::writeYaml(*description, llvm::outs());
    return 0;
  }
  if (llvm::Error error = emitDescription(*description, options.output))
    return fail(llvm::toString(std::move(error)));
  return 0;
}

static int explain(Compilation &compilation, const Options &options) {
  std::optional<NetworkLayout> layout = compilation.plan();
  if (!layout)
    return 1;
  int64_t clip = options.clip;
  if (clip == 0)
    for (const OutputLayout &output : layout->outputs)
      clip = std::max(clip, output.stream.receptiveField);
  if (options.format == "json")
    llvm::outs() << emitReport(*layout);
  else if (options.format == "dot")
    llvm::outs() << explainAsGraph(*layout, clip);
  else
    llvm::outs() << explainAsTable(*layout, clip);
  return 0;
}

static int bench(Compilation &compilation) {
  if (compilation.getMachine().device != Device::Cpu)
    return fail("bench times the kernels of the processor one by one; time the "
                "steps of a library for a device");
  std::optional<NetworkLayout> layout = compilation.compile();
  if (!layout)
    return 1;
  if (llvm::Error error = runBench(*layout, llvm::outs()))
    return fail(llvm::toString(std::move(error)));
  return 0;
}

/// What is wrong with the command line; empty if nothing.
static std::string checkOptions(const Options &options) {
  if (options.input.empty())
    return "which network? cocc net.yaml -o folder";
  constexpr int64_t mostFrames = 1 << 20;
  if (options.framesPerStep < 1 || options.framesPerStep > mostFrames)
    return "--frames-per-step must be from 1 to " + std::to_string(mostFrames) +
           ", not " + std::to_string(options.framesPerStep);
  if ((options.explain || options.bench) &&
      (!options.emit.empty() || !options.output.empty()))
    return "-o and --emit are not for explain and bench, which print to "
           "standard output";
  if (options.explain) {
    if (options.format != "table" && options.format != "json" &&
        options.format != "dot")
      return "there is no format '" + options.format +
             "'; it is table, json or dot";
    if (options.clip < 0)
      return "a clip has at least 1 frame";
    return "";
  }
  if (options.bench)
    return "";
  if (options.emit == "yaml" && options.framesPerStep > 1)
    return "a description does not say how many frames a step takes: "
           "--frames-per-step is not for --emit=yaml";
  if (options.emit == "yaml")
    return llvm::StringRef(options.input).ends_with(".pt2")
               ? ""
               : "--emit=yaml is for networks from a .pt2";
  if (options.emit.empty() == options.output.empty())
    return "give either -o folder or --emit=phase";
  if (!options.emit.empty() && options.emit != "stmt" &&
      options.emit != "layout" && !parsePhase(options.emit))
    return "there is no phase '" + options.emit +
           "'; it is import, simplify, balance, share, fuse, plan, stmt, "
           "layout or yaml";
  return "";
}

/// Reads the options about the network's file. Says what is wrong; empty if
/// nothing is.
static std::string readLoadOptions(const Options &options,
                                   frontends::LoadOptions &loading) {
  llvm::StringRef input = options.input;
  if (!options.weights.empty() && !input.ends_with(".yaml") &&
      !input.ends_with(".yml"))
    return "--weights is for YAML networks; a .pt2 and a .mlir have their own";
  if (!options.windows.empty() && !input.ends_with(".pt2"))
    return "--window is for networks from a .pt2";
  if (!options.also.empty() && !input.ends_with(".pt2"))
    return "--also is for networks from a .pt2";
  if (options.api != "cocc" && options.api != "python")
    return "--api is cocc or python";
  if (options.alignOutputs && input.ends_with(".mlir"))
    return "--align-outputs is for descriptions; a network in a .mlir is "
           "aligned by its attribute";
  loading.alignOutputs = options.alignOutputs;
  loading.weights = options.weights;
  if (!options.timeDims.empty())
    loading.timeDim = options.timeDims.front();
  if (options.timeDims.size() > 1)
    loading.timeDims.assign(options.timeDims.begin(), options.timeDims.end());
  loading.names.isPython = options.api == "python";
  loading.also.assign(options.also.begin(), options.also.end());
  for (llvm::StringRef window : options.windows) {
    auto [name, frames] = window.rsplit('=');
    int64_t &count = loading.windows[name.str()];
    if (name.empty() || frames.getAsInteger(10, count) || count < 1 ||
        count > INT32_MAX)
      return ("--window is name=frames, as in --window mean=16, not '" +
              window + "'")
          .str();
  }
  return "";
}

/// Reads the command line. Options of LLVM that are none of ours are shown by
/// --help-hidden. Says what is wrong; empty if nothing is.
static std::string parseOptions(int argc, char **argv, Options &options) {
  mlir::registerAsmPrinterCLOptions();
  mlir::registerMLIRContextCLOptions();
  mlir::registerPassManagerCLOptions();
  mlir::registerDefaultTimingManagerCLOptions();
  for (cl::SubCommand *command :
       {&cl::SubCommand::getTopLevel(), &options.explain, &options.bench})
    cl::HideUnrelatedOptions(options.category, *command);
  cl::SetVersionPrinter(
      [](llvm::raw_ostream &stream) { stream << "cocc " COCC_VERSION "\n"; });
  std::string wrong;
  llvm::raw_string_ostream stream(wrong);
  cl::ParseCommandLineOptions(
      argc, argv, "cocc: networks that take one frame at a time\n", &stream);
  llvm::StringRef text(wrong);
  text.consume_front("cocc: ");
  return text.rtrim().str();
}

int main(int argc, char **argv) {
  llvm::setBugReportMsg(
      "This is a mistake in cocc, not in your network: please "
      "report it with the file and the lines below.\n");
  Options options;
  if (std::string wrong = parseOptions(argc, argv, options); !wrong.empty())
    return fail(wrong);
  if (options.listOps) {
    for (llvm::StringRef name : frontends::layerNames())
      llvm::outs() << name << '\n';
    return 0;
  }
  if (std::string wrong = checkOptions(options); !wrong.empty())
    return fail(wrong);
  std::optional<Halide::Target> target = parseTarget(options.target);
  if (!target)
    return fail("there is no target '" + options.target +
                "'; it is host, host-opencl, x86-64-avx2, x86-64-avx512, or a "
                "Halide target for x86-64 Linux");
  frontends::LoadOptions loading;
  if (std::string wrong = readLoadOptions(options, loading); !wrong.empty())
    return fail(wrong);
  Compilation compilation(getMachine(*target));
  if (options.statistics)
    compilation.showStatistics();
  if (options.emit == "yaml")
    return printDescription(compilation, options, loading);
  if (!compilation.load(options.input, loading, options.framesPerStep))
    return 1;
  if (options.explain)
    return explain(compilation, options);
  if (options.bench)
    return bench(compilation);
  if (!options.emit.empty())
    return printPhase(compilation, options);
  return compileLibrary(compilation, options.output);
}
