//===- LowerPositioned.cpp ------------------------------------------------===//
//
// Rotary positions are written out in products with tables by position, in sums
// of these, and in moves of elements. They are remembered term by term: each a
// stream, and the constant that its elements are multiplied with.
//
//===----------------------------------------------------------------------===//

#include "frontends/torch/LowerPositioned.h"
#include "frontends/torch/LowerArithmetic.h"
#include "frontends/torch/LowerContraction.h"
#include "frontends/torch/LowerRegistry.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {

/// A constant as a factor for a clip of a length; nothing where it is the same
/// for all frames, or of another shape.
static std::optional<Constant>
factorFor(const Stream &stream, const Constant &constant, size_t length) {
  int64_t time = stream.timeDim() - (stream.rank() - constant.rank());
  if (stream.timeDim() < 0 || time < 0 || constant.rank() > stream.rank() ||
      constant.sizes[time] != stream.frames[length])
    return std::nullopt;
  std::optional<Constant> same =
      combine(constant, constant.sliced(time, 0, 1, 1), TorchType::Bool,
              [](double a, double b) { return a == b; });
  if (same->uniform() == 1.0)
    return std::nullopt;
  return constant.expanded(stream.sizes(length));
}

std::optional<Positioned> positionedBy(const Call &call, const Stream &stream,
                                       ArrayRef<Constant> constants) {
  PositionedTerm term = {stream, {}};
  for (auto [length, constant] : enumerate(constants))
    if (std::optional<Constant> factor = factorFor(stream, constant, length))
      term.factors.push_back(*factor);
  if (term.factors.size() != call.countLengths())
    return std::nullopt;
  return Positioned{{term}, &call.node};
}

namespace {

bool isIn(ArrayRef<StringRef> list, StringRef op) {
  return is_contained(list, op);
}

/// Moves of elements, which streams and constants can do.
bool isMove(StringRef op) {
  static constexpr StringRef moves[] = {"contiguous",
                                        "clone",
                                        "alias",
                                        "detach",
                                        "to",
                                        "_to_copy",
                                        "type_as",
                                        "permute",
                                        "transpose",
                                        "swapaxes",
                                        "swapdims",
                                        "t",
                                        "mT",
                                        "movedim",
                                        "moveaxis",
                                        "view",
                                        "reshape",
                                        "_unsafe_view",
                                        "flatten",
                                        "unflatten",
                                        "squeeze",
                                        "unsqueeze",
                                        "expand",
                                        "slice",
                                        "select",
                                        "narrow",
                                        "split",
                                        "chunk",
                                        "split_with_sizes",
                                        "unbind",
                                        "cat",
                                        "concat",
                                        "concatenate",
                                        "stack"};
  return isIn(moves, op);
}

bool isProduct(StringRef op) {
  static constexpr StringRef products[] = {"matmul", "mm", "bmm", "einsum",
                                           "__matmul__"};
  return isIn(products, op);
}

Constant filledLike(const Stream &stream, double number, size_t length) {
  return Constant::filled(TorchType::Float32, stream.sizes(length), number);
}

/// The terms of a value; of a stream, itself.
Positioned termsOf(const Value &value) {
  const auto *stream = std::get_if<Stream>(&value);
  if (!stream)
    return std::get<Positioned>(value);
  PositionedTerm term = {*stream, {}};
  for (size_t length = 0; length < stream->frames.size(); ++length)
    term.factors.push_back(filledLike(*stream, 1, length));
  return {{term}, nullptr};
}

bool failFor(Lowering &lowering, const TorchNode *origin) {
  return Call(lowering, *origin).fail(usedByPosition);
}

/// The positioned arguments of a call, and its streams as such.
struct Given {
  std::vector<std::pair<std::string, Positioned>> values;
  size_t terms = 0;
  const TorchNode *origin = nullptr;

