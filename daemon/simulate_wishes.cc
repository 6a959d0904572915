#include "daemon/simulate_wishes.h"

#include <algorithm>
#include <cmath>

namespace charterd::daemon {
namespace {

using config::Condition;
using config::ConditionMap;
using config::Goal;
using config::Target;

// Goals are set a little beyond what is reached with ease; so is what is simulated.
constexpr double kEase = 0.02;
constexpr double kShareWithoutGoal = 0.82;
constexpr double kExcluded = 0.03;

void collect(const Condition& condition, Wish::Part part, double share, Wishes& wishes) {
  for (const ConditionMap& map : condition.any_of) {
    for (const config::Test& test : map.all_of) wishes.tests.push_back({part, test, share});
    for (const Condition& none : map.none_of) collect(none, part, 1 - share, wishes);
  }
}

// The share of events that should be kept.
double kept_share(const Goal& goal) {
  if (!goal.is_share()) return kShareWithoutGoal;
  const double amount = to_double(goal.amount);
  switch (goal.kind) {
    case Goal::Kind::at_least:
      return std::clamp(amount + kEase, 0.02, 0.995);
    case Goal::Kind::at_most:
      return std::clamp(1 - amount + kEase, 0.02, 0.995);
    case Goal::Kind::every_one:
      return 0.9995;
    case Goal::Kind::reduced:
    case Goal::Kind::raised:
    case Goal::Kind::gap_at_most:
      break;
  }
  return kShareWithoutGoal;
}

bool names(const std::vector<const config::Measure*>& measures, const std::string& id) {
  return std::any_of(measures.begin(), measures.end(),
                     [&](const config::Measure* measure) { return measure->id == id; });
}

void collect(const Target& target, Wishes& wishes) {
  const double kept = kept_share(target.goal);
  if (target.where) collect(*target.where, Wish::Part::where, 1, wishes);
  if (target.exclude) collect(*target.exclude, Wish::Part::exclude, kExcluded, wishes);
  if (target.good) collect(*target.good, Wish::Part::kept, kept, wishes);
  if (target.bad) collect(*target.bad, Wish::Part::kept, 1 - kept, wishes);
  wishes.labels.insert(wishes.labels.end(), target.by.begin(), target.by.end());
  if (!target.across.empty()) wishes.labels.push_back(target.across);
}

// Of a case: independent tests share the misses among them.
void collect_shared(const Condition& condition, Wish::Part part, double share, Wishes& wishes) {
  for (const ConditionMap& map : condition.any_of) {
    const std::size_t parts = map.all_of.size() + map.none_of.size();
    const double each = std::pow(share, 1 / static_cast<double>(std::max<std::size_t>(parts, 1)));
    for (const config::Test& test : map.all_of) wishes.tests.push_back({part, test, each});
    for (const Condition& none : map.none_of) collect_shared(none, part, 1 - each, wishes);
  }
}

void collect_of_case(const Target& target, Wishes& wishes) {
  const double kept = kept_share(target.goal);
  if (target.where) collect_shared(*target.where, Wish::Part::where, 1, wishes);
  if (target.exclude) collect_shared(*target.exclude, Wish::Part::exclude, kExcluded, wishes);
  if (target.good) collect_shared(*target.good, Wish::Part::kept, kept, wishes);
  if (target.bad) collect_shared(*target.bad, Wish::Part::kept, 1 - kept, wishes);
  wishes.labels.insert(wishes.labels.end(), target.by.begin(), target.by.end());
  if (!target.across.empty()) wishes.labels.push_back(target.across);
}

}  // namespace

Wishes wishes_of(const config::Charter& charter, const config::Case& kind) {
  Wishes wishes;
  for (const Target& target : charter.targets) {
    if (target.case_id == kind.id) collect_of_case(target, wishes);
  }
  return wishes;
}

Wishes wishes_of(const config::Charter& charter,
                 const std::vector<const config::Measure*>& measures) {
  Wishes wishes;
  for (const config::Measure* measure : measures) {
    if (measure->events.where) collect(*measure->events.where, Wish::Part::where, 1, wishes);
  }
  for (const Target& target : charter.targets) {
    if (target.subject == Target::Subject::measure && names(measures, target.measure)) {
      collect(target, wishes);
    }
  }
  return wishes;
}

std::vector<StatisticWish> statistics_wished(const config::Charter& charter,
                                             const std::string& measure) {
  std::vector<StatisticWish> result;
  for (const Target& target : charter.targets) {
    const Goal& goal = target.goal;
    if (target.subject == Target::Subject::whole_case || target.measure != measure) continue;
    if (goal.is_share() || goal.statistic == config::Statistic::sum ||
        goal.statistic == config::Statistic::count) {
      continue;
    }
    StatisticWish wish{goal.statistic, to_double(goal.percentile), to_double(goal.amount)};
    wish.of_business = goal.business_clock;
    if (goal.is_improvement()) {
      if (!target.baseline || !target.baseline->value) continue;
      wish.value = to_double(*target.baseline->value);
    }
    result.push_back(wish);
  }
  return result;
}

}  // namespace charterd::daemon
