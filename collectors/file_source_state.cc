// What of a source of files is kept, and how it comes back.
#include <limits>
#include <utility>

#include "collectors/file_source.h"
#include "collectors/hash.h"
#include "collectors/reader_state.h"

namespace charterd::collectors {
namespace {

constexpr std::int64_t kMostNumber = std::numeric_limits<std::int64_t>::max() - 1;
constexpr std::int64_t kMostStream = std::numeric_limits<std::uint32_t>::max() - 1;

// Of a plain file what was read behind the last whole record is read again. A header is, too, but
// nobody would miss it.
std::uint64_t raw_offset_of(const FollowedFile& file, std::uint64_t delivered) {
  if (!file.plain()) return file.raw_offset();
  return file.has_only_header() ? file.read_of_header() : delivered;
}

bool is_complete(const FollowedFile& file) {
  return file.complete && file.phase == FollowedFile::Phase::resting;
}

// All that a row is made of but what the stream and the offset decide, in one number that is not 0.
std::uint64_t fingerprint_of(const FollowedFile& file) {
  const Reading* reading = &file.reading;
  if (file.passes_own) reading = &file.copies_of.front();
  const bool nothing = !file.passes_own && (!file.copies_of.empty() || file.has_only_header());
  const std::uint64_t offset = nothing ? 0 : reading->state.offset;
  std::uint64_t result = hash_64(file.path, hash_64(reading->name.base, reading->name.rotated));
  for (const std::uint64_t part :
       {file.status.key.device, file.status.key.inode, file.status.size,
        static_cast<std::uint64_t>(file.status.modified), offset, raw_offset_of(file, offset),
        std::uint64_t{reading->state.stream} << 1U | (is_complete(file) ? 1U : 0U)}) {
    result = internal::fold(result ^ 0xa0761d6478bd642fULL, part ^ 0xe7037ed1a0b428dbULL);
  }
  return result | 1;
}

}  // namespace

void FileSource::save(config::RowChanges& changes) {
  reader_.save(changes);
  for (const std::int64_t number : std::exchange(erased_, {})) {
    changes.erase({config::Table::files, index_, number});
  }
  config::Packer row;
  for (const auto& file : files_) save_file(*file, row, changes);
  memory_.save(changes, index_);
  const auto end = std::int64_t{first_stream_} + static_cast<std::int64_t>(stream_paths_.size());
  stream_rows_.save(changes, config::Table::streams, index_, first_stream_, end,
                    [this](std::int64_t stream) -> std::string_view {
                      return stream_path(static_cast<std::uint32_t>(stream));
                    });
}

void FileSource::save_file(FollowedFile& file, config::Packer& row, config::RowChanges& changes) {
  const std::uint64_t fingerprint = fingerprint_of(file);
  if (file.saved_as == fingerprint) return;
  file.saved_as = fingerprint;
  const Reading delivered = file.delivered();
  row.clear();
  row.text(file.path).number(file.status.key.device).number(file.status.key.inode);
  row.number(file.status.size).integer(file.status.modified);
  row.number(raw_offset_of(file, delivered.state.offset)).flag(is_complete(file));
  pack(row, delivered);
  changes.put({config::Table::files, index_, file.number}, row.bytes());
}

bool FileSource::restore(const config::RowKey& key, std::string_view value) {
  if (key.a != index_) return false;
  switch (key.table) {
    case config::Table::files:
      return restore_file(key.b, value);
    case config::Table::readings:
      return memory_.restore(key.b, value);
    case config::Table::streams:
      return restore_stream(key.b, value);
    default:
      return reader_.restore(key, value);
  }
}

bool FileSource::restore_file(std::int64_t number, std::string_view value) {
  config::Unpacker from(value);
  std::string path(from.text());
  FileStatus status;
  status.key.device = from.number();
  status.key.inode = from.number();
  status.size = from.number();
  status.modified = from.integer();
  status.links = 1;
  auto file = std::make_unique<FollowedFile>(std::move(path), status);
  file->raw_read = from.number();
  file->complete = from.flag();
  file->had_more = status.size != file->raw_read;
  if (!unpack(from, file->reading) || !from.ended()) return false;
  if (number < next_number_ || number > kMostNumber) return false;
  next_number_ = number + 1;
  file->number = number;
  // Archives are costly to look into, and copies may outlive what is remembered of their original;
  // all others are compared with what was read of them.
  if (file->complete) file->phase = FollowedFile::Phase::resting;
  file->saved_as = fingerprint_of(*file);
  file->restored = file->unchecked = any_restored_ = true;
  file->listed = false;
  by_key_.emplace(status.key, file.get());
  files_.push_back(std::move(file));
  return true;
}

bool FileSource::restore_stream(std::int64_t number, std::string_view path) {
  if (!stream_rows_.restored(number, kMostStream)) return false;
  if (stream_paths_.empty()) first_stream_ = static_cast<std::uint32_t>(number);
  new_stream(std::string(path));
  return true;
}

}  // namespace charterd::collectors
