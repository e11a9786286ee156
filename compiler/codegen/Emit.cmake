# Printing a NetworkLayout: tables, archive, shared library, header, reports.
# Apart from codegen proper, since none of it needs MLIR or Halide.

# Not through LLD's package: its targets pull in the static LLVM, and LLVM must
# be in the process once.
find_library(COCC_LLD_ELF lldELF HINTS ${LLVM_LIBRARY_DIR} REQUIRED)
find_library(COCC_LLD_COMMON lldCommon HINTS ${LLVM_LIBRARY_DIR} REQUIRED)
find_library(COCC_ZSTD zstd REQUIRED) # lld's, as is zlib
find_package(ZLIB REQUIRED)

add_library(cocc_emit STATIC
  ${CMAKE_CURRENT_LIST_DIR}/EmitApi.cpp
  ${CMAKE_CURRENT_LIST_DIR}/EmitArchive.cpp
  ${CMAKE_CURRENT_LIST_DIR}/EmitComments.cpp
  ${CMAKE_CURRENT_LIST_DIR}/EmitConstants.cpp
  ${CMAKE_CURRENT_LIST_DIR}/EmitExplain.cpp
  ${CMAKE_CURRENT_LIST_DIR}/EmitFile.cpp
  ${CMAKE_CURRENT_LIST_DIR}/EmitHeader.cpp
  ${CMAKE_CURRENT_LIST_DIR}/EmitLayout.cpp
  ${CMAKE_CURRENT_LIST_DIR}/EmitLibrary.cpp
  ${CMAKE_CURRENT_LIST_DIR}/EmitNumbers.cpp
  ${CMAKE_CURRENT_LIST_DIR}/EmitDevice.cpp
  ${CMAKE_CURRENT_LIST_DIR}/EmitRecords.cpp
  ${CMAKE_CURRENT_LIST_DIR}/EmitReport.cpp
  ${CMAKE_CURRENT_LIST_DIR}/EmitSharedLibrary.cpp
  ${CMAKE_CURRENT_LIST_DIR}/EmitTables.cpp)
target_include_directories(cocc_emit
  PUBLIC ${PROJECT_SOURCE_DIR}
  PRIVATE ${PROJECT_SOURCE_DIR}/runtime/include)
target_include_directories(cocc_emit SYSTEM PUBLIC ${LLVM_INCLUDE_DIRS})
# GCC warns of what its own instrumentation does in LLVM's JSON.
target_compile_options(cocc_emit PRIVATE -fno-rtti -fno-exceptions
  $<$<BOOL:${COCC_SANITIZE}>:-Wno-maybe-uninitialized>)
target_link_libraries(cocc_emit
  PUBLIC LLVM
  PRIVATE ${COCC_LLD_ELF} ${COCC_LLD_COMMON} cocc_runtime_object cocc_warnings
          ZLIB::ZLIB ${COCC_ZSTD} ${CMAKE_DL_LIBS})
