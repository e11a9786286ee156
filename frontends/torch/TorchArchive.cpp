//===- TorchArchive.cpp ---------------------------------------------------===//
//
// The one file that sees libzip.
//
//===----------------------------------------------------------------------===//

#include "frontends/torch/TorchArchive.h"
#include "llvm/Support/MathExtras.h"
#include <zip.h>

using namespace llvm;

namespace cocc::frontends {
namespace {

constexpr uint64_t alwaysClaimable = uint64_t(64) << 20;

Error failure(const Twine &message) { return createStringError(message); }

/// What libzip says, for as long as the full expression.
struct ZipError {
  zip_error_t error;
  ZipError() { zip_error_init(&error); }
  ~ZipError() { zip_error_fini(&error); }
};

struct CloseEntry {
  void operator()(zip_file_t *entry) const { zip_fclose(entry); }
};

} // namespace

void TorchArchive::Close::operator()(struct zip *archive) const {
  zip_discard(archive);
}

Expected<TorchArchive> TorchArchive::open(StringRef file) {
  ZipError problem;
  TorchArchive result;
  zip_source_t *source =
      zip_source_buffer_create(file.data(), file.size(), 0, &problem.error);
  if (!source)
    return failure(zip_error_strerror(&problem.error));
  result.archive.reset(
      zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &problem.error));
  if (!result.archive) {
    zip_source_free(source);
    return failure("this zip archive is cut off or damaged");
  }
  result.claimable =
      std::max(alwaysClaimable, SaturatingMultiply<uint64_t>(file.size(), 4));
  if (Error error = result.list())
    return error;
  return result;
}

Error TorchArchive::list() {
  zip_int64_t count = zip_get_num_entries(archive.get(), 0);
  for (zip_int64_t i = 0; i < count; ++i) {
    zip_stat_t status;
    if (zip_stat_index(archive.get(), i, 0, &status) != 0 ||
        !(status.valid & ZIP_STAT_NAME) || !(status.valid & ZIP_STAT_SIZE))
      return failure("entry " + Twine(i) + " of the zip archive is damaged");
    Entry entry{static_cast<uint64_t>(i), status.size};
    if (!names.try_emplace(status.name, entry).second)
      return failure("the zip archive has two entries '" + Twine(status.name) +
                     "'");
  }
  return Error::success();
}

Error TorchArchive::claim(uint64_t bytes) {
  claimed = SaturatingAdd(claimed, bytes);
  if (claimed <= claimable)
    return Error::success();
  return failure("unpacked, the file would be larger than " +
                 Twine(claimable >> 20) +
                 " MiB, four times its own size; PyTorch writes no such file");
}

Expected<std::string> TorchArchive::read(StringRef name) {
  auto found = names.find(name.str());
  if (found == names.end())
    return failure("the archive has no entry '" + name + "'");
  auto [index, bytes] = found->second;
  if (Error error = claim(bytes))
    return error;
  std::unique_ptr<zip_file_t, CloseEntry> entry(
      zip_fopen_index(archive.get(), index, 0));
  if (!entry)
    return failure("entry '" + name + "' cannot be read: " +
                   zip_error_strerror(zip_get_error(archive.get())));
  // One byte more than there is: only at the end is the checksum compared.
  std::string content(bytes + 1, '\0');
  zip_int64_t count = 0, now = 1;
  while (now > 0 && static_cast<uint64_t>(count) < content.size()) {
    now =
        zip_fread(entry.get(), content.data() + count, content.size() - count);
    count += now;
  }
  if (now < 0 || static_cast<uint64_t>(count) != bytes)
    return failure("entry '" + name +
                   "' is damaged: its content is not what was written");
  content.resize(bytes);
  return content;
}

} // namespace cocc::frontends
