#include "config/ics_lines.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include <fmt/format.h>

namespace charterd::config {
namespace {

// Calendars nest three deep; what is deeper is no calendar.
constexpr std::size_t kDeepest = 8;

std::string capitals(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(c < 0x80 ? std::toupper(c) : c); });
  return result;
}

std::string_view without_end_blanks(std::string_view text) {
  const std::size_t last = text.find_last_not_of(" \t\r");
  return last == std::string_view::npos ? std::string_view{} : text.substr(0, last + 1);
}

// The colon before the value; parameters may hold others in quotes.
std::size_t value_colon(std::string_view text) {
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') quoted = !quoted;
    if (text[i] == ':' && !quoted) return i;
  }
  return std::string_view::npos;
}

std::string name_of(std::string_view text) {
  if (value_colon(text) == std::string_view::npos) return {};
  return capitals(text.substr(0, text.find_first_of(":;")));
}

// Joins folded lines: one that begins with a blank goes on with the line before it.
std::vector<IcsLine> unfold(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  std::vector<IcsLine> lines;
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    const bool goes_on = line.starts_with(' ') || line.starts_with('\t');
    if (goes_on && !lines.empty()) {
      lines.back().text += line.substr(1);
    } else if (!without_end_blanks(line).empty()) {
      lines.push_back({number, {}, std::string(line)});
    }
  }
  for (IcsLine& line : lines) line.name = name_of(line.text);
  return lines;
}

// Follows BEGIN and END and keeps the lines that are an event's own.
class Nesting {
 public:
  explicit Nesting(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  /// False when it makes no sense to read on.
  bool read(IcsLine line) {
    if (line.name == "BEGIN") return open(line);
    if (line.name == "END") return close(line);
    if (open_.empty()) {
      diagnostics_.error(line.place(), "this is in no calendar",
                         "an iCalendar file begins with BEGIN:VCALENDAR");
      return false;
    }
    if (open_.back().name == "VEVENT") {
      if (line.name.empty()) {
        diagnostics_.warning(line.place(), "this line is no property of an event and is not read");
      } else {
        events_.back().lines.push_back(std::move(line));
      }
    }
    return true;
  }

  std::vector<IcsEvent> finish() {
    if (!open_.empty()) {
      diagnostics_.error({open_.back().line, 1},
                         fmt::format("this {} never ends", shown(open_.back().name)),
                         "the file may be cut off");
    }
    return std::move(events_);
  }

 private:
  struct Component {
    std::string name;
    int line;
  };

  static std::string_view shown(const std::string& name) {
    for (const std::string_view known : {"VCALENDAR", "VEVENT", "VALARM", "VTIMEZONE"}) {
      if (name == known) return known;
    }
    return "component";
  }

  bool open(const IcsLine& line) {
    std::string name = capitals(without_end_blanks(line.value()));
    if (open_.empty() && name != "VCALENDAR") {
      diagnostics_.error(line.place(), "this is in no calendar",
                         "an iCalendar file begins with BEGIN:VCALENDAR");
      return false;
    }
    if (open_.size() == kDeepest) {
      diagnostics_.error(line.place(), fmt::format("components nest more than {} deep", kDeepest));
      return false;
    }
    if (name == "VEVENT") {
      if (open_.back().name != "VCALENDAR") {
        diagnostics_.error(line.place(), "an event cannot begin within another component",
                           "the END of the one before it may be missing");
        return false;
      }
      events_.push_back({line.line, {}});
    }
    open_.push_back({std::move(name), line.line});
    return true;
  }

  bool close(const IcsLine& line) {
    const std::string name = capitals(without_end_blanks(line.value()));
    if (open_.empty() || open_.back().name != name) {
      diagnostics_.error(line.place(), "this END has no BEGIN",
                         open_.empty() ? std::string{}
                                       : fmt::format("the {} that begins on line {} is still open",
                                                     shown(open_.back().name), open_.back().line));
      return false;
    }
    open_.pop_back();
    return true;
  }

  Diagnostics& diagnostics_;
  std::vector<Component> open_;
  std::vector<IcsEvent> events_;
};

}  // namespace

std::string_view IcsLine::value() const {
  const std::size_t colon = value_colon(text);
  return colon == std::string::npos ? std::string_view{} : std::string_view(text).substr(colon + 1);
}

std::vector<IcsEvent> read_ics_events(std::string_view text, Diagnostics& diagnostics) {
  Nesting nesting(diagnostics);
  std::vector<IcsLine> lines = unfold(text);
  if (lines.empty()) diagnostics.error({}, "the file of holidays is empty");
  for (IcsLine& line : lines) {
    if (!nesting.read(std::move(line))) return {};
  }
  return nesting.finish();
}

}  // namespace charterd::config
