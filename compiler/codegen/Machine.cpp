//===- Machine.cpp --------------------------------------------------------===//

#include "compiler/codegen/Schedule.h"

using namespace cocc;
using Halide::Target;

static Device getDevice(const Target &target) {
  if (target.has_feature(Target::CUDA))
    return Device::Cuda;
  return target.has_feature(Target::OpenCL) ? Device::OpenCl : Device::Cpu;
}

Machine cocc::getMachine(const Target &target) {
  Machine machine;
  machine.target = target;
  machine.device = getDevice(target);
  for (auto feature :
       {Target::NoAsserts, Target::NoBoundsQuery, Target::NoRuntime})
    machine.target.set_feature(feature);
  if (machine.device == Device::OpenCl)
    machine.target.set_feature(Target::CLDoubles);
  if (machine.device != Device::Cpu) {
    // Of one load; a thread of a device has far more registers.
    machine.lanes = 4;
    machine.registers = 64;
    return machine;
  }
  machine.lanes = target.natural_vector_size<float>();
  machine.registers = machine.lanes >= 16 ? 32 : 16;
  return machine;
}
