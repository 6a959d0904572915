// One target's outcomes added up: by part, by step of time, and over its baseline.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "config/kept_rows.h"
#include "rules/cells.h"
#include "rules/label_values.h"
#include "rules/plan.h"
#include "rules/windows.h"

namespace charterd::rules {

/// An instant and the steps that contain it.
struct When {
  Instant time{};
  StepId minute = 0, hour = 0, day = 0;
};

/// Which part of a target: all outcomes, or those with one value of one of TargetPlan::by.
struct PartRef {
  static constexpr std::size_t kAll = static_cast<std::size_t>(-1);
  std::size_t label = kAll;
  LabelIndex value = 0;
};

/// Not thread-safe. Sums of parts that never had an outcome are zero.
class Book {
 public:
  virtual ~Book() = default;

  /// Counts an outcome `times` times (-1 takes one back). `values[i]` is its value of
  /// TargetPlan::by[i]. `first`: nothing has been decided before about what it judges.
  virtual void add(const Outcome& outcome, const When& when, std::span<const LabelIndex> values,
                   std::int64_t times, bool first) = 0;

  /// Whether any outcome is counted in the part.
  virtual bool seen(PartRef part) const = 0;
  /// Whether decided() has ever been more than nothing.
  virtual bool ever_decided(PartRef part) const = 0;
  /// `length` is one of the windows that the target was made for.
  virtual Sums rolling(PartRef part, Duration length, Instant t) const = 0;
  virtual Sums days(PartRef part, const DaySpan& days) const = 0;
  /// All outcomes of the baseline's period.
  virtual Sums baseline(PartRef part) const = 0;
  /// All first decisions since the book began; never less than before.
  virtual Sums decided(PartRef part) const = 0;

  /// Appends the rows of Table::steps and Table::totals that have changed since the last call;
  /// `target` is their first part. Only where the book was made to track changes.
  virtual void save(std::int64_t target, config::RowChanges& changes) = 0;
  /// Takes a row that was saved, before the first outcome. False when it cannot be one.
  virtual bool restore(const config::RowKey& key, std::string_view value) = 0;
};

/// How long a target's windows can look back, in steps; 0: that grain is not kept.
struct Retention {
  StepId minutes = 0;
  StepId hours = 0;
  bool days = false;
  bool tracks = false;  ///< what changes is to be saved
};
Retention retention_of(const TargetPlan& target, bool metrics);

/// `target` outlives the book. `metrics`, `tracks`: see EngineOptions.
std::unique_ptr<Book> make_book(const TargetPlan& target, bool metrics, bool tracks = false);

/// The windows of `charter_target_window_events`, but for the goal's own.
inline constexpr Duration kShortWindows[] = {
    std::chrono::minutes{5}, std::chrono::minutes{30}, std::chrono::hours{1}, std::chrono::hours{2},
    std::chrono::hours{6},   std::chrono::hours{24},   std::chrono::hours{72}};

}  // namespace charterd::rules
