// The messages in a stream of bytes, by both ways of RFC 6587. No I/O.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "collectors/event_sink.h"

namespace charterd::collectors {

/// What one connection sends. Each frame says by its first byte how it ends: a digit begins the
/// number of bytes that follow the blank behind it (octet counting); anything else lasts until a
/// line feed or a NUL.
class SyslogFraming {
 public:
  /// A message; with a reason, one that cannot be had, and no text. Valid during the call.
  using Emit = std::function<void(std::string_view text, std::optional<Reason> wrong)>;

  /// False when nobody can tell where the next message begins: the connection is of no more use.
  /// A message over kMaximumRecordSize is left out whole, as too_long; what makes the stream
  /// useless counts as one that is unparsable.
  bool take(std::string_view bytes, const Emit& emit);

  /// Nothing follows. What has begun and not ended counts as unparsable: half a message might say
  /// something else than the whole.
  void end(const Emit& emit);

  /// Bytes of a message that has not ended.
  std::size_t pending() const { return buffer_.size(); }
  /// Part of a message has come and its end has not, be it one that is left out.
  bool in_message() const { return !buffer_.empty() || skip_ > 0 || skip_line_; }

 private:
  enum class Step { taken, incomplete, lost };
  Step take_one(std::string_view rest, std::size_t& used, const Emit& emit);
  Step take_counted(std::string_view rest, std::size_t& used, const Emit& emit);
  Step take_line(std::string_view rest, std::size_t& used, const Emit& emit);

  std::string buffer_;
  std::size_t searched_ = 0;  // of the first line in buffer_, for its end
  std::size_t skip_ = 0;      // bytes of a counted message that is too long
  bool skip_line_ = false;    // the same of a line
};

}  // namespace charterd::collectors
