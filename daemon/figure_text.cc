#include "daemon/figure_text.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "daemon/json_writer.h"

namespace charterd::daemon {
namespace {

constexpr int kMostDecimals = 6;

// Which side of `limit` a value is on; what differs by less than a rounding error is at it.
int side_of(double value, double limit) {
  const double slack = 1e-12 * std::max(1.0, std::abs(limit));
  if (std::abs(value - limit) <= slack) return 0;
  return value < limit ? -1 : 1;
}

bool tells_sides(double value, double shown, const std::vector<double>& limits) {
  return std::all_of(limits.begin(), limits.end(),
                     [&](double limit) { return side_of(value, limit) == side_of(shown, limit); });
}

double rounded(double value, double unit) {
  const double result = std::round(value / unit) * unit;
  return result == 0 ? 0 : result;  // never -0
}

std::string clock_text(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::llround(std::abs(seconds)));
  const char* const sign = seconds < 0 ? "-" : "";
  if (whole < 3600) return fmt::format("{}{}m {:02}s", sign, whole / 60, whole % 60);
  if (whole < 86400) {
    return fmt::format("{}{}h {:02}m", sign, whole / 3600, whole / 60 % 60);
  }
  return fmt::format("{}{}d {:02}h", sign, whole / 86400, whole / 3600 % 24);
}

// The unit to which times of this size are rounded, in seconds; below a hundred, a decimal.
double clock_unit(double seconds) {
  const double size = std::abs(seconds);
  if (size < 3599.5) return 1;
  return size < 86370 ? 60 : 3600;
}

std::optional<double> clock_candidate(double value, const std::vector<double>& limits) {
  if (std::abs(value) < 99.95) return std::nullopt;
  const double shown = rounded(value, clock_unit(value));
  if (!tells_sides(value, shown, limits)) return std::nullopt;
  return shown;
}

std::string with_decimals(Shown shown, double value, int decimals) {
  switch (shown) {
    case Shown::ratio:
      return fmt::format("{:.{}f}%", value * 100, decimals);
    case Shown::seconds:
      return fmt::format("{:.{}f} s", value, decimals);
    case Shown::points:
    case Shown::count:
      break;
  }
  return fmt::format("{:.{}f}", value, decimals);
}

int fewest_decimals(Shown shown, double value) {
  if (shown == Shown::points) return 2;
  if (shown == Shown::count) return value == std::trunc(value) ? 0 : 2;
  return 1;
}

Shown shown_of_unit(const std::string& unit) {
  if (unit == "ratio") return Shown::ratio;
  if (unit == "seconds") return Shown::seconds;
  return unit == "points" ? Shown::points : Shown::count;
}

// The first day of a calendar window that begins at `from`.
std::string period_text(config::Window::Kind kind, Day day) {
  const std::chrono::year_month_day date{day};
  const int year = static_cast<int>(date.year());
  const unsigned month = static_cast<unsigned>(date.month());
  const unsigned of_month = static_cast<unsigned>(date.day());
  switch (kind) {
    case config::Window::Kind::year:
      return fmt::format("{:04}", year);
    case config::Window::Kind::quarter:
      return fmt::format("{:04}-Q{}", year, (month + 2) / 3);
    case config::Window::Kind::month:
      return fmt::format("{:04}-{:02}", year, month);
    case config::Window::Kind::week:
      return fmt::format("week of {:04}-{:02}-{:02}", year, month, of_month);
    case config::Window::Kind::day:
    case config::Window::Kind::rolling:
      break;
  }
  return fmt::format("{:04}-{:02}-{:02}", year, month, of_month);
}

}  // namespace

Shown shown_of(const rules::TargetFigures& figures) { return shown_of_unit(figures.unit); }

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t i = digits.size(); i > 3;) digits.insert(i -= 3, 1, ',');
  return digits;
}

Rounded rounded_figure(Shown shown, double value, const std::vector<double>& limits) {
  if (shown == Shown::seconds) {
    if (const auto clock = clock_candidate(value, limits)) return {*clock, 0, true};
  }
  for (int decimals = fewest_decimals(shown, value);; ++decimals) {
    const double scale = std::pow(10.0, decimals + (shown == Shown::ratio ? 2 : 0));
    const double candidate = rounded(value, 1 / scale);
    if (decimals == kMostDecimals || tells_sides(value, candidate, limits)) {
      return {candidate, decimals, false};
    }
  }
}

std::string figure_text(Shown shown, double value, const std::vector<double>& limits) {
  if (!std::isfinite(value)) return "–";
  if (shown == Shown::count && value == std::trunc(value) && value >= 0 && value < 1e15) {
    return grouped(static_cast<std::uint64_t>(value));
  }
  const Rounded figure = rounded_figure(shown, value, limits);
  if (figure.clock) return clock_text(figure.value);
  return with_decimals(shown, figure.value, figure.decimals);
}

std::vector<double> limits_of(const rules::TargetFigures& figures,
                              const rules::WindowFigure& figure) {
  std::vector<double> limits;
  if (shown_of(figures) == Shown::ratio) limits = {0, 1};
  const bool improvement = figures.target->goal.is_improvement();
  const auto& goal = improvement ? figure.goal_value : figures.goal;
  if (goal) limits.push_back(*goal);
  if (improvement && figure.expected) limits.push_back(*figure.expected);
  return limits;
}

std::string value_text(const rules::TargetFigures& figures, const rules::WindowFigure& figure) {
  if (!figure.value) return "–";
  return figure_text(shown_of(figures), *figure.value, limits_of(figures, figure));
}

std::string interval_text(const rules::WindowFigure& figure) {
  if (!figure.low || !figure.high) return {};
  return fmt::format("{:.1f} – {:.1f}%", *figure.low * 100, *figure.high * 100);
}

std::string amount_text(const rules::TargetFigures& figures, const rules::WindowFigure& figure) {
  if (figure.count)
    return grouped(static_cast<std::uint64_t>(std::max<std::int64_t>(*figure.count, 0)));
  if (!figures.target->goal.is_share() || !figure.good || !figure.bad) return {};
  const double amount = *figure.good + *figure.bad;
  if (amount == std::trunc(amount) && amount >= 0 && amount < 1e15) {
    return grouped(static_cast<std::uint64_t>(amount));
  }
  return number_text(amount);
}

std::string window_text(const config::Target& target, const rules::WindowFigure& figure,
                        const config::Zone& zone) {
  if (figure.asked) return {};
  const config::Window window = target.effective_window();
  if (!window.is_calendar()) return window.text;
  const std::string period = period_text(window.kind, zone.day_of(figure.from));
  return figure.previous ? period : period + " so far";
}

}  // namespace charterd::daemon
