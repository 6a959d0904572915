#include "daemon/page_verdict.h"

#include "daemon/page_goal.h"

namespace charterd::daemon {
namespace {

using config::Goal;
using config::Statistic;

// A count or sum that is not there yet, in a period that runs.
bool is_under_way(const rules::TargetFigures& figures, const rules::WindowFigure& figure) {
  const Goal& goal = figures.target->goal;
  const bool total = goal.statistic == Statistic::count || goal.statistic == Statistic::sum;
  return total && goal.kind == Goal::Kind::at_least && figure.value && figures.goal &&
         *figure.value < *figures.goal;
}

PublicVerdict of_status(const rules::TargetFigures& figures, const rules::WindowFigure& figure) {
  const bool path = figures.target->goal.is_improvement() || is_under_way(figures, figure);
  switch (figure.status) {
    case rules::Status::met:
      return {Standing::kept, &PageWords::kept, true};
    case rules::Status::on_track:
      return {Standing::kept, path ? &PageWords::on_the_way : &PageWords::kept_so_far, true};
    case rules::Status::at_risk:
      return {Standing::close, path ? &PageWords::behind_plan : &PageWords::only_just, true};
    case rules::Status::missed:
      return {Standing::missed, &PageWords::missed, true};
    case rules::Status::no_data:
      break;
  }
  return {};
}

}  // namespace

PublicVerdict public_verdict(const rules::TargetFigures& figures,
                             const rules::WindowFigure& figure) {
  const auto outcomes = outcomes_of(*figures.target, figure);
  if (figures.filling || !figure.value || outcomes.value_or(0) == 0) return {};
  if (*outcomes < kFewestShown) return {Standing::none, &PageWords::too_few, false};
  return of_status(figures, figure);
}

bool is_kept(const PublicVerdict& verdict) {
  return verdict.standing == Standing::kept ||
         (verdict.standing == Standing::close && verdict.word == &PageWords::only_just);
}

}  // namespace charterd::daemon
