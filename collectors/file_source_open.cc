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
  // Its events are those of the leader.
  if (leader_ != nullptr) file.reading.state.stream = led(file)->reading.state.stream;
  if (file.reading.state.offset > 0) return resume(file);
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
      return true;
    }
    if (file.phase != FollowedFile::Phase::open) return false;  // it could not be compared
  }
  const bool own = !file.plain() && grown && !surpassed;
  if (!own) {
    if (file.unchecked && !surpassed) note_missing(file);
    memory_.remember(before);
    wait_as_new(file);
    return false;
  }
  begin_stream(file);
  file.copies_of = {before};
  file.passes_own = true;
  return true;
}

// Not what it was. It may be a copy of what others hold that have not been looked at yet.
void FileSource::wait_as_new(FollowedFile& file) {
  begin_stream(file);
  close(file);
  file.unchecked = false;
  file.phase = FollowedFile::Phase::waiting;
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
  give_up_own(file);
  const bool rotated = RotationName::of(file.path).rotated > 0;
  if (!rotated || once() || leader_ != nullptr) return begin_stream(file);
  // Whoever keeps the same few archives may have copied the log over one of them.
  wait_as_new(file);
  passed_over_ = true;
}

void FileSource::begin_stream(FollowedFile& file) {
  file.reading.state = {};
  file.reading.state.path = file.path;
  file.reading.state.stream = new_stream(file.path);
  file.reading.name = RotationName::of(file.path);
  file.copies_of.clear();
  try_next_copy(file);
}

// While the original is there, a copy is known by its name. Where it is gone the copy may have its
// very name, or any other: then it is an archive, has some length, or is at least called alike.
std::vector<Reading> FileSource::readings_copied_by(const FollowedFile& file) const {
  std::vector<Reading> result;
  const RotationName& name = file.reading.name;
  const auto consider = [&](const Reading& reading, bool gone) {
    if (reading.mark.empty()) return;
    // A header alone says nothing: other files have the same. Its line ends with two bytes at most.
    const std::size_t header = reading.state.header.size();
    if (header > 0 && reading.state.offset <= header + 2) return;
    const bool called_alike = name == reading.name || name.extends(reading.name);
    const bool telling = !file.plain() || reading.state.offset >= ContentMark::kHeadSize;
    if (name.made_of(reading.name) || (gone && (called_alike || telling))) {
      result.push_back(reading);
    }
  };
  for (const auto& other : files_) {
    if (other.get() != &file && other->copies_of.empty()) consider(other->reading, is_gone(*other));
  }
  for (const Reading& reading : memory_.all()) consider(reading, true);
  // It has found its copy: another file that only begins alike has its own records.
  result.erase(std::remove_if(result.begin(), result.end(),
                              [&](const Reading& r) { return is_surpassed(r, file); }),
               result.end());
  std::stable_sort(result.begin(), result.end(), [](const Reading& a, const Reading& b) {
    return a.state.offset > b.state.offset;
  });
  return result;
}

// A file that was only renamed may still be found, or be read on where no glob gives it.
bool FileSource::is_gone(const FollowedFile& file) {
  return !file.listed && (file.phase == FollowedFile::Phase::resting || file.status.links == 0);
}

bool FileSource::waits_for_original(const FollowedFile& file) const {
  const bool with_others = !file.copies_of.empty() && !file.passes_own;
  const bool compared = file.phase == FollowedFile::Phase::waiting || with_others;
  return compared && !once() && original_comes_first(file);
}

// A file that may be a copy is compared with others when they have been read as far as they went
// at the last scan: else both would go on from the same place. An inode that is used again may have
// given the copy an earlier turn. Whether a file that was read is gone, and another one has got its
// inode, is known when it has been opened: so a new file waits for all of them.
bool FileSource::original_comes_first(const FollowedFile& file) const {
  const RotationName name = RotationName::of(file.path);
  const bool fresh = file.reading.state.offset == 0 && leader_ == nullptr;
  return std::any_of(files_.begin(), files_.end(), [&](const auto& other) {
    if (other.get() == &file) return false;
    const bool waiting = other->phase == FollowedFile::Phase::waiting;
    // Behind a leader one is opened only when something of it was delivered.
    if (waiting && leader_ != nullptr && !has_more_behind_leader(*other)) return false;
    if (fresh && waiting && other->reading.state.offset > 0) return true;
    if (!name.made_of(RotationName::of(other->path))) return false;
    if (waiting) return true;
    if (other->phase == FollowedFile::Phase::resting) return false;
    // One that is compared itself counts as unread until that is over.
    if (!other->copies_of.empty() && other->plain() && other->status.size > 0) return true;
    return other->listed && (other.get() == current_ || other->changed);
  });
}

