// Figures in the units and with the digits that a reader expects.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/zone.h"
#include "rules/figures.h"

namespace charterd::daemon {

/// What kind of number a target's figure is.
enum class Shown { ratio, points, seconds, count };
Shown shown_of(const rules::TargetFigures& figures);

/// A figure as it is shown, in its own unit.
struct Rounded {
  double value = 0;
  int decimals = 0;    ///< of the shown number, which for a ratio is a percentage
  bool clock = false;  ///< a time in minutes, hours and days rather than seconds
};
/// As many digits as it takes to show on which side of each of `limits` the value is.
Rounded rounded_figure(Shown shown, double value, const std::vector<double>& limits);
/// What a figure of a target must be told apart from: its goal and, of an improvement, the path.
std::vector<double> limits_of(const rules::TargetFigures& figures,
                              const rules::WindowFigure& figure);

/// "84.0%", "18.3 s", "4m 12s", "4.21", "1,204". Has as many digits as it takes to show on which
/// side of each of `limits` the value is: what misses 80% never reads 80.0%.
std::string figure_text(Shown shown, double value, const std::vector<double>& limits);

/// The figure of a window against its goal; "–" without one.
std::string value_text(const rules::TargetFigures& figures, const rules::WindowFigure& figure);
/// "81.5 – 86.2%"; "" where there is none.
std::string interval_text(const rules::WindowFigure& figure);
/// Of how many outcomes or values the figure is made; "" where the figure does not say.
std::string amount_text(const rules::TargetFigures& figures, const rules::WindowFigure& figure);
/// "28 days", "2026-10 so far", "2026-Q3"; "" of a period that somebody asked for.
std::string window_text(const config::Target& target, const rules::WindowFigure& figure,
                        const config::Zone& zone);

/// 12345 as "12,345".
std::string grouped(std::uint64_t number);

}  // namespace charterd::daemon
