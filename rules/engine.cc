#include "rules/engine.h"

#include <algorithm>
#include <set>
#include <vector>

#include "config/packed.h"
#include "rules/cases.h"
#include "rules/histogram.h"
#include "rules/label_values.h"
#include "rules/period_report.h"
#include "rules/plan.h"
#include "rules/report.h"
#include "rules/tally.h"

namespace charterd::rules {

using collectors::Event;
using config::RowKey;
using config::Table;

class Engine::Impl {
 public:
  Impl(std::shared_ptr<const Plan> plan, EngineOptions options)
      : plan_(std::move(plan)),
        options_(std::move(options)),
        tally_(*plan_, options_.metrics, options_.tracks),
        labels_(options_.labels_of != nullptr ? options_.labels_of->impl_->labels_
                                              : std::make_shared<std::vector<LabelValues>>(
                                                    plan_->labels.begin(), plan_->labels.end())),
        values_(*labels_),
        since_(plan_->targets.size()),
        goals_(plan_->targets.size()),
        unseen_(plan_->targets.size()) {
    for (const MeasurePlan& measure : plan_->measures) {
      counts_.push_back({measure.config->id, 0, 0});
      histograms_.emplace_back(measure.histogram, values_);
    }
    current_.resize(values_.size());
    options_.arrives_within.resize(plan_->cases.size());
    for (std::size_t i = 0; i < plan_->cases.size(); ++i) {
      cases_.push_back(std::make_unique<Cases>(Cases::Parts{
          *plan_, plan_->cases[i], values_, tally_, options_.arrives_within[i], options_.metrics,
          options_.forgets, options_.by_line, options_.tracks, options_.path_of}));
    }
  }

  bool apply(const Event& event) {
    if (options_.until && event.time > *options_.until) return true;
    if (!latest_ || event.time > *latest_) latest_ = event.time;
    note_earliest(event);
    if (event.type >= plan_->measures_of_type.size()) return true;
    const auto& measures = plan_->measures_of_type[event.type];
    if (!measures.empty()) {
      when_ = tally_.when(event.time);
      std::fill(current_.begin(), current_.end(), kNotLooked);
      for (const std::size_t measure : measures) observe(measure, event);
    }
    if (plan_->cases_of_type.empty()) return true;
    bool of_use = !measures.empty(), too_late = false;
    for (const std::size_t i : plan_->cases_of_type[event.type]) {
      const Cases::Taken taken = cases_[i]->take(event);
      too_late = too_late || taken == Cases::Taken::too_late;
      of_use = of_use || taken == Cases::Taken::taken;
    }
    return of_use || !too_late;
  }

  void begin_forgetting() {
    for (const auto& cases : cases_) cases->begin_forgetting();
  }

  std::optional<Instant> next_change() const {
    std::optional<Instant> next;
    for (const auto& cases : cases_) {
      const auto change = cases->next_change();
      if (change) next = std::min(*change, next.value_or(*change));
    }
    return next;
  }

  std::optional<Instant> latest() const { return latest_; }
  std::vector<std::optional<Instant>>& earliest() { return earliest_; }
  void count_folded(bool counts) {
    for (LabelValues& values : values_) values.count_folded(counts);
  }
  std::optional<Instant> shown() const { return shown_; }

  void hide(const std::vector<std::size_t>& targets, std::set<std::size_t> cases,
            std::set<std::size_t> measures) {
    for (const std::size_t i : targets) unseen_[i] = make_book(plan_->targets[i], options_.metrics);
    hidden_cases_ = std::move(cases);
    hidden_measures_ = std::move(measures);
  }
  void set_since(std::size_t target, Instant since) { since_[target] = since; }
  void set_goals(std::vector<GoalsInForce> goals) { goals_ = std::move(goals); }

