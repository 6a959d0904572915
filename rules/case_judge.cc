#include "rules/case_judge.h"

#include <algorithm>

#include "rules/plan.h"

namespace charterd::rules {

using Kind = Judgement::Kind;

namespace {

class Judge {
 public:
  Judge(const CasePlan& plan, const CaseTargetPlan& target, const Timeline& line, Instant now)
      : plan_(plan), target_(target), line_(line), now_(now) {}

  Judgement share() const {
    if (target_.subject && !has_begun(*target_.subject)) return {};
    if (target_.needs_due && !line_.due()) return no_due();
    DeadlineNotes notes;
    const Answer kept = answer(*target_.kept, {plan_, line_, now_, false}, notes);
    Judgement judgement;
    judgement.next = notes.next;
    if (kept.state == Answer::State::open) return exclude_pending(judgement);
    const bool good = (kept.state == Answer::State::yes) != target_.kept_is_bad;
    judgement.kind = good ? Kind::good : Kind::bad;
    judgement.at = kept.at;
    if (!good) {
      judgement.overdue = notes.overdue;
      judgement.late = notes.late;
      const bool alone = notes.lost_at == kept.at && target_.kept->any_of.size() == 1;
      judgement.lost = target_.kept_is_bad || !alone ? nullptr : notes.lost;
    }
    return exclude_decided(judgement);
  }

  Judgement statistic() const {
    const std::size_t index = *target_.subject;
    const Timeline::Measure& measure = line_.measures()[index];
    Judgement judgement;
    if (!plan_.measures[index].is_time()) {
      if (!line_.closed()) return exclude_pending(judgement);
      judgement.at = *line_.closed();
      judgement.value = static_cast<Fixed>(measure.counted.size()) * kFixedOne;
    } else {
      if (!measure.begun || line_.cut_short(index)) return {};
      if (!measure.ended) return exclude_pending(judgement);
      judgement.at = measure.to;
      judgement.value = measured_time(plan_, line_, index, target_.business_clock).count();
    }
    judgement.kind = Kind::value;
    return exclude_decided(judgement);
  }

 private:
  static Judgement no_due() {
    Judgement judgement;
    judgement.kind = Kind::no_due;
    return judgement;
  }

  bool has_begun(std::size_t index) const {
    return !plan_.measures[index].is_time() || line_.measures()[index].begun;
  }

  // Notes also when that may change by itself.
  bool is_excluded(Judgement& judgement) const {
    if (!target_.exclude) return false;
    DeadlineNotes notes;
    const Answer excluded = answer(*target_.exclude, {plan_, line_, now_, true}, notes);
    if (notes.next) judgement.next = std::min(*notes.next, judgement.next.value_or(*notes.next));
    return excluded.state == Answer::State::yes;
  }

  Judgement exclude_pending(Judgement judgement) const {
    judgement.kind = is_excluded(judgement) ? Kind::none : Kind::pending;
    return judgement;
  }

  Judgement exclude_decided(Judgement judgement) const {
    if (!is_excluded(judgement)) return judgement;
    judgement.kind = Kind::excluded;
    judgement.overdue.reset();
    return judgement;
  }

  const CasePlan& plan_;
  const CaseTargetPlan& target_;
  const Timeline& line_;
  Instant now_;
};

}  // namespace

Judgement judge_case(const CasePlan& plan, const CaseTargetPlan& target, bool is_share,
                     const Timeline& timeline, Instant now) {
  if (timeline.voided()) return {};
  const Judge judge{plan, target, timeline, now};
  return is_share ? judge.share() : judge.statistic();
}

Judgement judge_for_figures(const Plan& plan, const CasePlan& cases, const CaseTargetPlan& target,
                            const Timeline& timeline, Instant now) {
  const auto index = static_cast<std::size_t>(&target - cases.targets.data());
  if ((timeline.opening_shape().covered & bit(index)) == 0) return {};
  const TargetPlan& of = plan.targets[target.target];
  Judgement judgement = judge_case(cases, target, of.config->goal.is_share(), timeline, now);
  if (!judgement.is_decided()) return judgement;
  if (!of.in_season(judgement.at)) {
    judgement.kind = Kind::none;
  } else if (judgement.kind != Kind::excluded && of.is_exempt(judgement.at)) {
    judgement.kind = Kind::excluded;
    judgement.exempt = true;
  }
  if (judgement.kind != Kind::bad) judgement.overdue.reset();
  return judgement;
}

Duration measured_time(const CasePlan& plan, const Timeline& timeline, std::size_t measure,
                       bool business) {
  const Timeline::Measure& of = timeline.measures()[measure];
  if (business) return measured(*plan.calendar, of.from, of.to, timeline.pauses());
  return measured(ElapsedTime{}, of.from, of.to, timeline.pauses());
}

}  // namespace charterd::rules
