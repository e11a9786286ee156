//===- Load.cpp -----------------------------------------------------------===//

#include "frontends/Load.h"
#include "dialect/ContinualOps.h"
#include "frontends/Importer.h"
#include "frontends/NetworkName.h"
#include "frontends/Problems.h"
#include "frontends/YamlReader.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace cocc::continual;

namespace cocc::frontends {

static OwningOpRef<ModuleOp> loadYaml(StringRef path, MLIRContext &context,
                                      StringRef text) {
  Problem problem;
  std::optional<NetworkDescription> description = readYaml(text, problem);
  if (description)
    return importNetwork(*description, path, context);
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
    emitError(locate(context, path, {1, 1, {}}))
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

OwningOpRef<ModuleOp> load(StringRef path, MLIRContext &context,
                           llvm::SourceMgr &sources) {
  context.getOrLoadDialect<ContinualDialect>();
  StringRef extension = llvm::sys::path::extension(path);
  bool isYaml = extension == ".yaml" || extension == ".yml";
  auto whole = locate(context, path, {1, 1, {}});
  if (!isYaml && extension != ".mlir") {
    emitError(whole)
        << "'" << path
        << "' is no network: its name must end in .yaml, .yml or .mlir";
    return {};
  }
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/true);
  if (!buffer) {
    emitError(whole) << "cannot read '" << path
                     << "': " << buffer.getError().message();
    return {};
  }
  StringRef text = (*buffer)->getBuffer();
  sources.AddNewSourceBuffer(std::move(*buffer), llvm::SMLoc());
  return isYaml ? loadYaml(path, context, text)
                : loadMlir(path, context, sources);
}

} // namespace cocc::frontends
