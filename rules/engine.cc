#include "rules/engine.h"

#include <algorithm>
#include <vector>

#include "rules/book.h"
#include "rules/histogram.h"
#include "rules/label_values.h"
#include "rules/plan.h"
#include "rules/report.h"

namespace charterd::rules {

using collectors::Event;

class Engine::Impl {
 public:
  Impl(std::shared_ptr<const Plan> plan, EngineOptions options)
      : plan_(std::move(plan)), options_(options), days_(plan_->charter->timezone) {
    for (const LabelPlan& label : plan_->labels) values_.emplace_back(label);
    for (const TargetPlan& target : plan_->targets) {
      books_.push_back(make_book(target, options_.metrics));
      needs_days_ = needs_days_ || options_.metrics || target.window.is_calendar();
    }
    for (const MeasurePlan& measure : plan_->measures) {
      counts_.push_back({measure.config->id, 0, 0});
      histograms_.emplace_back(measure, values_);
    }
    current_.resize(values_.size());
  }

  void apply(const Event& event) {
    if (options_.until && event.time > *options_.until) return;
    if (!latest_ || event.time > *latest_) latest_ = event.time;
    if (event.type >= plan_->measures_of_type.size()) return;
    begin(event);
    for (const std::size_t measure : plan_->measures_of_type[event.type]) observe(measure, event);
  }

  std::optional<Instant> latest() const { return latest_; }

  Figures figures(Instant at) const {
    Figures figures;
    figures.charter = plan_->charter;
    figures.at = at;
    for (std::size_t i = 0; i < books_.size(); ++i) {
      figures.targets.push_back(
          report({*plan_, plan_->targets[i], *books_[i], values_, at, options_.metrics}));
    }
    for (const Histograms& histograms : histograms_) {
      if (options_.metrics) histograms.append_to(figures.histograms, *plan_, values_);
    }
    figures.measures = counts_;
    for (const LabelValues& values : values_) figures.folded_label_values += values.folded();
    return figures;
  }

 private:
  // What an event gives one measure.
  struct Observation {
    const Event& event;
    Facts facts;
    Fixed weight = kFixedOne;
  };

  void begin(const Event& event) {
    when_.time = event.time;
    when_.minute = step_id(event.time, kMinute);
    when_.hour = step_id(event.time, kHour);
    if (needs_days_) when_.day = day_id(days_.day_of(event.time));
    std::fill(current_.begin(), current_.end(), kNotLooked);
  }

  // False, and counted, when the measure needs a value that the event does not give.
  bool read(const std::optional<ValueReader>& reader, std::size_t measure, const Event& event,
            Fixed& value) {
    if (!reader) return true;
    const Reading reading = reader->read(event);
    counts_[measure].no_value += reading.state == Reading::State::absent;
    counts_[measure].bad_value += reading.state == Reading::State::bad;
    value = reading.value;
    return reading.state == Reading::State::fine;
  }

  void observe(std::size_t index, const Event& event) {
    const MeasurePlan& measure = plan_->measures[index];
    if (measure.where && !measure.where->holds({event})) return;
    Observation observation{event, {event}, kFixedOne};
    if (!read(measure.value, index, event, observation.facts.value)) return;
    if (measure.value) observation.facts.measure = static_cast<std::uint16_t>(index);
    if (!read(measure.weight, index, event, observation.weight)) return;
    for (const std::size_t target : measure.targets) count(target, observation);
    if (options_.metrics && measure.value) {
      histograms_[index].add(observation.facts.value, labels(measure.labels, event));
    }
  }

  void count(std::size_t index, const Observation& observation) {
    const TargetPlan& target = plan_->targets[index];
    const auto& active = target.config->active;
    if (target.where && !target.where->holds(observation.facts)) return;
    if (active && !active->contains(when_.time)) return;
    books_[index]->add(judge(target, observation), when_, labels(target.by, observation.event), 1);
  }

  Outcome judge(const TargetPlan& target, const Observation& observation) const {
    Outcome outcome;
    if (is_exempt(target) || (target.exclude && target.exclude->holds(observation.facts))) {
      outcome.kind = Outcome::Kind::excluded;
      return outcome;
    }
    if (target.kept) {
      const bool good = target.kept->holds(observation.facts) != target.kept_is_bad;
      outcome.kind = good ? Outcome::Kind::good : Outcome::Kind::bad;
      outcome.weight = observation.weight;
      return outcome;
    }
    outcome.kind = Outcome::Kind::value;
    outcome.value = observation.facts.value;
    if (target.config->goal.statistic == config::Statistic::nps) {
      outcome.value = promotion(outcome.value);
    }
    if (target.limit) {
      outcome.inside =
          target.limit_included ? outcome.value <= *target.limit : outcome.value < *target.limit;
    }
    return outcome;
  }

  // A score as its part of a net promoter score: the mean of these is 100 times the share of
  // promoters (9 and 10) less that of detractors (0 to 6).
  static Fixed promotion(Fixed score) {
    if (score >= 9 * kFixedOne) return 100 * kFixedOne;
    return score <= 6 * kFixedOne ? -100 * kFixedOne : 0;
  }

  bool is_exempt(const TargetPlan& target) const {
    return std::any_of(
        target.exempt.begin(), target.exempt.end(),
        [this](const config::Period& period) { return period.contains(when_.time); });
  }

  // The event's value numbers of some labels. Valid until the next call.
  std::span<const LabelIndex> labels(const std::vector<LabelId>& ids, const Event& event) {
    scratch_.clear();
    for (const LabelId id : ids) {
      if (current_[id] == kNotLooked) {
        current_[id] = values_[id].index_of(event.fields[plan_->labels[id].field]);
      }
      scratch_.push_back(static_cast<LabelIndex>(current_[id]));
    }
    return scratch_;
  }

  static constexpr std::int32_t kNotLooked = -1;

  std::shared_ptr<const Plan> plan_;
  EngineOptions options_;
  config::ZoneCursor days_;
  bool needs_days_ = false;
  std::vector<LabelValues> values_;           // by LabelId
  std::vector<std::unique_ptr<Book>> books_;  // by target
  std::vector<MeasureCounts> counts_;         // by measure
  std::vector<Histograms> histograms_;        // by measure
  std::optional<Instant> latest_;
  When when_;                          // of the event being applied
  std::vector<std::int32_t> current_;  // its label values, by LabelId, looked up lazily
  std::vector<LabelIndex> scratch_;
};

Engine::Engine(std::shared_ptr<const Plan> plan, EngineOptions options)
    : impl_(std::make_unique<Impl>(std::move(plan), options)) {}
Engine::~Engine() = default;
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;

void Engine::apply(const collectors::Event& event) { impl_->apply(event); }
std::optional<Instant> Engine::latest() const { return impl_->latest(); }
Figures Engine::figures(Instant at) { return impl_->figures(at); }

}  // namespace charterd::rules
