#include "collectors/syslog_framing.h"

#include <algorithm>

#include "collectors/record_reader.h"

namespace charterd::collectors {
namespace {

constexpr std::size_t kMostDigits = 9;
constexpr std::size_t kRoomKept = 65'536;  // by a connection that has nothing pending

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// What some senders put behind a counted message, or a NUL behind the line feed.
bool is_filling(char c) { return c == '\n' || c == '\r' || c == '\0' || c == ' '; }

}  // namespace

bool SyslogFraming::take(std::string_view bytes, const Emit& emit) {
  buffer_ += bytes;
  std::size_t at = 0;
  Step step = Step::taken;
  while (step == Step::taken && at < buffer_.size()) {
    std::size_t used = 0;
    step = take_one(std::string_view(buffer_).substr(at), used, emit);
    at += used;
  }
  buffer_.erase(0, at);
  if (buffer_.empty() && buffer_.capacity() > kRoomKept) buffer_.shrink_to_fit();
  if (step != Step::lost) return true;
  emit({}, Reason::unparsable);
  buffer_.clear();
  return false;
}

void SyslogFraming::end(const Emit& emit) {
  // What is being skipped has been counted.
  if (!buffer_.empty()) emit({}, Reason::unparsable);
  buffer_.clear();
  skip_ = 0;
  skip_line_ = false;
}

SyslogFraming::Step SyslogFraming::take_one(std::string_view rest, std::size_t& used,
                                            const Emit& emit) {
  if (skip_ > 0) {
    used = std::min(skip_, rest.size());
    skip_ -= used;
    return Step::taken;
  }
  if (skip_line_) return take_line(rest, used, emit);
  if (is_filling(rest.front())) {
    used = 1;
    return Step::taken;
  }
  return is_digit(rest.front()) ? take_counted(rest, used, emit) : take_line(rest, used, emit);
}

SyslogFraming::Step SyslogFraming::take_counted(std::string_view rest, std::size_t& used,
                                                const Emit& emit) {
  const std::string_view head = rest.substr(0, kMostDigits + 1);
  const auto blank =
      static_cast<std::size_t>(std::find_if_not(head.begin(), head.end(), is_digit) - head.begin());
  if (blank > kMostDigits) return Step::lost;
  if (blank == head.size()) return Step::incomplete;
  if (rest[blank] != ' ') return Step::lost;
  std::size_t size = 0;
  for (const char c : rest.substr(0, blank)) size = size * 10 + static_cast<std::size_t>(c - '0');
  const std::size_t begin = blank + 1;
  if (size > kMaximumRecordSize) {
    emit({}, Reason::too_long);
    skip_ = size;
    used = begin;
    return Step::taken;
  }
  if (rest.size() < begin + size) return Step::incomplete;
  emit(rest.substr(begin, size), std::nullopt);
  used = begin + size;
  return Step::taken;
}

SyslogFraming::Step SyslogFraming::take_line(std::string_view rest, std::size_t& used,
                                             const Emit& emit) {
  // Some senders end each message with a NUL and nothing else.
  constexpr std::string_view kEnds("\n\0", 2);
  const std::size_t end = rest.find_first_of(kEnds, searched_);
  const bool found = end != std::string_view::npos;
  const std::size_t size = found ? end : rest.size();
  searched_ = 0;
  if (!skip_line_ && size > kMaximumRecordSize) emit({}, Reason::too_long);
  const bool skipped = skip_line_ || size > kMaximumRecordSize;
  skip_line_ = skipped && !found;
  if (!found && !skipped) {
    searched_ = size;
    return Step::incomplete;
  }
  if (!skipped) emit(rest.substr(0, size), std::nullopt);
  used = found ? size + 1 : size;
  return Step::taken;
}

}  // namespace charterd::collectors
