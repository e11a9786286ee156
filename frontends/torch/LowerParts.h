//===- LowerParts.h - Arithmetic of what is known and what is not ---------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERPARTS_H
#define COCC_FRONTENDS_TORCH_LOWERPARTS_H

#include "frontends/torch/Lowering.h"

namespace cocc::frontends {

/// Computes with streams by layers and with constants at once. After a failure,
/// which the call then has told, results mean nothing.
class PartMath {
public:
  explicit PartMath(Call &call) : call(call) {}

  /// The stream, constant or number that the call is given.
  Real get(llvm::StringRef parameter);

  Real unary(llvm::StringRef function, const Real &x);
  Real binary(llvm::StringRef function, const Real &a, const Real &b);
  Real scaled(const Real &x, double factor, double offset = 0);
  Real sum(const Real &a, const Real &b);
  Real difference(const Real &a, const Real &b);
  Real product(const Real &a, const Real &b);
  Real quotient(const Real &a, const Real &b);
  /// Gives the result of the call; false after a failure.
  bool give(Real result, size_t index = 0);
  bool fail(const llvm::Twine &message);
  bool hasFailed() const { return failed; }

private:
  Real join(llvm::StringRef called, llvm::ArrayRef<Real> operands,
            const Attributes &attributes = {});
  Real weighted(const Real &a, const Real &b, double factor);
  Real combined(const Constant &a, const Constant &b,
                llvm::function_ref<double(double, double)> function);

  Call &call;
  bool failed = false;
};

inline bool isStream(const Real &part) {
  return std::holds_alternative<Stream>(part);
}

/// A value that is a stream or a constant, and the other way round.
Real partOf(const Value &value);
Value valueOf(const Real &part);

/// Whether all of a part is this number.
bool isNumber(const Real &part, double number);

/// A number as a part.
Real numberPart(double number);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERPARTS_H
