#include "rules/overdue_cases.h"

#include <algorithm>

#include "rules/case_judge.h"
#include "rules/cases.h"

namespace charterd::rules {

namespace {

void add_case(const Plan& plan, const CasePlan& cases, const CaseView& view, Instant now,
              std::vector<OverdueCase>& found) {
  for (const CaseTargetPlan& target : cases.targets) {
    const Judgement judgement = judge_for_figures(plan, cases, target, view.timeline, now);
    if (judgement.kind != Judgement::Kind::bad || !judgement.overdue) continue;
    found.push_back({cases.config, plan.targets[target.target].config, view.key, *judgement.overdue,
                     view.timeline.opened()});
  }
}

bool is_before(const OverdueCase& a, const OverdueCase& b) {
  if (a.deadline != b.deadline) return a.deadline < b.deadline;
  // Both lie in the charter's own lists.
  if (a.kind != b.kind) return std::less<>()(a.kind, b.kind);
  return a.key != b.key ? a.key < b.key : std::less<>()(a.target, b.target);
}

}  // namespace

std::vector<OverdueCase> overdue_cases(const Plan& plan, Engine& engine) {
  std::vector<OverdueCase> found;
  for (std::size_t i = 0; i < plan.cases.size(); ++i) {
    engine.visit_cases(i, [&](const CaseView& view, Instant now) {
      add_case(plan, plan.cases[i], view, now, found);
    });
  }
  std::sort(found.begin(), found.end(), is_before);
  return found;
}

}  // namespace charterd::rules