  Given(Lowering &lowering, const Call &call);
};

Given::Given(Lowering &lowering, const Call &call) {
  for (const TorchArgument &argument : call.node.arguments)
    for (const std::string &name : argument.tensors) {
      auto value = lowering.values.find(name);
      if (value == lowering.values.end() ||
          std::holds_alternative<Constant>(value->second))
        continue;
      if (auto *found = std::get_if<Positioned>(&value->second))
        origin = found->origin;
      else if (!std::holds_alternative<Stream>(value->second))
        continue;
      values.push_back({name, termsOf(value->second)});
      terms = std::max(terms, values.back().second.terms.size());
    }
}

/// Where the values of a length are.
StringMap<Value> &valuesAt(Lowering &lowering, size_t length) {
  return length == 0 ? lowering.values : lowering.valuesElsewhere[length - 1];
}

/// A call on the streams of one term.
bool moveStreams(Lowering &lowering, Call &call, const Given &given,
                 size_t term) {
  for (const auto &[name, value] : given.values)
    lowering.values[name] =
        value.terms[term < value.terms.size() ? term : 0].stream;
  LowerFunction lower = findIn(streamTables(), call.op);
  return lower && lower(call);
}

/// The same on its constants for clips of a length. Where an argument has fewer
/// terms, it has zeros.
bool moveFactors(Lowering &lowering, const TorchNode &node, const Given &given,
                 size_t term, size_t length) {
  for (const auto &[name, value] : given.values)
    valuesAt(lowering, length)[name] =
        term < value.terms.size()
            ? value.terms[term].factors[length]
            : filledLike(value.terms[0].stream, 0, length);
  Call call(lowering, node, length);
  LowerFunction lower = findIn(constantTables(), call.op);
  return lower && lower(call);
}

/// Moves the elements of each term, and gives the results as they are.
bool move(Lowering &lowering, Call &call, const Given &given) {
  std::map<std::string, Positioned> results;
  auto forResults = [&](function_ref<void(const std::string &)> take) {
    for (const std::string &name : call.node.results)
      if (!name.empty())
        take(name);
  };
  bool isDone = true;
  size_t lengths = call.countLengths();
  for (size_t term = 0; isDone && term < given.terms; ++term) {
    if (!(isDone = moveStreams(lowering, call, given, term)))
      break;
    forResults([&](const std::string &name) {
      results[name].terms.push_back(
          {std::get<Stream>(lowering.values[name]), {}});
    });
    for (size_t length = 0; isDone && length < lengths; ++length)
      if ((isDone = moveFactors(lowering, call.node, given, term, length)))
        forResults([&](const std::string &name) {
          results[name].terms.back().factors.push_back(
              std::get<Constant>(valuesAt(lowering, length)[name]));
        });
  }
  for (StringMap<Value> &others : lowering.valuesElsewhere) {
    for (const auto &[name, value] : given.values)
      others.erase(name);
    forResults([&](const std::string &name) { others.erase(name); });
  }
  for (const auto &[name, value] : given.values)
    lowering.values[name] =
        value.origin ? Value(value) : Value(value.terms.front().stream);
  if (!isDone && lowering.problem.message.empty())
    return failFor(lowering, given.origin);
  for (auto &[name, result] : results) {
    result.origin = given.origin;
    lowering.values[name] = result;
  }
  return isDone;
}

/// What a positioned value is multiplied with, for each length.
std::vector<Constant> readFactors(const Call &call, bool isLeft) {
  if (call.op == "neg")
    return {Constant::filled(TorchType::Float32, {}, -1)};
  StringRef parameter = isLeft ? "other" : "self";
  if (call.find(parameter))
    return call.constantAt(parameter);
  return {Constant::filled(TorchType::Float32, {}, call.number(parameter, 1))};
}

/// Each term times a constant.
bool scale(Lowering &lowering, Call &call, const Given &given) {
  Positioned value = given.values.front().second;
  bool isLeft = call.find("self") &&
                std::holds_alternative<Positioned>(*call.find("self"));
  std::vector<Constant> factors = readFactors(call, isLeft);
  bool divides = StringRef(call.op).contains("div");
  if (given.values.size() != 1 || factors.empty() || (divides && !isLeft) ||
      call.has("rounding_mode"))
    return failFor(lowering, given.origin);
  for (PositionedTerm &term : value.terms)
    for (auto [length, own] : enumerate(term.factors)) {
      const Constant &factor = factors[length < factors.size() ? length : 0];
      std::optional<Constant> product =
          combine(own, factor, TorchType::Float32,
                  [=](double a, double b) { return divides ? a / b : a * b; });
      if (!product || product->sizes != own.sizes)
        return failFor(lowering, given.origin);
      own = *product;
    }
  return call.give(value) && call.checkMoving();
}

/// The terms of both.
bool add(Lowering &lowering, Call &call, const Given &given) {
  double sign = call.number("alpha", 1) * (call.op == "sub" ? -1 : 1);
  if (given.values.size() != 2)
    return failFor(lowering, given.origin);
  Positioned sum = given.values[0].second;
  sum.origin = given.origin;
  for (PositionedTerm term : given.values[1].second.terms) {
    if (term.stream.sizes() != sum.terms.front().stream.sizes())
      return failFor(lowering, given.origin);
    for (Constant &factor : term.factors)
      factor = factor.mapped(TorchType::Float32,
                             [=](double number) { return sign * number; });
    sum.terms.push_back(term);
  }
  return call.give(sum) && call.checkMoving();
}

//===----------------------------------------------------------------------===//
// Scores
//===----------------------------------------------------------------------===//

/// A stream of the same shape whose dimension i is atom `first` + i, or time.
Stream probe(const Stream &like, int first) {
  Stream probe = like;
  probe.extents.resize(first, 1);
  for (int64_t dim = 0; dim < like.rank(); ++dim) {
    int atom = probe.addAtom(like.isTimeAlone(dim) ? 1 : like.sizes()[dim]);
    if (!like.isTimeAlone(dim))
      probe.dims[dim] = {atom};
  }
  return probe;
}

/// Which dimensions of `like` those of what became of its probe are.
Extents orderOf(const Stream &moved, const Stream &like, int first) {
  Extents order;
  for (const Atoms &dim : moved.dims)
    order.push_back(dim.front() == Stream::time ? like.timeDim()
                                                : dim.front() - first);
  return order;
}

std::vector<PositionedTerm> permuted(const Positioned &value,
                                     ArrayRef<int64_t> order) {
  std::vector<PositionedTerm> terms;
  for (const PositionedTerm &term : value.terms) {
    PositionedTerm &own = terms.emplace_back(term);
    for (Constant &factor : own.factors)
      factor = factor.permuted(order);
    for (auto [dim, from] : enumerate(order))
      own.stream.dims[dim] = term.stream.dims[from];
  }
  return terms;
}

/// Queries by keys, of which one or both are positioned: the form of the scores
/// is found with tensors of the same shapes.
bool score(Lowering &lowering, Call &call, const Given &given) {
  if (given.values.size() != 2)
    return failFor(lowering, given.origin);
  const auto &[a, left] = given.values[0];
  const auto &[b, right] = given.values[1];
  const Stream &x = left.terms.front().stream, &y = right.terms.front().stream;
  if (x.timeDim() < 0 || y.timeDim() < 0 || !x.isTimeAlone(x.timeDim()) ||
      !y.isTimeAlone(y.timeDim()))
    return failFor(lowering, given.origin);
  constexpr int firstOfA = 100, firstOfB = 200;
  lowering.values[a] = probe(x, firstOfA);
  lowering.values[b] = probe(y, firstOfB);
  bool isDone = findIn(streamTables(), call.op)(call);
  lowering.values[a] = left.origin ? Value(left) : Value(x);
  lowering.values[b] = right.origin ? Value(right) : Value(y);
  const auto *found =
      isDone ? std::get_if<Scores>(&lowering.values[call.node.results[0]])
             : nullptr;
  if (!found)
    return failFor(lowering, given.origin);
  Scores scores = *found;
  bool isSwapped = any_of(scores.query.dims, [](const Atoms &dim) {
    return dim.front() >= firstOfB;
  });
  auto termsFor = [&](const Stream &moved, bool ofA) {
    return permuted(ofA ? left : right,
                    orderOf(moved, ofA ? x : y, ofA ? firstOfA : firstOfB));
  };
  scores.queryTerms = termsFor(scores.query, !isSwapped);
  scores.keyTerms = termsFor(scores.key, isSwapped);
  scores.query = scores.queryTerms.front().stream;
  scores.key = scores.keyTerms.front().stream;
  scores.positionedBy = given.origin;
  return call.give(scores);
}

} // namespace

bool readTerms(Call &call, StringRef parameter, Stream &stream,
               std::vector<PositionedTerm> &terms, const TorchNode *&origin) {
  const Value *value = call.find(parameter);
  if (const auto *found = value ? std::get_if<Positioned>(value) : nullptr) {
    terms = found->terms;
    stream = terms.front().stream;
    origin = found->origin;
    return true;
  }
  if (!call.need(parameter, stream))
    return false;
  terms = termsOf(stream).terms;
  return true;
}

bool lowerPositioned(Lowering &lowering, Call &call) {
  Given given(lowering, call);
  StringRef op = call.op;
  if (isMove(op))
    return move(lowering, call, given);
  if (op == "mul" || op == "div" || op == "neg")
    return scale(lowering, call, given);
  if (op == "add" || op == "sub")
    return add(lowering, call, given);
  if (isProduct(op))
    return score(lowering, call, given);
  if (op == "scaled_dot_product_attention")
    return findIn(streamTables(), op)(call);
  return failFor(lowering, given.origin);
}

} // namespace cocc::frontends
