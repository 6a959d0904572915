// A case judged for one target: a pure function of its events and of now.
#pragma once

#include <algorithm>
#include <optional>

#include "rules/case_plan.h"
#include "rules/case_timeline.h"

namespace charterd::rules {

/// What a condition on a case is worth at some moment. A yes or no is final unless further events
/// come, and dated at the instant from which on it was so.
struct Answer {
  enum class State : std::uint8_t { open, yes, no };
  State state = State::open;
  Instant at{};
};

/// How a formula is asked.
struct Asking {
  const CasePlan& plan;
  const Timeline& timeline;
  /// T less the longest `arrives_within` of the case's sources: what lies before it has arrived.
  Instant now{};
  /// Tests of fields answer by what has been given so far, though that may change: for `exclude`.
  bool provisional = false;
};

/// What deadlines have to do with an answer.
struct DeadlineNotes {
  std::optional<Instant> next;     ///< the earliest one that now has not passed
  std::optional<Instant> overdue;  ///< the earliest one that has, of a measure that still runs
  const CaseAtom* late = nullptr;  ///< the entry whose deadline `overdue` is; nullptr inside `not`
  const CaseAtom* lost = nullptr;  ///< the earliest no of a plain entry, for explanations
  Instant lost_at = Instant::max();

  void add_next(Instant at) { next = std::min(at, next.value_or(at)); }
  void add_overdue(Instant at, const CaseAtom* atom) {
    if (overdue && *overdue <= at) return;
    overdue = at;
    late = atom;
  }
};

/// Entries of a map must all hold, `not` turns its condition round, any map will do: yes at the
/// last instant that it takes for all, no at the first that rules one out.
Answer answer(const CaseFormula& formula, const Asking& asking, DeadlineNotes& notes);

/// The last instant at which a measure that began at `from` is within the atom's limit; nullopt
/// when there is none for now. For TimeKind::due the case has a due instant.
std::optional<Deadline> limit_of(const CaseAtom& atom, const CasePlan& plan,
                                 const Timeline& timeline, Instant from);

struct Judgement {
  enum class Kind : std::uint8_t {
    none,     ///< outside the target's scope, or nothing to judge
    pending,  ///< to be decided
    no_due,   ///< left out: `by due` without a promised instant
    good,
    bad,
    value,
    excluded,  ///< decided, but `exclude` holds
  };
  Kind kind = Kind::none;
  Instant at{};                    ///< good, bad, value, excluded: when it was decided
  Fixed value = 0;                 ///< seconds or a count
  std::optional<Instant> overdue;  ///< bad: the deadline past which a measure still runs
  std::optional<Instant> next;     ///< the next deadline: after it the judgement may change
  const CaseAtom* lost = nullptr;  ///< bad: the entry that was lost first; nullptr when none alone
  const CaseAtom* late = nullptr;  ///< the entry that `overdue` is the deadline of
  bool exempt = false;             ///< excluded: by an exemption

  bool is_decided() const { return kind >= Kind::good; }
};

/// `timeline` has an opening. `is_share`: the target's goal is a share.
Judgement judge_case(const CasePlan& plan, const CaseTargetPlan& target, bool is_share,
                     const Timeline& timeline, Instant now);

class Plan;
/// What the figures are made of: as judge_case(), but nothing outside the target's `where` and
/// `active`, and excluded what an exemption leaves out.
Judgement judge_for_figures(const Plan& plan, const CasePlan& cases, const CaseTargetPlan& target,
                            const Timeline& timeline, Instant now);

/// The time of a measure that has ended, less pauses, by the wall clock or the case's calendar.
Duration measured_time(const CasePlan& plan, const Timeline& timeline, std::size_t measure,
                       bool business);

}  // namespace charterd::rules
