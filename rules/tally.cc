#include "rules/tally.h"

namespace charterd::rules {

namespace {

// A score as its part of a net promoter score: the mean of these is 100 times the share of
// promoters (9 and 10) less that of detractors (0 to 6).
Fixed promotion(Fixed score) {
  if (score >= 9 * kFixedOne) return 100 * kFixedOne;
  return score <= 6 * kFixedOne ? -100 * kFixedOne : 0;
}

}  // namespace

Tally::Tally(const Plan& plan, bool metrics, bool tracks)
    : plan_(plan), days_(plan.charter->timezone), open_(plan.targets.size()) {
  for (const TargetPlan& target : plan.targets) {
    books_.push_back(make_book(target, metrics, tracks));
    needs_days_ = needs_days_ || metrics || target.window.is_calendar();
  }
}

When Tally::when(Instant t) {
  When when;
  when.time = t;
  when.minute = step_id(t, kMinute);
  when.hour = step_id(t, kHour);
  if (needs_days_) when.day = day_id(days_.day_of(t));
  return when;
}

Outcome Tally::outcome_of(std::size_t index, Fixed value) const {
  const TargetPlan& target = plan_.targets[index];
  Outcome outcome;
  outcome.kind = Outcome::Kind::value;
  outcome.value = value;
  if (target.config->goal.statistic == config::Statistic::nps) {
    outcome.value = promotion(outcome.value);
  }
  if (target.limit) {
    outcome.inside =
        target.limit_included ? outcome.value <= *target.limit : outcome.value < *target.limit;
  }
  return outcome;
}

}  // namespace charterd::rules
