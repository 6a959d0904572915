#include "collectors/csv_format.h"

#include <cstring>

#include "collectors/byte_scan.h"
#include "collectors/time_text.h"

namespace charterd::collectors {
namespace {

std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

const char* find_byte(const char* p, const char* end, char byte) {
  if (p >= end) return nullptr;
  return static_cast<const char*>(std::memchr(p, byte, static_cast<std::size_t>(end - p)));
}

}  // namespace

CsvFormat::CsvFormat(const config::CsvOptions& options, const SlotNames& slots)
    : delimiter_(options.delimiter),
      quote_(options.quote),
      header_(options.header),
      wanted_(slots.names()) {
  if (!header_) set_columns(options.columns);
}

void CsvFormat::set_columns(const std::vector<std::string>& names) {
  slots_.clear();
  for (const std::string& name : names) slots_.push_back(wanted_.find(name));
  columns_ = slots_.size();
  columns_known_ = true;
}

void CsvFormat::set_header(const std::string& header) {
  if (header.empty()) {
    columns_known_ = false;
    return;
  }
  std::vector<std::string> names;
  Scratch scratch;
  const std::string padded = header + "\n" + std::string(16, '\0');
  const char* p = padded.data();
  const char* const end = p + header.size();
  while (header != kNoHeader) {
    std::string_view name;
    p = read_field(p, end, name, scratch);
    if (p == nullptr) break;
    names.emplace_back(trim(name));
    if (p == end) break;
    ++p;
  }
  if (p == nullptr) names.clear();
  set_columns(names);
}

bool CsvFormat::read(std::string_view text, SlotValues& slots) {
  const char* p = text.data();
  const char* const end = p + text.size();
  std::size_t column = 0;
  for (;; ++p, ++column) {
    std::string_view value;
    p = read_field(p, end, value, slots.scratch);
    if (p == nullptr) return false;
    if (column < columns_) {
      const std::uint16_t slot = slots_[column];
      if (slot != KeyIndex::kNone) slots.values[slot] = value;
    } else if (!value.empty()) {
      return false;
    }
    if (p == end) return column + 1 >= columns_ && columns_ > 0;
  }
}

// To the delimiter or the end.
const char* CsvFormat::end_of_plain(const char* p, const char* end) const {
  for (;;) {
    p = find_first<'\n'>(p, delimiter_, delimiter_);
    if (p >= end) return end;
    if (*p == delimiter_) return p;
    ++p;  // a tab or another control character
  }
}

const char* CsvFormat::read_field(const char* p, const char* end, std::string_view& value,
                                  Scratch& scratch) const {
  if (p < end && *p == quote_ && quote_ != '\0') return read_quoted(p + 1, end, value, scratch);
  const char* const begin = p;
  p = end_of_plain(p, end);
  value = between(begin, p);
  return p;
}

const char* CsvFormat::read_quoted(const char* p, const char* end, std::string_view& value,
                                   Scratch& scratch) const {
  const char* const begin = p;
  std::size_t doubled = 0;
  for (;;) {
    p = find_byte(p, end, quote_);
    if (p == nullptr) return nullptr;
    if (p + 1 == end || p[1] != quote_) break;
    ++doubled;
    p += 2;
  }
  value = between(begin, p);
  ++p;
  if (p != end && *p != delimiter_) return nullptr;
  if (doubled == 0) return p;

  char* const copy = scratch.take(value.size() - doubled);
  char* out = copy;
  for (std::size_t i = 0; i < value.size(); ++i) {
    *out++ = value[i];
    if (value[i] == quote_) ++i;
  }
  value = between(copy, out);
  return p;
}

std::size_t CsvFormat::size_of_first(std::string_view bytes, std::size_t first_line,
                                     std::size_t limit) const {
  const bool unknown = columns_known_ && columns_ == 0;  // no record fits, whatever its end
  if (quote_ == '\0' || unknown || first_line == 0 ||
      std::memchr(bytes.data(), quote_, first_line) == nullptr) {
    return first_line;
  }
  const std::string_view window = bytes.substr(0, limit);
  const char* const end = window.data() + window.size();
  const char* p = window.data();
  for (std::size_t column = 0; p < end; ++column, ++p) {
    if (*p == quote_) {
      // Beyond the columns only "" may be. Without this, wrong quotes in every line would have all
      // lines read again and again.
      if (columns_known_ && column >= columns_) {
        if (end - p < 3) break;
        if (p[1] != quote_ || p[2] == quote_) return kMalformed;
      }
      p = end_of_quoted(p + 1, end);
    } else {
      while (p < end && *p != delimiter_ && *p != '\n') ++p;
    }
    if (p != nullptr && end - p >= 2 && p[0] == '\r' && p[1] == '\n') ++p;
    if (p == nullptr || p >= end || (*p == '\r' && p + 1 == end)) break;
    if (*p == '\n') return static_cast<std::size_t>(p - window.data());
    if (*p != delimiter_) return kMalformed;
  }
  return bytes.size() < limit ? kIncomplete : kMalformed;
}

// From behind the opening quote to behind the closing one; nullptr when it is not there yet.
const char* CsvFormat::end_of_quoted(const char* p, const char* end) const {
  for (;;) {
    p = find_byte(p, end, quote_);
    if (p == nullptr || p + 1 == end) return nullptr;
    if (p[1] != quote_) return p + 1;
    p += 2;
  }
}

}  // namespace charterd::collectors
