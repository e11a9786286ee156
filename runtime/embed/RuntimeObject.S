/* The bytes behind cocc::runtimeObject(), of each kind of library. */
    .section .rodata
.macro object name, file
    .globl \name\()_begin
    .hidden \name\()_begin
    .balign 16
\name\()_begin:
    .incbin "\file"
    .globl \name\()_end
    .hidden \name\()_end
\name\()_end:
.endm
    object cocc_runtime_cpu, "cocc_runtime_cpu.o"
    object cocc_runtime_opencl, "cocc_runtime_opencl.o"
    .section .note.GNU-stack,"",@progbits
