#include "rules/case_timeline.h"

#include <algorithm>
#include <bit>

namespace charterd::rules {

using Start = CaseMeasurePlan::Start;

bool Timeline::follow(const CasePlan& plan, std::span<const CaseEvent> events,
                      const ShapeTable& shapes) {
  plan_ = &plan;
  shapes_ = &shapes;
  const auto opening = std::find_if(events.begin(), events.end(), [&](const CaseEvent& event) {
    return (shapes[event.shape].roles & plan.opens) != 0;
  });
  if (opening == events.end()) return false;
  opening_event_ = &*opening;
  opening_shape_ = &shapes[opening->shape];
  opened_ = opening->time;
  reset(plan);
  for (const CaseEvent& event : events) {
    if (event.time < opened_ - kClockTolerance) {
      ++ignored_.before_opening;
    } else {
      step(event, std::max(event.time, opened_));
    }
    if (voided_) break;
  }
  // Whatever a measure waits for after the closing, it does not wait for a pause to end.
  if (closed_ && !pauses_.empty() && !pauses_.back().to) pauses_.back().to = *closed_;
  return true;
}

void Timeline::reset(const CasePlan& plan) {
  closed_.reset();
  voided_.reset();
  measures_.resize(plan.measures.size());
  for (std::size_t i = 0; i < measures_.size(); ++i) {
    Measure& measure = measures_[i];
    measure.begun = measure.ended = false;
    measure.last_end.reset();
    measure.counted.clear();
    if (plan.measures[i].is_time() && plan.measures[i].start == Start::opens) {
      begin(measure, opened_);
    }
  }
  fields_.assign(plan.fields.size(), {});
  holds_ = 0;
  happened_.assign(plan.roles.size(), std::nullopt);
  pauses_.clear();
  paused_ = 0;
  due_ = otherwise();
  ignored_ = {};
}

std::optional<Deadline> Timeline::otherwise() const {
  const auto& due = plan_->config->due;
  if (!due || !due->otherwise) return std::nullopt;
  const std::int64_t amount = due->otherwise->amount;
  const auto included = [](std::optional<Instant> at) {
    return at ? std::optional(Deadline{*at, true}) : std::nullopt;
  };
  const auto excluded = [](std::optional<Instant> at) {
    return at ? std::optional(Deadline{*at, false}) : std::nullopt;
  };
  switch (due->otherwise->kind) {
    case config::Quantity::Kind::business_hours:
      return included(plan_->calendar->after(opened_, Duration{amount}));
    case config::Quantity::Kind::working_days:
      return excluded(plan_->calendar->deadline_working_days(opened_, amount / kFixedOne, {}));
    case config::Quantity::Kind::calendar_days:
      return excluded(deadline_calendar_days(plan_->zone, opened_, amount / kFixedOne));
    default:
      return included(ElapsedTime{}.after(opened_, Duration{amount}));
  }
}

void Timeline::step(const CaseEvent& event, Instant t) {
  const Shape& shape = (*shapes_)[event.shape];
  if (closed_) {
    if ((shape.roles & plan_->reopens) == 0) {
      if (!step_when_closed(shape, t)) ++ignored_.after_closing;
      return;
    }
    reopen();
  }
  if ((shape.roles & plan_->voids) != 0) {
    voided_ = t;
    return;
  }
  if ((shape.roles & plan_->opens) != 0 && &event != opening_event_) ++ignored_.repeated_opening;
  step_when_open(event, shape, t);
}

// True when a measure from the closing was waiting for the event.
bool Timeline::step_when_closed(const Shape& shape, Instant t) {
  bool awaited = false;
  for (std::size_t i = 0; i < measures_.size(); ++i) {
    const CaseMeasurePlan& plan = plan_->measures[i];
    if (plan.start != Start::closes || (shape.roles & plan.ends) == 0) continue;
    awaited = awaited || !measures_[i].ended;
    if (!measures_[i].ended) end(measures_[i], t);
  }
  return awaited;
}

void Timeline::step_when_open(const CaseEvent& event, const Shape& shape, Instant t) {
  for (Bits asked = shape.roles & plan_->asked_events; asked != 0; asked &= asked - 1) {
    auto& first = happened_[static_cast<std::size_t>(std::countr_zero(asked))];
    if (!first) first = t;
  }
  give_fields(shape, t);
  if (event.due != CaseEvent::kNoDue) agree(event.due, t);
  pause(shape, t);
  step_measures(shape, t);
  if ((shape.roles & plan_->closes) != 0) {
    close(t);
  } else if (plan_->ends_with_measures) {
    bool all = true;
    for (std::size_t i = 0; i < measures_.size(); ++i) {
      all = all && (measures_[i].ended || !plan_->measures[i].is_time());
    }
    if (all) close(t);
  }
}

void Timeline::give_fields(const Shape& shape, Instant t) {
  if (shape.given == 0) return;
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    if ((shape.given & bit(i)) == 0) continue;
    if (!fields_[i].first_given) fields_[i].first_given = t;
    holds_ &= ~plan_->fields[i].tests;
    holds_ |= shape.holds & plan_->fields[i].tests;
  }
}

