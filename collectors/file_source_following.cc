// Reading behind another source of the same files: to make anew what that one has delivered.
#include <algorithm>
#include <utility>

#include "collectors/file_source.h"

namespace charterd::collectors {

namespace {

constexpr int kLooksUntilGone = 3;

// Until the leader has seen it again, its inode may have gone to another file, or surely has.
bool is_outdated(const FollowedFile& leading, const FollowedFile& file) {
  return leading.restored || leading.compression() != file.compression();
}

}  // namespace

void FileSource::follow(const Source& leader) {
  leader_ = dynamic_cast<const FileSource*>(&leader);
}

const FollowedFile* FileSource::led(const FollowedFile& file) const {
  const auto found = leader_->by_key_.find(file.status.key);
  return found == leader_->by_key_.end() ? nullptr : found->second;
}

// Nothing where that one does not know the file, or not any more.
Reading FileSource::delivered_by_leader(const FollowedFile& file) const {
  const FollowedFile* leading = led(file);
  if (leading == nullptr || is_outdated(*leading, file)) return {};
  return leading->delivered();
}

// Where reading must end for now: what the leader has delivered of it.
std::uint64_t FileSource::limit_of(const FollowedFile& file) const {
  return delivered_by_leader(file).state.offset;
}

bool FileSource::has_more_behind_leader(const FollowedFile& file) const {
  // Refused for now only: as soon as there are descriptors again it is read.
  if (file.refused && !file.broken_off) return false;
  const StreamState limit = delivered_by_leader(file).state;
  if (limit.offset == 0) return false;
  const StreamState read = file.delivered().state;
  // Where the leader reads a new content of the file, nothing of that has been read here.
  return limit.offset > (read.stream == limit.stream ? read.offset : 0);
}

// The leader may not have seen yet that the file was cut off, or that its inode went to another
// one: then what is here is not what that one has read.
bool FileSource::is_as_leader_read_it(FollowedFile& file) {
  if (!file.plain()) return true;
  Reading delivered = led(file)->delivered();
  const auto same = still_holds(file.descriptor.number(), delivered.mark, delivered.state.offset);
  if (same && *same) {
    if (file.copies_of.empty()) file.reading.state.stream = delivered.state.stream;
    return true;
  }
  close(file);
  file.broken_off = true;  // tried again at the next look
  return false;
}

// All that the leader has delivered of it has been read here, too, in another file.
void FileSource::take_over_leaders_reading(FollowedFile& file) {
  Reading read = delivered_by_leader(file);
  read.state.path = file.path;
  read.name = file.reading.name;
  close(file);
  file.own.reset();
  file.reading = std::move(read);
}

// Called where nothing more can be read before the limit.
void FileSource::end_turn_behind_leader(FollowedFile& file, EventSink& sink) {
  const StreamState limit = delivered_by_leader(file).state;
  const bool compared = !file.copies_of.empty();
  // That one has let it go meanwhile, or begins it anew.
  if (limit.offset == 0 && (compared || !file.plain())) return close(file);
  if (compared) return give_up_copies_beyond(file);
  const bool at_limit = file.reading.state.offset + buffer_.pending().size() == limit.offset;
  // The leader took the last line as it was.
  if (at_limit && !buffer_.pending().empty()) deliver(file, true, sink);
  // Its content has been compared as far as it can be: it is that stream's.
  if (!file.plain()) file.reading.state.stream = limit.stream;
  const auto now = status_of(file.descriptor.number());
  const bool has_grown = file.plain() && file.raw_offset() >= file.turn_end && now &&
                         now->size > file.turn_end;  // since its turn began
  // It does not hold any more what the leader has read of it.
  const bool stuck = has_more_behind_leader(file) && !has_grown;
  if (!file.plain() || stuck) close(file);
  file.refused = stuck;
}

bool FileSource::is_level() const {
  if (leader_ == nullptr) return true;
  if (!leader_->scanned_ || !scanned_ || scan_again_ || current_ != nullptr) return false;
  // What it is comparing, or has not found where it was, may hold what was read of files that are
  // gone.
  if (leader_->is_comparing() || leader_->looks_for_copies_ || leader_->scan_again_) return false;
  const bool more_is_there = std::any_of(files_.begin(), files_.end(), [this](const auto& file) {
    return file->listed && led(*file) == nullptr;
  });
  if (more_is_there) return false;
  const auto& led = leader_->files_;
  return std::all_of(led.begin(), led.end(), [this](const auto& leading) {
    const auto found = by_key_.find(leading->status.key);
    // What the leader has read and nobody can find any more is gone; but while names change under
    // a look it may miss some.
    const bool is_gone = leading->looks_missed >= kLooksUntilGone;
    if (found == by_key_.end()) return is_gone || leading->delivered().state.offset == 0;
    const FollowedFile& file = *found->second;
    if (file.listed && is_outdated(*leading, file)) return false;
    // The leader has found it again, or what has got its inode.
    if (leading->listed && !file.listed) return false;
    const bool is_lost = is_gone && !file.listed && file.phase == FollowedFile::Phase::resting;
    return is_lost || !has_more_behind_leader(file);
  });
}

}  // namespace charterd::collectors