  Figures figures(Instant at, Instant passed) {
    for (const auto& cases : cases_) cases->advance(passed);
    shown_ = at;
    Figures figures;
    figures.charter = plan_->charter;
    figures.at = at;
    for (std::size_t i = 0; i < plan_->targets.size(); ++i) {
      figures.targets.push_back(report(input_of(i, at, options_.metrics)));
      say_what_lacks(i, figures.targets.back());
    }
    for (std::size_t i = 0; i < cases_.size(); ++i) add_cases(i, figures);
    for (std::size_t i = 0; options_.metrics && i < histograms_.size(); ++i) {
      if (hidden_measures_.contains(i)) continue;
      histograms_[i].append_to(figures.histograms, *plan_, values_);
    }
    figures.measures = counts_;
    for (const std::size_t i : hidden_measures_) figures.measures[i].filling = true;
    for (const LabelValues& values : values_) figures.folded_label_values += values.folded();
    return figures;
  }

  Figures period(const DaySpan& days) const {
    Figures figures;
    figures.charter = plan_->charter;
    figures.at = shown_.value_or(Instant{});
    for (std::size_t i = 0; i < plan_->targets.size(); ++i) {
      figures.targets.push_back(period_report(input_of(i, figures.at, false), days));
      say_what_lacks(i, figures.targets.back());
    }
    return figures;
  }

  std::optional<Day> first_day() const { return first_day_of(tally_, plan_->targets.size()); }

  bool forget(std::size_t of_case, std::string_view key) { return cases_[of_case]->forget(key); }

  void save(config::RowChanges& changes) {
    save_engine(changes);
    for (std::size_t i = 0; i < since_.size(); ++i) {
      if (!since_[i]) continue;
      changes.put({Table::targets, number(i)}, config::Packer().instant(*since_[i]).bytes());
    }
    for (std::size_t i = 0; i < values_.size(); ++i) values_[i].save(number(i), changes);
    for (std::size_t i = 0; i < plan_->targets.size(); ++i) tally_.book(i).save(number(i), changes);
    for (std::size_t i = 0; i < histograms_.size(); ++i) {
      histograms_[i].save({Table::histograms, kOfEvents, number(i)}, changes);
    }
    for (std::size_t i = 0; i < cases_.size(); ++i) cases_[i]->save(number(i), changes);
  }

  bool restore(const RowKey& key, std::string_view value) {
    const auto is_one = [&](std::int64_t index, std::size_t size) {
      return index >= 0 && index < static_cast<std::int64_t>(size);
    };
    switch (key.table) {
      case Table::engine:
        return restore_engine(value);
      case Table::label_values:
        return is_one(key.a, values_.size()) && values_[at(key.a)].restore(key, value);
      case Table::measures:
        return is_one(key.a, counts_.size()) && restore_measure(counts_[at(key.a)], value);
      case Table::steps:
      case Table::totals:
        return is_one(key.a, plan_->targets.size()) && tally_.book(at(key.a)).restore(key, value);
      case Table::targets:
        return is_one(key.a, since_.size()) && restore_since(at(key.a), value);
      case Table::histograms:
        if (key.a != kOfEvents) {
          return is_one(key.a, cases_.size()) && cases_[at(key.a)]->restore(key, value);
        }
        return is_one(key.b, histograms_.size()) && histograms_[at(key.b)].restore(key, value);
      default:
        return is_one(key.a, cases_.size()) && cases_[at(key.a)]->restore(key, value);
    }
  }

  void restored() {
    for (const auto& cases : cases_) cases->restored();
  }

  void renumber_sources(const std::vector<std::uint32_t>& numbers) {
    for (const auto& cases : cases_) cases->renumber_sources(numbers);
  }

  void visit_cases(std::size_t of_case,
                   const std::function<void(const CaseView&, Instant)>& visit) {
    Cases& cases = *cases_[of_case];
    cases.visit([&](const CaseView& view) { visit(view, cases.judged_at()); });
  }

