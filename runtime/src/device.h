/* What a network needs of a device, whatever its driver is. */
#ifndef COCC_SRC_DEVICE_H
#define COCC_SRC_DEVICE_H

#include "cocc/runtime.h"

#include <stdbool.h>

/* Libraries of several drivers may be linked into one program. */
#define cocc_own_driver COCC_SYMBOL(own_driver)
#define cocc_fail COCC_SYMBOL(fail)

/* A device with a queue on which everything happens in order; memory on it; a
 * program; and one of its kernels with arguments. */
typedef struct cocc_device cocc_device;
typedef struct cocc_memory cocc_memory;
typedef struct cocc_program cocc_program;
typedef struct cocc_task cocc_task;

typedef struct cocc_grid {
  uint32_t blocks[3];
  uint32_t threads[3];
  uint32_t shared_bytes;
} cocc_grid;

/* Null or false is a failure, of which fail (below) has been told. What is
 * enqueued may fail later: finish waits for all and says so. */
typedef struct cocc_driver {
  cocc_device *(*open)(void);
  void (*close)(cocc_device *device);
  cocc_memory *(*allocate)(cocc_device *device, uint64_t bytes);
  void (*free)(cocc_memory *memory);
  bool (*upload)(cocc_device *device, cocc_memory *to, const void *from,
                 uint64_t bytes);
  bool (*download)(cocc_device *device, void *to, const cocc_memory *from,
                   uint64_t bytes);
  bool (*copy)(cocc_device *device, cocc_memory *to, uint64_t to_offset,
               const cocc_memory *from, uint64_t from_offset, uint64_t bytes);
  cocc_program *(*build)(cocc_device *device, const char *source);
  void (*drop)(cocc_program *program);
  cocc_task *(*find)(cocc_program *program, const char *entry);
  void (*forget)(cocc_task *task);
  bool (*set_memory)(cocc_task *task, int32_t place, const cocc_memory *memory);
  bool (*set_number)(cocc_task *task, int32_t place, int32_t number);
  bool (*launch)(cocc_device *device, cocc_task *task, int32_t arguments,
                 const cocc_grid *grid);
  bool (*finish)(cocc_device *device);
} cocc_driver;

/* The driver that this library was made for. */
extern const cocc_driver cocc_own_driver;

/* Notes, as printf, what the calling thread's last failure was. Returns false.
 */
bool cocc_fail(const char *format, ...)
#ifdef __GNUC__
    __attribute__((format(printf, 1, 2)))
#endif
    ;

#endif
