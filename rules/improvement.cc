#include "rules/improvement.h"

#include <algorithm>

namespace charterd::rules {

namespace {

Instant path_begins(const config::Baseline& baseline) {
  if (baseline.start) return *baseline.start;
  return *baseline.period->to;
}

bool at_or_past(const config::Goal& goal, double value, double limit) {
  return goal.kind == config::Goal::Kind::reduced ? value <= limit : value >= limit;
}

}  // namespace

double improved(const config::Goal& goal, double baseline) {
  const double change = goal.relative ? baseline * to_double(goal.amount) : to_double(goal.amount);
  return goal.kind == config::Goal::Kind::reduced ? baseline - change : baseline + change;
}

double path_at(const config::Target& target, double baseline, double goal, Instant t) {
  const Instant begins = path_begins(*target.baseline);
  const double whole = static_cast<double>((*target.deadline - begins).count());
  const double passed = static_cast<double>((t - begins).count());
  return baseline + (goal - baseline) * std::clamp(passed / whole, 0.0, 1.0);
}

bool baseline_known(const config::Baseline& baseline, Instant t) {
  return baseline.value || *baseline.period->to <= t;
}

Status judge_improvement(const config::Target& target, double value, double baseline, Instant t) {
  const double goal = improved(target.goal, baseline);
  if (at_or_past(target.goal, value, goal)) return Status::met;
  if (t >= *target.deadline) return Status::missed;
  const double path = path_at(target, baseline, goal, t);
  return at_or_past(target.goal, value, path) ? Status::on_track : Status::at_risk;
}

}  // namespace charterd::rules
