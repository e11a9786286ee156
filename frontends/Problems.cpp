//===- Problems.cpp -------------------------------------------------------===//

#include "frontends/Problems.h"
#include "mlir/IR/Diagnostics.h"

using namespace mlir;

namespace cocc::frontends {

FileLineColLoc locate(MLIRContext &context, StringRef file,
                      const Place &place) {
  return FileLineColLoc::get(&context, file, place.line, place.column);
}

/// Where people look for a mistake: in their own program, where it is known.
static FileLineColLoc locateForPeople(MLIRContext &context, StringRef file,
                                      const Place &place) {
  if (place.origin && place.origin->line > 0)
    return FileLineColLoc::get(&context, place.origin->file, place.origin->line,
                               1);
  return locate(context, file, place.line > 0 ? place : Place{1, 1});
}

void emitProblem(MLIRContext &context, StringRef file, const Problem &problem) {
  Location location = locateForPeople(context, file, problem.place);
  InFlightDiagnostic diagnostic = emitError(location) << problem.message;
  if (problem.place.origin)
    diagnostic << " [" << problem.place.origin->part << "]";
  for (const Problem::Note &note : problem.notes)
    diagnostic.attachNote(locateForPeople(context, file, note.place))
        << note.message;
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
