/* The part of the OpenCL 1.2 driver's interface that is used here, as Khronos
 * specifies it. Nothing of a vendor's or of Khronos' is needed to compile. */
#ifndef COCC_SRC_OPENCL_API_H
#define COCC_SRC_OPENCL_API_H

#include <stddef.h>
#include <stdint.h>

typedef struct cl_platform *cl_platform_id;
typedef struct cl_device *cl_device_id;
typedef struct cl_context_ *cl_context;
typedef struct cl_queue *cl_command_queue;
typedef struct cl_memory *cl_mem;
typedef struct cl_program_ *cl_program;
typedef struct cl_kernel_ *cl_kernel;

enum {
  CL_SUCCESS = 0,
  CL_DEVICE_NOT_FOUND = -1,
  CL_MEM_READ_WRITE = 1,
  CL_TRUE = 1,
  CL_PROGRAM_BUILD_LOG = 0x1183,
  CL_DEVICE_MAX_WORK_GROUP_SIZE = 0x1004,
  CL_DEVICE_LOCAL_MEM_SIZE = 0x1023,
  CL_DEVICE_NAME = 0x102B
};

#define CL_DEVICE_TYPE_GPU ((uint64_t)4)
#define CL_DEVICE_TYPE_ALL ((uint64_t)0xFFFFFFFF)

/* X(result, name, parameters) for each function. */
#define COCC_OPENCL_FUNCTIONS(X)                                               \
  X(int32_t, clGetPlatformIDs, (uint32_t, cl_platform_id *, uint32_t *))       \
  X(int32_t, clGetDeviceIDs,                                                   \
    (cl_platform_id, uint64_t, uint32_t, cl_device_id *, uint32_t *))          \
  X(int32_t, clGetDeviceInfo,                                                  \
    (cl_device_id, uint32_t, size_t, void *, size_t *))                        \
  X(cl_context, clCreateContext,                                               \
    (const intptr_t *, uint32_t, const cl_device_id *,                         \
     void (*)(const char *, const void *, size_t, void *), void *, int32_t *)) \
  X(int32_t, clReleaseContext, (cl_context))                                   \
  X(cl_command_queue, clCreateCommandQueue,                                    \
    (cl_context, cl_device_id, uint64_t, int32_t *))                           \
  X(int32_t, clReleaseCommandQueue, (cl_command_queue))                        \
  X(int32_t, clFinish, (cl_command_queue))                                     \
  X(cl_mem, clCreateBuffer, (cl_context, uint64_t, size_t, void *, int32_t *)) \
  X(int32_t, clReleaseMemObject, (cl_mem))                                     \
  X(int32_t, clEnqueueWriteBuffer,                                             \
    (cl_command_queue, cl_mem, uint32_t, size_t, size_t, const void *,         \
     uint32_t, const void *, void *))                                          \
  X(int32_t, clEnqueueReadBuffer,                                              \
    (cl_command_queue, cl_mem, uint32_t, size_t, size_t, void *, uint32_t,     \
     const void *, void *))                                                    \
  X(int32_t, clEnqueueCopyBuffer,                                              \
    (cl_command_queue, cl_mem, cl_mem, size_t, size_t, size_t, uint32_t,       \
     const void *, void *))                                                    \
  X(cl_program, clCreateProgramWithSource,                                     \
    (cl_context, uint32_t, const char **, const size_t *, int32_t *))          \
  X(int32_t, clBuildProgram,                                                   \
    (cl_program, uint32_t, const cl_device_id *, const char *,                 \
     void (*)(cl_program, void *), void *))                                    \
  X(int32_t, clGetProgramBuildInfo,                                            \
    (cl_program, cl_device_id, uint32_t, size_t, void *, size_t *))            \
  X(int32_t, clReleaseProgram, (cl_program))                                   \
  X(cl_kernel, clCreateKernel, (cl_program, const char *, int32_t *))          \
  X(int32_t, clReleaseKernel, (cl_kernel))                                     \
  X(int32_t, clSetKernelArg, (cl_kernel, uint32_t, size_t, const void *))      \
  X(int32_t, clEnqueueNDRangeKernel,                                           \
    (cl_command_queue, cl_kernel, uint32_t, const size_t *, const size_t *,    \
     const size_t *, uint32_t, const void *, void *))

#endif
