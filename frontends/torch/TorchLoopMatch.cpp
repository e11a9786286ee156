//===- TorchLoopMatch.cpp -------------------------------------------------===//

#include "frontends/torch/TorchLoopMatch.h"
#include "frontends/torch/TorchLoopUses.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {
namespace {

bool sameNumbers(const TorchArgument &a, const TorchArgument &b) {
  auto areSame = [](const auto &x, const auto &y) {
    return x.value == y.value || (x.value != x.value && y.value != y.value);
  };
  return a.parameter == b.parameter && a.kind == b.kind &&
         a.tensors.size() == b.tensors.size() && a.bools == b.bools &&
         a.text == b.text && a.type == b.type &&
         std::equal(a.ints.begin(), a.ints.end(), b.ints.begin(), b.ints.end(),
                    areSame) &&
         std::equal(a.floats.begin(), a.floats.end(), b.floats.begin(),
                    b.floats.end(), areSame);
}

class Matcher {
public:
  Matcher(const TorchProgram &program, LoopBody &body, Problem &problem)
      : program(program), body(body), problem(problem) {}

  bool run();

private:
  bool fail(const TorchNode *node, const Twine &message);
  bool checkDirection();
  bool checkPeriod();
  bool sameCall(const TorchNode &a, const TorchNode &b) const;
  bool sameTypes(const TorchNode &a, const TorchNode &b) const;
  std::optional<std::string> difference(const TorchNode &model,
                                        const TorchNode &node,
                                        int64_t iteration) const;
  bool findStart();
  bool failAt(int64_t iteration);
  void matchLast();
  void matchLast(int64_t last, std::vector<const TorchNode *> &more);

  const TorchNode &modelCall(size_t at) const {
    return *body.iterations[body.model()][at];
  }

