#include "collectors/syslog_message.h"

#include <algorithm>
#include <array>

#include "collectors/syslog_bsd.h"

namespace charterd::collectors {
namespace {

constexpr unsigned kMostPriority = 191;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

// `<13>`
std::optional<unsigned> take_priority(std::string_view& text) {
  if (!take(text, '<')) return std::nullopt;
  const std::size_t size = text.substr(0, 4).find('>');
  if (size == 0 || size == std::string_view::npos) return std::nullopt;
  unsigned priority = 0;
  for (const char c : text.substr(0, size)) {
    if (!is_digit(c)) return std::nullopt;
    priority = priority * 10 + static_cast<unsigned>(c - '0');
  }
  text.remove_prefix(size + 1);
  return priority <= kMostPriority ? std::optional(priority) : std::nullopt;
}

// A part of the header and the blank behind it; nullopt when it is missing or not printable.
std::optional<std::string_view> take_part(std::string_view& text) {
  const std::size_t size = text.find(' ');
  if (size == 0 || size == std::string_view::npos) return std::nullopt;
  const std::string_view part = text.substr(0, size);
  const auto printable = [](char c) { return c > ' ' && c <= '~'; };
  if (!std::all_of(part.begin(), part.end(), printable)) return std::nullopt;
  text.remove_prefix(size + 1);
  return part == "-" ? std::string_view() : part;
}

// An SD-NAME: printable ASCII but for `=`, `]`, `"` and the blank.
std::string_view take_name(std::string_view& text) {
  const auto end = std::find_if(text.begin(), text.end(), [](char c) {
    return c <= ' ' || c > '~' || c == '=' || c == ']' || c == '"';
  });
  const std::string_view name = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(name.size());
  return name;
}

// From behind the opening quote to behind the closing one.
std::optional<std::string_view> take_quoted(std::string_view& text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      const std::string_view value = text.substr(0, at);
      text.remove_prefix(at + 1);
      return value;
    }
  }
  return std::nullopt;
}

// `[id name="value" ...]`, from behind the bracket.
bool take_element(std::string_view& text, SyslogMessage& result) {
  const std::string_view id = take_name(text);
  if (id.empty()) return false;
  while (take(text, ' ')) {
    const std::string_view name = take_name(text);
    if (name.empty() || !take(text, '=') || !take(text, '"')) return false;
    const auto value = take_quoted(text);
    if (!value) return false;
    result.parameters.push_back({id, name, *value});
  }
  return take(text, ']');
}

bool take_structured_data(std::string_view& text, SyslogMessage& result) {
  if (take(text, '-')) return text.empty() || text.front() == ' ';
  if (text.empty() || text.front() != '[') return false;
  while (take(text, '[')) {
    if (!take_element(text, result)) return false;
  }
  return text.empty() || text.front() == ' ';
}

bool parse_5424(std::string_view text, SyslogMessage& result) {
  for (std::string_view* part :
       {&result.timestamp, &result.hostname, &result.appname, &result.procid, &result.msgid}) {
    const auto taken = take_part(text);
    if (!taken) return false;
    *part = *taken;
  }
  if (!take_structured_data(text, result)) return false;
  take(text, ' ');
  result.message = text;
  return true;
}

// The digits of a version and the blank behind them; "" where there is none.
std::string_view take_version(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  const auto size = static_cast<std::size_t>(end - text.begin());
  if (size == 0 || size > 3 || size == text.size() || text[size] != ' ') return {};
  const std::string_view version = text.substr(0, size);
  text.remove_prefix(size + 1);
  return version;
}

// Also behind a header without a message.
void trim_end(std::string_view& text) {
  constexpr std::string_view kEnds("\r\n\0", 3);
  const std::size_t last = text.find_last_not_of(kEnds);
  text = text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

void trim_mark(std::string_view& message) {
  constexpr std::string_view kMark = "\xef\xbb\xbf";
  if (message.starts_with(kMark)) message.remove_prefix(kMark.size());
}

constexpr std::array<std::string_view, 8> kSeverities = {"emerg",   "alert",  "crit", "err",
                                                         "warning", "notice", "info", "debug"};
constexpr std::array<std::string_view, 24> kFacilities = {
    "kern",   "user",   "mail",     "daemon", "auth",   "syslog",   "lpr",     "news",
    "uucp",   "cron",   "authpriv", "ftp",    "ntp",    "security", "console", "solaris-cron",
    "local0", "local1", "local2",   "local3", "local4", "local5",   "local6",  "local7"};

}  // namespace

bool parse_syslog(std::string_view text, SyslogMessage& result) {
  std::vector<SyslogMessage::Parameter> room = std::move(result.parameters);
  room.clear();
  result = {};
  result.parameters = std::move(room);
  trim_end(text);
  const auto priority = take_priority(text);
  if (!priority) return false;
  result.facility = *priority / 8;
  result.severity = *priority % 8;
  const std::string_view version = take_version(text);
  bool read = version.empty() || version == "1";
  if (version.empty()) {
    parse_bsd_syslog(text, result);
  } else if (read) {
    read = parse_5424(text, result);
  }
  trim_mark(result.message);
  return read;
}

std::string_view severity_name(unsigned severity) { return kSeverities.at(severity); }
std::string_view facility_name(unsigned facility) { return kFacilities.at(facility); }

}  // namespace charterd::collectors
