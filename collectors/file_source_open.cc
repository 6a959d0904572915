// Opening a file, and finding where in it to begin.
#include <algorithm>
#include <array>
#include <cerrno>

#include <fcntl.h>

#include "collectors/file_source.h"

namespace charterd::collectors {

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
  file.broken_off = false;
  file.phase = FollowedFile::Phase::open;
  file.complete = file.whole = false;
  rest_longest_idle();
  // Its events are those of the leader.
  if (leader_ != nullptr) file.reading.state.stream = led(file)->reading.state.stream;
  if (file.reading.state.offset > 0) return resume(file);
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
  if (file.plain()) {
    file.bytes = open_bytes(file.descriptor.number(), Compression::none, before.state.offset);
    if (!was_replaced(file, file.status)) return true;
    if (file.phase != FollowedFile::Phase::open) return false;  // it could not be compared
  }
  const bool own = !file.plain() && grown;
  if (!own) memory_.remember(before);
  begin_stream(file);
  file.copies_of = readings_copied_by(file);
  if (own) file.copies_of.insert(file.copies_of.begin(), before);
  file.passes_own = own;
  return true;
}

void FileSource::start_anew(FollowedFile& file) {
  if (file.phase != FollowedFile::Phase::open) return;  // it failed while it was compared
  if (file.copies_of.empty()) memory_.remember(file.reading);
  give_up_own(file);
  begin_stream(file);
}

void FileSource::begin_stream(FollowedFile& file) {
  file.reading.state = {};
  file.reading.state.path = file.path;
  file.reading.state.stream = new_stream(file.path);
  file.reading.name = RotationName::of(file.path);
  file.copies_of.clear();
  try_next_copy(file);
}

std::vector<Reading> FileSource::readings_copied_by(const FollowedFile& file) const {
  std::vector<Reading> result;
  const auto consider = [&](const Reading& reading) {
    if (!reading.mark.empty() && file.reading.name.made_of(reading.name)) result.push_back(reading);
  };
  for (const auto& other : files_) {
    if (other->copies_of.empty()) consider(other->reading);
  }
  for (const Reading& reading : memory_.all()) consider(reading);
  std::stable_sort(result.begin(), result.end(), [](const Reading& a, const Reading& b) {
    return a.state.offset > b.state.offset;
  });
  return result;
}

// A file that may be a copy is compared with others when they have been read as far as they went
// at the last scan: else both would go on from the same place. An inode that is used again may have
// given the copy an earlier turn.
bool FileSource::original_comes_first(const FollowedFile& file) const {
  const RotationName name = RotationName::of(file.path);
  return std::any_of(files_.begin(), files_.end(), [&](const auto& other) {
    if (!name.made_of(RotationName::of(other->path))) return false;
    if (other->phase == FollowedFile::Phase::waiting) return true;
    if (other->phase == FollowedFile::Phase::resting) return false;
    // One that is compared itself counts as unread until that is over.
    if (!other->copies_of.empty() && other->plain()) return true;
    return other->listed && (other.get() == current_ || other->status.size < other->target_size);
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
        go_on_from(file, reading);
        file.bytes = open_bytes(descriptor, Compression::none, reading.state.offset);
        return true;
      }
    } else {
      std::array<char, ContentMark::kHeadSize> head{};
      const auto size = read_at(descriptor, head.data(), head.size(), 0);
      if (!size) {
        break_off(file, size.error());
        return false;
      }
      if (reading.mark.agrees_with({head.data(), *size})) return false;
    }
    file.copies_of.erase(file.copies_of.begin());
  }
  return true;
}

// Nothing more will come.
void FileSource::give_up_copies_beyond(FollowedFile& file) {
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
  auto& copies = file.copies_of;
  give_up_own(file);
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
    if (same && !other->listed && other->phase == FollowedFile::Phase::open) close(*other);
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
  rest_longest_idle();
}

// Files that wait for more are held open, so that a rename cannot take away what comes; but there
// may be more of them than a process may open.
void FileSource::rest_longest_idle() {
  std::vector<FollowedFile*> idle;
  for (const auto& file : files_) {
    if (file->phase == FollowedFile::Phase::open && file.get() != current_ && file->bytes &&
        file->plain() && file->copies_of.empty()) {
      idle.push_back(file.get());
    }
  }
  if (idle.size() < most_open_) return;
  std::sort(idle.begin(), idle.end(), [](const FollowedFile* a, const FollowedFile* b) {
    return a->last_turn < b->last_turn;
  });
  idle.resize(idle.size() / 2 + 1);
  for (FollowedFile* file : idle) {
    const bool more = has_more(*file);
    close(*file);
    if (more) file->phase = FollowedFile::Phase::waiting;
  }
}

}  // namespace charterd::collectors
