//===- EmitConstants.h - Constants of the runtime's structs -----*- C++ -*-===//

#ifndef COCC_COMPILER_CODEGEN_EMITCONSTANTS_H
#define COCC_COMPILER_CODEGEN_EMITCONSTANTS_H

#include "compiler/codegen/DeviceLayout.h"
#include "compiler/codegen/EmitStructs.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Module.h"

/// The name that a function or variable of the runtime has in objects.
#define COCC_QUOTE_EXPANDED(NAME) #NAME
#define COCC_QUOTE(NAME) COCC_QUOTE_EXPANDED(NAME)

namespace cocc::emit {

/// The same, of `name` in the runtime of a kind of library.
inline std::string runtimeSymbol(llvm::StringRef name, Device device) {
  if (device == Device::Cpu)
    return name.str();
  auto [abi, rest] = name.split('_');
  return (abi + "_opencl_" + rest).str();
}

/// Makes constants of a module.
class ConstantBuilder {
public:
  explicit ConstantBuilder(llvm::Module &module)
      : module(module), context(module.getContext()) {}

  llvm::LLVMContext &getContext() { return context; }

  llvm::Constant *int32(int64_t value) {
    return llvm::ConstantInt::get(llvm::Type::getInt32Ty(context), value, true);
  }
  llvm::Constant *int64(uint64_t value) {
    return llvm::ConstantInt::get(llvm::Type::getInt64Ty(context), value);
  }
  /// A Kind::Shape.
  llvm::Constant *shape(llvm::ArrayRef<int64_t> extents);
  /// The address of a text that ends with 0.
  llvm::Constant *text(llvm::StringRef value);
  /// The address of a constant array, or null for an empty one. Equal arrays
  /// are one.
  llvm::Constant *array(llvm::Type *element,
                        llvm::ArrayRef<llvm::Constant *> values,
                        const llvm::Twine &name);

  /// The address of a variable of the runtime's.
  llvm::Constant *external(llvm::StringRef name);

  template <size_t N>
  llvm::StructType *structure(const Field (&fields)[N]) {
    llvm::SmallVector<llvm::Type *, N> types;
    for (const Field &field : fields)
      types.push_back(typeOf(field.kind));
    return llvm::StructType::get(context, types);
  }

protected:
  llvm::Module &module;
  llvm::LLVMContext &context;

private:
  llvm::Type *typeOf(Kind kind);

  llvm::DenseMap<llvm::Constant *, llvm::GlobalVariable *> arrays;
};

} // namespace cocc::emit

#endif // COCC_COMPILER_CODEGEN_EMITCONSTANTS_H
