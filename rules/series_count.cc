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
constexpr std::size_t kOfCases = 3;     // pending, overdue, the oldest overdue
constexpr std::size_t kCaseGauges = 1;  // open cases
constexpr std::size_t kShortWindowCount = std::size(kShortWindows);

// How many parts the first `labels` labels of a target give: at the start those that are listed.
SeriesCount count_parts(const TargetPlan& target, const Plan& plan, std::size_t labels) {
  SeriesCount parts{1, 1};
  for (std::size_t i = 0; i < labels; ++i) {
    const std::size_t listed = plan.labels[target.by[i]].listed.size();
    parts.at_start += listed;
    parts.at_most += (listed > 0 ? listed : kMostLabelValues) + kFirstValue;
  }
  return parts;
}

SeriesCount count_target(const TargetPlan& target, const Plan& plan) {
  const config::Goal& goal = target.config->goal;
  const std::size_t windows = target.window.is_calendar() ? 2 : 1;
  const std::size_t sums = 2 * (kShortWindowCount + windows) + (goal.is_share() ? 2 : 0);
  const bool has_interval = goal.is_share() && goal.kind != config::Goal::Kind::gap_at_most;
  const std::size_t values = (has_interval ? 3 : 1) * windows + (target.allowed ? 1 : 0);
  // Nothing at all is a count or a sum of 0; other figures need outcomes.
  const bool always =
      goal.statistic == config::Statistic::count || goal.statistic == config::Statistic::sum;
  const std::size_t from_start = kStatusCount * windows + (always ? windows : 0);
  // An improvement has a deadline from the start; its goal and its path come with the baseline.
  const std::size_t path = goal.is_improvement() ? 2 : 0;
  const bool known = goal.is_improvement() && target.config->baseline->value.has_value();
  const std::size_t owed = target.config->compensation ? windows : 0;
  const std::size_t fixed = kInfoAndGoal + owed + (target.of_case ? kOfCases : 0);
  const SeriesCount judged = count_parts(target, plan, target.shown_by);
  const SeriesCount summed = count_parts(target, plan, target.by.size());
  return {fixed + (known ? path : 0) + judged.at_start * from_start + summed.at_start * sums,
          fixed + path + kMonths + summed.at_most * sums +
              judged.at_most * (kStatusCount * windows + values)};
}

SeriesCount count_histograms(const HistogramPlan& measure, const Plan& plan) {
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
  for (const CasePlan& of : plan->cases) {
    add({kCaseGauges, kCaseGauges});
    for (const auto& histogram : of.histograms) add(count_histograms(histogram.plan, *plan));
  }
  for (const MeasurePlan& measure : plan->measures) add(count_histograms(measure.histogram, *plan));
  return total;
}

}  // namespace charterd::rules
