// What one socket has received, until what became of it is kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "collectors/event_sink.h"
#include "config/instant.h"

namespace charterd::collectors {

/// One message, or one that could not be had, and then why.
struct ReceivedMessage {
  std::string text;
  Instant received{};
  std::optional<Reason> wrong;
};

/// Messages are numbered from 0 as they come. Those that were delivered stay until drop_before()
/// says that nobody will ask for them again. One thread at a time.
class SyslogQueue {
 public:
  /// From then on full(): the sockets are left alone, and whoever sends has to wait or loses it.
  static constexpr std::size_t kMostBytes = std::size_t{64} << 20;

  void add(std::string_view text, Instant received, std::optional<Reason> wrong) {
    messages_.push_back({std::string(text), received, wrong});
    bytes_ += size_of(messages_.back());
  }

  /// The next one to be delivered; nullptr when there is none.
  const ReceivedMessage* next() const {
    return next_ < end() ? &messages_[static_cast<std::size_t>(next_ - first_)] : nullptr;
  }
  void delivered() { ++next_; }
  /// Its number.
  std::uint64_t position() const { return next_; }

  /// Delivers again from that number on; from the first that is still there when it is not.
  void rewind(std::uint64_t position) {
    next_ = position < first_ ? first_ : position > end() ? end() : position;
  }
  void rewind_all() { next_ = first_; }

  void drop_before(std::uint64_t position) {
    while (first_ < position && first_ < next_) {
      bytes_ -= size_of(messages_.front());
      messages_.pop_front();
      ++first_;
    }
  }

  std::size_t bytes() const { return bytes_; }
  bool full() const { return bytes_ >= kMostBytes; }

 private:
  static std::size_t size_of(const ReceivedMessage& message) {
    return sizeof(ReceivedMessage) + message.text.size();
  }
  std::uint64_t end() const { return first_ + messages_.size(); }

  std::deque<ReceivedMessage> messages_;
  std::uint64_t first_ = 0;  // the number of the first one
  std::uint64_t next_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace charterd::collectors
