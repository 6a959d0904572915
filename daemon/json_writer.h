// Writes JSON without blanks, in the order of the calls.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace charterd::daemon {

/// Appends `text` as a JSON string, quotes included. What is not UTF-8 becomes U+FFFD.
void append_json_string(std::string& out, std::string_view text);

/// The caller keeps begin and end, key and value in step. Appends to `out`, which outlives it.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name);

  JsonWriter& text(std::string_view value);
  JsonWriter& integer(std::int64_t value);
  JsonWriter& integer(std::uint64_t value);
  /// A whole number has no decimal point, others have the fewest digits that read back as the same
  /// number. Not a number and infinity do not exist in JSON: null.
  JsonWriter& number(double value);
  JsonWriter& boolean(bool value);
  JsonWriter& null();
  JsonWriter& number_or_null(const std::optional<double>& value);
  JsonWriter& integer_or_null(const std::optional<std::int64_t>& value);

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void separate();

  std::string& out_;
  bool comma_ = false;  // the next key or value is not the first of its object or array
};

/// What JsonWriter::number writes; "" where it writes null.
std::string number_text(double value);

}  // namespace charterd::daemon
