#include "collectors/time_layout.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace charterd::collectors {
namespace {

constexpr char kBlank = ' ';
constexpr char kLiteral = '=';

constexpr std::array<std::string_view, 12> kMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 7> kWeekdays = {
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};

struct Abbreviation {
  std::string_view name;
  int hours;
};
// Only those that mean the same everywhere in practice, and those of RFC 822.
constexpr std::array<Abbreviation, 20> kAbbreviations = {{
    {"UTC", 0},  {"GMT", 0},  {"UT", 0},   {"Z", 0},    {"WET", 0},  {"WEST", 1}, {"CET", 1},
    {"CEST", 2}, {"MEZ", 1},  {"MESZ", 2}, {"EET", 2},  {"EEST", 3}, {"EST", -5}, {"EDT", -4},
    {"CST", -6}, {"CDT", -5}, {"MST", -7}, {"MDT", -6}, {"PST", -8}, {"PDT", -7},
}};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }
bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }
bool is_blank(char c) { return c == ' ' || c == '\t'; }

bool take_word(TextCursor& text, std::string_view word) {
  if (static_cast<std::size_t>(text.end - text.p) < word.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (lower(text.p[i]) != lower(word[i])) return false;
  }
  text.p += word.size();
  return true;
}

// The long name or its first three letters; counted from 0.
template <std::size_t N>
std::optional<int> take_name(TextCursor& text, const std::array<std::string_view, N>& names) {
  for (std::size_t i = 0; i < N; ++i) {
    if (take_word(text, names[i]) || take_word(text, names[i].substr(0, 3))) {
      return static_cast<int>(i);
    }
  }
  return std::nullopt;
}

bool store(std::optional<int> value, int least, int most, int& field) {
  if (!value || *value < least || *value > most) return false;
  field = *value;
  return true;
}

bool starts_with_digits(char directive) {
  return std::string_view("YymdHIMSfj").find(directive) != std::string_view::npos;
}

}  // namespace

struct TimeLayout::Fields {
  int year = 0, month = 1, day = 1, day_of_year = 0;
  int hour = 0, minute = 0, second = 0;
  bool twelve_hours = false, afternoon = false;
  Duration fraction{};
  std::optional<Duration> offset;
  config::ZoneCursor* zone = nullptr;
};

TimeLayout::TimeLayout(std::string_view layout) {
  compile(trim(layout));
  for (std::size_t i = 0; i + 1 < steps_.size(); ++i) {
    const Step& next = steps_[i + 1];
    steps_[i].adjoining = next.directive == kLiteral ? next.literal >= '0' && next.literal <= '9'
                                                     : starts_with_digits(next.directive);
  }
  check();
  has_clock_ = has("HIMSf");
}

void TimeLayout::compile(std::string_view layout) {
  for (std::size_t i = 0; i < layout.size(); ++i) {
    const char c = layout[i];
    if (is_blank(c)) {
      if (steps_.empty() || steps_.back().directive != kBlank) steps_.push_back({kBlank, 0, false});
      continue;
    }
    if (c != '%') {
      steps_.push_back({kLiteral, c, false});
      continue;
    }
    const char directive = ++i < layout.size() ? layout[i] : '\0';
    switch (directive) {
      case 'T':
        compile("%H:%M:%S");
        break;
      case 'R':
        compile("%H:%M");
        break;
      case 'F':
        compile("%Y-%m-%d");
        break;
      case 'D':
        compile("%m/%d/%y");
        break;
      case '%':
        steps_.push_back({kLiteral, '%', false});
        break;
      default:
        if (std::string_view("YymdeHIMSfpbBaAjzZ").find(directive) == std::string_view::npos) {
          throw std::invalid_argument("unknown directive in the time layout: %" +
                                      std::string(1, directive));
        }
        steps_.push_back({directive, 0, false});
    }
  }
}

bool TimeLayout::has(std::string_view directives) const {
  return std::any_of(steps_.begin(), steps_.end(), [directives](const Step& step) {
    return directives.find(step.directive) != std::string_view::npos;
  });
}

void TimeLayout::check() const {
  const bool date = has("Yy") && (has("j") || (has("mbB") && has("de")));
  if (!date) throw std::invalid_argument("the time layout has no year, month and day");
  if (has("I") && !has("p")) throw std::invalid_argument("the time layout has %I but not %p");
}

std::optional<Instant> TimeLayout::read(std::string_view text, config::ZoneCursor& zone) {
  TextCursor cursor{text.data(), text.data() + text.size()};
  Fields fields;
  for (const Step& step : steps_) {
    if (!read_step(step, cursor, fields)) return std::nullopt;
  }
  if (!cursor.done()) return std::nullopt;
  return instant_of(fields, zone);
}

