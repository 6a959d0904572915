#include "collectors/stdin_source.h"

#include <algorithm>
#include <cerrno>

#include <poll.h>
#include <unistd.h>

#include "collectors/byte_stream.h"
#include "collectors/file_status.h"

namespace charterd::collectors {
namespace {

// Timeouts of poll(2), in milliseconds.
constexpr int kAtOnce = 0;
constexpr int kForEver = -1;

}  // namespace

StdinSource::StdinSource(const config::Source& source, std::uint32_t index, Vocabulary& vocabulary,
                         config::Zone zone, ReadMode mode, int descriptor)
    : mode_(mode),
      descriptor_(descriptor),
      reader_(source, index, vocabulary, zone, mode == ReadMode::once) {
  state_.path = "<stdin>";
}

std::size_t StdinSource::poll(EventSink& sink, std::size_t budget) {
  budget = std::max<std::size_t>(budget, 1);
  std::size_t used = 0;
  while (!ended_ && used < budget) {
    idle_ = mode_ == ReadMode::follow && !ready(kAtOnce);
    if (idle_) break;
    const ReadBuffer::Room room = buffer_.room();
    const ssize_t got = ::read(descriptor_, room.begin, std::min(room.size, budget - used));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) {
      // Whoever shares the descriptor made it not wait.
      idle_ = mode_ == ReadMode::follow;
      if (idle_) break;
      ready(kForEver);
      continue;
    }
    if (got < 0) problems_.say(state_.path, "cannot be read: " + system_message(errno));
    ended_ = got <= 0;
    const std::size_t size = got > 0 ? static_cast<std::size_t>(got) : 0;
    buffer_.added(size);
    reader_.add_bytes(size);
    used += size;
    deliver(sink, ended_);
  }
  return used;
}

bool StdinSource::ready(int timeout) const {
  pollfd wanted{descriptor_, POLLIN, 0};
  // POLLHUP and errors too: read() then says what it is.
  return ::poll(&wanted, 1, timeout) > 0;
}

void StdinSource::deliver(EventSink& sink, bool last) {
  const std::uint64_t offset = state_.offset;
  const std::size_t taken = reader_.consume(state_, buffer_.pending(), last, sink);
  state_.offset = offset + taken;
  buffer_.take(taken);
}

void StdinSource::take_over(Source& predecessor) {
  const auto* const other = dynamic_cast<const StdinSource*>(&predecessor);
  if (other == nullptr || other->descriptor_ != descriptor_) return;
  state_ = other->state_;
  buffer_.restore(other->buffer_.pending());
  idle_ = other->idle_;
  ended_ = other->ended_;
}

std::string_view StdinSource::stream_path(std::uint32_t stream) const {
  return stream == state_.stream ? std::string_view(state_.path) : std::string_view();
}

Source::Progress StdinSource::progress() const {
  Progress result;
  result.read = state_.offset + buffer_.pending().size();
  const auto status = status_of(descriptor_);
  if (status && status->kind == FileStatus::Kind::regular) result.total = status->size;
  return result;
}

}  // namespace charterd::collectors
