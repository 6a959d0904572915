// Which files there are: new, renamed, gone.
#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "collectors/file_source.h"
#include "collectors/path_glob.h"

namespace charterd::collectors {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostStreamNames = 65'536;
// At one look a second.
constexpr int kMostLooksMissed = 600;
constexpr int kLooksUntilSettled = 2;
constexpr int kLooksUntilLastLine = 60;
constexpr int kLooksUntilPutAway = 600;

bool is_link(const std::string& path) {
  std::error_code ignored;
  return fs::is_symlink(path, ignored);
}

// "" where it cannot be found.
std::string folder_behind(const std::string& link) {
  std::error_code error;
  const fs::path real = fs::canonical(link, error);
  return error ? "" : real.parent_path().string();
}

}  // namespace

void FileSource::rescan() {
  // What was there at the first scan is all that is to be read once.
  if (!scanned_ || !once()) scan();
}

void FileSource::scan() {
  const auto before = std::exchange(unseen_, {});
  look();
  for (const auto& [path, error] : before) {
    if (unseen_.count(path) == 0) problems_.forget(path);
  }
  hold_more_open();
}

// What cannot be looked for is not gone, and is followed as it was.
void FileSource::look() {
  const Listing listing = list_paths(source_.paths);
  for (const UnlistedFolder& folder : listing.unlisted) {
    note_unseen(folder.path, "cannot be listed: ", folder.error);
  }
  if (is_blind()) return;
  say_unmatched(listing.unmatched);
  linked_folders_.clear();
  for (const auto& file : files_) file->listed = false;
  const std::size_t known = files_.size();
  for (const std::string& path : listing.paths) list(path);
  number_streams_from(known);
  // A file that was copied away is read to its end before the copy is compared with it.
  next_ = 0;
  if (any_restored_) find_restored();
  if (is_blind()) return;
  remove_files_that_are_over();
  say_missing();
  any_restored_ = std::any_of(files_.begin(), files_.end(),
                              [](const auto& file) { return file->restored && !file->listed; });
  scanned_ = true;
  scan_again_ = looks_for_copies_ = false;
}

void FileSource::note_unseen(const std::string& path, const char* what, int error) {
  unseen_.emplace(path, error);
  problems_.say(path, what + system_message(error));
}

bool FileSource::is_blind() const {
  return !once() && std::any_of(unseen_.begin(), unseen_.end(),
                                [](const auto& unseen) { return is_passing(unseen.second); });
}

void FileSource::say_unmatched(const std::vector<std::string>& unmatched) {
  std::set<std::string> now(unmatched.begin(), unmatched.end());
  for (const std::string& pattern : unmatched_) {
    if (now.count(pattern) == 0) problems_.forget(pattern);
  }
  for (const std::string& pattern : now) problems_.say(pattern, why_unmatched(pattern));
  unmatched_ = std::move(now);
}

void FileSource::list(const std::string& path) {
  const bool link = is_link(path);
  if (link) {
    if (std::string folder = folder_behind(path); !folder.empty()) {
      linked_folders_.insert(std::move(folder));
    }
  }
  const auto status = status_of(path);
  if (!status) {
    // While files are followed, one that has just been renamed is nothing to speak of.
    if (once() || link || status.error() != ENOENT) {
      problems_.say(path, "cannot be read: " + system_message(status.error()));
    }
    return;
  }
  if (status->kind == FileStatus::Kind::directory) {
    problems_.say(path, fmt::format("is a folder; for the files in it write {}/*", path));
    return;
  }
  if (status->kind == FileStatus::Kind::other) {
    problems_.say(path, "is not a regular file; a pipe is read by a source of kind stdin");
    return;
  }
  const auto known = by_key_.find(status->key);
  if (known == by_key_.end()) {
    add(path, *status);
  } else if (!known->second->listed) {  // else it is the same file by another name
    look_again(*known->second, path, *status);
  }
}

void FileSource::add(const std::string& path, const FileStatus& status) {
  auto file = std::make_unique<FollowedFile>(path, status);
  file->number = next_number_++;
  file->reading.state.path = path;
  by_key_[status.key] = file.get();
  files_.push_back(std::move(file));
}

// Events of the same instant are in the order of their streams' numbers, so that of several pieces
// of one log that are found together the oldest gets the first. They are read in the order of their
// paths, a log before its copies.
void FileSource::number_streams_from(std::size_t first) {
  std::vector<FollowedFile*> added;
  for (std::size_t i = first; i < files_.size(); ++i) added.push_back(files_[i].get());
  std::sort(added.begin(), added.end(), [](const FollowedFile* a, const FollowedFile* b) {
    return written_before(a->path, b->path);
  });
  for (FollowedFile* file : added) file->reading.state.stream = new_stream(file->path);
}

std::uint32_t FileSource::new_stream(const std::string& path) {
  stream_paths_.push_back(path);
  if (stream_paths_.size() > kMostStreamNames) {
    stream_paths_.pop_front();
    ++first_stream_;
  }
  return first_stream_ + static_cast<std::uint32_t>(stream_paths_.size() - 1);
}

