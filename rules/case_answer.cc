// Conditions on cases answered, see case_judge.h.
#include <algorithm>

#include "rules/case_judge.h"

namespace charterd::rules {

namespace {

using Kind = CaseAtom::Kind;
using State = Answer::State;

Answer yes(Instant at) { return {State::yes, at}; }
Answer no(Instant at) { return {State::no, at}; }

Answer opposite(Answer answer) {
  if (answer.state == State::yes) return no(answer.at);
  if (answer.state == State::no) return yes(answer.at);
  return answer;
}

// The first instant at which an elapsed or working time is no longer below the limit.
template <Clock C>
std::optional<Deadline> limit_on(const C& clock, const CaseAtom& atom, Instant from,
                                 std::span<const Pause> pauses) {
  const Duration limit{atom.amount - (atom.strict ? 1 : 0)};
  const std::optional<Instant> last = deadline(clock, from, limit, pauses);
  if (!last) return std::nullopt;
  return atom.strict ? Deadline{*last + Duration{1}, false} : Deadline{*last, true};
}

class Answering {
 public:
  Answering(const Asking& asking, DeadlineNotes& notes)
      : plan_(asking.plan), line_(asking.timeline), asking_(asking), notes_(notes) {}

  Answer operator()(const CaseAtom& atom) const {
    const Answer plain = ask(atom);
    return atom.negated && !incomparable(atom) ? opposite(plain) : plain;
  }

 private:
  // Of a measure that never began in a case that is over: every comparison fails.
  bool incomparable(const CaseAtom& atom) const {
    const bool compares = atom.kind == Kind::within || atom.kind == Kind::exactly;
    return compares && line_.closed() && !line_.measures()[atom.index].begun;
  }

  Answer ask(const CaseAtom& atom) const {
    switch (atom.kind) {
      case Kind::within:
        return within(atom);
      case Kind::exactly:
        return exactly(atom);
      case Kind::fewer:
        return fewer(atom.index, atom.amount);
      case Kind::as_many:
        return as_many(atom);
      case Kind::known:
        return known(atom.index);
      case Kind::test:
        return test(atom);
      case Kind::given:
        return given(atom);
      case Kind::happened:
        return once(line_.happened(atom.index));
    }
    return {};
  }

  // Known at the closing, if not before.
  Answer at_closing(bool holds) const {
    if (!line_.closed()) return {};
    return holds ? yes(*line_.closed()) : no(*line_.closed());
  }

  Answer once(const std::optional<Instant>& first) const {
    return first ? yes(*first) : at_closing(false);
  }

  Answer test(const CaseAtom& atom) const {
    const bool holds = line_.holds(atom.index);
    if (asking_.provisional && !line_.closed()) return {holds ? State::yes : State::no, {}};
    return at_closing(holds);
  }

  Answer given(const CaseAtom& atom) const {
    const auto& first = line_.fields()[atom.index].first_given;
    if (asking_.provisional && !first) return no({});
    return once(first);
  }

  Answer known(std::size_t index) const {
    const CaseMeasurePlan& plan = plan_.measures[index];
    const Timeline::Measure& measure = line_.measures()[index];
    if (!plan.is_time()) return at_closing(true);
    if (measure.ended) return yes(measure.to);
    if (plan.start == CaseMeasurePlan::Start::closes) return {};
    return at_closing(false);
  }

  Answer fewer(std::size_t index, std::int64_t amount) const {
    const auto& counted = line_.measures()[index].counted;
    if (amount <= 0) return no(line_.opened());
    if (counted.size() >= static_cast<std::size_t>(amount)) {
      return no(counted[static_cast<std::size_t>(amount) - 1]);
    }
    return at_closing(true);
  }

  Answer as_many(const CaseAtom& atom) const {
    if (atom.amount < 0) return no(line_.opened());
    const Answer not_more = fewer(atom.index, atom.amount + 1);
    if (not_more.state == State::no) return not_more;
    const auto count = static_cast<std::int64_t>(line_.measures()[atom.index].counted.size());
    return at_closing(count == atom.amount);
  }

