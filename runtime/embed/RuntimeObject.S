/* The bytes behind cocc::runtimeObject(). */
    .section .rodata
    .globl cocc_runtime_object_begin
    .hidden cocc_runtime_object_begin
    .balign 16
cocc_runtime_object_begin:
    .incbin COCC_RUNTIME_OBJECT
    .globl cocc_runtime_object_end
    .hidden cocc_runtime_object_end
cocc_runtime_object_end:
    .section .note.GNU-stack,"",@progbits
