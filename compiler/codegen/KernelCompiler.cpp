//===- KernelCompiler.cpp -------------------------------------------------===//

#include "compiler/codegen/KernelCompiler.h"
#include "compiler/codegen/FrameLayout.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/ThreadPool.h"
#include <mutex>

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

/// The kernels by what they compute, in the order of the network.
static llvm::MapVector<StringRef, SmallVector<KernelOp>>
groupKernels(NetworkOp network, llvm::StringMap<char> &texts) {
  llvm::MapVector<StringRef, SmallVector<KernelOp>> groups;
  for (KernelOp kernel : network.getBody().getOps<KernelOp>()) {
    StringRef text = texts.try_emplace(describe(kernel)).first->getKey();
    groups[text].push_back(kernel);
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

/// Halide writes files only: what it writes as `type`, read back.
static llvm::Expected<std::string> compileTo(Halide::OutputFileType type,
                                             BuiltKernel &kernel,
                                             const Machine &machine,
                                             const std::string &symbol) {
  llvm::SmallString<128> path;
  if (std::error_code error =
          llvm::sys::fs::createTemporaryFile("cocc", "out", path))
    return llvm::createStringError(error, "cannot make a temporary file: %s",
                                   error.message().c_str());
  auto remove = llvm::scope_exit([&] { llvm::sys::fs::remove(path); });
  kernel.pipeline.compile_to({{type, path.str().str()}}, kernel.arguments,
                             symbol, getTarget(kernel, machine));
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer)
    return llvm::createStringError(buffer.getError(), "cannot read back %s: %s",
                                   path.c_str(),
                                   buffer.getError().message().c_str());
  return (*buffer)->getBuffer().str();
}

/// What `compile` returns, or what Halide threw.
template <typename Compile>
static auto catchErrors(KernelOp kernel, Compile compile)
    -> decltype(compile()) {
  try {
    return compile();
  } catch (const Halide::Error &error) {
    return llvm::createStringError("kernel " + kernel.getLayers() + ": " +
                                   error.what());
  }
}

static llvm::Expected<CompiledFunction>
compileFunction(KernelOp kernel, const Machine &machine, std::string symbol) {
  BuiltKernel built = StageBuilder(kernel, machine).build();
  llvm::Expected<std::string> object =
      compileTo(Halide::OutputFileType::object, built, machine, symbol);
  if (!object)
    return object.takeError();
  return CompiledFunction{{std::move(symbol), std::move(*object)},
                          std::move(built.packers)};
}

//===----------------------------------------------------------------------===//
// All functions
//===----------------------------------------------------------------------===//

llvm::Expected<CompiledKernels>
cocc::compileKernels(NetworkOp network, const Machine &machine,
                     StringRef prefix, const CompileProgress &progress) {
  llvm::StringMap<char> texts;
  auto groups = groupKernels(network, texts);
  CompiledKernels compiled;
  compiled.functions.resize(groups.size());
  llvm::DefaultThreadPool pool;
  std::mutex mutex;
  size_t done = 0;
  llvm::Error failure = llvm::Error::success();
  for (auto [index, group] : llvm::enumerate(groups)) {
    for (KernelOp kernel : group.second)
      compiled.functionOf[kernel] = index;
    pool.async([&, index = index, kernel = group.second.front()] {
      auto function = catchErrors(kernel, [&] {
        return compileFunction(kernel, machine,
                               (prefix + "_" + llvm::Twine(index)).str());
      });
      std::lock_guard lock(mutex);
      if (function)
        compiled.functions[index] = std::move(*function);
      else
        failure = llvm::joinErrors(std::move(failure), function.takeError());
      progress(++done, groups.size());
    });
  }
  pool.wait();
  if (failure)
    return failure;
  return compiled;
}

void cocc::printStatements(NetworkOp network, const Machine &machine,
                           raw_ostream &stream) {
  llvm::StringMap<char> texts;
  for (auto &[text, kernels] : groupKernels(network, texts)) {
    BuiltKernel built = StageBuilder(kernels.front(), machine).build();
    stream << "// " << kernels.front().getLayers();
    if (kernels.size() > 1)
      stream << " and " << kernels.size() - 1 << " more";
    stream << '\n';
    auto statement =
        compileTo(Halide::OutputFileType::stmt, built, machine, "kernel");
    stream << (statement ? *statement : llvm::toString(statement.takeError()));
  }
}
