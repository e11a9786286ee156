//===- TorchSymbols.cpp ---------------------------------------------------===//

#include "frontends/torch/TorchSymbols.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringExtras.h"
#include <cmath>
#include <numeric>

using namespace llvm;

namespace cocc::frontends {
namespace {

using Operands = ArrayRef<double>;

double modulo(double a, double b) { return a - b * std::floor(a / b); }

double sum(Operands x) { return std::accumulate(x.begin(), x.end(), 0.0); }

double product(Operands x) {
  return std::accumulate(x.begin(), x.end(), 1.0, std::multiplies<>());
}

struct Function {
  StringLiteral name;
  size_t least, most;
  double (*apply)(Operands);
};

constexpr size_t any = SIZE_MAX;

constexpr Function functions[] = {
    {"Add", 1, any, sum},
    {"Mul", 1, any, product},
    {"Max", 1, any, [](Operands x) { return *max_element(x); }},
    {"Min", 1, any, [](Operands x) { return *min_element(x); }},
    {"Mod", 2, 2, [](Operands x) { return modulo(x[0], x[1]); }},
    {"PythonMod", 2, 2, [](Operands x) { return modulo(x[0], x[1]); }},
    {"FloorDiv", 2, 2, [](Operands x) { return std::floor(x[0] / x[1]); }},
    {"CleanDiv", 2, 2, [](Operands x) { return x[0] / x[1]; }},
    {"Rational", 2, 2, [](Operands x) { return x[0] / x[1]; }},
    {"IntTrueDiv", 2, 2, [](Operands x) { return x[0] / x[1]; }},
    {"FloatTrueDiv", 2, 2, [](Operands x) { return x[0] / x[1]; }},
    {"ModularIndexing", 3, 3,
     [](Operands x) { return modulo(std::floor(x[0] / x[1]), x[2]); }},
    {"Pow", 2, 2, [](Operands x) { return std::pow(x[0], x[1]); }},
    {"PowByNatural", 2, 2, [](Operands x) { return std::pow(x[0], x[1]); }},
    {"FloatPow", 2, 2, [](Operands x) { return std::pow(x[0], x[1]); }},
    {"LShift", 2, 2, [](Operands x) { return std::ldexp(x[0], x[1]); }},
    {"RShift", 2, 2,
     [](Operands x) { return std::floor(std::ldexp(x[0], -x[1])); }},
    {"Abs", 1, 1, [](Operands x) { return std::abs(x[0]); }},
    {"ToFloat", 1, 1, [](Operands x) { return x[0]; }},
    {"Identity", 1, 1, [](Operands x) { return x[0]; }},
    {"CeilToInt", 1, 1, [](Operands x) { return std::ceil(x[0]); }},
    {"FloorToInt", 1, 1, [](Operands x) { return std::floor(x[0]); }},
    {"TruncToInt", 1, 1, [](Operands x) { return std::trunc(x[0]); }},
    {"TruncToFloat", 1, 1, [](Operands x) { return std::trunc(x[0]); }},
    {"RoundToInt", 1, 1, [](Operands x) { return std::nearbyint(x[0]); }},
    {"ceiling", 1, 1, [](Operands x) { return std::ceil(x[0]); }},
    {"floor", 1, 1, [](Operands x) { return std::floor(x[0]); }},
    {"OpaqueUnaryFn_sqrt", 1, 1, [](Operands x) { return std::sqrt(x[0]); }},
    {"OpaqueUnaryFn_exp", 1, 1, [](Operands x) { return std::exp(x[0]); }},
    {"OpaqueUnaryFn_log", 1, 1, [](Operands x) { return std::log(x[0]); }},
    {"OpaqueUnaryFn_log2", 1, 1, [](Operands x) { return std::log2(x[0]); }},
    {"OpaqueUnaryFn_sin", 1, 1, [](Operands x) { return std::sin(x[0]); }},
    {"OpaqueUnaryFn_cos", 1, 1, [](Operands x) { return std::cos(x[0]); }}};

/// Expressions come from files: no deeper than any program's.
constexpr unsigned deepest = 200;

class Evaluator {
public:
  Evaluator(StringRef text, const SymbolValues &symbols)
      : text(text), symbols(symbols) {}

  std::optional<double> run() {
    std::optional<double> value = expression(0);
    return value && text.trim().empty() && std::isfinite(*value) ? value
                                                                 : std::nullopt;
  }

private:
  std::optional<double> expression(unsigned depth) {
    text = text.ltrim();
    double number = 0;
    StringRef word = text.take_until(
        [](char c) { return c == '(' || c == ',' || c == ')'; });
    text = text.drop_front(word.size());
    word = word.trim();
    if (text.starts_with("("))
      return depth < deepest ? call(word, depth) : std::nullopt;
    if (auto found = symbols.find(word.str()); found != symbols.end())
      return found->second;
    return to_float(word, number) ? std::optional(number) : std::nullopt;
  }

  std::optional<double> call(StringRef name, unsigned depth) {
    text = text.drop_front();
    if (name == "Float")
      return real();
    std::vector<double> operands;
    do {
      std::optional<double> operand = expression(depth + 1);
      if (!operand)
        return std::nullopt;
      operands.push_back(*operand);
      text = text.ltrim();
    } while (text.consume_front(","));
    const auto *function = find_if(
        functions, [&](const Function &each) { return each.name == name; });
    bool fits = text.consume_front(")") && function != std::end(functions) &&
                operands.size() >= function->least &&
                operands.size() <= function->most;
    return fits ? std::optional(function->apply(operands)) : std::nullopt;
  }

  /// The rest of "Float('0.5', precision=53)".
  std::optional<double> real() {
    auto [inner, rest] = text.split(')');
    text = rest;
    double number = 0;
    StringRef digits = inner.split(',').first.trim().trim('\'');
    return to_float(digits, number) ? std::optional(number) : std::nullopt;
  }

  StringRef text;
  const SymbolValues &symbols;
};

} // namespace

std::optional<double> evaluateSymbols(StringRef expression,
                                      const SymbolValues &symbols) {
  return Evaluator(expression, symbols).run();
}

std::vector<std::string> findSymbols(StringRef expression) {
  std::vector<std::string> found;
  while (!expression.empty()) {
    StringRef word =
        expression.take_while([](char c) { return isAlnum(c) || c == '_'; });
    StringRef rest = expression.drop_front(word.size());
    if (!word.empty() && isAlpha(word.front()) && !rest.starts_with("(") &&
        !is_contained(found, word))
      found.push_back(word.str());
    expression = word.empty() ? rest.drop_front() : rest;
  }
  return found;
}

} // namespace cocc::frontends
