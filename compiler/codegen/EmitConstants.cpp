//===- EmitConstants.cpp - Constants of the runtime's structs -------------===//

#include "compiler/codegen/EmitConstants.h"

using namespace llvm;

namespace cocc::emit {

Type *ConstantBuilder::typeOf(Kind kind) {
  switch (kind) {
  case Kind::Int32:
    return Type::getInt32Ty(context);
  case Kind::Int64:
    return Type::getInt64Ty(context);
  case Kind::Float:
    return Type::getFloatTy(context);
  case Kind::Pointer:
    return PointerType::get(context, 0);
  case Kind::Shape:
    return ArrayType::get(Type::getInt64Ty(context), COCC_MAX_RANK);
  }
  llvm_unreachable("every kind has a type");
}

Constant *ConstantBuilder::array(Type *element, ArrayRef<Constant *> values,
                                 const Twine &name) {
  if (values.empty())
    return ConstantPointerNull::get(PointerType::get(context, 0));
  auto *type = ArrayType::get(element, values.size());
  Constant *value = ConstantArray::get(type, values);
  GlobalVariable *&variable = arrays[value];
  if (!variable)
    variable = new GlobalVariable(module, type, /*isConstant=*/true,
                                  GlobalValue::PrivateLinkage, value, name);
  return variable;
}

Constant *ConstantBuilder::shape(ArrayRef<int64_t> extents) {
  std::vector<uint64_t> padded(extents.begin(), extents.end());
  padded.resize(COCC_MAX_RANK);
  return ConstantDataArray::get(context, ArrayRef(padded));
}

Constant *ConstantBuilder::text(StringRef value) {
  Constant *bytes = ConstantDataArray::getString(context, value);
  auto *variable =
      new GlobalVariable(module, bytes->getType(), /*isConstant=*/true,
                         GlobalValue::PrivateLinkage, bytes, "text");
  variable->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
  return variable;
}

Constant *ConstantBuilder::external(StringRef name) {
  Constant *variable = module.getOrInsertGlobal(name, Type::getInt8Ty(context));
  cast<GlobalVariable>(variable)->setVisibility(GlobalValue::HiddenVisibility);
  return variable;
}

} // namespace cocc::emit
