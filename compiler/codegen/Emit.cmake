# Printing a NetworkLayout: tables, archive, shared library, header, reports.
# Apart from codegen proper, since none of it needs MLIR or Halide.

find_package(LLD 22.1 REQUIRED CONFIG HINTS ${LLVM_DIR}/../lld)

add_library(cocc_emit STATIC
  ${CMAKE_CURRENT_LIST_DIR}/EmitArchive.cpp
  ${CMAKE_CURRENT_LIST_DIR}/EmitHeader.cpp
  ${CMAKE_CURRENT_LIST_DIR}/EmitLibrary.cpp
  ${CMAKE_CURRENT_LIST_DIR}/EmitReport.cpp
  ${CMAKE_CURRENT_LIST_DIR}/EmitSharedLibrary.cpp
  ${CMAKE_CURRENT_LIST_DIR}/EmitTables.cpp)
target_include_directories(cocc_emit
  PUBLIC ${PROJECT_SOURCE_DIR}
  SYSTEM PUBLIC ${LLVM_INCLUDE_DIRS}
  SYSTEM PRIVATE ${LLD_INCLUDE_DIRS}
  PRIVATE ${PROJECT_SOURCE_DIR}/runtime/include)
target_compile_options(cocc_emit PRIVATE -fno-rtti -fno-exceptions)
target_link_libraries(cocc_emit
  PUBLIC LLVM
  PRIVATE lldELF lldCommon cocc_runtime_object cocc_warnings
          ${CMAKE_DL_LIBS})
