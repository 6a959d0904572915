// A believable stream of events for a charter's measures and cases: no I/O, no clock.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "config/charter.h"
#include "config/instant.h"
#include "daemon/simulate_case_life.h"
#include "daemon/simulate_case_model.h"
#include "daemon/simulate_curve.h"
#include "daemon/simulate_model.h"
#include "daemon/simulate_random.h"

namespace charterd::daemon {

struct SimulationOptions {
  /// On average over a week, once cases have been open for as long as they take; positive.
  double events_per_second = 1;
  std::uint64_t seed = 1;
  Instant from{};                        ///< no event is earlier
  std::optional<config::Period> outage;  ///< customers wait and go away
};

/// One event; the views are valid until the next call of Simulator::next().
struct SimulatedEvent {
  struct Field {
    std::string_view name;
    std::string_view text;
    bool is_number = false;
  };
  Instant time{};  ///< to the millisecond
  std::string_view type;
  std::uint64_t id = 0;
  std::vector<Field> fields;
};

/// The same charter and options give the same events. Cases are a second kind of arrival, whose
/// later events wait here for their time.
class Simulator {
 public:
  /// `charter` may go afterwards.
  Simulator(const config::Charter& charter, const SimulationOptions& options);

  /// True when the charter has nothing to simulate: next() must not be called then.
  bool empty() const { return kinds_.empty() && cases_.empty(); }

  /// The next event, never earlier than the one before.
  const SimulatedEvent& next();

 private:
  struct Conditions {
    double pressure = 1;  // how much longer than usual customers wait
    double mood = 0;      // how far scores are off, as a part of their range
    bool outage = false;
  };

  /// An event of a case whose time has not come.
  struct Waiting {
    std::uint64_t order = 0;  // of those at the same time
    CaseEvent event;
    bool operator>(const Waiting& other) const {
      return std::tie(event.time, order) > std::tie(other.event.time, other.order);
    }
  };

  void weigh_cases();
  void next_arrival();
  void open_case(const CaseKind& kind);
  const SimulatedEvent& next_of_case();
  const SimulatedEvent& single_event(const EventKind& kind);
  Conditions conditions_at(Instant time);
  const Conditions& usual_at(Instant time);
  double noise(std::uint64_t what, std::int64_t index) const;
  double draw(const Number& number, Instant time, const Conditions& now, double slowness);
  double choose(const EventKind& kind, const Conditions& now);
  std::size_t draw_type(const EventKind& kind, const Conditions& now);
  void add_number(const Number& number, double value);

  std::vector<EventKind> kinds_;
  std::vector<CaseKind> cases_;
  std::vector<double> weights_of_arrivals_;  // of the kinds, then of the cases
  SimulationOptions options_;
  DailyCurve curve_;
  Random random_;
  double arrivals_per_second_ = 1;
  Instant time_;                  // of the last arrival
  bool arrived_ = false;          // it has not been looked at
  std::vector<Waiting> waiting_;  // a heap, the earliest first
  std::uint64_t waited_ = 0;      // how many did, ever
  CaseEvent of_case_;             // what event_ refers to
  Conditions usual_;              // without an outage, for a step of the curve
  Instant usual_from_{};          // where that step begins
  SimulatedEvent event_;
  std::vector<double> values_;      // of the kind's numbers
  std::vector<double> weights_;     // of a score's steps
  std::vector<std::string> texts_;  // of the event's numbers
};

/// As 2026-03-02T08:00:00.000Z.
void append_time(Instant time, std::string& out);

/// One line: ts, event, id, then the fields. Ends with a newline.
void append_json_line(const SimulatedEvent& event, std::string& out);

}  // namespace charterd::daemon
