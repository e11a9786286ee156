//===- Workers.cpp --------------------------------------------------------===//

#include "compiler/codegen/Workers.h"
#include "llvm/Support/Threading.h"
#include <map>
#include <sys/wait.h>
#include <unistd.h>

using namespace cocc;

namespace {
/// A task under way, and where it says what went wrong.
struct Child {
  size_t task;
  int pipe;
};

class Workers {
public:
  explicit Workers(const Tasks &tasks) : tasks(tasks) {}

  llvm::Error run();

private:
  bool start(size_t task);
  void waitForOne();
  void fail(size_t task, std::string message);

  const Tasks &tasks;
  std::map<pid_t, Child> children;
  std::map<size_t, std::string> failures;
};
} // namespace

void Workers::fail(size_t task, std::string message) {
  failures.emplace(task, std::move(message));
}

/// A message is short enough for a pipe to hold: the child never waits for its
/// reader.
static constexpr size_t longestMessage = 4096;

static std::string readAll(int pipe) {
  std::string text(longestMessage, '\0');
  ssize_t length = ::read(pipe, text.data(), text.size());
  text.resize(length > 0 ? length : 0);
  return text;
}

bool Workers::start(size_t task) {
  tasks.prepare(task);
  int ends[2];
  if (::pipe(ends) != 0) {
    fail(task, "cannot make a pipe");
    return false;
  }
  pid_t child = ::fork();
  if (child == 0) {
    std::string message = tasks.run(task).substr(0, longestMessage);
    ssize_t written = ::write(ends[1], message.data(), message.size());
    ::_exit(message.empty() && written == 0 ? 0 : 1);
  }
  ::close(ends[1]);
  if (child < 0) {
    ::close(ends[0]);
    fail(task, "cannot start a process");
    return false;
  }
  children[child] = {task, ends[0]};
  return true;
}

void Workers::waitForOne() {
  int status = 0;
  pid_t pid = ::waitpid(-1, &status, 0);
  auto child = children.find(pid);
  if (child == children.end())
    return;
  auto [task, pipe] = child->second;
  children.erase(child);
  std::string message = readAll(pipe);
  ::close(pipe);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
    tasks.finish(task);
  else
    fail(task, message.empty()
                   ? "the process ended with status " + std::to_string(status)
                   : message);
}

llvm::Error Workers::run() {
  size_t cores = llvm::hardware_concurrency().compute_thread_count();
  for (size_t task = 0; task < tasks.count && failures.empty(); ++task) {
    while (children.size() >= cores)
      waitForOne();
    if (!start(task))
      break;
  }
  while (!children.empty())
    waitForOne();
  if (failures.empty())
    return llvm::Error::success();
  return llvm::createStringError(failures.begin()->second);
}

llvm::Error cocc::runTasks(const Tasks &tasks) { return Workers(tasks).run(); }
