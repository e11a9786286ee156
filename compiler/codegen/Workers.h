//===- Workers.h - Tasks in processes of their own ------------------------===//

#ifndef COCC_COMPILER_CODEGEN_WORKERS_H
#define COCC_COMPILER_CODEGEN_WORKERS_H

#include "llvm/Support/Error.h"
#include <functional>

namespace cocc {

/// One task of many: what the parent does first, what the child then does, and
/// what the parent does when the child has succeeded. `run` returns what went
/// wrong, or nothing.
struct Tasks {
  size_t count = 0;
  std::function<void(size_t)> prepare;
  std::function<std::string(size_t)> run;
  std::function<void(size_t)> finish;
};

/// Runs the tasks in child processes, one a core at a time. Each child is a
/// copy of this process as the preparations of its own and all earlier tasks
/// left it, whatever other children do: so a task's outcome depends on its
/// number alone. Returns what went wrong in the first task that failed.
llvm::Error runTasks(const Tasks &tasks);

} // namespace cocc

#endif // COCC_COMPILER_CODEGEN_WORKERS_H
