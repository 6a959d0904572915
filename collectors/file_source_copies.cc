// Whether a file holds what was read of another one, and where to go on in it then.
#include <algorithm>

#include "collectors/file_source.h"

namespace charterd::collectors {

// While the original is there, a copy is known by its name. Where it is gone the copy may have its
// very name, or any other: then it is an archive, has some length, or is at least called alike.
std::vector<Reading> FileSource::readings_copied_by(const FollowedFile& file) const {
  std::vector<Reading> result;
  const RotationName& name = file.reading.name;
  const auto consider = [&](const Reading& reading, bool gone) {
    if (reading.mark.empty() || reading.state.only_header) return;
    const bool called_alike = name == reading.name || name.extends(reading.name);
    const bool telling = !file.plain() || reading.state.offset >= ContentMark::kHeadSize;
    if (name.made_of(reading.name) || (gone && (called_alike || telling))) {
      result.push_back(reading);
    }
  };
  for (const auto& other : files_) {
    if (other.get() == &file || !other->copies_of.empty()) continue;
    // Or it was renamed and copied back; a short log may begin like the one before.
    const bool was_called_so = other->listed && other->plain() && other->reading.name == name &&
                               RotationName::of(other->path) != name;
    const bool only_renamed =
        was_called_so || (other->phase == FollowedFile::Phase::open && other->status.links > 0);
    const bool is_short = other->reading.state.offset < ContentMark::kHeadSize;
    const bool gone = was_called_so || is_gone(*other);
    consider(other->reading, gone && !(only_renamed && is_short));
  }
  for (const Reading& reading : memory_.all()) consider(reading, true);
  // It has found its copy: another file that only begins alike has its own records.
  result.erase(std::remove_if(result.begin(), result.end(),
                              [&](const Reading& r) { return is_surpassed(r, file); }),
               result.end());
  // Unless it holds what was read further, it goes on where it was itself.
  if (file.own) result.push_back(*file.own);
  std::stable_sort(result.begin(), result.end(), [](const Reading& a, const Reading& b) {
    return a.state.offset > b.state.offset;
  });
  return result;
}

// Or read on where no glob gives it. One that was only renamed may still be found.
bool FileSource::is_gone(const FollowedFile& file) {
  return !file.listed && file.phase != FollowedFile::Phase::waiting;
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
    // Behind a leader one is read only as far as that one has delivered of it.
    if (leader_ != nullptr && !has_more(*other)) return false;
    if (fresh && waiting && other->reading.state.offset > 0) return true;
    const RotationName of_other = RotationName::of(other->path);
    if (!other->listed && !of_other.made_of(name) && name == other->reading.name) {
      // It may have been put in the place of one that is still being read.
      return file.listed && is_unread(*other);
    }
    if (!name.made_of(of_other)) return false;
    if (waiting) return true;
    if (other->phase == FollowedFile::Phase::resting) return false;
    // One that is compared itself counts as unread until that is over.
    if (!other->copies_of.empty() && other->plain() && other->status.size > 0) return true;
    if (!other->listed || leader_ != nullptr) return is_unread(*other);
    return other.get() == current_ || other->changed;
  });
}

bool FileSource::is_unread(const FollowedFile& file) const {
  if (file.phase != FollowedFile::Phase::open) return false;
  return &file == current_ || (!file.copies_of.empty() && file.status.size > 0) || has_more(file);
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
      // Behind a leader it ends where that one ended; should it go on, that one does so first.
      if (*beginning && leader_ != nullptr) give_up_copies_beyond(file);
      if (*beginning) return false;
    }
    file.copies_of.erase(file.copies_of.begin());
  }
  return true;
}

// The copy holds what its original, which is still written under whatever name, has got since it
// was read: what is in both is read there first.
bool FileSource::would_overtake(const FollowedFile& file, const Reading& reading) const {
  if (once()) return false;
  return std::any_of(files_.begin(), files_.end(), [&](const auto& other) {
    return other.get() != &file && other->phase == FollowedFile::Phase::open && other->plain() &&
           other->copies_of.empty() && other->reading.state.stream == reading.state.stream &&
           file.status.size > other->raw_offset() && has_more(*other);
  });
}

// It holds less than was read: it was copied before the original was read on, or the copy is not
// finished. Should more come, it is compared anew. A file that has become shorter where it was read
// is no copy: it is read anew.
tl::expected<bool, std::string> FileSource::holds_nothing_new(const FollowedFile& file) const {
  const std::uint64_t size = file.plain() ? file.status.size : file.reading.state.offset;
  for (const Reading& reading : file.copies_of) {
    if (reading.state.offset <= size) continue;
    // Other files have the same header. Its line ends with two bytes at most.
    const std::size_t header = reading.state.header.size() + 2;
    // A leader knows already: what it has delivered of a stream of its own is read here, too.
    const bool may_be_copy =
        leader_ != nullptr
            ? reading.state.stream == delivered_by_leader(file).state.stream
            : reading.state.path != file.path && reading.mark.tells_of_beginning(size, header);
    if (!may_be_copy) continue;
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
    if (leader_ != nullptr) return take_over_leaders_reading(file);
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
  file.own.reset();
  file.passes_own = false;
  file.reading.state = reading.state;
  file.reading.state.path = file.path;
  file.reading.mark = reading.mark;
  close_surpassed_by(file);
}

// What is left in files that have no name any more is here too, such as the beginning of a last
// line. But their writers may go on there for a while: that is nowhere else.
void FileSource::close_surpassed_by(FollowedFile& file) {
  const std::uint32_t stream = file.reading.state.stream;
  for (const auto& other : files_) {
    const bool same = other->reading.state.stream == stream && other.get() != &file;
    if (!same || other->listed || other->phase != FollowedFile::Phase::open) continue;
    const int descriptor = other->descriptor.number();
    const auto status = status_of(descriptor);
    if (status) other->status.links = status->links;
    const std::uint64_t begin = other->reading.state.offset;
    if (status && (status->links > 0 || status->size <= begin)) continue;
    const bool apart =
        status && file.plain() &&
        !end_alike(file.descriptor.number(), descriptor, begin, status->size).value_or(true);
    if (!apart) close(*other);
  }
}

}  // namespace charterd::collectors
