// One record's text to the values of the source fields that somebody wants.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/scratch.h"
#include "config/settings.h"

namespace charterd::collectors {

/// Number of a wanted source field.
using Slot = std::uint16_t;

/// The source fields that the mappings of one source want, each once. Filled while the source is
/// set up.
class SlotNames {
 public:
  /// Throws std::length_error beyond 65,000 fields.
  Slot add(std::string_view field);
  const std::vector<std::string>& names() const { return names_; }

 private:
  std::vector<std::string> names_;
};

/// The values of one record, by slot; empty: absent. Views into the record or into `scratch`.
struct SlotValues {
  std::vector<std::string_view> values;
  Scratch scratch;

  void clear() {
    for (std::string_view& value : values) value = {};
    scratch.reset();
  }
};

/// Reads the records of one format. One thread at a time.
class RecordFormat {
 public:
  virtual ~RecordFormat() = default;

  /// Fills the slots of the fields that `text` has; false when it is not a record of this format
  /// (the slots are of no use then). `text` is UTF-8, without the line's end, but a line feed is
  /// readable behind it (or a carriage return and a line feed), and kReadPadding bytes behind that.
  /// `slots` was cleared.
  virtual bool read(std::string_view text, SlotValues& slots) = 0;

  /// How many bytes of `bytes` the first record takes, without its last line feed. `first_line` is
  /// the size of the first line, which is whole; at most `limit` bytes are looked at.
  /// kIncomplete: more bytes are needed to know; kMalformed: this never becomes a record.
  static constexpr std::size_t kIncomplete = static_cast<std::size_t>(-1);
  static constexpr std::size_t kMalformed = static_cast<std::size_t>(-2);
  virtual std::size_t size_of_first(std::string_view /*bytes*/, std::size_t first_line,
                                    std::size_t /*limit*/) const {
    return first_line;
  }

  /// Whether `text` is a record that nothing can be added to, though no line feed follows it in the
  /// stream; only of formats that say where a record ends. Readable as for read().
  virtual bool is_closed(std::string_view /*text*/) const { return false; }

  /// Formats whose streams begin with a line that names the fields.
  virtual bool has_header() const { return false; }
  /// Takes over a stream's header; "" when it has not been read yet.
  virtual void set_header(const std::string& /*header*/) {}
};

/// Throws std::invalid_argument when the format cannot work (a bad regex).
std::unique_ptr<RecordFormat> make_format(const config::Format& format, const SlotNames& slots);

}  // namespace charterd::collectors
