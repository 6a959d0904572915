// What a target makes of one case as of an instant: conditions that are yes, no or still open.
#pragma once

#include <optional>

#include "config/charter.h"
#include "tests/reference/slow_case.h"

namespace charterd::slow {

/// Whether a condition is settled, how, and since when.
struct Answer {
  enum class Kind { open, yes, no } kind = Kind::open;
  Instant since{};  ///< of yes and no
};

/// A case as a target sees it.
struct Judgement {
  enum class Kind {
    nothing,  ///< out of the target's scope, or it can never have an outcome
    no_due,   ///< in scope, and without the due instant that the target tests
    pending,  ///< still open
    good,     ///< also a statistic's value
    bad,
    excluded,  ///< at its date, by `exclude` or an exemption
  } kind = Kind::nothing;
  Instant at{};
  bool overdue = false;    ///< a bad one: a deadline has passed and the measure still runs
  std::int64_t value = 0;  ///< of a statistic, in millionths
};

/// `now`: deadlines before it have passed, whatever later events there are. `target` is one on a
/// case of the story's kind.
Judgement judge(const config::Target& target, const config::Charter& charter,
                const CaseStory& story, Instant now);

/// Whether what is good or bad hangs on a promised instant: `exclude` alone leaves nothing out.
bool tests_due(const config::Target& target);

/// Whether the target's outcomes of that instant are exempt.
bool is_exempt(const config::Charter& charter, const config::Target& target, Instant at);

}  // namespace charterd::slow
