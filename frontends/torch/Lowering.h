//===- Lowering.h - Programs become layers, call by call ------------------===//
//
// Each value of a program is a constant or a stream, and each call is lowered
// by the function that LowerRegistry.h lists for its operator.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERING_H
#define COCC_FRONTENDS_TORCH_LOWERING_H

#include "frontends/torch/LowerStream.h"
#include "frontends/torch/TorchNetwork.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/Twine.h"
#include <variant>

namespace cocc::frontends {

/// A stream times a constant of the same shape, each frame of the clip times
/// another. The constant is known for each length of the clip.
struct PositionedTerm {
  Stream stream;
  std::vector<Constant> factors;
};

/// The sum of such terms, as rotary positions make it. Only products of queries
/// and keys have layers for that, which ask for the distance of two frames.
struct Positioned {
  std::vector<PositionedTerm> terms;
  /// The call that met the clip with a constant by position.
  const TorchNode *origin = nullptr;
};

/// What queries and keys make of each other before the values are weighed:
/// (..., places, places), which is never computed as such. The places are
/// frames, or of one frame where time is a dimension before them.
struct Scores {
  /// Both as (..., places, channels).
  Stream query, key;
  double scale = 1;
  /// What is added, (..., places, places).
  std::optional<Constant> bias;
  /// The same for clips of the further lengths, where it depends on them.
  std::vector<std::optional<Constant>> biasElsewhere = {};
  bool isNormalised = false;
  /// All terms of what depends on the position; `query` or `key` is the first.
  std::vector<PositionedTerm> queryTerms, keyTerms;
  const TorchNode *positionedBy = nullptr;
};

/// A value that no layer gives, and why.
struct Unavailable {
  std::string why;
};

/// A part of a tensor, between `start` and `end` of each dimension, that is a
/// stream, or is known: for each length of the clip, or alike for all.
struct Piece {
  std::vector<Frames> start, end;
  std::vector<Constant> known = {};
  std::optional<Stream> stream = std::nullopt;
};

/// A tensor that a program has written piece by piece, the first piece being
/// all of it; layers make it once it is read.
struct Assembled {
  /// Its dimension of time; -1 where no piece has one.
  int64_t time = -1;
  std::vector<Piece> pieces;
};

/// Real numbers, known or not.
using Real = std::variant<Constant, Stream>;

/// Complex numbers. Each part has the shape of the whole, or broadcasts to it.
struct Complex {
  Real real, imaginary;
};

using Value = std::variant<Unavailable, Constant, Stream, Scores, Assembled,
                           Positioned, Complex>;

/// Attributes of a layer, as a file would give them.
class Attributes {
public:
  Attributes &integer(llvm::StringRef name, int64_t value);
  /// One number where there is one axis.
  Attributes &integers(llvm::StringRef name, llvm::ArrayRef<int64_t> values);
  Attributes &number(llvm::StringRef name, double value);
  /// One number where all are the same.
  Attributes &numbers(llvm::StringRef name, llvm::ArrayRef<double> values);
  Attributes &flag(llvm::StringRef name, bool value);
  Attributes &text(llvm::StringRef name, llvm::StringRef value);
  /// The same, unless the value is the attribute's default.
  Attributes &integer(llvm::StringRef name, int64_t value, int64_t usual);
  Attributes &integers(llvm::StringRef name, llvm::ArrayRef<int64_t> values,
                       int64_t usual);
  Attributes &number(llvm::StringRef name, double value, double usual);
  Attributes &flag(llvm::StringRef name, bool value, bool usual);

  std::vector<GivenAttribute> given;

private:
  GivenValue &add(llvm::StringRef name, GivenValue::Kind kind,
                  std::string text);
};

/// A tensor of a layer, by the layer's own name of it.
struct LoweredWeight {
  std::string weight;
  Constant value;
};
using LoweredWeights = std::vector<LoweredWeight>;

/// Which frames an attention lets each frame see: `frames` of them, `ahead` of
/// which come later.
struct Band {
  int64_t frames = 0;
  int64_t ahead = 0;
};

/// A layer, whose inputs are indices into the list of all.
struct LoweredLayer {
  std::string called;
  std::string name;
  std::string modulePath;
  std::vector<unsigned> inputs;
  /// The shapes of their frames.
  std::vector<Extents> inputShapes;
  std::vector<GivenAttribute> attributes;
  LoweredWeights weights;
  std::shared_ptr<const Origin> origin;
  /// Of an attention over time that has partial windows at the clip's ends.
  std::optional<Band> band = std::nullopt;
};

/// A layer that leaves the network, and what the program calls it, if anything.
struct LoweredOutput {
  unsigned layer = 0;
  std::string name;
};

/// What is wrong with tensors of `type`; empty where nothing is.
std::string refuseType(TorchType type);
/// Whether they are of whole numbers that inputs and indices may be.
bool isWhole(TorchType type);

class Call;

using LowerFunction = bool (*)(Call &);

class Lowering {
public:
  Lowering(TorchProgram program, const TorchOptions &options, Problem &problem)
      : program(std::move(program)), options(options), problem(problem) {}

