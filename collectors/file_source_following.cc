// Reading behind another source of the same files: to make anew what that one has delivered.
#include <algorithm>

#include "collectors/file_source.h"

namespace charterd::collectors {

void FileSource::follow(const Source& leader) {
  leader_ = dynamic_cast<const FileSource*>(&leader);
}

const FollowedFile* FileSource::led(const FollowedFile& file) const {
  const auto found = leader_->by_key_.find(file.status.key);
  return found == leader_->by_key_.end() ? nullptr : found->second;
}

// Where reading must end for now. An archive is read when the leader is through with it.
std::uint64_t FileSource::limit_of(const FollowedFile& file) const {
  const FollowedFile* leading = led(file);
  if (leading == nullptr || !leading->copies_of.empty()) return 0;
  if (file.plain()) return leading->reading.state.offset;
  return leading->complete ? kNoLimit : 0;
}

bool FileSource::has_more_behind_leader(const FollowedFile& file) const {
  if (file.refused || file.complete) return false;
  return limit_of(file) > file.reading.state.offset;
}

bool FileSource::is_level() const {
  if (leader_ == nullptr) return true;
  if (!scanned_ || scan_again_ || current_ != nullptr) return false;
  const auto& led = leader_->files_;
  return std::all_of(led.begin(), led.end(), [this](const auto& leading) {
    if (!leading->copies_of.empty()) return false;
    const auto found = by_key_.find(leading->status.key);
    // What the leader has read and nobody can find any more is gone.
    if (found == by_key_.end()) return !leading->listed || leading->reading.state.offset == 0;
    return found->second->refused || !has_more_behind_leader(*found->second);
  });
}

}  // namespace charterd::collectors
