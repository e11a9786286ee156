/* Devices that have an OpenCL driver. */
#include "device.h"
#include "opencl_api.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/*===-- The driver --------------------------------------------------------===*/

#define DECLARE(RESULT, NAME, PARAMETERS) RESULT(*NAME) PARAMETERS;
static struct {
  COCC_OPENCL_FUNCTIONS(DECLARE)
} cl;
#undef DECLARE

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char problem[256]; /* of loading; empty when the driver is there */

static void note(const char *what, const char *detail) {
  strncpy(problem, what, sizeof(problem) - 1);
  strncat(problem, detail, sizeof(problem) - strlen(problem) - 1);
}

static void load(void) {
  void *library = dlopen("libOpenCL.so.1", RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    note("there is no OpenCL driver on this machine: ", dlerror());
    return;
  }
#define FIND(RESULT, NAME, PARAMETERS)                                         \
  *(void **)&cl.NAME = dlsym(library, #NAME);                                  \
  if (!cl.NAME)                                                                \
    note("the OpenCL driver is too old: it has no ", #NAME);
  COCC_OPENCL_FUNCTIONS(FIND)
#undef FIND
}

/*===-- Devices -----------------------------------------------------------===*/

struct cocc_device {
  cl_device_id id;
  cl_context context;
  cl_command_queue queue;
  size_t most_threads;
  uint64_t local_bytes;
  char name[96];
};

struct cocc_memory {
  cl_mem own;
};

struct cocc_program {
  cl_program own;
};

struct cocc_task {
  cl_kernel own;
};

enum { MOST_PLATFORMS = 16, MOST_DEVICES = 64 };

/* All devices of a kind, in the order in which the driver lists them. */
static uint32_t list_devices(uint64_t kind, cl_device_id *devices) {
  cl_platform_id platforms[MOST_PLATFORMS];
  uint32_t platform_count = 0, count = 0;
  if (cl.clGetPlatformIDs(MOST_PLATFORMS, platforms, &platform_count) !=
      CL_SUCCESS)
    return 0;
  if (platform_count > MOST_PLATFORMS)
    platform_count = MOST_PLATFORMS;
  for (uint32_t i = 0; i < platform_count; ++i) {
    uint32_t more = 0;
    if (cl.clGetDeviceIDs(platforms[i], kind, MOST_DEVICES - count,
                          devices + count, &more) == CL_SUCCESS)
      count += more < MOST_DEVICES - count ? more : MOST_DEVICES - count;
  }
  return count;
}

/* That which the environment names by its number, or else the first GPU, or
 * else the first of any kind. */
static bool choose_device(cl_device_id *chosen) {
  cl_device_id devices[MOST_DEVICES];
  const char *given = getenv("COCC_DEVICE");
  uint32_t count = given ? 0 : list_devices(CL_DEVICE_TYPE_GPU, devices);
  if (count == 0)
    count = list_devices(CL_DEVICE_TYPE_ALL, devices);
  if (count == 0)
    return cocc_fail("there is no OpenCL device on this machine");
  char *end = NULL;
  const unsigned long number = given ? strtoul(given, &end, 10) : 0;
  if (given && (end == given || *end || number >= count))
    return cocc_fail("COCC_DEVICE is '%s', and the OpenCL devices of this "
                     "machine are 0 to %u",
                     given, count - 1);
  *chosen = devices[number];
  return true;
}

static void close_device(cocc_device *device) {
  if (device->queue)
    cl.clReleaseCommandQueue(device->queue);
  if (device->context)
    cl.clReleaseContext(device->context);
  free(device);
}

static cocc_device *open_device(void) {
  pthread_once(&once, load);
  cl_device_id id;
  if (problem[0]) {
    cocc_fail("%s", problem);
    return NULL;
  }
  if (!choose_device(&id))
    return NULL;
  cocc_device *device = calloc(1, sizeof(*device));
  if (!device) {
    cocc_fail("there is no memory");
    return NULL;
  }
  device->id = id;
  cl.clGetDeviceInfo(id, CL_DEVICE_NAME, sizeof(device->name) - 1, device->name,
                     NULL);
  cl.clGetDeviceInfo(id, CL_DEVICE_MAX_WORK_GROUP_SIZE,
                     sizeof(device->most_threads), &device->most_threads, NULL);
  cl.clGetDeviceInfo(id, CL_DEVICE_LOCAL_MEM_SIZE, sizeof(device->local_bytes),
                     &device->local_bytes, NULL);
  int32_t error;
  device->context = cl.clCreateContext(NULL, 1, &id, NULL, NULL, &error);
  if (device->context)
    device->queue = cl.clCreateCommandQueue(device->context, id, 0, &error);
  if (!device->queue) {
    cocc_fail("OpenCL device '%s' cannot be used (OpenCL error %d)",
              device->name, error);
    close_device(device);
    return NULL;
  }
  return device;
}

static bool succeeded(const cocc_device *device, int32_t error,
                      const char *what) {
  return error == CL_SUCCESS ||
         cocc_fail("OpenCL device '%s' cannot %s (OpenCL error %d)",
                   device->name, what, error);
}

/*===-- Memory ------------------------------------------------------------===*/

static void release_memory(cocc_memory *memory) {
  if (!memory)
    return;
  cl.clReleaseMemObject(memory->own);
  free(memory);
}

static cocc_memory *allocate(cocc_device *device, uint64_t bytes) {
  cocc_memory *memory = malloc(sizeof(*memory));
  if (!memory) {
    cocc_fail("there is no memory");
    return NULL;
  }
  int32_t error;
  memory->own = cl.clCreateBuffer(device->context, CL_MEM_READ_WRITE,
                                  bytes ? bytes : 1, NULL, &error);
  if (memory->own)
    return memory;
  cocc_fail("OpenCL device '%s' has no %llu bytes of memory left (OpenCL error "
            "%d)",
            device->name, (unsigned long long)bytes, error);
  free(memory);
  return NULL;
}

static bool upload(cocc_device *device, cocc_memory *to, const void *from,
                   uint64_t bytes) {
  return succeeded(device,
                   cl.clEnqueueWriteBuffer(device->queue, to->own, CL_TRUE, 0,
                                           bytes, from, 0, NULL, NULL),
                   "take data");
}

static bool download(cocc_device *device, void *to, const cocc_memory *from,
                     uint64_t bytes) {
  return succeeded(device,
                   cl.clEnqueueReadBuffer(device->queue, from->own, CL_TRUE, 0,
                                          bytes, to, 0, NULL, NULL),
                   "give data");
}

static bool copy(cocc_device *device, cocc_memory *to, uint64_t to_offset,
                 const cocc_memory *from, uint64_t from_offset,
                 uint64_t bytes) {
  return succeeded(device,
                   cl.clEnqueueCopyBuffer(device->queue, from->own, to->own,
                                          from_offset, to_offset, bytes, 0,
                                          NULL, NULL),
                   "copy data");
}

/*===-- Programs ----------------------------------------------------------===*/

static void drop_program(cocc_program *program) {
  if (!program)
    return;
  cl.clReleaseProgram(program->own);
  free(program);
}

/* A buffer that is too small for the log would get nothing of it. */
static void tell_build_log(const cocc_device *device, cl_program program) {
  size_t size = 0;
  cl.clGetProgramBuildInfo(program, device->id, CL_PROGRAM_BUILD_LOG, 0, NULL,
                           &size);
  char *log = calloc(1, size + 1);
  if (log)
    cl.clGetProgramBuildInfo(program, device->id, CL_PROGRAM_BUILD_LOG, size,
                             log, NULL);
  cocc_fail("OpenCL device '%s' cannot compile the network's kernels: %s",
            device->name, log ? log : "");
  free(log);
}

static cocc_program *build(cocc_device *device, const char *source) {
  cocc_program *program = malloc(sizeof(*program));
  if (!program) {
    cocc_fail("there is no memory");
    return NULL;
  }
  int32_t error;
  program->own =
      cl.clCreateProgramWithSource(device->context, 1, &source, NULL, &error);
  if (!program->own) {
    succeeded(device, error, "take the network's kernels");
    free(program);
    return NULL;
  }
  // Halide may place what is constant by these.
  const char *options =
      "-cl-std=CL1.2 -D MAX_CONSTANT_BUFFER_SIZE=0 -D MAX_CONSTANT_ARGS=0";
  if (cl.clBuildProgram(program->own, 1, &device->id, options, NULL, NULL) ==
      CL_SUCCESS)
    return program;
  tell_build_log(device, program->own);
  drop_program(program);
  return NULL;
}

static void forget(cocc_task *task) {
  if (!task)
    return;
  cl.clReleaseKernel(task->own);
  free(task);
}

static cocc_task *find(cocc_program *program, const char *entry) {
  cocc_task *task = malloc(sizeof(*task));
  if (!task) {
    cocc_fail("there is no memory");
    return NULL;
  }
  int32_t error;
  task->own = cl.clCreateKernel(program->own, entry, &error);
  if (task->own)
    return task;
  cocc_fail("the network's kernels have no '%s' (OpenCL error %d)", entry,
            error);
  free(task);
  return NULL;
}

static bool set_memory(cocc_task *task, int32_t place,
                       const cocc_memory *memory) {
  return cl.clSetKernelArg(task->own, (uint32_t)place, sizeof(memory->own),
                           &memory->own) == CL_SUCCESS ||
         cocc_fail("a kernel does not take its argument %d", place);
}

static bool set_number(cocc_task *task, int32_t place, int32_t number) {
  return cl.clSetKernelArg(task->own, (uint32_t)place, sizeof(number),
                           &number) == CL_SUCCESS ||
         cocc_fail("a kernel does not take its argument %d", place);
}

/* Halide's kernels have one more argument: memory that a block shares. */
static bool launch(cocc_device *device, cocc_task *task, int32_t arguments,
                   const cocc_grid *grid) {
  const uint32_t *threads = grid->threads;
  const size_t all = (size_t)threads[0] * threads[1] * threads[2];
  if (all > device->most_threads || grid->shared_bytes > device->local_bytes)
    return cocc_fail(
        "a kernel needs blocks of %zu threads and %u shared bytes; "
        "OpenCL device '%s' has %zu and %llu",
        all, grid->shared_bytes, device->name, device->most_threads,
        (unsigned long long)device->local_bytes);
  size_t global[3], local[3];
  for (int i = 0; i < 3; ++i) {
    local[i] = threads[i];
    global[i] = (size_t)grid->blocks[i] * threads[i];
  }
  const size_t shared = grid->shared_bytes ? grid->shared_bytes : 1;
  int32_t error =
      cl.clSetKernelArg(task->own, (uint32_t)arguments, shared, NULL);
  if (error == CL_SUCCESS)
    error = cl.clEnqueueNDRangeKernel(device->queue, task->own, 3, NULL, global,
                                      local, 0, NULL, NULL);
  return succeeded(device, error, "run a kernel");
}

static bool finish(cocc_device *device) {
  return succeeded(device, cl.clFinish(device->queue), "finish a step");
}

const cocc_driver cocc_own_driver = {
    open_device, close_device, allocate,   release_memory, upload,
    download,    copy,         build,      drop_program,   find,
    forget,      set_memory,   set_number, launch,         finish};
