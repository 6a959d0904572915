// Conditions on a case, three-valued in time.
#pragma once

#include "config/condition.h"
#include "tests/reference/slow_judge.h"

namespace charterd::slow {

/// Answers what is asked of one case as of one instant.
class Asker {
 public:
  /// `fields_now`: a field test is answered by the latest value so far, as `exclude` wants it, and
  /// not only at the closing. Borrows the story.
  Asker(const CaseStory& story, Instant now, bool fields_now);

  Answer ask(const config::Condition& condition) const;

  /// Whether some comparison of a time has a deadline that has passed while its measure runs.
  bool runs_late(const config::Condition& condition) const;

 private:
  /// Until when a time must have ended.
  struct Limit {
    Instant at{};
    bool included = true;
    bool kept_by(Instant end) const { return included ? end <= at : end < at; }
  };

  Answer ask(const config::ConditionMap& map) const;
  Answer ask(const config::Test& test) const;
  Answer ask_event(const config::Test& test) const;
  Answer ask_field(const config::Test& test) const;
  Answer ask_count(const config::Test& test, const Measured& count) const;
  Answer ask_time(const config::Test& test, const Measured& time) const;
  Answer ask_equal(const config::Test& test, const Measured& time) const;
  Answer in_time(const std::optional<Limit>& limit, const Measured& time) const;
  Answer ended(const Measured& time) const;
  bool runs_late(const config::Test& test) const;

  /// The limit of `<= D` or, when `strict`, of `< D`; nullopt when there is none for now.
  std::optional<Limit> limit_of(const config::Test& test, const Measured& time, bool strict) const;
  Answer at_closing(bool yes) const;
  bool cut_short(const Measured& time) const { return story_.closed && !time.from_closes; }
  Clock clock_of(const config::Test& test, const Measured& time) const;

  const CaseStory& story_;
  Instant now_;
  bool fields_now_;
  Fields latest_;
};

}  // namespace charterd::slow
