//===- Problems.cpp -------------------------------------------------------===//

#include "frontends/Problems.h"
#include "mlir/IR/Diagnostics.h"

using namespace mlir;

namespace cocc::frontends {

FileLineColLoc locate(MLIRContext &context, StringRef file,
                      const Place &place) {
  return FileLineColLoc::get(&context, file, place.line, place.column);
}

void emitProblem(MLIRContext &context, StringRef file, const Problem &problem) {
  InFlightDiagnostic diagnostic =
      emitError(locate(context, file, problem.place)) << problem.message;
  for (const Problem::Note &note : problem.notes)
    diagnostic.attachNote(locate(context, file, note.place)) << note.message;
  for (const Place *use = problem.place.usedAt.get(); use;
       use = use->usedAt.get())
    diagnostic.attachNote(locate(context, file, *use))
        << "in the block used here";
}

std::string captureDiagnostic(MLIRContext &context,
                              llvm::function_ref<void()> action) {
  std::string first;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    if (first.empty())
      first = diagnostic.str();
    return success();
  });
  action();
  return first;
}

} // namespace cocc::frontends
