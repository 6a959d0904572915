#include "config/window_text.h"

#include <array>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "config/diagnostic.h"
#include "config/quantity.h"

namespace charterd::config {
namespace {

constexpr Duration kLongestOfMinutes = std::chrono::hours(6);
constexpr Duration kLongest = std::chrono::days(1'830);
constexpr std::string_view kForms = "a window such as 28 days, 6 hours or calendar month";
constexpr std::string_view kCalendar = "calendar ";

struct Named {
  std::string_view name;
  Window::Kind kind;
};
constexpr std::array kCalendarWindows = {
    Named{"day", Window::Kind::day},     Named{"week", Window::Kind::week},
    Named{"month", Window::Kind::month}, Named{"quarter", Window::Kind::quarter},
    Named{"year", Window::Kind::year},
};

std::string fold(std::string_view text) {
  std::string folded;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\t' || c == '\n';
    if (!blank) {
      folded += c;
    } else if (!folded.empty() && folded.back() != ' ') {
      folded += ' ';
    }
  }
  if (!folded.empty() && folded.back() == ' ') folded.pop_back();
  return folded;
}

std::optional<Window::Kind> calendar_kind(std::string_view name) {
  for (const Named& window : kCalendarWindows) {
    if (window.name == name) return window.kind;
  }
  return std::nullopt;
}

std::string no_window(const std::string& text) {
  return fmt::format("\"{}\" is no window; expected {}", text, kForms);
}

tl::expected<Window, std::string> parse_rolling(const std::string& text) {
  const auto length = parse_duration(text);
  if (!length) return tl::make_unexpected(no_window(text));
  if (*length <= Duration::zero()) {
    return tl::make_unexpected(fmt::format("the window \"{}\" has no length", text));
  }
  if (*length > kLongest) {
    return tl::make_unexpected(fmt::format("the window \"{}\" is longer than 5 years", text));
  }
  const bool fine = *length <= kLongestOfMinutes;
  const Duration step = fine ? Duration(std::chrono::minutes(1)) : Duration(std::chrono::hours(1));
  if (*length % step != Duration::zero()) {
    return tl::make_unexpected(
        fmt::format("the window \"{}\" must be a whole number of {}", text,
                    fine ? "minutes" : "hours, as it is longer than 6 hours"));
  }
  return Window{Window::Kind::rolling, *length, text};
}

}  // namespace

tl::expected<Window, std::string> parse_window(std::string_view text) {
  const std::string folded = fold(text);
  if (!folded.starts_with(kCalendar)) {
    const auto kind = calendar_kind(folded);
    if (!kind) return parse_rolling(folded);
    return tl::make_unexpected(
        fmt::format("\"{0}\" is no window; expected calendar {0}, or a "
                    "number of days",
                    folded));
  }
  const auto kind = calendar_kind(std::string_view(folded).substr(kCalendar.size()));
  if (kind) return Window{*kind, {}, folded};
  return tl::make_unexpected(fmt::format(
      "\"{}\" is no window; expected calendar day, week, month, quarter or year", folded));
}

}  // namespace charterd::config
