//===- LowerAliases.cpp ---------------------------------------------------===//

#include "frontends/torch/LowerAliases.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

StringRef cocc::frontends::usualName(StringRef op, StringRef overload) {
  if (overload == "other" && (op == "max" || op == "min"))
    return op == "max" ? "maximum" : "minimum";
  static constexpr std::pair<StringLiteral, StringLiteral> aliases[] = {
      {"__and__", "bitwise_and"},
      {"__or__", "bitwise_or"},
      {"__xor__", "bitwise_xor"},
      {"_conj", "conj"},
      {"_conj_physical", "conj"},
      {"absolute", "abs"},
      {"arccos", "acos"},
      {"arccosh", "acosh"},
      {"arcsin", "asin"},
      {"arcsinh", "asinh"},
      {"arctan", "atan"},
      {"arctan2", "atan2"},
      {"arctanh", "atanh"},
      {"clip", "clamp"},
      {"conj_physical", "conj"},
      {"divide", "div"},
      {"fix", "trunc"},
      {"greater", "gt"},
      {"greater_equal", "ge"},
      {"less", "lt"},
      {"less_equal", "le"},
      {"multiply", "mul"},
      {"negative", "neg"},
      {"not_equal", "ne"},
      {"sgn", "sign"},
      {"special_digamma", "digamma"},
      {"special_erf", "erf"},
      {"special_erfc", "erfc"},
      {"special_erfinv", "erfinv"},
      {"special_exp2", "exp2"},
      {"special_expit", "sigmoid"},
      {"special_expm1", "expm1"},
      {"special_gammaln", "lgamma"},
      {"special_log1p", "log1p"},
      {"special_log_softmax", "log_softmax"},
      {"special_logit", "logit"},
      {"special_psi", "digamma"},
      {"special_round", "round"},
      {"special_sinc", "sinc"},
      {"special_softmax", "softmax"},
      {"special_xlog1py", "xlog1py"},
      {"special_xlogy", "xlogy"},
      {"subtract", "sub"},
      {"true_divide", "div"}};
  const auto *found =
      find_if(aliases, [&](auto &each) { return each.first == op; });
  return found == std::end(aliases) ? op : StringRef(found->second);
}
