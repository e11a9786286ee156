//===- Machine.cpp --------------------------------------------------------===//

#include "compiler/codegen/Schedule.h"

using namespace cocc;
using Halide::Target;

Machine cocc::getMachine(const Target &target) {
  Machine machine;
  machine.target = target;
  if (target.has_feature(Target::OpenCL))
    machine.device = Device::OpenCl;
  for (auto feature :
       {Target::NoAsserts, Target::NoBoundsQuery, Target::NoRuntime})
    machine.target.set_feature(feature);
  if (machine.device != Device::Cpu) {
    machine.target.set_feature(Target::CLDoubles);
    // Of one load; a thread of a device has far more registers.
    machine.lanes = 4;
    machine.registers = 64;
    return machine;
  }
  machine.lanes = target.natural_vector_size<float>();
  machine.registers = machine.lanes >= 16 ? 32 : 16;
  return machine;
}
