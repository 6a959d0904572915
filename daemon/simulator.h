// A believable stream of events for a charter's measures: no I/O, no clock.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/charter.h"
#include "config/instant.h"
#include "daemon/simulate_curve.h"
#include "daemon/simulate_model.h"
#include "daemon/simulate_random.h"

namespace charterd::daemon {

struct SimulationOptions {
  double events_per_second = 1;  ///< on average over a week; positive
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

/// The same charter and options give the same events. Cases, once they come, are a second kind of
/// arrival, whose later events wait here for their time.
class Simulator {
 public:
  /// `charter` may go afterwards.
  Simulator(const config::Charter& charter, const SimulationOptions& options);

  /// True when the charter has nothing to simulate: next() must not be called then.
  bool empty() const { return kinds_.empty(); }

  /// The next event, never earlier than the one before.
  const SimulatedEvent& next();

 private:
  struct Conditions {
    double pressure = 1;  // how much longer than usual customers wait
    double mood = 0;      // how far scores are off, as a part of their range
    bool outage = false;
  };

  Instant next_arrival();
  Conditions conditions_at(Instant time);
  const Conditions& usual_at(Instant time);
  double noise(std::uint64_t what, std::int64_t index) const;
  double draw(const Number& number, Instant time, const Conditions& now, double slowness);
  double choose(const EventKind& kind, const Conditions& now);
  std::size_t draw_type(const EventKind& kind, const Conditions& now);
  void add_number(const Number& number, double value);

  std::vector<EventKind> kinds_;
  std::vector<double> kind_weights_;
  SimulationOptions options_;
  DailyCurve curve_;
  Random random_;
  Instant time_;
  Conditions usual_;      // without an outage, for a step of the curve
  Instant usual_from_{};  // where that step begins
  SimulatedEvent event_;
  std::vector<double> values_;      // of the kind's numbers
  std::vector<double> weights_;     // of a score's steps
  std::vector<std::string> texts_;  // of the event's numbers
};

/// One line: ts, event, id, then the fields. Ends with a newline.
void append_json_line(const SimulatedEvent& event, std::string& out);

}  // namespace charterd::daemon
