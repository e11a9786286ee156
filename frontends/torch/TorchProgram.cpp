//===- TorchProgram.cpp ---------------------------------------------------===//

#include "frontends/torch/TorchProgram.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace cocc::frontends;

std::string cocc::frontends::showTorchType(TorchType type) {
  switch (type) {
  case TorchType::Float32:
    return "float32";
  case TorchType::Float64:
    return "float64";
  case TorchType::Float16:
    return "float16";
  case TorchType::BFloat16:
    return "bfloat16";
  case TorchType::Int64:
    return "int64";
  case TorchType::Int32:
    return "int32";
  case TorchType::Int16:
    return "int16";
  case TorchType::Int8:
    return "int8";
  case TorchType::UInt8:
    return "uint8";
  case TorchType::Bool:
    return "bool";
  case TorchType::Complex64:
    return "complex64";
  case TorchType::Other:
    return "another type";
  }
  llvm_unreachable("all types are above");
}

const TorchArgument *TorchNode::find(StringRef parameter) const {
  auto found = find_if(arguments, [&](const TorchArgument &argument) {
    return argument.parameter == parameter;
  });
  return found == arguments.end() ? nullptr : &*found;
}
