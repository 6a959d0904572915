#include "rules/explain.h"

#include <algorithm>

#include "config/condition_text.h"

namespace charterd::rules {

using Kind = Explanation::Kind;

namespace {

// The case closed before the end of the measure that it was lost by.
bool closed_first(const Judgement& judgement, const Timeline& timeline) {
  return judgement.lost != nullptr && judgement.lost->kind == CaseAtom::Kind::within &&
         timeline.cut_short(judgement.lost->index) && judgement.at == timeline.closed();
}

// The event to look at: nothing happens when a deadline passes, so that it is the opening then.
const CaseEvent& deciding_event(const CasePlan& cases, const Judgement& judgement,
                                const CaseView& view) {
  const CaseAtom* lost = judgement.lost;
  const bool by_deadline = lost != nullptr && lost->kind == CaseAtom::Kind::within &&
                           !closed_first(judgement, view.timeline);
  Bits roles = ~Bits{0};
  if (lost != nullptr && lost->kind == CaseAtom::Kind::fewer) {
    roles = cases.measures[lost->index].counts;
  }
  const auto decided = std::find_if(view.events.rbegin(), view.events.rend(), [&](const auto& one) {
    return !by_deadline && one.time == judgement.at && (view.roles_of(one) & roles) != 0;
  });
  return decided != view.events.rend() ? *decided : view.timeline.opening_event();
}

}  // namespace

Explainer::Explainer(const Plan& plan, std::size_t target, std::string language)
    : plan_(plan), index_(target), target_(plan.targets[target]), language_(std::move(language)) {}

std::string Explainer::excluded_because(Instant at, bool exempt) const {
  for (const config::Exemption& exemption : plan_.charter->exemptions) {
    const auto& named = exemption.targets;
    const bool covers =
        named.empty() || std::find(named.begin(), named.end(), target_.config->id) != named.end();
    if (exempt && covers && exemption.period.contains(at)) {
      return "exempt: " + exemption.because.in(language_);
    }
  }
  if (!target_.config->exclude_because.empty()) {
    return "excluded: " + target_.config->exclude_because.in(language_);
  }
  return "excluded: " + config::describe(*target_.config->exclude);
}

// `entry`: the one that decided, nullptr when none did alone.
std::string Explainer::missed_because(const CaseAtom* entry) const {
  const config::Target& config = *target_.config;
  if (!config.good) return "bad: " + config::describe(*config.bad);
  const config::Test* test = nullptr;
  if (entry != nullptr) test = config::find_test(*config.good, entry->place);
  return test != nullptr ? config::describe(*test) : config::describe(*config.good);
}

void Explainer::counted(std::size_t target, const Outcome& outcome,
                        const collectors::Event& event) {
  if (target != index_) return;
  const bool excluded = outcome.kind == Outcome::Kind::excluded;
  if (!excluded && outcome.kind != Outcome::Kind::bad) return;
  Explanation found;
  found.kind = excluded ? Kind::excluded : Kind::miss;
  found.at = event.time;
  found.rule = excluded ? excluded_because(event.time, target_.is_exempt(event.time))
                        : missed_because(nullptr);
  found.source = event.origin.source;
  found.stream = event.origin.stream;
  found.line = event.origin.line;
  found_.push_back(std::move(found));
}

void Explainer::explain_case(const CaseView& view, Instant now) {
  const CasePlan& cases = plan_.cases[*target_.of_case];
  const auto target =
      std::find_if(cases.targets.begin(), cases.targets.end(),
                   [this](const CaseTargetPlan& one) { return one.target == index_; });
  const Judgement judgement = judge_for_figures(plan_, cases, *target, view.timeline, now);
  const bool excluded = judgement.kind == Judgement::Kind::excluded;
  if (!excluded && judgement.kind != Judgement::Kind::bad) return;
  const CaseEvent& event = deciding_event(cases, judgement, view);
  Explanation found;
  found.kind = excluded ? Kind::excluded : Kind::miss;
  found.at = judgement.at;
  found.key = view.key;
  found.rule =
      excluded ? excluded_because(judgement.at, judgement.exempt) : missed_because(judgement.lost);
  found.source = event.source;
  found.stream = event.stream;
  found.line = event.position;
  if (closed_first(judgement, view.timeline)) found.rule += ", closed first";
  found_.push_back(found);
  if (!judgement.overdue) return;
  found.kind = Kind::overdue;
  found.at = *judgement.overdue;
  found.rule = missed_because(judgement.late);
  found_.push_back(std::move(found));
}

std::vector<Explanation> Explainer::explain(Engine& engine, Instant from, Instant to,
                                            bool current) {
  if (target_.of_case) {
    engine.visit_cases(*target_.of_case,
                       [this](const CaseView& view, Instant now) { explain_case(view, now); });
  }
  std::erase_if(found_, [&](const Explanation& one) {
    if (one.kind == Kind::overdue) return !current;
    return one.at < from || one.at >= to;
  });
  std::sort(found_.begin(), found_.end(), [](const Explanation& a, const Explanation& b) {
    if (a.kind != b.kind) return a.kind < b.kind;
    if (a.at != b.at) return a.at < b.at;
    return a.key != b.key ? a.key < b.key : a.line < b.line;
  });
  return std::move(found_);
}

bool adds_up(const TargetFigures& target, const WindowFigure& figure,
             const std::vector<Explanation>& found) {
  const auto count_of = [&found](Kind kind) {
    return std::count_if(found.begin(), found.end(),
                         [kind](const Explanation& one) { return one.kind == kind; });
  };
  const bool counted = target.target->goal.is_share() && !figure.count && figure.bad.has_value();
  if (counted && static_cast<double>(count_of(Kind::miss)) != *figure.bad) return false;
  return count_of(Kind::excluded) == figure.excluded &&
         count_of(Kind::overdue) == figure.overdue.value_or(0);
}

}  // namespace charterd::rules
