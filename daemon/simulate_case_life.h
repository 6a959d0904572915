// The life of one simulated case: all of its events, from the opening to what follows the closing.
#pragma once

#include <string>
#include <vector>

#include "config/instant.h"
#include "daemon/simulate_case_model.h"
#include "daemon/simulate_random.h"

namespace charterd::daemon {

/// An event of a case. It owns its texts.
struct CaseEvent {
  struct Field {
    std::string name, text;
    bool is_number = false;
  };
  Instant time{};  ///< to the millisecond
  std::string type;
  std::vector<Field> fields;
};

/// The case that opens at `opening`, in the order of time. `slowness`: how long everything takes,
/// compared with other times. The same random numbers give the same life.
std::vector<CaseEvent> live(const CaseKind& kind, Instant opening, double slowness, Random& random);

}  // namespace charterd::daemon
