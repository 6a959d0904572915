#include "tests/reference/slow_condition.h"

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace charterd::slow {
namespace {

using config::Condition;
using config::ConditionMap;
using config::Quantity;
using config::Test;
using Kind = Test::Kind;

Answer yes(Instant since) { return {Answer::Kind::yes, since}; }
Answer no(Instant since) { return {Answer::Kind::no, since}; }

Answer swapped(Answer answer) {
  if (answer.kind == Answer::Kind::open) return answer;
  return answer.kind == Answer::Kind::yes ? no(answer.since) : yes(answer.since);
}

// No at the earliest no; yes at the latest yes when all are.
Answer all_of(const std::vector<Answer>& answers) {
  std::optional<Instant> earliest_no;
  Instant latest_yes = Instant::min();
  bool open = false;
  for (const Answer& answer : answers) {
    if (answer.kind == Answer::Kind::open) open = true;
    if (answer.kind == Answer::Kind::yes) latest_yes = std::max(latest_yes, answer.since);
    if (answer.kind == Answer::Kind::no) {
      earliest_no = std::min(earliest_no.value_or(answer.since), answer.since);
    }
  }
  if (earliest_no) return no(*earliest_no);
  return open ? Answer{} : yes(latest_yes);
}

Answer any_of(std::vector<Answer> answers) {
  for (Answer& answer : answers) answer = swapped(answer);
  return swapped(all_of(answers));
}

bool is_days(const Quantity& quantity) {
  return quantity.kind == Quantity::Kind::working_days ||
         quantity.kind == Quantity::Kind::calendar_days;
}

}  // namespace

Asker::Asker(const CaseStory& story, Instant now, bool fields_now)
    : story_(story), now_(now), fields_now_(fields_now), latest_(story.latest_fields()) {}

Answer Asker::ask(const Condition& condition) const {
  std::vector<Answer> answers;
  for (const ConditionMap& map : condition.any_of) answers.push_back(ask(map));
  return any_of(std::move(answers));
}

Answer Asker::ask(const ConditionMap& map) const {
  std::vector<Answer> answers;
  for (const Test& test : map.all_of) answers.push_back(ask(test));
  for (const Condition& inner : map.none_of) answers.push_back(swapped(ask(inner)));
  return all_of(answers);
}

Answer Asker::ask(const Test& test) const {
  if (test.subject == Test::Subject::event) return ask_event(test);
  if (test.subject == Test::Subject::field) return ask_field(test);
  const Measured measured = measure(story_, find_measure(*story_.kind, test.name));
  if (test.kind == Kind::absent) {
    return swapped(measured.counts ? at_closing(true) : ended(measured));
  }
  if (test.kind == Kind::present) return measured.counts ? at_closing(true) : ended(measured);
  return measured.counts ? ask_count(test, measured) : ask_time(test, measured);
}

Answer Asker::at_closing(bool is_yes) const {
  if (!story_.closed) return {};
  return is_yes ? yes(*story_.closed) : no(*story_.closed);
}

Answer Asker::ask_event(const Test& test) const {
  if (test.kind != Kind::any_of) throw std::logic_error("how an event is tested is not decided");
  for (const Happening& happening : story_.while_open) {
    const auto& names = test.texts;
    if (std::find(names.begin(), names.end(), happening.event->type) != names.end()) {
      return yes(happening.time);
    }
  }
  return at_closing(false);
}

Answer Asker::ask_field(const Test& test) const {
  if (fields_now_) return holds(test, latest_) ? yes(now_) : no(now_);
  if (test.kind != Kind::present && test.kind != Kind::absent) {
    return at_closing(holds(test, latest_));
  }
  const auto given = std::find_if(
      story_.while_open.begin(), story_.while_open.end(),
      [&](const Happening& happening) { return happening.event->fields.contains(test.name); });
  const Answer present = given != story_.while_open.end() ? yes(given->time) : at_closing(false);
  return test.kind == Kind::present ? present : swapped(present);
}

Answer Asker::ask_count(const Test& test, const Measured& count) const {
  const std::int64_t limit = test.quantity->amount;
  // The event with which the count first satisfies `kind`, never to fall back.
  const auto settled = [&](Kind kind) -> std::optional<Instant> {
    for (std::size_t i = 0; i < count.counted.size(); ++i) {
      if (compares(kind, static_cast<std::int64_t>(i + 1) * kFixedOne, limit)) {
        return count.counted[i];
      }
    }
    return std::nullopt;
  };
  const auto total = static_cast<std::int64_t>(count.counted.size()) * kFixedOne;
  const bool reaching = test.kind == Kind::less || test.kind == Kind::greater_equal;
  const bool settles_yes = test.kind == Kind::greater || test.kind == Kind::greater_equal ||
                           test.kind == Kind::not_equal;
  if (const auto at = settled(reaching ? Kind::greater_equal : Kind::greater)) {
    return settles_yes ? yes(*at) : no(*at);
  }
  return at_closing(compares(test.kind, total, limit));
}

Answer Asker::ended(const Measured& time) const {
  if (time.end) return yes(*time.end);
  return time.from_closes ? Answer{} : at_closing(false);
}

Clock Asker::clock_of(const Test& test, const Measured& time) const {
  const bool business = test.quantity->kind == Quantity::Kind::business_hours;
  return {*time.begin, business ? story_.work : nullptr, story_.pauses};
}

std::optional<Asker::Limit> Asker::limit_of(const Test& test, const Measured& time,
                                            bool strict) const {
  if (test.kind == Kind::by_due) {
    if (!story_.due) return std::nullopt;
    return Limit{story_.due->time, story_.due->included};
  }
  if (!time.begin) return std::nullopt;
  if (is_days(*test.quantity)) {
    const std::int64_t days = test.quantity->amount / kFixedOne - (strict ? 1 : 0);
    const bool working = test.quantity->kind == Quantity::Kind::working_days;
    const auto midnight =
        working ? story_.work->end_of_days(*time.begin, days, story_.pauses)
                : std::optional(end_of_calendar_days(*story_.zone, *time.begin, days));
    if (!midnight) return std::nullopt;
    return Limit{*midnight, false};
  }
  const Clock clock = clock_of(test, time);
  const Duration limit{test.quantity->amount};
  const auto at = strict ? clock.first_reading(limit) : clock.last_reading(limit);
  if (!at) return std::nullopt;
  return Limit{*at, !strict};
}

Answer Asker::in_time(const std::optional<Limit>& limit, const Measured& time) const {
  if (time.end) {
    return !limit || limit->kept_by(*time.end) ? yes(*time.end) : no(limit->at);
  }
  if (cut_short(time)) {
    return no(limit && limit->at < *story_.closed ? limit->at : *story_.closed);
  }
  if (limit && now_ > limit->at) return no(limit->at);
  return {};
}

Answer Asker::ask_equal(const Test& test, const Measured& time) const {
  const std::optional<Limit> limit = limit_of(test, time, false);
  const Answer exceeded = in_time(limit, time);
  if (!time.end || exceeded.kind != Answer::Kind::yes) return exceeded;
  const bool reads = clock_of(test, time).reads_at(*time.end) == Duration{test.quantity->amount};
  return reads ? yes(*time.end) : no(*time.end);
}

Answer Asker::ask_time(const Test& test, const Measured& time) const {
  const bool absent = cut_short(time) && !time.begin;
  switch (test.kind) {
    case Kind::by_due:
      // Nothing was promised, in an `exclude`: like what is absent, it fails.
      if (!story_.due) return at_closing(false);
      [[fallthrough]];
    case Kind::less_equal:
      return in_time(limit_of(test, time, false), time);
    case Kind::less:
      return in_time(limit_of(test, time, true), time);
    case Kind::equal:
      return ask_equal(test, time);
    // A time that never began fails these too.
    case Kind::greater:
      if (absent) return at_closing(false);
      return swapped(in_time(limit_of(test, time, false), time));
    case Kind::greater_equal:
      if (absent) return at_closing(false);
      return swapped(in_time(limit_of(test, time, true), time));
    case Kind::not_equal:
      if (absent) return at_closing(false);
      return swapped(ask_equal(test, time));
    default:
      throw std::logic_error("no comparison of a time");
  }
}

bool Asker::runs_late(const Test& test) const {
  if (test.subject != Test::Subject::measure) return false;
  if (test.kind == Kind::present || test.kind == Kind::absent) return false;
  const Measured time = measure(story_, find_measure(*story_.kind, test.name));
  if (time.counts || !time.begin || time.end || cut_short(time)) return false;
  const bool strict = test.kind == Kind::less || test.kind == Kind::greater_equal;
  const std::optional<Limit> limit = limit_of(test, time, strict);
  return limit && now_ > limit->at;
}

bool Asker::runs_late(const Condition& condition) const {
  for (const ConditionMap& map : condition.any_of) {
    for (const Test& test : map.all_of) {
      if (runs_late(test)) return true;
    }
    for (const Condition& inner : map.none_of) {
      if (runs_late(inner)) return true;
    }
  }
  return false;
}

}  // namespace charterd::slow
