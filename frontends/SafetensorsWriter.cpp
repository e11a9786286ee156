//===- SafetensorsWriter.cpp ----------------------------------------------===//

#include "frontends/SafetensorsWriter.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;

namespace cocc::frontends {

/// The header must end at a multiple of this.
static constexpr uint64_t headerAlignment = 8;

static std::string
makeHeader(const std::map<std::string, StoredTensor> &tensors) {
  std::string header;
  raw_string_ostream stream(header);
  json::OStream json(stream);
  uint64_t offset = 0;
  json.object([&] {
    for (const auto &[name, tensor] : tensors) {
      uint64_t end = offset + tensor.values->size() * sizeof(float);
      json.attributeObject(name, [&, &shape = tensor.shape] {
        json.attribute("dtype", "F32");
        json.attributeArray("shape", [&] {
          for (int64_t extent : shape)
            json.value(extent);
        });
        json.attributeArray("data_offsets", [&] {
          json.value(offset);
          json.value(end);
        });
      });
      offset = end;
    }
  });
  header.resize(alignTo(header.size(), headerAlignment), ' ');
  return header;
}

void writeSafetensors(const std::map<std::string, StoredTensor> &tensors,
                      raw_ostream &stream) {
  std::string header = makeHeader(tensors);
  char length[sizeof(uint64_t)];
  support::endian::write64le(length, header.size());
  stream.write(length, sizeof(length));
  stream << header;
  for (const auto &each : tensors) {
    const std::vector<float> &values = *each.second.values;
    stream.write(reinterpret_cast<const char *>(values.data()),
                 values.size() * sizeof(float));
  }
}

} // namespace cocc::frontends
