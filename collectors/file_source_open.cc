// Opening a file, and finding where in it to begin.
#include <algorithm>
#include <cerrno>
#include <tuple>

#include <fcntl.h>

#include "collectors/file_source.h"

namespace charterd::collectors {
namespace {

// A minute, at one look a second.
constexpr int kLooksUntilMoreAreHeld = 60;

}  // namespace

bool FileSource::open(FollowedFile& file) {
  file.descriptor = open_to_read(file.path);
  const int error = file.descriptor.is_open() ? 0 : errno;
  if (error != 0 && error != ENOENT) {
    problems_.say(file.path, "cannot be read: " + system_message(error));
    file.phase = FollowedFile::Phase::resting;
    file.refused = true;
    if (error == EMFILE || error == ENFILE) hold_fewer_open(file);
    return false;
  }
  const auto status = error == 0 ? status_of(file.descriptor.number()) : tl::unexpected(error);
  if (!status || status->key != file.status.key) {
    file.descriptor = {};
    file.phase = FollowedFile::Phase::resting;
    file.lost = scan_again_ = true;
    return false;
  }
  problems_.forget(file.path);
  file.status = *status;
  file.broken_off = file.refused = false;
  file.phase = FollowedFile::Phase::open;
  file.complete = file.whole = false;
  rest_longest_idle();
  if (file.reading.state.offset > 0) return resume(file);
  // Its events are those of the leader.
  if (leader_ != nullptr) file.reading.state.stream = led(file)->reading.state.stream;
  file.unchecked = false;
  file.reading.name = RotationName::of(file.path);
  file.copies_of = readings_copied_by(file);
  file.bytes = open_bytes(file.descriptor.number(), file.compression(), 0);
  ::posix_fadvise(file.descriptor.number(), 0, 0, POSIX_FADV_SEQUENTIAL);
  return true;
}

// It was read before, closed, and has changed; or its inode went to a new file.
bool FileSource::resume(FollowedFile& file) {
  const Reading before = file.reading;
  const bool grown = file.status.size >= file.raw_read;
  // Its inode may have gone to a new copy of what another file has been read on in.
  const bool surpassed = is_surpassed(file.reading, file);
  if (file.plain() && !surpassed) {
    file.bytes = open_bytes(file.descriptor.number(), Compression::none, before.state.offset);
    if (!was_replaced(file, file.status)) {
      file.unchecked = false;
      close_surpassed_by(file);
      return true;
    }
    if (file.phase != FollowedFile::Phase::open) return false;  // it could not be compared
  }
  const bool own = !file.plain() && grown && !surpassed;
  if (!own) {
    if (file.unchecked && !surpassed) note_missing(file);
    memory_.remember(before);
    wait_as_new(file);
    if (surpassed) file.own = before;
    return false;
  }
  begin_stream(file);
  file.copies_of = {before};
  file.passes_own = true;
  return true;
}

// Not what it was. It may be a copy of what others hold that have not been looked at yet.
void FileSource::wait_as_new(FollowedFile& file) {
  looks_for_copies_ = true;
  begin_stream(file);
  close(file);
  file.unchecked = false;
  // Where no glob gives it, it was read only for what it was.
  file.refused = !file.listed;
  if (file.listed) file.phase = FollowedFile::Phase::waiting;
}

// Another file than `file` has been read on from there.
bool FileSource::is_surpassed(const Reading& earlier, const FollowedFile& file) const {
  const auto further = [&](const Reading& reading) {
    return reading.state.stream == earlier.state.stream &&
           reading.state.offset > earlier.state.offset;
  };
  const auto& remembered = memory_.all();
  return std::any_of(remembered.begin(), remembered.end(), further) ||
         std::any_of(files_.begin(), files_.end(), [&](const auto& other) {
           // There are gaps while files are being removed.
           return other && other.get() != &file && other->copies_of.empty() &&
                  further(other->reading);
         });
}

void FileSource::start_anew(FollowedFile& file) {
  if (file.phase != FollowedFile::Phase::open) return;  // it failed while it was compared
  if (file.copies_of.empty()) memory_.remember(file.reading);
  looks_for_copies_ = true;
  give_up_own(file);
  const bool rotated = RotationName::of(file.path).rotated > 0 || !file.listed;
  if (!rotated || once() || leader_ != nullptr) return begin_stream(file);
  // Whoever keeps the same few archives may have copied the log over one of them.
  wait_as_new(file);
  passed_over_ = true;
}

void FileSource::begin_stream(FollowedFile& file) {
  file.reading.state = {};
  file.reading.state.path = file.path;
  const FollowedFile* const leading = leader_ != nullptr ? led(file) : nullptr;
  file.reading.state.stream =
      leading != nullptr ? leading->reading.state.stream : new_stream(file.path);
  file.reading.name = RotationName::of(file.path);
  file.copies_of.clear();
  file.own.reset();
  try_next_copy(file);
}

bool FileSource::was_replaced(FollowedFile& file, const FileStatus& status) {
  if (status.size < file.raw_offset()) return true;
  if (!file.plain() || !file.copies_of.empty()) return false;
  const auto same = still_holds(file.descriptor.number(), file.reading.mark,
                                file.reading.state.offset, unread(file));
  if (!same) break_off(file, same.error());
  return !same || !*same;
}

// Descriptors are scarce. Nobody has forbidden to read the file: it is only its turn later.
void FileSource::hold_fewer_open(FollowedFile& file) {
  file.broken_off = true;
  most_open_ = std::max<std::size_t>(most_open_ / 2, 1);
  looks_since_scarce_ = 0;
  rest_longest_idle();
}

void FileSource::hold_more_open() {
  if (most_open_ == most_open_wanted_ || ++looks_since_scarce_ < kLooksUntilMoreAreHeld) return;
  looks_since_scarce_ = 0;
  most_open_ = std::min(2 * most_open_, most_open_wanted_);
}

// Files that wait for more are held open, so that a rename cannot take away what comes; but there
// may be more of them than a process may open.
void FileSource::rest_longest_idle() {
  std::vector<FollowedFile*> idle;
  for (const auto& file : files_) {
    if (file->phase == FollowedFile::Phase::open && file.get() != current_ && file->bytes &&
        file->plain() && (file->copies_of.empty() || file->status.size == 0)) {
      idle.push_back(file.get());
    }
  }
  if (idle.size() < most_open_) return;
  // Half a line that waits for its end is looked at only where the file is held open.
  std::sort(idle.begin(), idle.end(), [this](const FollowedFile* a, const FollowedFile* b) {
    const bool half_a = !unread(*a).empty(), half_b = !unread(*b).empty();
    return std::tie(half_a, a->last_turn) < std::tie(half_b, b->last_turn);
  });
  idle.resize(idle.size() / 2 + 1);
  for (FollowedFile* file : idle) {
    const bool more = has_more(*file);
    close(*file);
    if (more) file->phase = FollowedFile::Phase::waiting;
  }
}

}  // namespace charterd::collectors
