// What the simulated cases of a charter look like: plain values, made of its cases and targets.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/charter.h"
#include "daemon/simulate_model.h"
#include "rules/working_time.h"

namespace charterd::daemon {

/// An event that a selector chooses, and one beside it that its `where` does not choose.
struct Emission {
  using Fields = std::vector<std::pair<std::string, std::string>>;
  std::vector<std::string> types;  ///< the common one first; empty: no such event
  Fields fields;                   ///< what `where` asks for
  Fields decoy;                    ///< the same but for one; empty: there is no decoy
  bool empty() const { return types.empty(); }
};
Emission emission_of(const config::EventSelector& selector);

/// A case's measure of time. Lengths are in seconds of the case's clock.
struct CaseTrack {
  config::CaseMeasure::End::Kind begins = config::CaseMeasure::End::Kind::opens;
  Emission from, to;      ///< of events; `to` is empty where the closing ends it
  double limit = 0;       ///< the length that `met` of the cases do not exceed
  bool of_due = false;    ///< the limit is the promised instant instead
  double met = 0.8;       ///< 0 < met < 1
  double sigma = 0.6;     ///< of the logarithm of the length
  double missing = 0.02;  ///< the chance that the end never comes
  std::optional<Trend> trend;
  bool to_closing() const { return to.empty(); }
};

/// Events that come any number of times: each is followed by one more with this chance.
struct CaseRepeat {
  Emission event;
  double again = 0.25;
};

/// An event that comes once, or not at all.
struct CaseOnce {
  Emission event;
  double chance = 0.5;
};

/// One case of the charter.
struct CaseKind {
  std::string id, key_field;
  Emission opens, closes, voids, reopens;
  std::vector<std::pair<Emission, Emission>> pauses;
  std::vector<CaseTrack> tracks;
  std::vector<CaseRepeat> repeats;
  std::vector<CaseOnce> once;
  std::string due_field;    ///< "" when none
  double due_length = 0;    ///< what is promised in the field lies about so far away
  double latest_due = 0;    ///< what is promised without the field, from the opening; 0: nothing
  double due_chance = 0;    ///< that the field is there
  double usual_length = 0;  ///< of a case that no limit is known for
  std::vector<Choice> at_opening, at_closing;  ///< texts
  std::vector<Number> numbers_at_opening, numbers_at_closing;
  std::optional<rules::WorkingTime> calendar;  ///< the clock is its working time, else elapsed
};

/// The charter's cases, in its order.
std::vector<CaseKind> simulated_cases(const config::Charter& charter);

}  // namespace charterd::daemon