bool TimeLayout::read_step(const Step& step, TextCursor& text, Fields& fields) {
  const int least = step.adjoining ? 2 : 1;
  switch (step.directive) {
    case kLiteral:
      return text.take(step.literal);
    case kBlank:
      if (text.done() || !is_blank(*text.p)) return false;
      while (!text.done() && is_blank(*text.p)) ++text.p;
      return true;
    case 'Y':
      return store(read_digits(text, 4, 4), 0, 9999, fields.year);
    case 'y':
      if (!store(read_digits(text, 2, 2), 0, 99, fields.year)) return false;
      fields.year += fields.year < 69 ? 2000 : 1900;
      return true;
    case 'm':
      return store(read_digits(text, least, 2), 1, 12, fields.month);
    case 'e':
      if (text.at(' ')) return ++text.p, store(read_digits(text, 1, 1), 1, 9, fields.day);
      [[fallthrough]];
    case 'd':
      return store(read_digits(text, least, 2), 1, 31, fields.day);
    case 'j':
      return store(read_digits(text, step.adjoining ? 3 : 1, 3), 1, 366, fields.day_of_year);
    case 'H':
      return store(read_digits(text, least, 2), 0, 23, fields.hour);
    case 'I':
      if (!store(read_digits(text, least, 2), 1, 12, fields.hour)) return false;
      fields.hour %= 12;
      fields.twelve_hours = true;
      return true;
    case 'M':
      return store(read_digits(text, least, 2), 0, 59, fields.minute);
    case 'S':
      return store(read_digits(text, least, 2), 0, 60, fields.second);
    default:
      return read_word_step(step, text, fields);
  }
}

bool TimeLayout::read_word_step(const Step& step, TextCursor& text, Fields& fields) {
  switch (step.directive) {
    case 'f': {
      const auto fraction = read_fraction(text);
      fields.fraction = fraction.value_or(Duration{});
      return fraction.has_value();
    }
    case 'p':
      fields.afternoon = take_word(text, "pm") || take_word(text, "p.m.");
      return fields.afternoon || take_word(text, "am") || take_word(text, "a.m.");
    case 'b':
    case 'B': {
      const auto month = take_name(text, kMonths);
      fields.month = month.value_or(0) + 1;
      return month.has_value();
    }
    case 'a':
    case 'A':
      return take_name(text, kWeekdays).has_value();
    case 'z':
      fields.offset = read_offset(text);
      return fields.offset.has_value();
    default:
      return read_zone_name(text, fields);
  }
}

// An unknown name makes the time unreadable: better no time than one that is hours off.
bool TimeLayout::read_zone_name(TextCursor& text, Fields& fields) {
  const char* const begin = text.p;
  bool region = false;  // America/Port-au-Prince, Etc/GMT+2
  for (; !text.done(); ++text.p) {
    const char c = *text.p;
    region |= c == '/';
    const bool more = region && (c == '/' || c == '_' || c == '-' || c == '+' || text.at_digit());
    if (!is_letter(c) && !more) break;
  }
  const std::string_view name(begin, static_cast<std::size_t>(text.p - begin));
  const auto known = std::find_if(kAbbreviations.begin(), kAbbreviations.end(),
                                  [name](const Abbreviation& entry) { return entry.name == name; });
  if (known != kAbbreviations.end()) {
    fields.offset = std::chrono::hours(known->hours);
    return true;
  }
  if (!named_zone_ || zone_name_ != name) {
    const auto zone = config::Zone::find(name);
    if (!zone) return false;
    zone_name_ = name;
    named_zone_.emplace(*zone);
  }
  fields.zone = &*named_zone_;
  return true;
}

std::optional<Instant> TimeLayout::instant_of(const Fields& fields,
                                              config::ZoneCursor& zone) const {
  auto days = days_of(fields.year, fields.month, fields.day);
  if (fields.day_of_year > 0) {
    days = days_of(fields.year, 1, 1);
    if (days) *days += fields.day_of_year - 1;
    const auto last = days_of(fields.year, 12, 31);
    if (!days || *days > *last) return std::nullopt;
  }
  if (!days) return std::nullopt;
  const int hour = fields.hour + (fields.twelve_hours && fields.afternoon ? 12 : 0);
  const Duration local = std::chrono::days(*days) + std::chrono::hours(hour) +
                         std::chrono::minutes(fields.minute) + std::chrono::seconds(fields.second) +
                         fields.fraction;
  if (fields.offset) return Instant(local - *fields.offset);
  if (!has_clock_)
    return (fields.zone != nullptr ? fields.zone->zone() : zone.zone())
        .start_of(Day(std::chrono::days(*days)));
  return (fields.zone != nullptr ? *fields.zone : zone).instant_of(LocalTime(local));
}

}  // namespace charterd::collectors
