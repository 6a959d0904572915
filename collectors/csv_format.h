// CSV (RFC 4180): a record may span lines inside quotes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "collectors/key_index.h"
#include "collectors/record_format.h"

namespace charterd::collectors {

/// The columns are named by the configuration or by the stream's header. A record has as many
/// fields as there are columns; more are tolerated where they are empty. A quote inside a field
/// that does not begin with one is a character like any other.
class CsvFormat : public RecordFormat {
 public:
  CsvFormat(const config::CsvOptions& options, const SlotNames& slots);

  /// The header of a stream whose first line cannot be read as one: no record fits it.
  static constexpr std::string_view kNoHeader = "\"";

  bool read(std::string_view text, SlotValues& slots) override;
  std::size_t size_of_first(std::string_view bytes, std::size_t first_line,
                            std::size_t limit) const override;
  bool has_header() const override { return header_; }
  void set_header(const std::string& header) override;

 private:
  void set_columns(const std::vector<std::string>& names);
  // From a field's first byte to behind it; nullptr when its quote is wrong.
  const char* read_field(const char* p, const char* end, std::string_view& value,
                         Scratch& scratch) const;
  const char* read_quoted(const char* p, const char* end, std::string_view& value,
                          Scratch& scratch) const;
  const char* end_of_quoted(const char* p, const char* end) const;
  const char* end_of_plain(const char* p, const char* end) const;

  char delimiter_;
  char quote_;
  bool header_;
  KeyIndex wanted_;                   // source fields, numbered as slots
  std::vector<std::uint16_t> slots_;  // of each column; KeyIndex::kNone when nobody wants it
  std::size_t columns_ = 0;
  bool columns_known_ = false;  // false until the header was read
};

}  // namespace charterd::collectors
