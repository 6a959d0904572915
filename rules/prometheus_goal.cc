#include "rules/prometheus_goal.h"

#include <algorithm>

#include "rules/prometheus_query.h"
#include "rules/windows.h"

namespace charterd::rules {

using config::Goal;
using config::Statistic;
using config::Target;

namespace {

constexpr Fixed kHundred = 100 * kFixedOne;

// What the figure can be at least and at most; nullopt where it has no bound.
struct Bounds {
  std::optional<Fixed> least, most;
};

Bounds bounds_of(const config::Charter& charter, const Target& target) {
  switch (target.goal.statistic) {
    case Statistic::share:
      return {0, kFixedOne};
    case Statistic::nps:
      return {-kHundred, kHundred};
    case Statistic::count:
      return {0, std::nullopt};
    case Statistic::sum:
      return {};
    case Statistic::mean:
    case Statistic::percentile:
      break;
  }
  if (target.subject != Target::Subject::measure) return {0, std::nullopt};
  const config::Measure* const measure = charter.find_measure(target.measure);
  if (measure == nullptr || !measure->range) return {};
  return {measure->range->first, measure->range->second};
}

bool any_test(const config::Condition& condition, bool (*holds)(const config::Test&)) {
  return std::any_of(condition.any_of.begin(), condition.any_of.end(), [&](const auto& map) {
    return std::any_of(map.all_of.begin(), map.all_of.end(), holds) ||
           std::any_of(map.none_of.begin(), map.none_of.end(),
                       [&](const auto& inner) { return any_test(inner, holds); });
  });
}

}  // namespace

FigureKind figure_kind(const Target& target) {
  const Goal& goal = target.goal;
  if (goal.kind == Goal::Kind::gap_at_most) return FigureKind::gap;
  switch (goal.statistic) {
    case Statistic::share:
      if (goal.kind == Goal::Kind::every_one) return FigureKind::misses;
      return target.bad && !target.good ? FigureKind::bad_ratio : FigureKind::good_ratio;
    case Statistic::percentile:
      return goal.is_improvement() ? FigureKind::worst : FigureKind::inside_ratio;
    case Statistic::mean:
      return FigureKind::mean;
    case Statistic::nps:
      return FigureKind::score;
    case Statistic::sum:
      return FigureKind::amount;
    case Statistic::count:
      break;
  }
  return FigureKind::count;
}

std::optional<GoalTest> missed_when(const config::Charter& charter, const Target& target) {
  const Goal& goal = target.goal;
  const std::string limit = format_fixed(goal.amount);
  if (goal.is_improvement()) return std::nullopt;
  if (goal.kind == Goal::Kind::every_one) return GoalTest{">", "0"};
  if (goal.kind == Goal::Kind::gap_at_most) {
    if (goal.amount >= kHundred) return std::nullopt;
    // Differences of shares are rounded: what is equal to the limit must not be above it.
    return GoalTest{">", limit + " + 1e-9"};
  }
  const bool at_least = goal.kind == Goal::Kind::at_least;
  const bool needs_as_many = goal.amount <= target.effective_minimum() * kFixedOne;
  if (goal.statistic == Statistic::count && at_least && needs_as_many) return std::nullopt;
  const Bounds bounds = bounds_of(charter, target);
  if (at_least ? bounds.least && goal.amount <= *bounds.least
               : bounds.most && goal.amount >= *bounds.most) {
    return std::nullopt;
  }
  if (goal.statistic == Statistic::percentile) {
    return GoalTest{at_least ? ">=" : "<", format_fixed(goal.percentile)};
  }
  return GoalTest{at_least ? "<" : ">", limit};
}

std::string decisive_window(const Target& target) {
  const Goal& goal = target.goal;
  const bool total = goal.statistic == Statistic::count || goal.statistic == Statistic::sum;
  const bool reached_later = total && goal.kind == Goal::Kind::at_least;
  return reached_later && target.effective_window().is_calendar() ? "previous" : "current";
}

bool is_weighted(const config::Charter& charter, const Target& target) {
  if (target.subject != Target::Subject::measure || !target.goal.is_share()) return false;
  const config::Measure* const measure = charter.find_measure(target.measure);
  return measure != nullptr && !measure->weight_field.empty();
}

bool is_in_seconds(const config::Charter& charter, const Target& target) {
  const Statistic statistic = target.goal.statistic;
  if (statistic == Statistic::share || statistic == Statistic::count) return false;
  if (statistic == Statistic::nps) return false;
  if (target.subject == Target::Subject::measure) {
    const config::Measure* const measure = charter.find_measure(target.measure);
    return measure != nullptr && base_of(measure->unit) == config::BaseUnit::seconds;
  }
  for (const config::Case& one : charter.cases) {
    if (one.id != target.case_id) continue;
    for (const config::CaseMeasure& measure : one.measures) {
      if (measure.id == target.measure) return measure.count.empty();
    }
  }
  return false;
}

std::vector<BurnPair> reachable_pairs(const Target& target) {
  const std::optional<Fixed> allowed = allowed_share(target.goal);
  if (!allowed || *allowed >= kFixedOne) return {};
  return burn_pairs(target);
}

std::int64_t burning_share(const BurnPair& pair, Fixed allowed) {
  return std::max(allowed * kFixedOne,
                  std::min(pair.factor * allowed, pair.share_of_budget * kFixedOne));
}

Duration hold_of(const BurnPair& pair, Fixed allowed) {
  const bool is_loose = pair.factor * allowed >= kFixedOne * kFixedOne;
  return is_loose ? std::chrono::minutes{6} : kShortestHold;
}

Duration hold_of(const Target& target) {
  using std::chrono::minutes;
  // A miss that happened does not unhappen: nothing more to wait for.
  if (target.goal.kind == Goal::Kind::every_one) return kShortestHold;
  const Duration window = nominal_length(target.effective_window());
  const auto part = std::chrono::floor<minutes>(window / 24);
  return std::clamp<Duration>(part, kShortestHold, minutes{60});
}

Duration keep_of(const Target& target) {
  using std::chrono::hours;
  const Duration window = nominal_length(target.effective_window());
  // A figure at its goal goes to and fro, the longer the window the more slowly.
  const auto part =
      std::chrono::floor<std::chrono::minutes>(std::min<Duration>(window / 56, hours{12}));
  return std::max<Duration>({2 * hold_of(target), part, std::chrono::minutes{5}});
}

bool can_be_overdue(const Target& target) {
  if (target.subject == Target::Subject::measure || !target.goal.is_share()) return false;
  const auto& kept = target.good ? target.good : target.bad;
  return kept && any_test(*kept, [](const config::Test& test) {
           const bool of_time = test.quantity && test.quantity->is_time();
           return test.kind == config::Test::Kind::by_due || of_time;
         });
}

}  // namespace charterd::rules