void FileSource::look_again(FollowedFile& file, const std::string& path, const FileStatus& status) {
  const bool resting = file.phase == FollowedFile::Phase::resting;
  const bool was_restored = std::exchange(file.restored, false);
  if ((resting || was_restored) && compression_of(path) != file.compression()) {
    // The inode went to a new file, or an archive has got its name.
    problems_.forget(file.path);
    begin_again(file, path, status);
    return;
  }
  file.listed = true;
  file.looks_missed = 0;
  file.target_size = status.size;
  if (file.path != path) {
    problems_.forget(file.path);
    file.path = path;
    // What was copied from it before was copied from its earlier name.
    RotationName name = RotationName::of(path);
    if (!name.made_of(file.reading.name)) file.reading.name = std::move(name);
  }
  file.changed = !status.same_content_as(file.status);
  if (file.phase == FollowedFile::Phase::open) {
    settle_if_unchanged(file, status);
    return;
  }
  const bool to_be_checked = was_restored && file.plain() && !file.complete;
  if (was_restored) problems_.forget(path);
  if (file.lost || to_be_checked ||
      (!once() && resting && (file.refused || file.broken_off || file.changed))) {
    file.phase = FollowedFile::Phase::waiting;
    file.lost = file.refused = false;
  }
}

void FileSource::begin_again(FollowedFile& file, const std::string& path,
                             const FileStatus& status) {
  memory_.remember(file.reading);
  const std::int64_t number = file.number;
  const std::uint64_t saved_as = file.saved_as;
  file = FollowedFile(path, status);
  file.number = number;
  file.saved_as = saved_as;
  file.reading.state.path = path;
  file.reading.state.stream = new_stream(path);
}

// For what waits for more: an archive that may be under way, and content that may be a copy.
void FileSource::settle_if_unchanged(FollowedFile& file, const FileStatus& status) {
  if (leader_ != nullptr) return;  // nothing is over before that one has read it
  const bool at_end = &file != current_ && status.same_content_as(file.status);
  // An empty log may be held for years, and be read when something comes.
  const bool may_be_copy = !file.copies_of.empty() && status.size > 0;
  const bool waits = status.links == 0 || !file.plain() || may_be_copy;
  file.looks_unchanged = at_end ? file.looks_unchanged + 1 : 0;
  const bool is_over =
      (waits && file.looks_unchanged >= kLooksUntilSettled) || is_at_last_line(file);
  // Until its turn comes.
  file.settled = at_end && (file.settled || is_over);
}

// A last line without an end is usually still being written, perhaps for hours where the writer has
// a buffer; half of it may read like a whole one with wrong numbers. But an export may end so, and
// nobody goes on with a log that rotation has put away.
bool FileSource::is_at_last_line(const FollowedFile& file) {
  if (file.looks_unchanged < kLooksUntilLastLine || !file.plain() || !file.copies_of.empty()) {
    return false;
  }
  const std::string_view rest = unread(file);
  const bool has_line = rest.find_first_not_of(" \t\r") != std::string_view::npos;
  if (!has_line || is_read_elsewhere(file)) return false;
  if (file.looks_unchanged >= kLooksUntilPutAway && is_succeeded(file)) return true;
  if (reader_.is_whole_record(rest)) return true;
  problems_.say(file.path, "ends in the middle of a line, which counts when it is finished");
  return false;
}

// Rotation has put it away, and something has been written to the log that took its place.
bool FileSource::is_succeeded(const FollowedFile& file) const {
  const auto was_called = [&](const std::string& path) {
    std::string_view name = file.path;
    while (name.size() > path.size()) {
      const std::string_view less = less_rotated(name);
      if (less.size() == name.size()) return false;
      name = less;
    }
    return name == path && file.path != path;
  };
  return std::any_of(files_.begin(), files_.end(), [&](const auto& other) {
    return other && other->listed && other->status.size > 0 && was_called(other->path);
  });
}

bool FileSource::is_over(FollowedFile& file) {
  if (file.listed) return false;
  ++file.looks_missed;
  switch (file.phase) {
    case FollowedFile::Phase::waiting:
      if (file.restored) {
        // Perhaps it lies where nothing is mounted yet.
        note_missing(file);
        file.phase = FollowedFile::Phase::resting;
        return false;
      }
      problems_.say(file.path, "vanished before it was read");
      return true;
    case FollowedFile::Phase::resting:
      if (file.lost) problems_.say(file.path, "vanished before it was read");
      if (once() || file.lost || file.status.links == 0) return file.lost || !once();
      // It may be on its way to another name: then it is known by its inode.
      return file.looks_missed > kMostLooksMissed;
    case FollowedFile::Phase::open:
      // Renamed out of the globs, or unlinked: whoever has it open may still write to it.
      if (const auto status = status_of(file.descriptor.number())) {
        file.status.links = status->links;
        settle_if_unchanged(file, *status);
      }
      return false;
  }
  return false;
}

// An empty log may be a copy for years.
bool FileSource::is_comparing() const {
  return std::any_of(files_.begin(), files_.end(), [](const auto& file) {
    return file->phase == FollowedFile::Phase::waiting ||
           (!file->copies_of.empty() && file->status.size > 0);
  });
}

// A copy that took the file's place knows all that was read.
bool FileSource::is_continued(const FollowedFile& file) const {
  return std::any_of(files_.begin(), files_.end(), [&](const auto& other) {
    return other && other->listed && other.get() != &file &&
           other->reading.state.stream == file.reading.state.stream &&
           other->delivered().state.offset >= file.reading.state.offset;
  });
}

void FileSource::remove_files_that_are_over() {
  const auto over = [this](const std::unique_ptr<FollowedFile>& file) {
    if (!is_over(*file)) return false;
    close(*file);
    if (!is_continued(*file)) memory_.remember(file->reading);
    if (file->saved_as != 0) erased_.push_back(file->number);
    if (!file->lost) problems_.forget(file->path);
    if (const auto known = by_key_.find(file->status.key);
        known != by_key_.end() && known->second == file.get()) {
      by_key_.erase(known);
    }
    return true;
  };
  files_.erase(std::remove_if(files_.begin(), files_.end(), over), files_.end());
}

}  // namespace charterd::collectors
