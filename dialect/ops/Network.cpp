//===- Network.cpp - The network, and the kernels it becomes --------------===//

#include "dialect/InputFrames.h"
#include "dialect/StreamPositions.h"
#include "mlir/Interfaces/FunctionImplementation.h"
#include <numeric>

using namespace mlir;
using namespace cocc::continual;

//===----------------------------------------------------------------------===//
// network
//===----------------------------------------------------------------------===//

ParseResult NetworkOp::parse(OpAsmParser &parser, OperationState &result) {
  auto buildType = [](Builder &builder, ArrayRef<Type> arguments,
                      ArrayRef<Type> results,
                      function_interface_impl::VariadicFlag, std::string &) {
    return builder.getFunctionType(arguments, results);
  };
  return function_interface_impl::parseFunctionOp(
      parser, result, /*allowVariadic=*/false,
      getFunctionTypeAttrName(result.name), buildType,
      getArgAttrsAttrName(result.name), getResAttrsAttrName(result.name));
}

void NetworkOp::print(OpAsmPrinter &printer) {
  function_interface_impl::printFunctionOp(
      printer, *this, /*isVariadic=*/false, getFunctionTypeAttrName(),
      getArgAttrsAttrName(), getResAttrsAttrName());
}

OutputOp NetworkOp::getOutput() {
  return cast<OutputOp>(getBody().front().getTerminator());
}

static StringRef nameAt(std::optional<ArrayAttr> names, unsigned index,
                        StringRef single) {
  return names ? cast<StringAttr>((*names)[index]).getValue() : single;
}

StringRef NetworkOp::getInputName(unsigned index) {
  return nameAt(getInputNames(), index, "input");
}

StringRef NetworkOp::getOutputName(unsigned index) {
  return nameAt(getOutputNames(), index, "output");
}

static LogicalResult verifyNames(NetworkOp network, StringRef what,
                                 std::optional<ArrayAttr> names, size_t count) {
  if (names ? names->size() == count : count == 1)
    return success();
  return network.emitOpError("has ")
         << count << " " << what << "s; `" << what << "_names` has "
         << (names ? names->size() : 0) << " names";
}

LogicalResult NetworkOp::verify() {
  if (getBody().empty() || getBody().getNumArguments() == 0 ||
      getResultTypes().empty())
    return emitOpError("takes at least one frame and gives at least one");
  auto output = dyn_cast<OutputOp>(getBody().front().getTerminator());
  if (!output)
    return emitOpError("ends in continual.output");
  if (output.getFrames().getTypes() != TypeRange(getResultTypes()))
    return output.emitOpError("gives frames of other types than @")
           << getSymName() << " declares";
  if (failed(verifyNames(*this, "input", getInputNames(),
                         getArgumentTypes().size())) ||
      failed(verifyNames(*this, "output", getOutputNames(),
                         getResultTypes().size())))
    return failure();
  if (failed(verifyInputFrames(*this)))
    return failure();
  return success();
}

LogicalResult NetworkOp::verifyRegions() {
  if (auto problem = findLoopProblem(*this))
    return problem->op->emitOpError(problem->message);
  if (!getBalanced())
    return success();
  std::string wrong = refuseStepFrames(*this);
  return wrong.empty() ? verifyBalanced(*this) : emitOpError(wrong);
}

//===----------------------------------------------------------------------===//
// kernel
//===----------------------------------------------------------------------===//

OpOperand &KernelOp::getReader(unsigned operand) {
  return *getBody().getArgument(operand).use_begin();
}

unsigned KernelOp::getNumStreamOperands() { return getFrames().size(); }

StreamGeometry KernelOp::getStreamGeometry(unsigned operand) {
  StreamGeometry back;
  back.lag = getBack()[operand];
  OpOperand &reader = getReader(operand);
  auto stream = dyn_cast<StreamInterface>(reader.getOwner());
  if (!stream)
    return back;
  StreamGeometry geometry = stream.getStreamGeometry(reader.getOperandNumber());
  geometry.lag += back.lag;
  return geometry;
}

int64_t KernelOp::getPhases() {
  int64_t phases = 1;
  for (unsigned i = 0; i < getFrames().size(); ++i)
    phases = std::lcm(phases, getStreamGeometry(i).getPhases());
  return phases;
}

