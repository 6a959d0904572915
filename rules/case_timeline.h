// What became of one case, told by its events alone: no target, no clock.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "rules/case_event.h"
#include "rules/case_plan.h"
#include "rules/pauses.h"

namespace charterd::rules {

/// Events that come up to this long before the opening count as at the opening: clocks differ.
inline constexpr Duration kClockTolerance = std::chrono::minutes(5);

/// The last instant that is in time: `at` itself when `included`, else any before it.
struct Deadline {
  Instant at{};
  bool included = true;
  bool keeps(Instant t) const { return included ? t <= at : t < at; }
};

/// The most events that one case keeps; see Cases.
inline constexpr std::size_t kMostEvents = 1U << 17U;

/// Events that changed nothing, because of where they stand in their case; at most kMostEvents.
struct IgnoredEvents {
  std::uint32_t before_opening = 0;    ///< earlier than kClockTolerance before it
  std::uint32_t after_closing = 0;     ///< not awaited by any measure
  std::uint32_t repeated_opening = 0;  ///< the case was open already
  std::uint32_t past_due = 0;          ///< promised an instant that was past by then
  std::uint32_t unpaired_resume = 0;   ///< the end of a pause that had not begun

  friend bool operator==(const IgnoredEvents&, const IgnoredEvents&) = default;
};

/// A case's course up to its last event. Instants are those of the events, but never before the
/// opening. An object is used again and again, so that following a case allocates nothing.
class Timeline {
 public:
  struct Measure {
    bool begun = false, ended = false;
    Instant from{}, to{};
    std::optional<Instant> last_end;  ///< the latest ending event while it had not begun
    std::vector<Instant> counted;     ///< of a count: when each event came
    Duration length() const { return to - from; }
  };
  struct Field {
    std::optional<Instant> first_given;
  };

  /// Follows the events, which are in order (see before()). False when none opens the case; then
  /// nothing else is told.
  bool follow(const CasePlan& plan, std::span<const CaseEvent> events, const ShapeTable& shapes);

  const Shape& opening_shape() const { return *opening_shape_; }
  const CaseEvent& opening_event() const { return *opening_event_; }
  Instant opened() const { return opened_; }
  const std::optional<Instant>& closed() const { return closed_; }  ///< the closing in force
  const std::optional<Instant>& voided() const { return voided_; }
  bool is_open() const { return !closed_ && !voided_; }
  const std::vector<Measure>& measures() const { return measures_; }
  const std::vector<Field>& fields() const { return fields_; }
  /// Whether CasePlan::tests[index] holds for the latest value given.
  bool holds(std::size_t index) const { return (holds_ & bit(index)) != 0; }
  /// When an event of a role in CasePlan::asked_events first came while the case was open.
  const std::optional<Instant>& happened(std::size_t role) const { return happened_[role]; }
  /// In order and disjoint; a closing ends the last one.
  std::span<const Pause> pauses() const { return pauses_; }
  const std::optional<Deadline>& due() const { return due_; }
  const IgnoredEvents& ignored() const { return ignored_; }

  /// The measure's closing came before its end.
  bool cut_short(std::size_t measure) const;

 private:
  void reset(const CasePlan& plan);
  void step(const CaseEvent& event, Instant t);
  bool step_when_closed(const Shape& shape, Instant t);
  void step_when_open(const CaseEvent& event, const Shape& shape, Instant t);
  void give_fields(const Shape& shape, Instant t);
  void agree(Instant promised, Instant t);
  void pause(const Shape& shape, Instant t);
  void begin(Measure& measure, Instant t);
  void end(Measure& measure, Instant t);
  void step_measures(const Shape& shape, Instant t);
  void close(Instant t);
  void reopen();
  std::optional<Deadline> otherwise() const;

  const CasePlan* plan_ = nullptr;
  const ShapeTable* shapes_ = nullptr;
  const Shape* opening_shape_ = nullptr;
  const CaseEvent* opening_event_ = nullptr;
  Instant opened_{};
  std::optional<Instant> closed_, voided_;
  std::vector<Measure> measures_;
  std::vector<Field> fields_;
  Bits holds_ = 0;
  std::vector<std::optional<Instant>> happened_;
  std::vector<Pause> pauses_;
  Bits paused_ = 0;  // of CasePlan::pauses, those under way
  std::optional<Deadline> due_;
  IgnoredEvents ignored_;
};

}  // namespace charterd::rules
