#include "collectors/record_format.h"

#include <algorithm>
#include <stdexcept>

#include "collectors/csv_format.h"
#include "collectors/json_format.h"
#include "collectors/logfmt_format.h"
#include "collectors/queue_log_format.h"
#include "collectors/regex_format.h"

namespace charterd::collectors {

Slot SlotNames::add(std::string_view field) {
  constexpr std::size_t kMost = 65'000;
  const auto known = std::find(names_.begin(), names_.end(), field);
  if (known != names_.end()) return static_cast<Slot>(known - names_.begin());
  if (names_.size() >= kMost) throw std::length_error("a source with more than 65,000 fields");
  names_.emplace_back(field);
  return static_cast<Slot>(names_.size() - 1);
}

std::unique_ptr<RecordFormat> make_format(const config::Format& format, const SlotNames& slots) {
  switch (format.kind) {
    case config::FormatKind::json:
      return std::make_unique<JsonFormat>(slots);
    case config::FormatKind::logfmt:
      return std::make_unique<LogfmtFormat>(slots);
    case config::FormatKind::csv:
      return std::make_unique<CsvFormat>(format.csv, slots);
    case config::FormatKind::regex:
      return std::make_unique<RegexFormat>(format.regex, slots);
    case config::FormatKind::asterisk_queue_log:
      return std::make_unique<QueueLogFormat>(slots);
    case config::FormatKind::none:
      break;
  }
  throw std::invalid_argument("unknown record format");
}

}  // namespace charterd::collectors