float KernelOp::getPaddingValue(unsigned operand) {
  OpOperand &reader = getReader(operand);
  auto stream = dyn_cast<StreamInterface>(reader.getOwner());
  return stream ? stream.getPaddingValue(reader.getOperandNumber()) : 0.0f;
}

bool KernelOp::repeatsEdges(unsigned operand) {
  OpOperand &reader = getReader(operand);
  auto stream = dyn_cast<StreamInterface>(reader.getOwner());
  return stream && stream.repeatsEdges(reader.getOperandNumber());
}

Halo KernelOp::getHalo(unsigned operand) {
  OpOperand &reader = getReader(operand);
  auto stream = dyn_cast<StreamInterface>(reader.getOwner());
  return stream ? stream.getHalo(reader.getOperandNumber()) : Halo();
}

/// An operation that remembers its frames is alone in its kernel.
int64_t KernelOp::getMemoryChannels() {
  auto stream = dyn_cast<StreamInterface>(getBody().front().front());
  return stream ? stream.getMemoryChannels() : 0;
}

int64_t KernelOp::getMacs() {
  int64_t macs = 0;
  for (Operation &op : getBody().front())
    if (auto stream = dyn_cast<StreamInterface>(op))
      macs += stream.getMacs();
  return macs;
}

LogicalResult KernelOp::verify() {
  Block &body = getBody().front();
  if (getBack().size() != getFrames().size())
    return emitOpError("has ") << getFrames().size() << " frames but "
                               << getBack().size() << " look-backs";
  if (body.getArgumentTypes() != getOperandTypes())
    return emitOpError("and its region disagree on the operands' types");
  for (BlockArgument argument :
       body.getArguments().take_front(getFrames().size()))
    if (!argument.hasOneUse())
      return emitOpError("must read operand ")
             << argument.getArgNumber() << " once; repeat the operand instead";
  auto yield = dyn_cast<YieldOp>(body.getTerminator());
  if (!yield || yield.getResult().getType() != getResult().getType())
    return emitOpError("must yield its result's type");
  return success();
}

void KernelOp::print(OpAsmPrinter &printer) {
  printer << ' ';
  printer.printAttribute(getLayersAttr());
  printer << " (";
  unsigned frames = getFrames().size();
  llvm::interleaveComma(llvm::enumerate(getOperands()), printer, [&](auto it) {
    printer << it.value();
    if (it.index() < frames)
      printer << " back [" << getBack()[it.index()] << ']';
  });
  printer << ") ";
  printer.printRegion(getBody());
  printer.printOptionalAttrDict((*this)->getAttrs(),
                                {getLayersAttrName(), getBackAttrName(),
                                 getOperandSegmentSizesAttrName()});
  printer << " : ";
  printer.printFunctionalType(*this);
}

ParseResult KernelOp::parse(OpAsmParser &parser, OperationState &result) {
  Builder &builder = parser.getBuilder();
  StringAttr layers;
  SmallVector<OpAsmParser::UnresolvedOperand> operands;
  SmallVector<int64_t> back;
  auto parseOperand = [&]() -> ParseResult {
    if (parser.parseOperand(operands.emplace_back()))
      return failure();
    if (failed(parser.parseOptionalKeyword("back")))
      return success();
    return failure(parser.parseLSquare() ||
                   parser.parseInteger(back.emplace_back()) ||
                   parser.parseRSquare());
  };
  FunctionType type;
  llvm::SMLoc place = parser.getCurrentLocation();
  if (parser.parseAttribute(layers) ||
      parser.parseCommaSeparatedList(OpAsmParser::Delimiter::Paren,
                                     parseOperand) ||
      parser.parseRegion(*result.addRegion()) ||
      parser.parseOptionalAttrDict(result.attributes) ||
      parser.parseColonType(type) ||
      parser.resolveOperands(operands, type.getInputs(), place,
                             result.operands))
    return failure();
  result.addTypes(type.getResults());
  result.addAttribute(getLayersAttrName(result.name), layers);
  result.addAttribute(getBackAttrName(result.name),
                      builder.getDenseI64ArrayAttr(back));
  result.addAttribute(
      getOperandSegmentSizesAttrName(result.name),
      builder.getDenseI32ArrayAttr(
          {static_cast<int32_t>(back.size()),
           static_cast<int32_t>(operands.size() - back.size())}));
  return success();
}