// Plain files: looks at the content where the readings ended. False: more of it must come first.
bool FileSource::find_copied_reading(FollowedFile& file) {
  const int descriptor = file.descriptor.number();
  // While a copy was under way its original may have been read on.
  if (file.plain() && !file.copies_of.empty() && !file.whole)
    file.copies_of = readings_copied_by(file);
  while (file.plain() && !file.copies_of.empty()) {
    Reading reading = file.copies_of.front();
    if (file.status.size >= reading.state.offset) {
      const auto same = still_holds(descriptor, reading.mark, reading.state.offset);
      if (!same) {
        break_off(file, same.error());
        return false;
      }
      if (*same) {
        if (would_overtake(file, reading)) {
          passed_over_ = true;
          file.status.modified = 0;  // so that it has more, in its next turn
          return false;
        }
        go_on_from(file, reading);
        file.bytes = open_bytes(descriptor, Compression::none, reading.state.offset);
        return true;
      }
    } else {
      const auto beginning = is_beginning(descriptor, reading.mark, file.status.size);
      if (!beginning) {
        break_off(file, beginning.error());
        return false;
      }
      if (*beginning) return false;
    }
    file.copies_of.erase(file.copies_of.begin());
  }
  return true;
}

// The copy holds what its original, which is still written, has got since it was read: what is in
// both is read there first.
bool FileSource::would_overtake(const FollowedFile& file, const Reading& reading) const {
  if (once() || leader_ != nullptr) return false;
  return std::any_of(files_.begin(), files_.end(), [&](const auto& other) {
    return other.get() != &file && other->listed && other->phase == FollowedFile::Phase::open &&
           other->plain() && other->copies_of.empty() &&
           other->reading.state.stream == reading.state.stream &&
           file.status.size > other->raw_offset() && has_more(*other);
  });
}

// It holds less than was read: it was copied before the original was read on, or the copy is not
// finished. Should more come, it is compared anew. A file that has become shorter where it was read
// is no copy: it is read anew.
tl::expected<bool, std::string> FileSource::holds_nothing_new(const FollowedFile& file) const {
  const std::uint64_t size = file.plain() ? file.status.size : file.reading.state.offset;
  for (const Reading& reading : file.copies_of) {
    // Other files have the same header.
    const std::size_t header = reading.state.header.size();
    if (reading.state.path == file.path || reading.state.offset <= size ||
        !reading.mark.tells_of_beginning(size, header)) {
      continue;
    }
    if (!file.plain()) {
      if (reading.mark.may_begin_like(file.reading.mark)) return true;
      continue;
    }
    auto begins = is_beginning(file.descriptor.number(), reading.mark, size);
    if (!begins || *begins) return begins;
  }
  return false;
}

// Nothing more will come.
void FileSource::give_up_copies_beyond(FollowedFile& file) {
  const auto nothing = holds_nothing_new(file);
  if (!nothing) return break_off(file, nothing.error());
  if (*nothing) {
    close(file);
    file.complete = true;
    return;
  }
  give_up_own(file);
  auto& copies = file.copies_of;
  copies = readings_copied_by(file);  // others may have been read on meanwhile
  const std::uint64_t size = file.plain() ? file.status.size : file.reading.state.offset;
  copies.erase(std::remove_if(copies.begin(), copies.end(),
                              [size](const Reading& r) { return r.state.offset > size; }),
               copies.end());
  try_next_copy(file);
  file.whole = true;
}

// Begins at the front again, comparing with the copies that are left.
void FileSource::try_next_copy(FollowedFile& file) {
  if (holder_ == &file) buffer_.clear();
  file.carry.clear();
  file.reading.mark = {};
  file.reading.state.offset = 0;
  file.bytes = open_bytes(file.descriptor.number(), file.compression(), 0);
}

// Its inode went to a new archive.
void FileSource::give_up_own(FollowedFile& file) {
  if (!file.passes_own) return;
  file.passes_own = false;
  memory_.remember(file.copies_of.front());
}

// Archives: the content passes by until the reading's end.
void FileSource::pass_copied(FollowedFile& file) {
  const Reading& copied = file.copies_of.front();
  Reading& passed = file.reading;
  const std::string_view bytes = buffer_.pending().substr(
      0, static_cast<std::size_t>(copied.state.offset - passed.state.offset));
  passed.mark.add(bytes);
  passed.state.offset += bytes.size();
  buffer_.take(bytes.size());
  if (copied.mark.agrees_with(passed.mark.head().text())) {
    if (passed.state.offset < copied.state.offset) return;
    if (passed.mark == copied.mark) {
      go_on_from(file, Reading{copied.state, passed.mark, copied.name});
      return;
    }
  }
  if (file.passes_own) {
    give_up_own(file);
    wait_as_new(file);
    return;
  }
  auto& copies = file.copies_of;
  copies.erase(copies.begin());
  const auto differs = [&](const Reading& r) {
    return !r.mark.agrees_with(passed.mark.head().text());
  };
  copies.erase(std::remove_if(copies.begin(), copies.end(), differs), copies.end());
  try_next_copy(file);
}

void FileSource::go_on_from(FollowedFile& file, const Reading& reading) {
  file.copies_of.clear();
  file.passes_own = false;
  file.reading.state = reading.state;
  file.reading.state.path = file.path;
  file.reading.mark = reading.mark;
  // The copy takes over from a file that has no name any more: what is left there, the beginning
  // of a last line, is in the copy too.
  for (const auto& other : files_) {
    const bool same = other->reading.state.stream == reading.state.stream && other.get() != &file;
    if (!same || other->listed || other->phase != FollowedFile::Phase::open) continue;
    if (const auto status = status_of(other->descriptor.number())) {
      other->status.links = status->links;
    }
    close(*other);
  }
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
