// Every outcome of a target as of an instant, from all events, kept apart one by one.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/reference/slow_case.h"
#include "tests/reference/slow_judge.h"

namespace charterd::slow {

/// A case's or an event's judgement, and the labels it counts under.
struct Outcome {
  Judgement judged;
  std::map<std::string, std::string> labels;  ///< of the target's `by`, folded as shown
};

/// How the cases of one kind stand.
struct CaseCount {
  std::int64_t open = 0, closed = 0, voided = 0;
  std::int64_t orphan_events = 0;
};

/// All events so far, and what they make of every case. Borrows the world.
class History {
 public:
  /// No deadline has passed before T less `arrives_within`.
  explicit History(const World& world, Duration arrives_within = {});

  /// `event` must outlive this.
  void add(const Event& event);

  /// Of the target, as of `now`; no event is later.
  std::vector<Outcome> outcomes(const config::Target& target, Instant now) const;
  CaseCount count_cases(std::size_t kind) const;

 private:
  struct Key {
    std::vector<const Event*> events;  ///< in order
    CaseStory story;
  };
  std::vector<Outcome> of_cases(const config::Target& target, Instant now) const;
  std::vector<Outcome> of_events(const config::Target& target) const;
  std::map<std::string, std::string> labels_of(const config::Target& target,
                                               const Fields& fields) const;

  const World& world_;
  Duration arrives_within_;
  std::vector<const Event*> events_;
  std::vector<std::map<std::string, Key>> cases_;  // by the charter's cases, then by key
};

}  // namespace charterd::slow