  std::optional<NetworkDescription> run();
  /// The shape of a tensor of the program.
  Extents sizesOf(const std::string &tensor, size_t length = 0) const;

  TorchProgram program;
  const TorchOptions &options;
  Problem &problem;
  llvm::StringMap<Value> values;
  /// What is known and depends on the clip's length, for the further ones.
  std::vector<llvm::StringMap<Value>> valuesElsewhere;
  /// The first are the inputs.
  std::vector<LoweredLayer> layers;
  /// How many frames a stream has been seen to have: the program's own numbers
  /// of frames come from these.
  std::vector<Frames> framesSeen;
  llvm::StringSet<> windowsUsed;
  Frames clipFrames;

  std::vector<NetworkInput> inputs;

private:
  bool fail(const llvm::Twine &message);
  bool checkGuards();
  bool addInputs();
  bool addInput(const std::string &name);
  bool addConstants();
  /// The dimension of time of the input that is added next.
  int64_t nextTimeDim() const;
  bool checkTimeDim(const TorchTensorType &type);
  bool checkLengths(const TorchTensorType &type, int64_t time,
                    const Frames &frames);
  Frames framesOf(const TorchInt &size) const;
  bool lowerNode(const TorchNode &node);
  bool lowerKnown(const TorchNode &node, LowerFunction lower);
  bool lowerStreams(const TorchNode &node, LowerFunction lower);
  bool assembleArguments(const TorchNode &node);
  bool lowerScores(Call &call, bool hasStream);
  bool makeStream(Call &call, llvm::StringRef name);
  bool checkResults(const TorchNode &node);
  bool checkWindows();
  bool finish(llvm::ArrayRef<std::string> returned);
  bool finishOutput(const std::string &output, const std::string &name);
  std::optional<NetworkDescription> describe();

  std::vector<LoweredOutput> outputs;
};

/// A call that is being lowered. Functions that can fail return false or
/// nothing once the problem is told.
class Call {
public:
  /// With a `length`, the call is of tensors that are known, for clips of just
  /// that length. Without, it is of streams: of all lengths at once.
  Call(Lowering &lowering, const TorchNode &node,
       std::optional<size_t> length = std::nullopt);

  const TorchNode &node;
  /// The operator, without library, overload and the mark of writing in place.
  std::string op;

  bool fail(const llvm::Twine &message);

  // What the call is given. A number or a constant that depends on the clip's
  // length may be read for each length, by the functions that say so. Where
  // another reads one for streams, the call fails.
  bool has(llvm::StringRef parameter) const;
  int64_t integer(llvm::StringRef parameter, int64_t usual = 0) const;
  Extents integers(llvm::StringRef parameter, Extents usual = {}) const;
  double number(llvm::StringRef parameter, double usual = 0) const;
  std::vector<double> numbers(llvm::StringRef parameter) const;
  bool flag(llvm::StringRef parameter, bool usual = false) const;
  std::string text(llvm::StringRef parameter, llvm::StringRef usual = "") const;
  const Value *find(llvm::StringRef parameter) const;
  /// A number for each length.
  Frames integerAt(llvm::StringRef parameter, int64_t usual = 0) const;
  /// The numbers of a list for each length.
  std::vector<Frames> integersAt(llvm::StringRef parameter) const;
  /// A constant, the only one or that at a place of a list: one for each
  /// length, or one if it is the same for all; none where it is something else.
  std::vector<Constant> constantAt(llvm::StringRef parameter,
                                   size_t place = 0) const;
  /// Scores, the only ones or those at a place of a list, with what is added to
  /// them for each length.
  std::optional<Scores> scoresAt(llvm::StringRef parameter,
                                 size_t place = 0) const;
  size_t countLengths() const { return lowering.program.lengths; }
  const Frames &clipFrames() const { return lowering.clipFrames; }
  /// Null where the parameter is absent or something else.
  const Constant *constant(llvm::StringRef parameter) const;
  const Stream *stream(llvm::StringRef parameter) const;
  const Scores *scores(llvm::StringRef parameter) const;
  const Assembled *assembled(llvm::StringRef parameter) const;
  const Complex *complex(llvm::StringRef parameter) const;
  /// The shape of the tensor that `parameter` is.
  Extents argumentSizes(llvm::StringRef parameter) const;
  /// All of a list of tensors. With `takesMoving` the caller asks constantAt
  /// for constants.
  std::vector<const Value *> list(llvm::StringRef parameter,
                                  bool takesMoving = false) const;
  /// Fails where `parameter` is no stream.
  bool need(llvm::StringRef parameter, Stream &stream);
  bool need(llvm::StringRef parameter, Constant &constant);
  /// The same, of a function that knows what to do with a fill.
  bool needFilled(llvm::StringRef parameter, Stream &stream);
  /// The dimension that `parameter` means, counted from 0.
  int64_t dim(llvm::StringRef parameter, int64_t rank, int64_t usual = 0) const;
  Extents dimList(llvm::StringRef parameter, int64_t rank) const;

  // What the call results in.
  bool isUsed(size_t result = 0) const;
  Extents resultSizes(size_t result = 0) const;
  Extents resultSizesAt(size_t length, size_t result = 0) const;
  TorchType resultType(size_t result = 0) const;
  bool give(Value value, size_t result = 0);

