// Reading behind another source of the same files: to make anew what that one has delivered.
#include <algorithm>

#include "collectors/file_source.h"

namespace charterd::collectors {

namespace {

constexpr int kLooksUntilGone = 3;

}  // namespace

void FileSource::follow(const Source& leader) {
  leader_ = dynamic_cast<const FileSource*>(&leader);
}

const FollowedFile* FileSource::led(const FollowedFile& file) const {
  const auto found = leader_->by_key_.find(file.status.key);
  return found == leader_->by_key_.end() ? nullptr : found->second;
}

// Where reading must end for now: what the leader has delivered of it.
std::uint64_t FileSource::limit_of(const FollowedFile& file) const {
  const FollowedFile* leading = led(file);
  return leading == nullptr ? 0 : leading->delivered().state.offset;
}

bool FileSource::has_more_behind_leader(const FollowedFile& file) const {
  // Refused for now only: as soon as there are descriptors again it is read.
  if ((file.refused && !file.broken_off) || file.complete) return false;
  return limit_of(file) > file.delivered().state.offset;
}

// Called where nothing more can be read before the limit.
void FileSource::end_turn_behind_leader(FollowedFile& file, EventSink& sink) {
  if (!file.copies_of.empty()) {
    give_up_copies_beyond(file);
    return;
  }
  const std::uint64_t limit = limit_of(file);
  const bool at_limit = file.reading.state.offset + buffer_.pending().size() == limit;
  // The leader took the last line as it was.
  if (at_limit && !buffer_.pending().empty()) deliver(file, true, sink);
  // It does not hold any more what the leader has read of it.
  const bool stuck = has_more_behind_leader(file);
  if (!file.plain() || stuck) close(file);
  file.refused = stuck;
}

bool FileSource::is_level() const {
  if (leader_ == nullptr) return true;
  if (!scanned_ || scan_again_ || current_ != nullptr) return false;
  // What it is comparing may hold what was read of files that are gone.
  if (leader_->is_comparing()) return false;
  const auto& led = leader_->files_;
  return std::all_of(led.begin(), led.end(), [this](const auto& leading) {
    const auto found = by_key_.find(leading->status.key);
    // What the leader has read and nobody can find any more is gone; but while names change under
    // a look it may miss some.
    if (found == by_key_.end()) {
      return leading->looks_missed >= kLooksUntilGone || leading->delivered().state.offset == 0;
    }
    return !has_more_behind_leader(*found->second);
  });
}

}  // namespace charterd::collectors
