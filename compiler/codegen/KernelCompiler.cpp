//===- KernelCompiler.cpp -------------------------------------------------===//

#include "compiler/codegen/KernelCompiler.h"
#include "compiler/codegen/DeviceCode.h"
#include "compiler/codegen/FrameLayout.h"
#include "compiler/codegen/Workers.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

//===----------------------------------------------------------------------===//
// Kernels that are the same
//===----------------------------------------------------------------------===//

static void describe(const FrameLayout &layout, raw_ostream &stream) {
  llvm::interleaveComma(layout.strides, stream);
  stream << '/' << layout.left << ',' << layout.above << ' ';
}

/// A text that is equal for kernels that have the same code: the region's
/// operations with values numbered by their place, and how the frames lie.
static std::string describe(KernelOp kernel) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  llvm::DenseMap<Value, unsigned> numbers;
  for (BlockArgument argument : kernel.getBody().getArguments()) {
    numbers[argument] = numbers.size();
    stream << argument.getType() << ' ';
  }
  for (Value frame : kernel.getFrames())
    describe(getFrameLayout(frame), stream);
  describe(getFrameLayout(kernel.getResult()), stream);
  for (Operation &op : kernel.getBody().front()) {
    stream << op.getName() << op.getAttrDictionary();
    for (Value operand : op.getOperands())
      stream << ' ' << numbers.at(operand);
    for (Value result : op.getResults()) {
      numbers[result] = numbers.size();
      stream << ' ' << result.getType();
    }
  }
  return text;
}

namespace {
/// The frames of one phase of a kernel, made one by one or several at once.
struct KernelPhase {
  KernelOp kernel;
  int64_t phase;
  bool several;
};
} // namespace

/// What of a phase is in its code: how many taps each operand has.
static std::string describePhase(KernelOp kernel, int64_t phase) {
  std::string text;
  int64_t phases = kernel.getPhases();
  for (unsigned i = 0; phases > 1 && i < kernel.getFrames().size(); ++i)
    text +=
        " " +
        std::to_string(
            getPhaseWindow(kernel.getStreamGeometry(i), phases, phase).taps);
  return text;
}

/// What of a run is in the code: how the frames lie that a call makes, and how
/// many are, as the tiles of frames made one by one follow from that too.
static std::string describeRun(KernelOp kernel, bool several) {
  if (kernel.getRunFrames() == 1)
    return "";
  std::string text = " of " + std::to_string(kernel.getRunFrames());
  if (several)
    text += " at once, " +
            std::to_string(kernel.getPhases() *
                           getFrameDistance(kernel.getResult())) +
            " apart";
  return text;
}

/// The phases of all kernels by what they compute, in the order of the network.
using Groups = llvm::MapVector<StringRef, SmallVector<KernelPhase>>;

/// A device makes any number of frames at once with one function.
static Groups groupKernels(NetworkOp network, Device device,
                           llvm::StringMap<char> &texts) {
  Groups groups;
  for (KernelOp kernel : network.getBody().getOps<KernelOp>()) {
    std::string same = describe(kernel);
    for (int64_t phase = 0; phase < kernel.getPhases(); ++phase)
      for (bool several : {false, true}) {
        if (several && (kernel.getRunFrames() == 1 || device != Device::Cpu))
          continue;
        std::string text =
            same + describePhase(kernel, phase) + describeRun(kernel, several);
        groups[texts.try_emplace(text).first->getKey()].push_back(
            {kernel, phase, several});
      }
  }
  return groups;
}

//===----------------------------------------------------------------------===//
// One function
//===----------------------------------------------------------------------===//

static Halide::Target getTarget(const BuiltKernel &kernel,
                                const Machine &machine) {
  return kernel.strictFloat
             ? machine.target.with_feature(Halide::Target::StrictFloat)
             : machine.target;
}

namespace {
/// What Halide warns of is a kernel that would not do what it says, above all
/// one that reads beyond its frames: there is no assertion in it to stop it.
struct WarningsAreErrors final : Halide::CompileTimeErrorReporter {
  void warning(const char *message) override { error(message); }
  [[noreturn]] void error(const char *message) override {
    throw Halide::CompileError(message);
  }
};
} // namespace

/// Does what may throw. Returns what Halide threw, with the kernel's name.
template <typename Action>
static std::string catchErrors(KernelOp kernel, Action action) {
  static WarningsAreErrors reporter;
  Halide::set_custom_compile_time_error_reporter(&reporter);
  try {
    action();
    return "";
  } catch (const Halide::Error &error) {
    return ("kernel " + kernel.getLayers() + ": " + error.what()).str();
  }
}

static llvm::Expected<std::string> readFile(StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer)
    return llvm::createStringError(buffer.getError(), "cannot read back %s: %s",
                                   path.str().c_str(),
                                   buffer.getError().message().c_str());
  return (*buffer)->getBuffer().str();
}

/// Returns what went wrong.
static std::string writeFile(StringRef path, StringRef text) {
  std::error_code error;
  llvm::raw_fd_ostream stream(path, error);
  stream << text;
  return error ? error.message() : "";
}

namespace {
/// The functions of a network while they are compiled. Halide writes files
/// only; they lie in a temporary folder until they are read back.
class FunctionCompiler {
public:
  FunctionCompiler(const Groups &groups, const Machine &machine,
                   StringRef prefix)
      : groups(groups), machine(machine), prefix(prefix),
        kernels(groups.size()), mistakes(groups.size()) {}
  ~FunctionCompiler() { llvm::sys::fs::remove_directories(folder); }

  llvm::Error run(Halide::OutputFileType type, const CompileProgress &progress);

