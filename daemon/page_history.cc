#include "daemon/page_history.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

namespace charterd::daemon {
namespace {

constexpr double kWidth = 260;
constexpr double kTop = 8;
constexpr double kBottom = 56;
constexpr double kRadius = 3.5;

/// Where a value is drawn.
class Scale {
 public:
  Scale(const std::vector<std::optional<HistoryPoint>>& months, std::optional<double> promised)
      : step_(kWidth / static_cast<double>(months.size())) {
    if (promised) include(*promised);
    for (const auto& month : months) {
      if (month) include(month->value);
    }
  }

  double x(std::size_t month) const { return step_ * (static_cast<double>(month) + 0.5); }

  double y(double value) const {
    const double range = high_ - low_;
    if (range <= 0) return (kTop + kBottom) / 2;
    return kBottom - (kBottom - kTop) * (value - low_) / range;
  }

 private:
  void include(double value) {
    low_ = std::min(low_, value);
    high_ = std::max(high_, value);
  }

  double step_;
  double low_ = std::numeric_limits<double>::infinity();
  double high_ = -std::numeric_limits<double>::infinity();
};

}  // namespace

std::string history_shapes(const std::vector<std::optional<HistoryPoint>>& months,
                           std::optional<double> promised) {
  const auto known = std::count_if(months.begin(), months.end(),
                                   [](const auto& month) { return month.has_value(); });
  if (known < 2) return {};
  const Scale scale(months, promised);
  std::string shapes;
  if (promised) {
    shapes += fmt::format("<path class=\"promised\" d=\"M0 {0:.1f}H{1:.0f}\"/>", scale.y(*promised),
                          kWidth);
  }
  std::string line;
  for (std::size_t i = 0; i < months.size(); ++i) {
    if (!months[i]) continue;
    const bool goes_on = i > 0 && months[i - 1].has_value();
    line +=
        fmt::format("{}{:.1f} {:.1f}", goes_on ? 'L' : 'M', scale.x(i), scale.y(months[i]->value));
  }
  shapes += fmt::format("<path class=\"line\" d=\"{}\"/>", line);
  for (std::size_t i = 0; i < months.size(); ++i) {
    if (!months[i]) continue;
    shapes += fmt::format("<circle class=\"{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{}\"/>",
                          months[i]->kept ? "held" : "failed", scale.x(i),
                          scale.y(months[i]->value), kRadius);
  }
  return shapes;
}

}  // namespace charterd::daemon