  Answer within(const CaseAtom& atom) const {
    const Timeline::Measure& measure = line_.measures()[atom.index];
    if (atom.time == TimeKind::due && !line_.due()) return at_closing(false);
    if (!measure.begun) return before_beginning(atom);
    const std::optional<Deadline> limit = limit_of(atom, plan_, line_, measure.from);
    if (measure.ended) {
      return !limit || limit->keeps(measure.to) ? yes(measure.to) : no(limit->at);
    }
    if (line_.cut_short(atom.index)) {
      return no(limit && !limit->keeps(*line_.closed()) ? limit->at : *line_.closed());
    }
    return limit ? while_running(atom, *limit) : Answer{};
  }

  // Only what was promised for an instant can be lost before it has begun.
  Answer before_beginning(const CaseAtom& atom) const {
    if (atom.time != TimeKind::due) return at_closing(false);
    const Deadline& due = *line_.due();
    if (line_.closed()) return no(due.keeps(*line_.closed()) ? *line_.closed() : due.at);
    if (asking_.now > due.at) return no(due.at);
    notes_.add_next(due.at);
    return {};
  }

  Answer while_running(const CaseAtom& atom, const Deadline& limit) const {
    if (asking_.now > limit.at) {
      notes_.add_overdue(limit.at, &atom);
      return no(limit.at);
    }
    notes_.add_next(limit.at);
    return {};
  }

  Answer exactly(const CaseAtom& atom) const {
    const Answer not_more = within(atom);
    if (not_more.state != State::yes) return not_more;
    const Timeline::Measure& measure = line_.measures()[atom.index];
    const bool business = atom.time == TimeKind::business;
    const Duration time = measured_time(plan_, line_, atom.index, business);
    return time == Duration{atom.amount} ? yes(measure.to) : no(measure.to);
  }

  const CasePlan& plan_;
  const Timeline& line_;
  const Asking& asking_;
  DeadlineNotes& notes_;
};

// All must be so: no at the first no, yes at the last yes.
class All {
 public:
  void add(const Answer& one) {
    if (one.state == State::no) {
      no_at_ = std::min(one.at, no_at_.value_or(one.at));
    } else if (one.state == State::yes) {
      yes_at_ = std::max(yes_at_, one.at);
    } else {
      open_ = true;
    }
  }
  Answer result() const {
    if (no_at_) return no(*no_at_);
    return open_ ? Answer{} : yes(yes_at_);
  }

 private:
  std::optional<Instant> no_at_;
  Instant yes_at_ = Instant::min();
  bool open_ = false;
};

Answer answer_map(const CaseFormula::Map& map, const Asking& asking, DeadlineNotes& notes) {
  All all;
  const Answering ask(asking, notes);
  for (const CaseAtom& atom : map.all_of) {
    const Answer one = ask(atom);
    if (one.state == State::no && one.at < notes.lost_at) {
      notes.lost = &atom;
      notes.lost_at = one.at;
    }
    all.add(one);
  }
  for (const CaseFormula& inner : map.none_of) {
    DeadlineNotes within;
    all.add(opposite(answer(inner, asking, within)));
    if (within.next) notes.add_next(*within.next);
    if (within.overdue) notes.add_overdue(*within.overdue, nullptr);
  }
  return all.result();
}

}  // namespace

std::optional<Deadline> limit_of(const CaseAtom& atom, const CasePlan& plan,
                                 const Timeline& timeline, Instant from) {
  const auto pauses = timeline.pauses();
  const auto midnight = [](std::optional<Instant> at) {
    return at ? std::optional(Deadline{*at, false}) : std::nullopt;
  };
  switch (atom.time) {
    case TimeKind::elapsed:
      return limit_on(ElapsedTime{}, atom, from, pauses);
    case TimeKind::business:
      return limit_on(*plan.calendar, atom, from, pauses);
    case TimeKind::working_days:
      if (atom.amount < 0) return Deadline{from, false};
      return midnight(plan.calendar->deadline_working_days(from, atom.amount, pauses));
    case TimeKind::calendar_days:
      if (atom.amount < 0) return Deadline{from, false};
      return midnight(deadline_calendar_days(plan.zone, from, atom.amount));
    case TimeKind::due:
      break;
  }
  return timeline.due();
}

Answer answer(const CaseFormula& formula, const Asking& asking, DeadlineNotes& notes) {
  // Any of them will do: not all of them fail.
  All none;
  for (const CaseFormula::Map& map : formula.any_of) {
    none.add(opposite(answer_map(map, asking, notes)));
  }
  return opposite(none.result());
}

}  // namespace charterd::rules
