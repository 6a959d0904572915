#include <algorithm>

#include "rules/book.h"
#include "rules/figures.h"
#include "rules/histogram.h"
#include "rules/label_values.h"
#include "rules/plan.h"

namespace charterd::rules {

namespace {

constexpr std::size_t kInfoAndGoal = 2;
constexpr std::size_t kMonths = 13;
constexpr std::size_t kShortWindowCount = std::size(kShortWindows);

// How many parts a target has: at the start those that the scope lists.
SeriesCount count_parts(const TargetPlan& target, const Plan& plan) {
  SeriesCount parts{1, 1};
  for (const LabelId id : target.by) {
    const std::size_t listed = plan.labels[id].listed.size();
    parts.at_start += listed;
    parts.at_most += (listed > 0 ? listed : kMostLabelValues) + kFirstValue;
  }
  return parts;
}

SeriesCount count_target(const TargetPlan& target, const Plan& plan) {
  const std::size_t windows = target.window.is_calendar() ? 2 : 1;
  const bool share = target.config->goal.is_share();
  const std::size_t sums = 2 * (kShortWindowCount + windows) + (share ? 2 : 0);
  const std::size_t values = (share ? 3 : 1) * windows + (target.allowed ? 1 : 0);
  const SeriesCount parts = count_parts(target, plan);
  const std::size_t of_part = kStatusCount * windows + sums;
  return {kInfoAndGoal + parts.at_start * of_part,
          kInfoAndGoal + kMonths + parts.at_most * (of_part + values)};
}

SeriesCount count_histograms(const MeasurePlan& measure, const Plan& plan) {
  if (measure.bounds.empty()) return {};
  constexpr std::size_t kInfinityCountAndSum = 3;
  const std::size_t each = measure.bounds.size() + kInfinityCountAndSum;
  std::size_t listed = 1, most = 1;
  for (const LabelId id : measure.labels) {
    const std::size_t values = plan.labels[id].listed.size();
    listed *= values;
    most *= (values > 0 ? values : kMostLabelValues) + kFirstValue;
    most = std::min(most, kMostHistograms + 1);
  }
  return {listed <= kMostHistogramsAtStart ? listed * each : 0, most * each};
}

}  // namespace

SeriesCount count_series(const config::Charter& charter) {
  collectors::Vocabulary vocabulary;
  const auto plan = Plan::compile(std::make_shared<config::Charter>(charter), vocabulary);
  SeriesCount total{1, 1};  // charter_info
  const auto add = [&total](const SeriesCount& count) {
    total.at_start += count.at_start;
    total.at_most += count.at_most;
  };
  for (const TargetPlan& target : plan->targets) add(count_target(target, *plan));
  for (const MeasurePlan& measure : plan->measures) add(count_histograms(measure, *plan));
  return total;
}

}  // namespace charterd::rules
