//===- FourierPlan.cpp ----------------------------------------------------===//

#include "dialect/FourierPlan.h"

using namespace cocc::continual;

SpectrumForm cocc::continual::parseSpectrumForm(llvm::StringRef word) {
  return word == "real"      ? SpectrumForm::Real
         : word == "complex" ? SpectrumForm::Complex
                             : SpectrumForm::Half;
}

int64_t cocc::continual::countNumbers(SpectrumForm form, int64_t size) {
  return form == SpectrumForm::Half ? size / 2 + 1 : size;
}

int64_t cocc::continual::countFloats(SpectrumForm form, int64_t size) {
  return countNumbers(form, size) * (form == SpectrumForm::Real ? 1 : 2);
}

/// Of the last step X[p + F*q], as many q as the numbers that are asked for.
int64_t FourierPlan::countLastRows() const {
  int64_t before = size / radices.back();
  return (countNumbers(to, size) + before - 1) / before;
}

/// The multiply-adds of step `step`, of products of real or complex numbers.
static int64_t countStep(const FourierPlan &plan, size_t step) {
  bool isFirst = step == 0, isLast = step + 1 == plan.radices.size();
  int64_t radix = plan.radices[step];
  int64_t results =
      isLast ? plan.size / radix * plan.countLastRows() : plan.size;
  int parts = isFirst && plan.from == SpectrumForm::Real ? 1 : 2;
  int64_t sums = results * radix * parts;
  return isLast && plan.to == SpectrumForm::Real ? sums : 2 * sums;
}

int64_t FourierPlan::countMacs() const {
  int64_t macs = 0;
  for (size_t step = 0; step < radices.size(); ++step)
    macs += countStep(*this, step);
  return macs;
}

/// Multiply-adds, and what it costs to keep each number once more.
static double countCost(const FourierPlan &plan) {
  static constexpr double costOfKeeping = 16;
  // A first radix that fills vectors of eight leaves no gaps behind it.
  bool fills = plan.radices.size() == 1 || plan.radices.front() % 8 == 0;
  double kept = costOfKeeping * plan.size * (plan.radices.size() - 1);
  return plan.countMacs() * (fills ? 1.0 : 1.5) + kept;
}

/// Tries all ways to write `rest` as a product behind the radices of `plan`.
static void tryRadices(FourierPlan plan, int64_t rest, FourierPlan &best) {
  static constexpr size_t mostSteps = 4;
  static constexpr int64_t largestRadix = 1024;
  if (plan.radices.size() + 1 < mostSteps)
    for (int64_t radix = 2; radix * 2 <= rest; ++radix)
      if (rest % radix == 0) {
        plan.radices.push_back(radix);
        tryRadices(plan, rest / radix, best);
        plan.radices.pop_back();
      }
  if (rest > largestRadix)
    return;
  plan.radices.push_back(rest);
  if (best.radices.empty() || countCost(plan) < countCost(best))
    best = plan;
}

FourierPlan cocc::continual::planFourier(int64_t size, SpectrumForm from,
                                         SpectrumForm to) {
  FourierPlan plan, best;
  plan.size = size;
  plan.from = from;
  plan.to = to;
  tryRadices(plan, size, best);
  return best;
}