  // Layers.
  /// A layer on the frames of `input`; the result still has its shape.
  Stream layer(llvm::StringRef called, const Stream &input,
               const Attributes &attributes = {}, LoweredWeights weights = {});
  /// The same, before or behind the one that the call is named for.
  Stream helper(llvm::StringRef called, llvm::ArrayRef<Stream> inputs,
                const Attributes &attributes = {}, LoweredWeights weights = {});
  /// The same, by a name of its own in the call's module.
  Stream named(const llvm::Twine &name, llvm::StringRef called,
               const Stream &input, const Attributes &attributes,
               LoweredWeights weights);
  /// The same of no module.
  Stream outermost(llvm::StringRef called, const Stream &input,
                   const Attributes &attributes, LoweredWeights weights = {});
  /// A join of frames of one form; the result has the largest one's shape.
  Stream join(llvm::StringRef called, llvm::ArrayRef<Stream> inputs,
              const Attributes &attributes = {}, LoweredWeights weights = {});
  /// The layer that gives a stream.
  LoweredLayer &layerOf(const Stream &stream) const;
  llvm::ArrayRef<LoweredLayer> layersSoFar() const { return lowering.layers; }
  /// That layer once more, with further attributes.
  Stream again(const Stream &stream, const Attributes &further);
  /// The stream in frames whose axes have just these atoms.
  Stream arrange(Stream stream, std::vector<Atoms> axes);
  /// The same, by the dimensions that each axis is to have.
  Stream arrangeDims(const Stream &stream,
                     llvm::ArrayRef<llvm::SmallVector<int64_t, 4>> dims);
  /// Makes `dim` an axis of its own, and returns it. What it was beside stays
  /// together: the batch first.
  int isolate(Stream &stream, int64_t dim);
  /// Brings the stream to frames with these dimensions as their channels.
  void placeChannels(Stream &stream, llvm::ArrayRef<int64_t> dims);
  /// The stream with `dim`, of extent 1, repeated.
  Stream repeat(Stream stream, int64_t dim, int64_t extent);
  /// Two streams as frames of the same form whose axes broadcast, with as many
  /// dimensions. With `apart`, b takes the form of a, and they may differ in
  /// that dimension, which is the axis `apartAxis` of its own.
  bool align(Stream &a, Stream &b, int64_t apart = -1, int apartAxis = -1);
  /// What a layer that looks through time makes of the number of frames.
  void look(Stream &stream, const continual::StreamGeometry &geometry);
  /// The same for what is made of the newest `frames` frames: it is there for
  /// each frame of the clip that has so many before it, and has no time.
  void lookAtNewest(Stream &stream, int64_t frames);
  /// The stream without the frames before step `late` that others lack.
  Stream beginAt(const Stream &stream, int64_t late);
  /// The stream without the clip's last `frames` frames.
  void crop(Stream &stream, int64_t frames);
  /// Where these are an input's elements, steps refuse those that are no
  /// indices below `limit`.
  void limitIndices(const Stream &indices, int64_t limit);
  /// Whether the newest frame is known as soon as the clip ends.
  bool isCausal(const Stream &stream) const;
  /// Whether the program has a reason to know this number of frames.
  bool isFrameCount(llvm::ArrayRef<int64_t> frames) const;
  /// An input of the program whose clips have so many frames; null where there
  /// is none.
  const Stream *findInput(llvm::ArrayRef<int64_t> frames) const;
  /// "20 for a clip of 20 frames, 31 for one of 31": numbers by length.
  std::string showByLength(llvm::ArrayRef<int64_t> numbers) const;
  /// Fails where a function has read what depends on the clip's length without
  /// knowing.
  bool checkMoving();
  /// Does what the call does to the real and to the imaginary parts of complex
  /// tensors, of which there are at most so many.
  bool lowerByParts(size_t mostComplex = SIZE_MAX);
  /// The number of frames that the user wants the call to look at.
  std::optional<int64_t> window(llvm::StringRef alsoCalled);
  const OptionNames &optionNames() const { return lowering.options.names; }

private:
  const Value *lookUp(const std::string &name) const;
  void noteIfMoving(const std::string &name) const;
  template <typename T>
  T read(llvm::StringRef parameter, const TorchScalar<T> &scalar) const;
  Stream add(llvm::StringRef called, std::string name, std::string modulePath,
             llvm::ArrayRef<Stream> inputs, const Attributes &attributes,
             LoweredWeights weights);
  llvm::StringMap<Complex> complexTensors() const;
  bool lowerParts(llvm::StringMap<Complex> &tensors);
  Stream moveBlock(const Stream &stream, llvm::ArrayRef<int> target);
  Stream reshape(const Stream &stream, std::vector<Atoms> axes);

  Lowering &lowering;
  std::optional<size_t> length;
  /// What was read of the clip's length.
  mutable std::string moving;
};

/// "in module 'blocks.0' (Conv3d), model.py:12: y = self.conv(x)".
std::shared_ptr<const Origin> findOrigin(const TorchNode &node);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERING_H
