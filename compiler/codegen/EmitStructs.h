//===- EmitStructs.h - The runtime's structs, as LLVM sees them -*- C++ -*-===//
//
// The members of the structs in cocc/table.h and cocc/runtime.h, in their
// order. LLVM lays them out by itself; that it puts each where the C compiler
// has put it is checked here while the compiler is built.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_COMPILER_CODEGEN_EMITSTRUCTS_H
#define COCC_COMPILER_CODEGEN_EMITSTRUCTS_H

#include "cocc/table.h"

#include <algorithm>
#include <cstddef>

namespace cocc::emit {

enum class Kind { Int32, Int64, Float, Pointer, Shape };

struct Field {
  Kind kind;
  size_t offset;
};

constexpr size_t sizeOf(Kind kind) {
  switch (kind) {
  case Kind::Int32:
  case Kind::Float:
    return 4;
  case Kind::Int64:
  case Kind::Pointer:
    return 8;
  case Kind::Shape:
    return 8 * COCC_MAX_RANK;
  }
  return 0;
}

constexpr size_t alignTo(size_t offset, size_t alignment) {
  return (offset + alignment - 1) / alignment * alignment;
}

/// Whether LLVM, laying out `fields` one behind the other, puts them where the
/// C compiler has put the members of a struct of `size` bytes.
template <size_t N>
constexpr bool mirrors(const Field (&fields)[N], size_t size) {
  size_t end = 0, alignment = 1;
  for (const Field &field : fields) {
    const size_t own = std::min<size_t>(sizeOf(field.kind), 8);
    alignment = std::max(alignment, own);
    if (field.offset != alignTo(end, own))
      return false;
    end = field.offset + sizeOf(field.kind);
  }
  return alignTo(end, alignment) == size;
}

#define COCC_FIELD(KIND, STRUCT, MEMBER)                                       \
  Field { Kind::KIND, offsetof(STRUCT, MEMBER) }

constexpr Field ringFields[] = {COCC_FIELD(Int64, cocc_ring, offset),
                                COCC_FIELD(Int64, cocc_ring, slot_bytes),
                                COCC_FIELD(Int64, cocc_ring, slots),
                                COCC_FIELD(Int64, cocc_ring, shift),
                                COCC_FIELD(Int64, cocc_ring, period),
                                COCC_FIELD(Int64, cocc_ring, warm_up)};
static_assert(mirrors(ringFields, sizeof(cocc_ring)));

constexpr Field operandFields[] = {
    COCC_FIELD(Int32, cocc_operand, ring),
    COCC_FIELD(Int32, cocc_operand, taps),
    COCC_FIELD(Int64, cocc_operand, first),
    COCC_FIELD(Int64, cocc_operand, stride),
    COCC_FIELD(Int64, cocc_operand, dilation),
    COCC_FIELD(Int64, cocc_operand, padding_offset)};
static_assert(mirrors(operandFields, sizeof(cocc_operand)));

constexpr Field argumentFields[] = {COCC_FIELD(Int32, cocc_argument, kind),
                                    COCC_FIELD(Int32, cocc_argument, index)};
static_assert(mirrors(argumentFields, sizeof(cocc_argument)));

constexpr Field launchFields[] = {
    COCC_FIELD(Pointer, cocc_launch, entry),
    COCC_FIELD(Pointer, cocc_launch, arguments),
    COCC_FIELD(Int32, cocc_launch, argument_count),
    COCC_FIELD(Int32, cocc_launch, source),
    COCC_FIELD(Int32, cocc_launch, blocks_x),
    COCC_FIELD(Int32, cocc_launch, blocks_y),
    COCC_FIELD(Int32, cocc_launch, threads_x),
    COCC_FIELD(Int32, cocc_launch, threads_y),
    COCC_FIELD(Int32, cocc_launch, threads_z),
    COCC_FIELD(Int32, cocc_launch, shared_bytes),
    COCC_FIELD(Int32, cocc_launch, is_alone)};
static_assert(mirrors(launchFields, sizeof(cocc_launch)));

constexpr Field constantFields[] = {COCC_FIELD(Pointer, cocc_constant, data),
                                    COCC_FIELD(Int64, cocc_constant, bytes)};
static_assert(mirrors(constantFields, sizeof(cocc_constant)));

constexpr Field deviceCodeFields[] = {
    COCC_FIELD(Pointer, cocc_device_code, sources),
    COCC_FIELD(Pointer, cocc_device_code, constants),
    COCC_FIELD(Int32, cocc_device_code, source_count),
    COCC_FIELD(Int32, cocc_device_code, constant_count),
    COCC_FIELD(Int64, cocc_device_code, state_bytes),
    COCC_FIELD(Int64, cocc_device_code, fills_end),
    COCC_FIELD(Int64, cocc_device_code, largest_frame)};
static_assert(mirrors(deviceCodeFields, sizeof(cocc_device_code)));

constexpr Field functionFields[] = {
    COCC_FIELD(Pointer, cocc_function, run),
    COCC_FIELD(Pointer, cocc_function, run_several),
    COCC_FIELD(Pointer, cocc_function, launch),
    COCC_FIELD(Pointer, cocc_function, operands),
    COCC_FIELD(Pointer, cocc_function, weights),
    COCC_FIELD(Int32, cocc_function, operand_count),
    COCC_FIELD(Int32, cocc_function, weight_count)};
static_assert(mirrors(functionFields, sizeof(cocc_function)));

constexpr Field extentFields[] = {COCC_FIELD(Int64, cocc_extent, ring),
                                  COCC_FIELD(Int64, cocc_extent, expand),
                                  COCC_FIELD(Int64, cocc_extent, room),
                                  COCC_FIELD(Int64, cocc_extent, stride)};
static_assert(mirrors(extentFields, sizeof(cocc_extent)));

constexpr Field kernelFields[] = {
    COCC_FIELD(Pointer, cocc_kernel, functions),
    COCC_FIELD(Pointer, cocc_kernel, extents),
    COCC_FIELD(Pointer, cocc_kernel, name),
    COCC_FIELD(Int32, cocc_kernel, function_count),
    COCC_FIELD(Int32, cocc_kernel, extent_count),
    COCC_FIELD(Int32, cocc_kernel, result),
    COCC_FIELD(Int32, cocc_kernel, output),
    COCC_FIELD(Int64, cocc_kernel, in_turn),
    COCC_FIELD(Int64, cocc_kernel, several),
    COCC_FIELD(Int64, cocc_kernel, macs),
    COCC_FIELD(Int64, cocc_kernel, bytes)};
static_assert(mirrors(kernelFields, sizeof(cocc_kernel)));

constexpr Field fillFields[] = {COCC_FIELD(Int64, cocc_fill, offset),
                                COCC_FIELD(Int64, cocc_fill, bytes),
                                COCC_FIELD(Float, cocc_fill, value)};
static_assert(mirrors(fillFields, sizeof(cocc_fill)));

constexpr Field runFields[] = {COCC_FIELD(Int32, cocc_run, kernel),
                               COCC_FIELD(Int32, cocc_run, frames)};
static_assert(mirrors(runFields, sizeof(cocc_run)));

constexpr Field phaseFields[] = {COCC_FIELD(Pointer, cocc_phase, runs),
                                 COCC_FIELD(Int64, cocc_phase, count)};
static_assert(mirrors(phaseFields, sizeof(cocc_phase)));

constexpr Field tablesFields[] = {
    COCC_FIELD(Pointer, cocc_tables, rings),
    COCC_FIELD(Pointer, cocc_tables, kernels),
    COCC_FIELD(Pointer, cocc_tables, device),
    COCC_FIELD(Pointer, cocc_tables, phases),
    COCC_FIELD(Pointer, cocc_tables, fills),
    COCC_FIELD(Int32, cocc_tables, ring_count),
    COCC_FIELD(Int32, cocc_tables, kernel_count),
    COCC_FIELD(Int32, cocc_tables, phase_count),
    COCC_FIELD(Int32, cocc_tables, fill_count),
    COCC_FIELD(Int64, cocc_tables, step_ticks),
    COCC_FIELD(Int64, cocc_tables, first_step),
    COCC_FIELD(Int64, cocc_tables, steady_step),
    COCC_FIELD(Int64, cocc_tables, limits_offset),
    COCC_FIELD(Pointer, cocc_tables, input_bytes),
    COCC_FIELD(Pointer, cocc_tables, input_offsets),
    COCC_FIELD(Int64, cocc_tables, kept_offset),
    COCC_FIELD(Int64, cocc_tables, kept_bytes),
    COCC_FIELD(Int64, cocc_tables, fresh_offset)};
static_assert(mirrors(tablesFields, sizeof(cocc_tables)));

constexpr Field inputFields[] = {
    COCC_FIELD(Pointer, cocc_input, name),
    COCC_FIELD(Int64, cocc_input, rank),
    COCC_FIELD(Shape, cocc_input, shape),
    COCC_FIELD(Int64, cocc_input, type),
    COCC_FIELD(Int64, cocc_input, limit),
    COCC_FIELD(Int64, cocc_input, frames_per_step)};
static_assert(mirrors(inputFields, sizeof(cocc_input)));

constexpr Field outputFields[] = {
    COCC_FIELD(Pointer, cocc_output, name),
    COCC_FIELD(Int64, cocc_output, rank),
    COCC_FIELD(Shape, cocc_output, shape),
    COCC_FIELD(Int64, cocc_output, receptive_field),
    COCC_FIELD(Int64, cocc_output, period),
    COCC_FIELD(Int64, cocc_output, padding),
    COCC_FIELD(Int64, cocc_output, delay),
    COCC_FIELD(Int64, cocc_output, warm_up),
    COCC_FIELD(Int64, cocc_output, most_frames),
    COCC_FIELD(Int64, cocc_output, flush_frames)};
static_assert(mirrors(outputFields, sizeof(cocc_output)));

constexpr Field networkFields[] = {
    COCC_FIELD(Int32, cocc_network, magic),
    COCC_FIELD(Int32, cocc_network, abi_version),
    COCC_FIELD(Int64, cocc_network, fingerprint),
    COCC_FIELD(Pointer, cocc_network, name),
    COCC_FIELD(Int32, cocc_network, input_count),
    COCC_FIELD(Int32, cocc_network, output_count),
    COCC_FIELD(Pointer, cocc_network, inputs),
    COCC_FIELD(Pointer, cocc_network, outputs),
    COCC_FIELD(Int64, cocc_network, ticks_per_frame),
    COCC_FIELD(Int64, cocc_network, frames_per_step),
    COCC_FIELD(Int64, cocc_network, block),
    COCC_FIELD(Int64, cocc_network, macs_per_step),
    COCC_FIELD(Int64, cocc_network, parameters),
    COCC_FIELD(Int64, cocc_network, state_bytes),
    COCC_FIELD(Pointer, cocc_network, tables),
    COCC_FIELD(Pointer, cocc_network, calls)};
static_assert(mirrors(networkFields, sizeof(cocc_network)));

#undef COCC_FIELD

} // namespace cocc::emit

#endif // COCC_COMPILER_CODEGEN_EMITSTRUCTS_H
