// One case, followed from its first event to its last in the plainest way.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "config/charter.h"
#include "tests/reference/slow_event.h"
#include "tests/reference/slow_time.h"

namespace charterd::slow {

/// What a case's definition and the targets on it look at.
struct CaseInterest {
  std::set<std::string> types;   ///< that the definition or a target's condition names
  std::set<std::string> fields;  ///< that may be given by events that no case names
};

/// The charter with all that following its cases takes, for events of 2026. Borrows the charter.
struct World {
  explicit World(const config::Charter& charter);

  const config::Charter& charter;
  std::vector<CaseInterest> interests;               ///< of each case of the charter
  std::vector<std::unique_ptr<WorkWeek>> calendars;  ///< of each case; nullptr when it has none

  /// Whether the event belongs to the case of the event's own key.
  bool belongs(std::size_t kind, const Event& event) const;
};

/// An event that the case has taken, at the time it counts as: not before the opening.
struct Happening {
  Instant time{};
  const Event* event = nullptr;
};

/// A promised instant.
struct Due {
  Instant time{};
  bool included = true;  ///< false: a midnight, before which it must have been
};

/// The times or the counted events of a case's measure, as far as they have happened.
struct Measured {
  std::optional<Instant> begin, end;  ///< of a time
  std::vector<Instant> counted;       ///< of a count: when each event was
  bool counts = false;
  bool from_closes = false;
};

/// A case as all its events leave it.
struct CaseStory {
  const config::Case* kind = nullptr;
  const WorkWeek* work = nullptr;
  const config::Zone* zone = nullptr;
  const Event* opening = nullptr;  ///< nullptr: the key was never opened
  Instant opened{};
  bool voided = false;
  std::optional<Instant> closed;
  std::vector<Happening> while_open;     ///< in order
  std::vector<Happening> after_closing;  ///< since the closing in force
  std::optional<Due> due;
  Pauses pauses;  ///< one that a closing cuts short ends with it

  /// The latest value of each field given while the case was open.
  Fields latest_fields() const;
};

/// `events`: all of one key, those that belong to the case, in order (Event::order).
CaseStory follow(const World& world, std::size_t kind, const std::vector<const Event*>& events);

Measured measure(const CaseStory& story, const config::CaseMeasure& what);

/// RFC 3339, or a date as its local midnight; nullopt for all other texts.
std::optional<Instant> read_due(const Value& value, const config::Zone& zone);

/// The case's measure of that name.
const config::CaseMeasure& find_measure(const config::Case& kind, const std::string& id);

}  // namespace charterd::slow