 private:
  // What an event gives one measure.
  struct Observation {
    const Event& event;
    Facts facts;
    Fixed weight = kFixedOne;
  };

  void say_what_lacks(std::size_t target, TargetFigures& figures) const {
    figures.filling = unseen_[target] != nullptr;
    if (!figures.filling) figures.since = since_[target];
    // A counter that is not there cannot fall.
    if (figures.filling) figures.decisions.clear();
  }

  ReportInput input_of(std::size_t target, Instant at, bool metrics) const {
    static const OpenCounts kNone;
    const bool hidden = unseen_[target] != nullptr;
    return {*plan_,
            plan_->targets[target],
            hidden ? *unseen_[target] : tally_.book(target),
            hidden ? kNone : tally_.open(target),
            values_,
            at,
            metrics,
            goals_[target]};
  }

  void note_earliest(const Event& event) {
    const std::size_t source = event.origin.source;
    if (source >= earliest_.size()) earliest_.resize(source + 1);
    auto& earliest = earliest_[source];
    if (!earliest || event.time < *earliest) earliest = event.time;
  }

  static std::int64_t number(std::size_t index) { return static_cast<std::int64_t>(index); }
  static std::size_t at(std::int64_t number) { return static_cast<std::size_t>(number); }

  void save_engine(config::RowChanges& changes) const {
    config::Packer packed;
    packed.flag(latest_.has_value()).instant(latest_.value_or(Instant{}));
    packed.flag(shown_.has_value()).instant(shown_.value_or(Instant{}));
    packed.number(earliest_.size());
    for (const auto& earliest : earliest_) {
      packed.flag(earliest.has_value()).instant(earliest.value_or(Instant{}));
    }
    changes.put({Table::engine}, packed.bytes());
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      packed.clear();
      packed.number(counts_[i].no_value).number(counts_[i].bad_value);
      changes.put({Table::measures, number(i)}, packed.bytes());
    }
  }

  bool restore_engine(std::string_view value) {
    config::Unpacker from(value);
    const auto read = [&from](std::optional<Instant>& to) {
      const bool known = from.flag();
      const Instant instant = from.instant();
      if (known) to = instant;
    };
    read(latest_);
    read(shown_);
    earliest_.resize(from.count());
    for (auto& earliest : earliest_) read(earliest);
    return from.ended();
  }

  bool restore_since(std::size_t target, std::string_view value) {
    config::Unpacker from(value);
    since_[target] = from.instant();
    return from.ended();
  }

  static bool restore_measure(MeasureCounts& counts, std::string_view value) {
    config::Unpacker from(value);
    counts.no_value = from.number();
    counts.bad_value = from.number();
    return from.ended();
  }

