// What every output format says alike about a figure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/results.h"

namespace charterd::daemon {

inline std::string_view window_name(const rules::WindowFigure& figure) {
  if (figure.asked) return "period";
  return figure.previous ? "previous" : "current";
}

/// The name of the status; nullopt where nothing is judged.
inline std::optional<std::string_view> verdict_of(const rules::WindowFigure& figure) {
  if (!figure.judged) return std::nullopt;
  return rules::name_of(figure.status);
}

/// Cases not yet decided, and cases past their deadline, at the results' instant; only the current
/// window has them. A measure on single events never has any: 0.
std::optional<std::int64_t> pending_of(const config::Target& target,
                                       const rules::WindowFigure& figure);
std::optional<std::int64_t> overdue_of(const config::Target& target,
                                       const rules::WindowFigure& figure);

/// Events of cases that are counted because nothing else became of them, by name.
std::vector<std::pair<std::string_view, std::int64_t>> unusual_events_of(
    const rules::CaseFigures& cases);

/// The reasons for which records were rejected at least once, in the order of `Reason`.
std::vector<std::pair<std::string_view, std::uint64_t>> rejections_of(
    const collectors::SourceCounts& counts);
std::uint64_t rejected_in_all(const collectors::SourceCounts& counts);

}  // namespace charterd::daemon
