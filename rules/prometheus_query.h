// PromQL's words: the names of what is recorded, selectors, numbers and durations.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/charter.h"

namespace charterd::rules::promql {

// What is recorded, in the order of evaluation; all by charter, target, window, by and by_value.
inline constexpr std::string_view kEvents = "charter_target:window_events:sum";
inline constexpr std::string_view kOutcomes = "charter_target:window_outcomes:sum";
inline constexpr std::string_view kAmount = "charter_target:window_amount:sum";
inline constexpr std::string_view kObservations = "charter_target:window_observations:sum";
inline constexpr std::string_view kBadRatio = "charter_target:window_bad:ratio";
inline constexpr std::string_view kBadLow = "charter_target:window_bad:wilson_low";
inline constexpr std::string_view kFigure = "charter_target:figure:fleet";
inline constexpr std::string_view kCaughtUp = "charter:sources_caught_up:min";

/// A string of PromQL, quotes included.
std::string literal(std::string_view text);

/// A regular expression that matches exactly these texts; not quoted.
std::string one_of(const std::vector<std::string>& texts);

/// `name{charter="c",target="t",MORE}`; `more` is written as it is, "" for nothing.
std::string of_target(std::string_view name, const config::Charter& charter,
                      const config::Target& target, std::string_view more);
/// `name{charter="c",MORE}`.
std::string of_charter(std::string_view name, const config::Charter& charter,
                       std::string_view more = "");

/// 1h30m: whole seconds, at least one.
std::string duration(Duration duration);

/// The exact decimal text of `value` in 10^-12.
std::string picos(std::int64_t value);

/// `charter` for each instance that serves it, to join the daemon's own metrics with; its value
/// is 1.
std::string instances_of(const config::Charter& charter);

/// `metric`, one of the daemon's own, of the instances that serve the charter, with that label.
std::string self_metric(std::string_view metric, const config::Charter& charter);

}  // namespace charterd::rules::promql