  void add_cases(std::size_t index, Figures& figures) const {
    const Cases& cases = *cases_[index];
    figures.cases.push_back(cases.figures());
    const auto& targets = plan_->cases[index].targets;
    for (std::size_t i = 0; i < targets.size(); ++i) {
      if (targets[i].needs_due) figures.targets[targets[i].target].no_due = cases.no_due(i);
    }
    figures.cases.back().filling = hidden_cases_.contains(index);
    if (options_.metrics && !figures.cases.back().filling) {
      cases.append_histograms(figures.histograms);
    }
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
      histograms_[index].add(observation.facts.value, labels(measure.histogram.labels, event));
    }
  }

  void count(std::size_t index, const Observation& observation) {
    const TargetPlan& target = plan_->targets[index];
    if (target.where && !target.where->holds(observation.facts)) return;
    if (!target.in_season(when_.time)) return;
    const Outcome outcome = judge(index, observation);
    tally_.add(index, outcome, when_, labels(target.by, observation.event));
    if (options_.observer != nullptr) {
      options_.observer->counted(index, outcome, observation.event);
    }
  }

  Outcome judge(std::size_t index, const Observation& observation) const {
    const TargetPlan& target = plan_->targets[index];
    Outcome outcome;
    if (target.is_exempt(when_.time) ||
        (target.exclude && target.exclude->holds(observation.facts))) {
      outcome.kind = Outcome::Kind::excluded;
      return outcome;
    }
    if (!target.kept) return tally_.outcome_of(index, observation.facts.value);
    const bool good = target.kept->holds(observation.facts) != target.kept_is_bad;
    outcome.kind = good ? Outcome::Kind::good : Outcome::Kind::bad;
    outcome.weight = observation.weight;
    return outcome;
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
  static constexpr std::int64_t kOfEvents = -1;  // the histograms of events; others have a case's

  std::shared_ptr<const Plan> plan_;
  EngineOptions options_;
  Tally tally_;
  std::shared_ptr<std::vector<LabelValues>> labels_;
  std::vector<LabelValues>& values_;           // *labels_, by LabelId
  std::vector<std::optional<Instant>> since_;  // by target
  std::vector<GoalsInForce> goals_;            // by target
  std::vector<std::unique_ptr<Book>> unseen_;  // of hidden targets: an empty one
  std::vector<MeasureCounts> counts_;          // by measure
  std::vector<Histograms> histograms_;         // by measure
  std::vector<std::unique_ptr<Cases>> cases_;  // by Plan::cases
  std::set<std::size_t> hidden_cases_, hidden_measures_;
  std::optional<Instant> latest_;
  std::vector<std::optional<Instant>> earliest_;  // by source
  std::optional<Instant> shown_;                  // the T of the last figures
  When when_;                                     // of the event being applied
  std::vector<std::int32_t> current_;             // its label values, by LabelId, looked up lazily
  std::vector<LabelIndex> scratch_;
};

Engine::Engine(std::shared_ptr<const Plan> plan, EngineOptions options)
    : impl_(std::make_unique<Impl>(std::move(plan), std::move(options))) {}
Engine::~Engine() = default;
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;

bool Engine::apply(const collectors::Event& event) { return impl_->apply(event); }
void Engine::begin_forgetting() { impl_->begin_forgetting(); }
std::optional<Instant> Engine::next_change() const { return impl_->next_change(); }
std::optional<Instant> Engine::latest() const { return impl_->latest(); }
Figures Engine::figures(Instant at, Instant passed) { return impl_->figures(at, passed); }
Figures Engine::period(Day from, Day to) const { return impl_->period({from, to}); }
std::optional<Day> Engine::first_day() const { return impl_->first_day(); }
bool Engine::forget(std::size_t of, std::string_view key) { return impl_->forget(of, key); }
void Engine::save(config::RowChanges& changes) { impl_->save(changes); }
bool Engine::restore(const config::RowKey& k, std::string_view v) { return impl_->restore(k, v); }
void Engine::restored() { impl_->restored(); }
void Engine::renumber_sources(const std::vector<std::uint32_t>& n) { impl_->renumber_sources(n); }
const std::vector<std::optional<Instant>>& Engine::earliest() const { return impl_->earliest(); }
void Engine::set_earliest(std::vector<std::optional<Instant>> t) { impl_->earliest().swap(t); }
void Engine::count_folded(bool counts) { impl_->count_folded(counts); }
void Engine::hide(const std::vector<std::size_t>& targets, const std::vector<std::size_t>& cases,
                  const std::vector<std::size_t>& measures) {
  impl_->hide(targets, {cases.begin(), cases.end()}, {measures.begin(), measures.end()});
}
void Engine::set_since(std::size_t target, Instant since) { impl_->set_since(target, since); }
void Engine::set_goals(std::vector<GoalsInForce> goals) { impl_->set_goals(std::move(goals)); }
std::optional<Instant> Engine::shown() const { return impl_->shown(); }
void Engine::visit_cases(std::size_t of_case,
                         const std::function<void(const CaseView&, Instant)>& visit) {
  impl_->visit_cases(of_case, visit);
}

}  // namespace charterd::rules
