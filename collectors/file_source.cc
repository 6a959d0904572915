#include "collectors/file_source.h"

#include <algorithm>

#include <sys/resource.h>

#include "collectors/path_glob.h"

namespace charterd::collectors {
namespace {

std::size_t most_descriptors() {
  rlimit limit{};
  return ::getrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : 1024;
}

// A file that is renamed again and again just when it is to be opened is left to the next rescan.
constexpr int kMostScansInOnePoll = 3;
// A file that waited for others may have its turn when they have been opened.
constexpr int kMostSweeps = 3;

}  // namespace

FileSource::FileSource(const config::Source& source, std::uint32_t index, Vocabulary& vocabulary,
                       config::Zone zone, ReadMode mode, std::size_t most_open, std::size_t sources)
    : source_(source),
      index_(index),
      mode_(mode),
      most_open_wanted_(std::clamp<std::size_t>(most_descriptors() / 8 / sources, 1, most_open)),
      most_open_(most_open_wanted_),
      reader_(source, index, vocabulary, zone, mode == ReadMode::once) {}

std::size_t FileSource::poll(EventSink& sink, std::size_t budget) {
  if (!scanned_) scan();
  if (!scanned_) return 0;
  if (current_ != nullptr && !once()) look_at_current();
  budget = std::max<std::size_t>(budget, 1);
  std::size_t used = 0;
  int scans = 0;
  while (used < budget) {
    if (current_ == nullptr && !begin_next_turn(sink)) {
      if (!scan_again_ || scans++ == kMostScansInOnePoll) break;
      scan();
      continue;
    }
    if (current_ != nullptr) used += read_piece(*current_, budget - used, sink);
  }
  return used;
}

// It may have been cut off and written anew since the last poll, in the middle of its turn.
void FileSource::look_at_current() {
  FollowedFile& file = *current_;
  const auto status = status_of(file.descriptor.number());
  if (status && !was_replaced(file, *status)) {
    // Nothing may have been read of it yet, and the leader may have begun it anew.
    if (leader_ != nullptr && limit_of(file) > 0) is_as_leader_read_it(file);
    return;
  }
  current_ = nullptr;
  start_anew(file);
  // Another turn begins: whatever is there is new.
  file.status.size = 0;
  file.status.modified = 0;
}

bool FileSource::begin_next_turn(EventSink& sink) {
  for (int sweep = 0; sweep < kMostSweeps; ++sweep) {
    passed_over_ = false;
    for (std::size_t tried = 0; tried < files_.size(); ++tried) {
      FollowedFile& file = *files_[next_];
      next_ = (next_ + 1) % files_.size();
      if (has_more(file) && begin_turn(file, sink)) return true;
    }
    if (!passed_over_) break;
  }
  return false;
}

bool FileSource::has_more(const FollowedFile& file) const {
  if (leader_ != nullptr) {
    // What could be opened but not be read on is tried again at the next look.
    const bool may_be_read =
        !file.broken_off || file.refused || file.phase == FollowedFile::Phase::waiting;
    return may_be_read && has_more_behind_leader(file);
  }
  if (file.phase == FollowedFile::Phase::waiting) return true;
  if (file.phase == FollowedFile::Phase::resting) return false;
  if (file.settled) return true;
  const auto status = status_of(file.descriptor.number());
  return !status || !status->same_content_as(file.status);
}

bool FileSource::begin_turn(FollowedFile& file, EventSink& sink) {
  // Nothing has changed but how far the leader is.
  if (leader_ != nullptr && file.phase == FollowedFile::Phase::resting) {
    file.phase = FollowedFile::Phase::waiting;
  }
  const bool known = file.phase == FollowedFile::Phase::waiting && file.reading.state.offset > 0;
  // Then it may turn out to be another file, which is new.
  if (known && !open(file) && file.phase != FollowedFile::Phase::waiting) return false;
  if (waits_for_original(file)) {
    passed_over_ = true;
    return false;
  }
  if (file.phase == FollowedFile::Phase::waiting && !open(file)) return false;
  if (file.settled) {
    const auto now = status_of(file.descriptor.number());
    if (now && now->same_content_as(file.status)) finish(file, sink);
    file.settled = false;
    if (file.phase == FollowedFile::Phase::resting) return false;
  }
  const auto status = status_of(file.descriptor.number());
  if (!status) {
    fail(file, "cannot be read: " + system_message(status.error()));
    return false;
  }
  if (!once() && was_replaced(file, *status)) start_anew(file);
  if (file.phase != FollowedFile::Phase::open) return false;
  if (leader_ != nullptr && !is_as_leader_read_it(file)) return false;
  file.status = *status;
  file.target_size = std::min(file.target_size, status->size);
  file.turn_end = once() ? kNoLimit : status->size;
  file.last_turn = ++turns_;
  file.changed = false;
  file.looks_unchanged = 0;
  if (!find_copied_reading(file)) return false;
  hold(file);
  current_ = &file;
  return true;
}

std::size_t FileSource::read_piece(FollowedFile& file, std::size_t budget, EventSink& sink) {
  const ReadBuffer::Room room = buffer_.room();
  const std::uint64_t before = file.bytes->raw_offset();
  std::size_t size = std::min(room.size, budget);
  if (file.plain()) {
    const std::uint64_t left = file.turn_end - std::min(before, file.turn_end);
    size = static_cast<std::size_t>(std::min<std::uint64_t>(size, left));
  }
  if (leader_ != nullptr) {
    const std::uint64_t limit = limit_of(file);
    const std::uint64_t at = file.reading.state.offset + buffer_.pending().size();
    size = static_cast<std::size_t>(std::min<std::uint64_t>(size, limit - std::min(at, limit)));
  }
  const auto got = size > 0 ? file.bytes->read(room.begin, size) : std::size_t{0};
  reader_.add_bytes(file.bytes->raw_offset() - before);
  if (!got) {
    break_off(file, got.error());
    return 0;
  }
  if (*got == 0) {
    end_turn(file, sink);
    return 0;
  }
  buffer_.added(*got);
  // As whoever compresses calls it until it is whole.
  if (file.plain() && file.reading.state.offset == 0 && begins_compressed(buffer_.pending())) {
    fail(file, "is compressed, and is read when its name ends in .gz or .zst");
    return 0;
  }
  if (!file.copies_of.empty()) pass_copied(file);
  if (current_ == &file && file.copies_of.empty()) deliver(file, false, sink);
  return *got;
}

void FileSource::deliver(FollowedFile& file, bool last, EventSink& sink) {
  const std::string_view bytes = buffer_.pending();
  const std::uint64_t offset = file.reading.state.offset;
  const std::size_t taken = reader_.consume(file.reading.state, bytes, last, sink);
  file.reading.state.offset = offset + taken;
  file.reading.mark.add(bytes.substr(0, taken));
  buffer_.take(taken);
}

void FileSource::end_turn(FollowedFile& file, EventSink& sink) {
  current_ = nullptr;
  if (once()) {
    finish(file, sink);
    return;
  }
  if (leader_ != nullptr) return end_turn_behind_leader(file, sink);
  if (file.plain() && file.raw_offset() < file.turn_end) {
    // It gives less than it has: cut off meanwhile, or on a network that is slow to tell.
    close(file);
    file.broken_off = true;
    return;
  }
  // An archive whose last line has no newline, or that ends in the middle, may still be under way.
  const bool whole = !file.plain() && file.raw_offset() > 0 && !file.bytes->incomplete();
  if (whole && file.copies_of.empty() && buffer_.pending().empty()) {
    close(file);
    file.complete = true;
  }
}

void FileSource::finish(FollowedFile& file, EventSink& sink) {
  file.settled = false;
  hold(file);
  if (!file.copies_of.empty()) {
    // It ends before what it might have been a copy of.
    give_up_copies_beyond(file);
    return;
  }
  file.complete = !file.plain();
  if (file.bytes->incomplete()) {
    problems_.say(file.path, "the compressed data ends too early; what came before it counts");
    // The beginning of a record may read like a whole one with wrong numbers.
  } else {
    if (once() && file.raw_offset() < file.status.size) {
      problems_.say(file.path, "became shorter while it was read");
    }
    deliver(file, !is_read_elsewhere(file), sink);
  }
  close(file);
}

namespace {

// Of two files that hold the same: neither waits for the other one then.
bool is_original_of(const FollowedFile& file, const FollowedFile& copy) {
  const RotationName name = RotationName::of(file.path), of_copy = RotationName::of(copy.path);
  if (of_copy.made_of(name)) return true;
  return !name.made_of(of_copy) && file.path < copy.path;
}

}  // namespace

// The original from which it was copied goes on, or has gone on: a line that the copy has cut in
// two is whole there.
bool FileSource::is_read_elsewhere(const FollowedFile& file) const {
  if (once()) return false;
  return is_surpassed(file.reading, file) ||
         std::any_of(files_.begin(), files_.end(), [&](const auto& other) {
           return other && other.get() != &file && other->listed && other->plain() &&
                  other->copies_of.empty() && is_original_of(*other, file) &&
                  other->reading.state.stream == file.reading.state.stream;
         });
}

void FileSource::fail(FollowedFile& file, const std::string& message) {
  problems_.say(file.path, message);
  close(file);
}

// An archive that cannot be unpacked stays so; a plain file may be read on another time.
void FileSource::break_off(FollowedFile& file, const std::string& message) {
  const bool again = file.plain() && !once();
  fail(file, again ? "cannot be read on: " + message + "; it is tried again" : message);
  file.broken_off = again;
  if (leader_ != nullptr && !again) file.refused = true;  // lest it is unpacked in each turn
}

void FileSource::close(FollowedFile& file) {
  if (current_ == &file) current_ = nullptr;
  if (holder_ == &file) {
    holder_ = nullptr;
    buffer_.clear();
  }
  file.close();
}

void FileSource::hold(FollowedFile& file) {
  if (holder_ == &file) return;
  if (holder_ != nullptr) holder_->carry = buffer_.pending();
  buffer_.restore(file.carry);
  file.carry.clear();
  holder_ = &file;
}

std::string_view FileSource::unread(const FollowedFile& file) const {
  return holder_ == &file ? buffer_.pending() : std::string_view(file.carry);
}

bool FileSource::caught_up() const {
  if (!scanned_ || scan_again_ || is_blind()) return false;
  return std::none_of(files_.begin(), files_.end(), [this](const auto& file) {
    if (file->phase == FollowedFile::Phase::waiting || file->broken_off) return true;
    return file->phase == FollowedFile::Phase::open &&
           (file.get() == current_ || file->settled || file->status.size < file->target_size);
  });
}

std::vector<FileSource::Position> FileSource::positions() const {
  std::vector<Position> result;
  for (const auto& file : files_) {
    result.push_back({file->path, file->reading.state.offset, file->reading.state.line});
  }
  return result;
}

std::string_view FileSource::stream_path(std::uint32_t stream) const {
  if (leader_ != nullptr) return leader_->stream_path(stream);
  const std::size_t index = stream - first_stream_;
  if (stream < first_stream_ || index >= stream_paths_.size()) return {};
  return stream_paths_[index];
}

Source::Progress FileSource::progress() const {
  Progress result;
  for (const auto& file : files_) {
    const std::uint64_t size = std::max(file->status.size, file->target_size);
    result.read += std::min(file->raw_offset(), size);
    result.total += size;
  }
  return result;
}

std::vector<std::string> FileSource::watched_folders() const {
  std::set<std::string> folders = linked_folders_;
  const auto by_globs = watched_by(source_.paths);
  folders.insert(by_globs.begin(), by_globs.end());
  return {folders.begin(), folders.end()};
}

}  // namespace charterd::collectors
