//===- EmitDevice.h - A device's code as constants of a module --*- C++ -*-===//

#ifndef COCC_COMPILER_CODEGEN_EMITDEVICE_H
#define COCC_COMPILER_CODEGEN_EMITDEVICE_H

#include "compiler/codegen/EmitConstants.h"
#include "compiler/codegen/NetworkLayout.h"

namespace cocc::emit {

/// What a network whose kernels run on a device has in the tables.
class DeviceRecords {
public:
  DeviceRecords(ConstantBuilder &make, const NetworkLayout &layout);

  /// A cocc_launch; null for a function of the library.
  llvm::Constant *launch(const FunctionLayout &function);
  /// The cocc_device_code; null for a network without. `constants` are the
  /// addresses of the layout's.
  llvm::Constant *code(llvm::ArrayRef<llvm::Constant *> constants);

private:
  llvm::Constant *arguments(const FunctionLayout &function);
  llvm::Constant *null() const;
  uint64_t getLargestFrame() const;

  ConstantBuilder &make;
  const NetworkLayout &layout;
  /// Kernels with the same prelude are one source.
  std::vector<std::string> preludes, sources;
  /// Of each pipeline.
  std::vector<int32_t> sourceOf;
};

} // namespace cocc::emit

#endif // COCC_COMPILER_CODEGEN_EMITDEVICE_H
