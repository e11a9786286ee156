//===- WeightsFile.cpp ----------------------------------------------------===//

#include "frontends/WeightsFile.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MathExtras.h"
#include <set>

using namespace llvm;

namespace cocc::frontends {
namespace {

constexpr uint64_t lengthBytes = 8;

/// A tensor as the header describes it.
struct Record {
  std::string name;
  std::string type;
  std::vector<int64_t> shape;
  uint64_t begin = 0;
  uint64_t end = 0;
};

Error failure(const Twine &message) { return createStringError(message); }

Error failure(StringRef tensor, const Twine &message) {
  return failure("tensor '" + tensor + "' " + message);
}

Error noHeader(const Twine &detail) {
  return failure("this is no safetensors file: its header " + detail);
}

/// 0 for a type that safetensors does not have.
unsigned elementBytes(StringRef type) {
  return StringSwitch<unsigned>(type)
      .Cases({"F64", "I64", "U64", "C64"}, 8)
      .Cases({"F32", "I32", "U32"}, 4)
      .Cases({"F16", "BF16", "I16", "U16"}, 2)
      .Cases({"I8", "U8", "BOOL", "F8_E4M3", "F8_E5M2"}, 1)
      .Default(0);
}

/// What the JSON parser does not look after: nesting without bound, and names
/// that stand in the header twice.
Error checkStructure(StringRef header) {
  constexpr unsigned deepest = 3;
  std::set<StringRef> names;
  unsigned depth = 0;
  for (size_t i = 0; i < header.size(); ++i) {
    char c = header[i];
    if (c == '{' || c == '[') {
      if (++depth > deepest)
        return noHeader("has lists in lists");
    } else if ((c == '}' || c == ']') && depth > 0) {
      --depth;
    } else if (c == '"') {
      size_t start = ++i;
      while (i < header.size() && header[i] != '"')
        i += header[i] == '\\' ? 2 : 1;
      StringRef text = header.slice(start, i);
      if (depth == 1 && !names.insert(text).second)
        return failure(text, "stands in the header twice");
    }
  }
  return Error::success();
}

Expected<json::Object> parseHeader(StringRef file, uint64_t &dataStart) {
  if (file.size() < lengthBytes)
    return noHeader("needs 8 bytes for its length, the file has " +
                    Twine(file.size()));
  uint64_t length = support::endian::read64le(file.data());
  if (length > file.size() - lengthBytes)
    return noHeader("claims " + Twine(length) + " bytes, the file has " +
                    Twine(file.size() - lengthBytes) + " behind the length");
  dataStart = lengthBytes + length;
  StringRef header = file.substr(lengthBytes, length);
  if (Error error = checkStructure(header))
    return error;
  Expected<json::Value> value = json::parse(header);
  if (!value) {
    consumeError(value.takeError());
    return noHeader("is not JSON");
  }
  if (json::Object *object = value->getAsObject())
    return std::move(*object);
  return noHeader("is no JSON object");
}

Expected<Record> readRecord(StringRef name, const json::Value &value) {
  const json::Object *object = value.getAsObject();
  const json::Array *shape = object ? object->getArray("shape") : nullptr;
  const json::Array *offsets =
      object ? object->getArray("data_offsets") : nullptr;
  std::optional<StringRef> type =
      object ? object->getString("dtype") : std::nullopt;
  if (!shape || !offsets || !type)
    return failure(name, "needs 'dtype', 'shape' and 'data_offsets'");
  Record record{name.str(), type->str(), {}, 0, 0};
  for (const json::Value &extent : *shape) {
    std::optional<int64_t> number = extent.getAsInteger();
    if (!number || *number < 0)
      return failure(name, "has a shape that is no list of whole numbers");
    record.shape.push_back(*number);
  }
  std::optional<uint64_t> begin, end;
  if (offsets->size() == 2) {
    begin = (*offsets)[0].getAsUINT64();
    end = (*offsets)[1].getAsUINT64();
  }
  if (!begin || !end || *begin > *end)
    return failure(
        name, "has 'data_offsets' that are not a begin and an end behind it");
  record.begin = *begin;
  record.end = *end;
  return record;
}

bool isIgnored(const Record &record) {
  StringRef name = record.name;
  return name == "num_batches_tracked" ||
         name.ends_with(".num_batches_tracked");
}

/// Checks a record against its own shape and the data's size.
Error checkRecord(const Record &record, uint64_t dataBytes) {
  unsigned size = elementBytes(record.type);
  if (size == 0 || (record.type != "F32" && !isIgnored(record)))
    return failure(record.name,
                   "is of type " + record.type + "; weights must be F32");
  if (record.end > dataBytes)
    return failure(record.name, "ends at byte " + Twine(record.end) +
                                    " of the data, which has only " +
                                    Twine(dataBytes));
  bool overflow = false;
  uint64_t bytes = size;
  for (int64_t extent : record.shape) {
    bool now = false;
    bytes = SaturatingMultiply(bytes, static_cast<uint64_t>(extent), &now);
    overflow |= now && !is_contained(record.shape, 0);
  }
  if (is_contained(record.shape, 0))
    bytes = 0;
  if (overflow || bytes != record.end - record.begin)
    return failure(record.name, "has " + Twine(record.end - record.begin) +
                                    " bytes, but its shape needs " +
                                    (overflow ? Twine("more than any file has")
                                              : Twine(bytes)));
  return Error::success();
}

/// Checks that the tensors lie one behind the other and fill the data.
Error checkOrder(std::vector<Record> &records, uint64_t dataBytes) {
  sort(records, [](const Record &a, const Record &b) {
    return std::tie(a.begin, a.end, a.name) < std::tie(b.begin, b.end, b.name);
  });
  uint64_t end = 0;
  StringRef last;
  for (const Record &record : records) {
    if (record.begin < end)
      return failure(record.name, "overlaps tensor '" + last + "'");
    if (record.begin > end)
      return failure(record.name,
                     "starts at byte " + Twine(record.begin) +
                         " of the data, but the one before it ends at " +
                         Twine(end));
    end = record.end;
    last = record.name;
  }
  if (end != dataBytes)
    return failure("the data has " + Twine(dataBytes) +
                   " bytes, but its tensors end at " + Twine(end));
  return Error::success();
}

} // namespace

Expected<std::shared_ptr<const WeightsFile>> WeightsFile::open(StringRef path) {
  auto bytes = MemoryBuffer::getFile(path, /*IsText=*/false,
                                     /*RequiresNullTerminator=*/false);
  if (!bytes)
    return failure("cannot be read: " + Twine(bytes.getError().message()));
  return read(std::move(*bytes));
}

Expected<std::shared_ptr<const WeightsFile>>
WeightsFile::read(std::unique_ptr<MemoryBuffer> bytes) {
  StringRef file = bytes->getBuffer();
  uint64_t dataStart = 0;
  Expected<json::Object> header = parseHeader(file, dataStart);
  if (!header)
    return header.takeError();
  StringRef data = file.drop_front(dataStart);
  std::vector<Record> records;
  for (const auto &[key, value] : *header) {
    if (StringRef(key) == "__metadata__")
      continue;
    Expected<Record> record = readRecord(key, value);
    if (!record)
      return record.takeError();
    if (Error error = checkRecord(*record, data.size()))
      return error;
    records.push_back(std::move(*record));
  }
  if (Error error = checkOrder(records, data.size()))
    return error;
  auto result = std::make_shared<WeightsFile>();
  for (const Record &record : records) {
    if (isIgnored(record))
      continue;
    const char *start = data.data() + record.begin;
    if (!isAddrAligned(Align::Of<float>(), start))
      return failure(record.name,
                     "starts at byte " + Twine(dataStart + record.begin) +
                         " of the file, which is no multiple of 4");
    result->tensors[record.name] = {
        record.shape,
        {reinterpret_cast<const float *>(start),
         (record.end - record.begin) / sizeof(float)}};
  }
  result->bytes = std::move(bytes);
  return result;
}

} // namespace cocc::frontends