  const TorchProgram &program;
  LoopBody &body;
  Problem &problem;
};

bool Matcher::fail(const TorchNode *node, const Twine &message) {
  problem = problemAt(node, message);
  return false;
}

/// Fails where the frames are taken from the last to the first.
bool Matcher::checkDirection() {
  std::vector<int64_t> latest(body.families.size(), -1);
  std::vector<int64_t> earliest(body.families.size(), body.count);
  int64_t forwards = 0, backwards = 0;
  const TorchNode *first = nullptr;
  for (const TorchNode &node : program.nodes)
    for (const std::string &name : tensorsOf(node)) {
      LoopPlace place = body.placeOf(name);
      if (place.kind != LoopPlace::Frame)
        continue;
      bool isLater = place.iteration > latest[place.at],
           isEarlier = place.iteration < earliest[place.at];
      if (isEarlier && !isLater && !first)
        first = &node;
      // The first frame that is taken is both.
      forwards += isLater;
      backwards += isEarlier;
      latest[place.at] = std::max(latest[place.at], place.iteration);
      earliest[place.at] = std::min(earliest[place.at], place.iteration);
    }
  return backwards <= forwards ||
         fail(first, "a loop that runs against time, from the clip's last "
                     "frame to its first: a stream has no last frame from "
                     "which it could begin; loop from the first frame on");
}

/// Fails where each iteration takes several frames.
bool Matcher::checkPeriod() {
  auto calls = [&](int64_t iteration) {
    return body.iterations[iteration].size();
  };
  constexpr int64_t longest = 8;
  for (int64_t period = 2; period <= longest; ++period) {
    int64_t from = body.model() - 2 * period;
    bool isPeriod = from >= mostEarly && calls(from) != calls(from + 1);
    for (int64_t i = from; isPeriod && i + period <= body.model(); ++i)
      isPeriod = calls(i) == calls(i + period);
    if (!isPeriod)
      continue;
    const std::vector<const TorchNode *> *some = &body.iterations[from];
    for (int64_t i = from; i < from + period; ++i)
      if (!body.iterations[i].empty())
        some = &body.iterations[i];
    return fail(some->empty() ? nullptr : some->front(),
                "a loop that takes " + Twine(period) +
                    " frames in each iteration, and a stream has one at a "
                    "time: make these frames one before the loop, as "
                    "x.unflatten(dim, (-1, " +
                    Twine(period) + ")) does");
  }
  return true;
}

bool Matcher::sameTypes(const TorchNode &a, const TorchNode &b) const {
  for (auto [x, y] : zip(a.results, b.results)) {
    auto own = program.tensors.find(x), other = program.tensors.find(y);
    if (own == program.tensors.end() || other == program.tensors.end())
      continue;
    if (own->second.type != other->second.type ||
        !std::equal(own->second.sizes.begin(), own->second.sizes.end(),
                    other->second.sizes.begin(), other->second.sizes.end(),
                    [](const TorchInt &m, const TorchInt &n) {
                      return m.value == n.value;
                    }))
      return false;
  }
  return true;
}

bool Matcher::sameCall(const TorchNode &a, const TorchNode &b) const {
  return a.target == b.target && a.results.size() == b.results.size() &&
         a.arguments.size() == b.arguments.size() && sameTypes(a, b) &&
         all_of(zip(a.arguments, b.arguments), [](auto pair) {
           return sameNumbers(std::get<0>(pair), std::get<1>(pair));
         });
}

/// In what a call of an iteration is another than the model's in its place.
std::optional<std::string> Matcher::difference(const TorchNode &model,
                                               const TorchNode &node,
                                               int64_t iteration) const {
  if (model.target != node.target)
    return "calls '" + node.target + "' where iteration " +
           std::to_string(body.model()) + " calls '" + model.target + "'";
  if (!sameCall(model, node))
    return "calls '" + node.target +
           "' with other numbers or sizes than iteration " +
           std::to_string(body.model());
  for (auto [own, other] : zip(tensorsOf(model), tensorsOf(node))) {
    LoopValue usual = body.see(own, body.model()),
              here = body.see(other, iteration);
    if (usual == here ||
        (usual.lag > 0 && iteration < std::min(2 * mostEarly, body.model())))
      continue;
    if (usual.kind == LoopPlace::Outside && here.kind == LoopPlace::Outside)
      return "calls '" + node.target + "' with another tensor ('" + other +
             "') than iteration " + std::to_string(body.model()) + " ('" + own +
             "'), by its number";
    return "calls '" + node.target + "' with something else than iteration " +
           std::to_string(body.model());
  }
  return std::nullopt;
}

bool Matcher::failAt(int64_t iteration) {
  const auto &model = body.iterations[body.model()];
  const auto &calls = body.iterations[iteration];
  std::string one = "a loop over the frames whose iterations are not the same: "
                    "iteration " +
                    std::to_string(iteration);
  std::string all = "; all but the first few must do the same, each with the "
                    "frame that comes and with what those before left";
  for (auto [own, node] : zip(model, calls))
    if (std::optional<std::string> what = difference(*own, *node, iteration))
      return fail(node, one + " " + *what + all);
  return fail(calls.size() > model.size() ? calls[model.size()]
              : model.empty()             ? nullptr
                                          : model.back(),
              one + " makes " + Twine(calls.size()) + " calls and iteration " +
                  Twine(body.model()) + " " + Twine(model.size()) + all);
}

/// The first iteration from which on all are alike.
bool Matcher::findStart() {
  const auto &model = body.iterations[body.model()];
  auto isAlike = [&](int64_t iteration) {
    const auto &calls = body.iterations[iteration];
    return calls.size() == model.size() &&
           all_of(zip(model, calls), [&](auto pair) {
             return !difference(*std::get<0>(pair), *std::get<1>(pair),
                                iteration);
           });
  };
  body.start = body.model();
  while (body.start > 0 && isAlike(body.start - 1))
    --body.start;
  return body.start <= mostEarly || (checkPeriod() && failAt(body.start - 1));
}

/// The last iterations have the calls of the others that are needed, and then
/// what is made of the newest frames alone.
void Matcher::matchLast() {
  std::vector<const TorchNode *> more;
  for (int64_t i = body.model() + 1; i < body.count; ++i)
    matchLast(i, more);
  body.behind.insert(body.behind.begin(), more.begin(), more.end());
}

void Matcher::matchLast(int64_t last, std::vector<const TorchNode *> &more) {
  std::vector<const TorchNode *> calls = std::move(body.iterations[last]);
  body.iterations[last].assign(body.iterations[body.model()].size(), nullptr);
  size_t at = 0;
  for (const TorchNode *node : calls) {
    // Until it has found its place it has none that another could be taken for.
    size_t place = at, size = body.iterations[body.model()].size();
    while (place < size && difference(modelCall(place), *node, last))
      ++place;
    bool isInside = place < size;
    for (const std::string &name : node->results) {
      if (name.empty())
        continue;
      LoopPlace &own = body.places[name];
      own.at = isInside ? place : SIZE_MAX;
      if (!isInside)
        own = {LoopPlace::Behind};
    }
    if (isInside) {
      body.iterations[last][place] = node;
      at = place + 1;
    } else {
      more.push_back(node);
    }
  }
}

bool Matcher::run() {
  constexpr int64_t fewest = mostEarly + mostLate + 1;
  if (body.count < fewest)
    return fail(nullptr, "a loop over " + Twine(body.count) +
                             " frames is too short to tell what its iterations "
                             "have in common; export longer clips");
  if (!checkDirection() || !findStart())
    return false;
  matchLast();
  return readUses(program, body, problem);
}

} // namespace

bool matchIterations(const TorchProgram &program, LoopBody &body,
                     Problem &problem) {
  return Matcher(program, body, problem).run();
}

} // namespace cocc::frontends
