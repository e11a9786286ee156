//===- EmitApi.cpp - The functions of a generated header ------------------===//

#include "compiler/codegen/EmitApi.h"
#include "compiler/codegen/EmitConstants.h"

#include "cocc/runtime.h"

#include "llvm/IR/IRBuilder.h"

using namespace llvm;

namespace cocc {
namespace {

/// A function of the generated header: `suffix` behind the network's name, made
/// of the runtime's `callee`.
struct ApiFunction {
  StringRef suffix;
  StringRef callee;
  /// 'p' pointer, 'i' int, 'l' 64 bits, 'v' nothing, 'n' an int of the callee's
  /// 64 bits. Of parameters also: 'I' a pointer for each input, which the
  /// callee takes as an array, 'O' the same for outputs, 'R' for inputs where a
  /// step takes several frames and 'F' then the number of those that are left,
  /// 'C' an array of counts where there are several outputs. For what is not
  /// there the callee gets null or 0.
  char result;
  StringRef parameters;
  bool takesNetwork = true;
};

constexpr ApiFunction api[] = {
    {"_init", COCC_QUOTE(cocc_init), 'p', "pl"},
    {"_create", COCC_QUOTE(cocc_create), 'p', ""},
    {"_destroy", COCC_QUOTE(cocc_destroy), 'v', "p", false},
    {"_step", COCC_QUOTE(cocc_step), 'n', "pIOC"},
    {"_peek", COCC_QUOTE(cocc_peek), 'n', "pIOC"},
    {"_flush", COCC_QUOTE(cocc_flush), 'l', "pRFpOC"},
    {"_reset", COCC_QUOTE(cocc_reset), 'i', "p"},
    {"_copy", COCC_QUOTE(cocc_copy), 'i', "pp"},
    {"_release", COCC_QUOTE(cocc_release), 'v', "p", false},
    {"_last_error", COCC_QUOTE(cocc_last_error), 'p', "", false},
};

/// Adds functions to a module.
class ApiBuilder {
public:
  ApiBuilder(Module &module, const NetworkLayout &layout,
             GlobalVariable *network)
      : module(module), layout(layout), network(network) {}

  void add(const ApiFunction &function);

private:
  Type *typeFor(char kind);
  /// How many parameters of the API's function stand for one of the callee's.
  size_t countParameters(char kind) const;
  Function *declare(const Twine &name, Type *result, ArrayRef<Type *> types);
  Function *declareCallee(const ApiFunction &function);
  Function *declareOwn(const ApiFunction &function);
  /// The arguments of the callee, made of the API's function's.
  SmallVector<Value *, 8> pass(const ApiFunction &function, Function *own,
                               IRBuilder<> &builder);

  Module &module;
  const NetworkLayout &layout;
  GlobalVariable *network;
};

Type *ApiBuilder::typeFor(char kind) {
  LLVMContext &context = module.getContext();
  switch (kind) {
  case 'i':
  case 'n':
    return Type::getInt32Ty(context);
  case 'l':
  case 'F':
    return Type::getInt64Ty(context);
  case 'v':
    return Type::getVoidTy(context);
  default:
    return PointerType::get(context, 0);
  }
}

size_t ApiBuilder::countParameters(char kind) const {
  const bool takesSeveral = layout.framesPerStep > 1;
  switch (kind) {
  case 'I':
    return layout.inputs.size();
  case 'R':
    return takesSeveral ? layout.inputs.size() : 0;
  case 'F':
    return takesSeveral ? 1 : 0;
  case 'O':
    return layout.outputs.size();
  case 'C':
    return layout.outputs.size() > 1 ? 1 : 0;
  default:
    return 1;
  }
}

Function *ApiBuilder::declare(const Twine &name, Type *result,
                              ArrayRef<Type *> types) {
  return Function::Create(FunctionType::get(result, types, false),
                          GlobalValue::ExternalLinkage, name, module);
}

Function *ApiBuilder::declareCallee(const ApiFunction &function) {
  SmallVector<Type *, 8> types;
  if (function.takesNetwork)
    types.push_back(network->getType());
  for (char kind : function.parameters)
    types.push_back(typeFor(kind));
  Function *callee =
      declare(emit::runtimeSymbol(function.callee, layout.device),
              typeFor(function.result == 'n' ? 'l' : function.result), types);
  callee->setVisibility(GlobalValue::HiddenVisibility);
  return callee;
}

Function *ApiBuilder::declareOwn(const ApiFunction &function) {
  SmallVector<Type *, 8> types;
  for (char kind : function.parameters)
    types.append(countParameters(kind), typeFor(kind));
  Function *own =
      declare(layout.name + function.suffix, typeFor(function.result), types);
  own->setDSOLocal(true);
  own->addFnAttr(Attribute::NoUnwind);
  return own;
}

/// An array on the stack with the addresses in `values`; its address.
Value *storeAddresses(IRBuilder<> &builder, ArrayRef<Value *> values) {
  auto *type = ArrayType::get(builder.getPtrTy(), values.size());
  Value *array = builder.CreateAlloca(type);
  for (auto [i, value] : enumerate(values))
    builder.CreateStore(value,
                        builder.CreateConstInBoundsGEP2_64(type, array, 0, i));
  return array;
}

SmallVector<Value *, 8> ApiBuilder::pass(const ApiFunction &function,
                                         Function *own, IRBuilder<> &builder) {
  SmallVector<Value *, 8> passed;
  if (function.takesNetwork)
    passed.push_back(network);
  SmallVector<Value *, 8> arguments(make_pointer_range(own->args()));
  ArrayRef<Value *> left = arguments;
  for (char kind : function.parameters) {
    ArrayRef<Value *> some = left.take_front(countParameters(kind));
    left = left.drop_front(some.size());
    if (some.empty())
      passed.push_back(Constant::getNullValue(typeFor(kind)));
    else if (StringRef("IRO").contains(kind))
      passed.push_back(storeAddresses(builder, some));
    else
      passed.push_back(some.front());
  }
  return passed;
}

void ApiBuilder::add(const ApiFunction &function) {
  Function *callee = declareCallee(function);
  Function *own = declareOwn(function);
  IRBuilder<> builder(BasicBlock::Create(module.getContext(), "", own));
  Value *result = builder.CreateCall(callee, pass(function, own, builder));
  if (function.result == 'v')
    builder.CreateRetVoid();
  else
    builder.CreateRet(function.result == 'n'
                          ? builder.CreateTrunc(result, typeFor('n'))
                          : result);
}

} // namespace

void addApi(Module &module, const NetworkLayout &layout,
            GlobalVariable *network) {
  ApiBuilder builder(module, layout, network);
  for (const ApiFunction &function : api)
    builder.add(function);
}

std::vector<std::string> exportedSymbols(const NetworkLayout &layout) {
  std::vector<std::string> symbols;
  for (const ApiFunction &function : api)
    symbols.push_back(layout.name + function.suffix.str());
  symbols.push_back(layout.name + "_network");
  return symbols;
}

} // namespace cocc
