// Files that are not where they were before a restart. In a running process they are open, and
// followed whatever becomes of their names.
#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "collectors/file_source.h"
#include "collectors/path_glob.h"

namespace charterd::collectors {

namespace fs = std::filesystem;

namespace {

// Copies may appear a little later.
constexpr int kLooksUntilMissing = 5;

}  // namespace

// Should the file be another one after all, its content will say so.
template <class Key, class KeyOf>
void FileSource::find_missing_by(const KeyOf& key_of) {
  std::map<Key, FollowedFile*> missing;
  for (const auto& file : files_) {
    if (file->restored) missing[key_of(*file)] = file.get();
  }
  if (missing.empty()) return;
  const auto took_place = [&](const std::unique_ptr<FollowedFile>& file) {
    // What was read of it must not be forgotten: its inode may have gone to a file of that name.
    const bool fresh = file->phase == FollowedFile::Phase::waiting && file->reading.mark.empty();
    if (!fresh || file->saved_as != 0) return false;
    const auto found = missing.find(key_of(*file));
    if (found == missing.end() || found->second->compression() != file->compression()) return false;
    take_place_of(*file, *found->second);
    missing.erase(found);
    return true;
  };
  files_.erase(std::remove_if(files_.begin(), files_.end(), took_place), files_.end());
}

void FileSource::find_restored() {
  // The system may number its devices anew when it starts.
  find_missing_by<std::uint64_t>([](const FollowedFile& f) { return f.status.key.inode; });
  if (!scanned_ || look_elsewhere_again_) find_by_other_names();
  if (is_blind()) return;  // it may still be there by another name
  // Whoever puts a copy in its place gives it another inode.
  find_missing_by<std::string>([](const FollowedFile& f) { return f.path; });
}

void FileSource::take_place_of(FollowedFile& added, FollowedFile& restored) {
  const FileStatus now = added.status;
  by_key_.erase(restored.status.key);
  by_key_[now.key] = &restored;
  restored.status.key = now.key;
  look_again(restored, added.path, now);
}

// Renamed to what no glob gives: it is read to its end there.
void FileSource::find_by_other_names() {
  look_elsewhere_again_ = false;
  std::map<FileKey, FollowedFile*> missing;
  std::set<fs::path> folders;
  for (const auto& file : files_) {
    if (!file->restored || !file->plain() || is_surpassed(file->reading, *file)) continue;
    missing[file->status.key] = file.get();
    folders.insert(fs::path(file->path).parent_path());
  }
  for (const fs::path& folder : folders) {
    std::error_code error;
    fs::directory_iterator entry(folder, error);
    for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
      const std::string path = entry->path().string();
      const auto status = status_of(path);
      if (!status || status->kind != FileStatus::Kind::regular) continue;
      const auto found = missing.find(status->key);
      if (found == missing.end() || compression_of(path) != Compression::none) continue;
      // One with its old name is not asked for any more.
      if (found->second->path != path) open_elsewhere(*found->second, path, *status);
    }
    if (is_passing(error.value())) {
      note_unseen(folder.string(), "cannot be listed: ", error.value());
      look_elsewhere_again_ = true;
    }
  }
}

void FileSource::note_missing(const FollowedFile& file) {
  const bool is_live = file.plain() && RotationName::of(file.path).rotated == 0;
  if (!file.had_more && !is_live) return;
  missing_.push_back({file.reading, file.listed, file.had_more});
  missing_.back().reading.state.path = file.path;
  looks_since_missing_ = 0;
}

bool FileSource::is_read_on(const Reading& reading) const {
  return std::any_of(files_.begin(), files_.end(), [&](const auto& file) {
    return file->listed && file->reading.state.stream == reading.state.stream &&
           file->delivered().state.offset >= reading.state.offset;
  });
}

// When all that may be copies have been compared.
void FileSource::say_missing() {
  if (missing_.empty() || ++looks_since_missing_ < kLooksUntilMissing || is_comparing()) return;
  for (const Missing& missing : missing_) {
    if (is_read_on(missing.reading)) continue;
    const char* const what = missing.replaced ? "was replaced" : "is gone";
    problems_.say(
        missing.reading.state.path,
        missing.had_more
            ? fmt::format("{}, and had not been read to its end: the rest is not counted", what)
            : fmt::format("{}: what was written to it before, while charterd did not run, "
                          "is not counted, if there was anything. Where rotation moves "
                          "logs to another folder or name, have a pattern in paths: "
                          "match that",
                          what));
  }
  missing_.clear();
}

void FileSource::open_elsewhere(FollowedFile& file, const std::string& path,
                                const FileStatus& status) {
  const std::uint64_t offset = file.reading.state.offset;
  if (offset == 0 && !RotationName::of(path).made_of(file.reading.name)) return;
  if (status.size < offset) return;
  FileDescriptor descriptor = open_to_read(path);
  if (!descriptor.is_open()) {
    const int fault = errno;
    look_elsewhere_again_ = true;  // there may be too many open ones
    if (is_passing(fault)) note_unseen(path, "cannot be read: ", fault);
    return;
  }
  const auto opened = status_of(descriptor.number());
  if (!opened || opened->key != status.key) return;
  const auto same = still_holds(descriptor.number(), file.reading.mark, offset);
  if (!same) look_elsewhere_again_ = true;
  if (!same || !*same) return;
  rest_longest_idle();
  file.restored = file.unchecked = false;
  file.path = path;
  file.target_size = status.size;
  // As if it had been empty: whatever is there is read.
  file.status = {};
  file.status.key = status.key;
  file.descriptor = std::move(descriptor);
  file.bytes = open_bytes(file.descriptor.number(), Compression::none, offset);
  file.phase = FollowedFile::Phase::open;
}

}  // namespace charterd::collectors