  std::string getSymbol(size_t index) const {
    return (prefix + "_" + llvm::Twine(index)).str();
  }
  std::string getPath(size_t index) const {
    return (folder + "/" + llvm::Twine(index)).str();
  }
  std::vector<PhasePacker> takePackers(size_t index) {
    return std::move(kernels[index].packers);
  }

private:
  const KernelPhase &getFirst(size_t index) const {
    return (groups.begin() + index)->second.front();
  }
  void build(size_t index);
  std::string compile(size_t index, Halide::OutputFileType type);
  std::string compileForDevice(size_t index);

  const Groups &groups;
  const Machine &machine;
  StringRef prefix;
  llvm::SmallString<128> folder;
  std::vector<BuiltKernel> kernels;
  std::vector<std::string> mistakes;
};
} // namespace

void FunctionCompiler::build(size_t index) {
  const KernelPhase &first = getFirst(index);
  mistakes[index] = catchErrors(first.kernel, [&] {
    auto build = [&](bool alone) {
      return StageBuilder(first.kernel, first.phase, first.several, machine,
                          alone)
          .build();
    };
    kernels[index] = build(/*alone=*/false);
    // Frames of a launch lie along the batch.
    if (machine.device != Device::Cpu && kernels[index].mixesBatch)
      kernels[index] = build(/*alone=*/true);
  });
}

std::string FunctionCompiler::compile(size_t index,
                                      Halide::OutputFileType type) {
  if (!mistakes[index].empty())
    return mistakes[index];
  BuiltKernel &kernel = kernels[index];
  if (type == Halide::OutputFileType::object && machine.device != Device::Cpu)
    return compileForDevice(index);
  return catchErrors(getFirst(index).kernel, [&] {
    kernel.pipeline.compile_to({{type, getPath(index)}}, kernel.arguments,
                               getSymbol(index), getTarget(kernel, machine));
  });
}

std::string FunctionCompiler::compileForDevice(size_t index) {
  BuiltKernel &kernel = kernels[index];
  KernelOp op = getFirst(index).kernel;
  std::string problem;
  std::string mistake = catchErrors(op, [&] {
    Halide::Module module = kernel.pipeline.compile_to_module(
        kernel.arguments, getSymbol(index), getTarget(kernel, machine));
    auto code = extractDeviceCode(module, getSymbol(index));
    if (!code)
      problem = llvm::toString(code.takeError());
    else {
      code->isAlone = kernel.mixesBatch;
      problem = writeFile(getPath(index), writeDeviceCode(*code));
    }
  });
  if (mistake.empty() && !problem.empty())
    return ("kernel " + op.getLayers() + ": " + problem).str();
  return mistake;
}

llvm::Error FunctionCompiler::run(Halide::OutputFileType type,
                                  const CompileProgress &progress) {
  if (std::error_code error =
          llvm::sys::fs::createUniqueDirectory("cocc", folder))
    return llvm::createStringError(error, "cannot make a temporary folder: %s",
                                   error.message().c_str());
  size_t done = 0;
  Tasks tasks;
  tasks.count = groups.size();
  tasks.prepare = [&](size_t index) { build(index); };
  tasks.run = [&](size_t index) { return compile(index, type); };
  tasks.finish = [&](size_t) { progress(++done, groups.size()); };
  return runTasks(tasks);
}

//===----------------------------------------------------------------------===//
// All functions
//===----------------------------------------------------------------------===//

llvm::Expected<CompiledKernels>
cocc::compileKernels(NetworkOp network, const Machine &machine,
                     StringRef prefix, const CompileProgress &progress) {
  llvm::StringMap<char> texts;
  auto groups = groupKernels(network, machine.device, texts);
  FunctionCompiler compiler(groups, machine, prefix);
  if (llvm::Error error =
          compiler.run(Halide::OutputFileType::object, progress))
    return error;
  CompiledKernels compiled;
  for (auto [index, group] : llvm::enumerate(groups)) {
    llvm::Expected<std::string> object = readFile(compiler.getPath(index));
    if (!object)
      return object.takeError();
    PipelineLayout layout{compiler.getSymbol(index), "", {}};
    if (machine.device == Device::Cpu) {
      layout.object = std::move(*object);
    } else {
      llvm::Expected<DeviceCode> code = readDeviceCode(*object);
      if (!code)
        return code.takeError();
      layout.device = std::move(*code);
    }
    compiled.functions.push_back(
        {std::move(layout), compiler.takePackers(index)});
    for (auto [kernel, phase, several] : group.second) {
      auto &functions = compiled.functionsOf[kernel];
      functions.resize(KernelOp(kernel).getPhases());
      (several ? functions[phase].several : functions[phase].one) = index;
    }
  }
  return compiled;
}

llvm::Error cocc::printStatements(NetworkOp network, const Machine &machine,
                                  raw_ostream &stream) {
  llvm::StringMap<char> texts;
  auto groups = groupKernels(network, machine.device, texts);
  FunctionCompiler compiler(groups, machine, "kernel");
  if (llvm::Error error =
          compiler.run(Halide::OutputFileType::stmt, [](size_t, size_t) {}))
    return error;
  for (auto [index, group] : llvm::enumerate(groups)) {
    llvm::Expected<std::string> statement = readFile(compiler.getPath(index));
    if (!statement)
      return statement.takeError();
    stream << "// " << KernelOp(group.second.front().kernel).getLayers();
    if (group.second.size() > 1)
      stream << " and " << group.second.size() - 1 << " more";
    stream << '\n' << *statement;
  }
  return llvm::Error::success();
}
