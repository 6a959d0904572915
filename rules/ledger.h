// The sums of one series through time, in three grains.
#pragma once

#include <algorithm>
#include <optional>

#include "config/kept_rows.h"
#include "config/packed.h"
#include "rules/book.h"
#include "rules/steps.h"
#include "rules/touched.h"

namespace charterd::rules {

/// Steps of one length, and which of them are not kept yet as they are.
template <class Cell>
class KeptSteps {
 public:
  void add(StepId id, bool tracks, const Outcome& outcome, std::int64_t times) {
    steps_.at(id).add(outcome, times);
    if (tracks) touched_.add(id);
  }
  Cell sum(StepId from, StepId to) const { return steps_.sum(from, to); }
  std::size_t size() const { return steps_.size(); }
  StepId newest() const { return steps_.newest(); }

  void forget_before(StepId id) {
    steps_.forget_before(id);
    forgotten_before_ = id;
  }

  /// `key` names the steps but for the last part.
  void save(config::RowKey key, config::RowChanges& changes, config::Packer& scratch) {
    if (forgotten_before_) {
      key.d = *forgotten_before_;
      changes.erase_below(key);
      forgotten_before_.reset();
    }
    for (const StepId id : touched_.take()) {
      const Cell* cell = steps_.find(id);
      if (cell == nullptr) continue;
      key.d = id;
      scratch.clear();
      cell->pack(scratch);
      changes.put(key, scratch.bytes());
    }
  }
  void restore(StepId id, config::Unpacker& from) { steps_.at(id).unpack(from); }

 private:
  Steps<Cell> steps_;
  Touched touched_;
  std::optional<StepId> forgotten_before_;  // since the last save()
};

/// The newest steps of one length; older ones are forgotten as time goes on.
template <class Cell>
class RecentSteps {
 public:
  /// Adds to a step, unless it is more than `keep` steps older than the newest one.
  void add(StepId id, StepId keep, bool tracks, const Outcome& outcome, std::int64_t times) {
    newest_ = steps_.size() == 0 ? id : std::max(newest_, id);
    if (id <= newest_ - keep) return;
    // Forgetting costs a move of what stays, so let as many gather as stay at the most.
    if (steps_.size() > 2 * static_cast<std::size_t>(keep)) {
      steps_.forget_before(newest_ - keep + 1);
    }
    steps_.add(id, tracks, outcome, times);
  }
  Cell sum(StepId from, StepId to) const { return steps_.sum(from, to); }

  void save(const config::RowKey& key, config::RowChanges& changes, config::Packer& scratch) {
    steps_.save(key, changes, scratch);
  }
  void restore(StepId id, config::Unpacker& from) {
    steps_.restore(id, from);
    newest_ = steps_.newest();
  }

 private:
  KeptSteps<Cell> steps_;
  StepId newest_ = 0;
};

template <class Cell>
class Ledger {
 public:
  void add(const When& when, const Retention& keep, bool in_time, const Outcome& outcome,
           std::int64_t times) {
    if (in_time && keep.minutes > 0) {
      minutes_.add(when.minute, keep.minutes, keep.tracks, outcome, times);
    }
    if (in_time && keep.hours > 0) hours_.add(when.hour, keep.hours, keep.tracks, outcome, times);
    if (keep.days) days_.add(when.day, keep.tracks, outcome, times);
  }

  Cell rolling(Duration length, Instant t) const {
    const Duration step = step_of(length);
    const StepId end = step_id(t, step) + 1;
    const auto steps = static_cast<StepId>(length / step);
    return step == kMinute ? minutes_.sum(end - steps, end) : hours_.sum(end - steps, end);
  }

  Cell days(const DaySpan& days) const { return days_.sum(day_id(days.from), day_id(days.to)); }

  /// Rows of Table::steps; `key` names the target and the part.
  void save(config::RowKey key, config::RowChanges& changes, config::Packer& scratch) {
    key.table = config::Table::steps;
    key.c = kMinutes;
    minutes_.save(key, changes, scratch);
    key.c = kHours;
    hours_.save(key, changes, scratch);
    key.c = kDays;
    days_.save(key, changes, scratch);
  }
  /// False when there is no such grain.
  bool restore(const config::RowKey& key, config::Unpacker& from) {
    const auto id = static_cast<StepId>(key.d);
    if (key.c == kMinutes) minutes_.restore(id, from);
    if (key.c == kHours) hours_.restore(id, from);
    if (key.c == kDays) days_.restore(id, from);
    return id == key.d && key.c >= kMinutes && key.c <= kDays;
  }

 private:
  // Parts of the stored form.
  static constexpr std::int64_t kMinutes = 0, kHours = 1, kDays = 2;

  RecentSteps<Cell> minutes_, hours_;
  KeptSteps<Cell> days_;
};

}  // namespace charterd::rules