void Timeline::agree(Instant promised, Instant t) {
  const bool past = promised < t;
  const bool too_late = due_ && !due_->keeps(t);
  // Who says the same again promises nothing.
  const bool again = due_ && due_->included && due_->at == promised;
  if (past && !again) ++ignored_.past_due;
  if (!past && !too_late) due_ = Deadline{promised, true};
}

void Timeline::pause(const Shape& shape, Instant t) {
  const bool was_paused = paused_ != 0;
  for (std::size_t i = 0; i < plan_->pauses.size(); ++i) {
    const auto [begins, ends] = plan_->pauses[i];
    if ((shape.roles & ends) != 0) {
      if ((paused_ & bit(i)) == 0) ++ignored_.unpaired_resume;
      paused_ &= ~bit(i);
    }
    if ((shape.roles & begins) != 0) paused_ |= bit(i);
  }
  const bool is_paused = paused_ != 0;
  if (!was_paused && is_paused) pauses_.push_back({t, std::nullopt});
  if (was_paused && !is_paused) pauses_.back().to = t;
}

void Timeline::begin(Measure& measure, Instant t) {
  measure.begun = true;
  measure.from = t;
  if (measure.last_end == t) end(measure, t);
}

void Timeline::end(Measure& measure, Instant t) {
  measure.ended = true;
  measure.to = t;
}

void Timeline::step_measures(const Shape& shape, Instant t) {
  for (std::size_t i = 0; i < measures_.size(); ++i) {
    Measure& measure = measures_[i];
    const CaseMeasurePlan& plan = plan_->measures[i];
    if ((shape.roles & plan.counts) != 0) measure.counted.push_back(t);
    if (!measure.begun && (shape.roles & plan.begins) != 0) begin(measure, t);
    if ((shape.roles & plan.ends) == 0 || measure.ended) continue;
    if (measure.begun) {
      end(measure, t);
    } else {
      measure.last_end = t;
    }
  }
}

void Timeline::close(Instant t) {
  closed_ = t;
  for (std::size_t i = 0; i < measures_.size(); ++i) {
    Measure& measure = measures_[i];
    const CaseMeasurePlan& plan = plan_->measures[i];
    if (plan.ends_with && measure.begun) end(measure, t);
    if (plan.start == Start::closes && plan.is_time()) begin(measure, t);
  }
}

void Timeline::reopen() {
  closed_.reset();
  for (std::size_t i = 0; i < measures_.size(); ++i) {
    Measure& measure = measures_[i];
    const CaseMeasurePlan& plan = plan_->measures[i];
    if (plan.ends_with) measure.ended = false;
    if (plan.start != Start::closes || !plan.is_time()) continue;
    // Its last end while the case was open stays: it counts if the case closes at that instant.
    measure.begun = measure.ended = false;
  }
}

bool Timeline::cut_short(std::size_t index) const {
  const Measure& measure = measures_[index];
  return closed_ && measure.begun && !measure.ended &&
         plan_->measures[index].start != Start::closes;
}

}  // namespace charterd::rules
