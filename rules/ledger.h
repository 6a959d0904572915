// The sums of one series through time, in three grains.
#pragma once

#include <algorithm>

#include "rules/book.h"
#include "rules/steps.h"

namespace charterd::rules {

/// The newest steps of one length; older ones are forgotten as time goes on.
template <class Cell>
class RecentSteps {
 public:
  /// Adds to a step, unless it is more than `keep` steps older than the newest one.
  void add(StepId id, StepId keep, const Outcome& outcome, std::int64_t times) {
    newest_ = steps_.size() == 0 ? id : std::max(newest_, id);
    if (id <= newest_ - keep) return;
    // Forgetting costs a move of what stays, so let as many gather as stay at the most.
    if (steps_.size() > 2 * static_cast<std::size_t>(keep))
      steps_.forget_before(newest_ - keep + 1);
    steps_.at(id).add(outcome, times);
  }
  Cell sum(StepId from, StepId to) const { return steps_.sum(from, to); }

 private:
  Steps<Cell> steps_;
  StepId newest_ = 0;
};

template <class Cell>
class Ledger {
 public:
  void add(const When& when, const Retention& keep, bool in_time, const Outcome& outcome,
           std::int64_t times) {
    if (in_time && keep.minutes > 0) minutes_.add(when.minute, keep.minutes, outcome, times);
    if (in_time && keep.hours > 0) hours_.add(when.hour, keep.hours, outcome, times);
    if (keep.days) days_.at(when.day).add(outcome, times);
  }

  Cell rolling(Duration length, Instant t) const {
    const Duration step = step_of(length);
    const StepId end = step_id(t, step) + 1;
    const auto steps = static_cast<StepId>(length / step);
    return step == kMinute ? minutes_.sum(end - steps, end) : hours_.sum(end - steps, end);
  }

  Cell days(const DaySpan& days) const { return days_.sum(day_id(days.from), day_id(days.to)); }

 private:
  RecentSteps<Cell> minutes_, hours_;
  Steps<Cell> days_;
};

}  // namespace charterd::rules
