#include "collectors/syslog_bsd.h"

#include <algorithm>
#include <array>

namespace charterd::collectors {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// From `least` to `most` digits.
std::optional<unsigned> take_number(std::string_view& text, std::size_t least, std::size_t most) {
  unsigned value = 0;
  std::size_t size = 0;
  while (size < most && size < text.size() && is_digit(text[size])) {
    value = value * 10 + static_cast<unsigned>(text[size++] - '0');
  }
  if (size < least) return std::nullopt;
  text.remove_prefix(size);
  return value;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

// `22:14:15`, `22:14:15.003`
std::optional<Duration> take_clock(std::string_view& text) {
  const auto hours = take_number(text, 1, 2);
  if (!hours || !take(text, ':')) return std::nullopt;
  const auto minutes = take_number(text, 2, 2);
  if (!minutes || !take(text, ':')) return std::nullopt;
  const auto seconds = take_number(text, 2, 2);
  if (!seconds || *hours > 23 || *minutes > 59 || *seconds > 60) return std::nullopt;
  Duration clock =
      std::chrono::hours(*hours) + std::chrono::minutes(*minutes) + std::chrono::seconds(*seconds);
  if (!take(text, '.')) return clock;
  Duration unit = std::chrono::milliseconds(100);
  for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1)) {
    clock += (text.front() - '0') * unit;
    unit /= 10;
  }
  return clock;
}

// `Oct 11 22:14:15`, `Oct  1 2026 22:14:15`
std::optional<SyslogLocalTime> take_local_time(std::string_view& text) {
  SyslogLocalTime time;
  std::string_view rest = text;
  const auto month = std::find(kMonths.begin(), kMonths.end(), rest.substr(0, 3));
  if (month == kMonths.end()) return std::nullopt;
  time.month = static_cast<unsigned>(month - kMonths.begin()) + 1;
  rest.remove_prefix(3);
  if (!take(rest, ' ')) return std::nullopt;
  take(rest, ' ');
  const auto day = take_number(rest, 1, 2);
  if (!day || !take(rest, ' ')) return std::nullopt;
  time.day = *day;
  std::string_view after_year = rest;
  const auto year = take_number(after_year, 4, 4);
  if (year && take(after_year, ' ')) {
    time.year = static_cast<int>(*year);
    rest = after_year;
  }
  const auto clock = take_clock(rest);
  if (!clock) return std::nullopt;
  time.clock = *clock;
  text = rest;
  return time;
}

// `2026-10-11T22:14:15.003Z`, as rsyslog writes it in the place of the other.
bool looks_like_rfc3339(std::string_view token) {
  constexpr std::size_t kShortest = 20;
  return token.size() >= kShortest && token[4] == '-' && token[7] == '-' && token[10] == 'T' &&
         is_digit(token.front());
}

bool take_time(std::string_view& text, SyslogMessage& result) {
  const std::string_view before = text;
  if (const auto local = take_local_time(text)) {
    result.local = local;
    result.timestamp = before.substr(0, before.size() - text.size());
  } else {
    const std::string_view token = text.substr(0, text.find(' '));
    if (!looks_like_rfc3339(token)) return false;
    result.timestamp = token;
    text.remove_prefix(token.size());
  }
  take(text, ':');  // as some devices write it
  return text.empty() || take(text, ' ');
}

// `name:`, `name[pid]`, `name[pid]:`
bool is_tag(std::string_view token) {
  return token.ends_with(':') || (token.find('[') != std::string_view::npos && token[0] != '[');
}

void take_host(std::string_view& text, SyslogMessage& result) {
  const std::size_t size = text.find(' ');
  const std::string_view token = text.substr(0, size);
  if (token.empty() || is_tag(token)) return;
  result.hostname = token;
  text.remove_prefix(size == std::string_view::npos ? text.size() : size + 1);
}

void take_tag(std::string_view& text, SyslogMessage& result) {
  const std::size_t size = text.find_first_of(" :[");
  if (size == 0 || size == std::string_view::npos || text[size] == ' ') return;
  std::string_view rest = text.substr(size);
  std::string_view procid;
  if (take(rest, '[')) {
    const std::size_t end = rest.find(']');
    if (end == std::string_view::npos) return;
    procid = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    if (!rest.empty() && rest.front() != ':' && rest.front() != ' ') return;
  }
  take(rest, ':');
  take(rest, ' ');
  result.appname = text.substr(0, size);
  result.procid = procid;
  text = rest;
}

}  // namespace

void parse_bsd_syslog(std::string_view text, SyslogMessage& result) {
  if (take_time(text, result)) take_host(text, result);
  take_tag(text, result);
  result.message = text;
}

std::optional<Instant> instant_of(const SyslogLocalTime& time, Instant received,
                                  const config::Zone& zone) {
  using namespace std::chrono;
  const year around = year_month_day(floor<days>(received)).year();
  std::optional<Instant> nearest;
  for (const year y : {around, around - years(1), around + years(1)}) {
    const year_month_day date{time.year ? year(*time.year) : y, month(time.month), day(time.day)};
    if (!date.ok()) continue;
    const Instant at = zone.instant_of(LocalTime(Day(date)) + time.clock);
    if (!nearest || abs(at - received) < abs(*nearest - received)) nearest = at;
  }
  return nearest;
}

}  // namespace charterd::collectors
