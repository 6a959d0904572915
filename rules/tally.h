// The books of all targets, and what makes an outcome count in them.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "rules/book.h"
#include "rules/open_counts.h"
#include "rules/plan.h"

namespace charterd::rules {

/// Not thread-safe.
class Tally {
 public:
  /// `plan` outlives it. `metrics`, `tracks`: see EngineOptions.
  Tally(const Plan& plan, bool metrics, bool tracks = false);

  /// The steps of an instant. Cheap for instants near the last one asked.
  When when(Instant t);

  /// The outcome of one value of a statistic.
  Outcome outcome_of(std::size_t target, Fixed value) const;

  /// Counts an outcome in season `times` times; see Book::add().
  void add(std::size_t target, const Outcome& outcome, const When& when,
           std::span<const LabelIndex> labels, std::int64_t times = 1, bool first = true) {
    books_[target]->add(outcome, when, labels, times, first);
  }

  Book& book(std::size_t target) { return *books_[target]; }
  const Book& book(std::size_t target) const { return *books_[target]; }
  OpenCounts& open(std::size_t target) { return open_[target]; }
  const OpenCounts& open(std::size_t target) const { return open_[target]; }

 private:
  const Plan& plan_;
  config::ZoneCursor days_;
  bool needs_days_ = false;
  std::vector<std::unique_ptr<Book>> books_;  // by target
  std::vector<OpenCounts> open_;              // by target
};

}  // namespace charterd::rules
