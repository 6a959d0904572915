#include "daemon/simulator.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <numeric>

#include <fmt/format.h>

namespace charterd::daemon {
namespace {

using std::chrono::duration_cast;

constexpr double kOutagePressure = 10;
constexpr double kCasePressure = 0.25;  // how much of it a case, which takes long, feels
constexpr double kCaseWeight = 1.5;  // events of the first case for each of a kind of single ones
constexpr double kNextCase = 0.4;    // events of each case for those of the one before it
constexpr int kTrialLives = 200;
constexpr double kOutageMood = -0.4;
constexpr double kOutageRate = 1.3;  // people call again
constexpr double kDayNoise = 0.22;   // good days and bad days
constexpr double kHourNoise = 0.15;
constexpr double kMoodNoise = 0.03;
constexpr double kBusy = 0.35;       // how much of a rush becomes waiting
constexpr double kHangUp = 0.015;    // those who go away at once, whatever the wait
constexpr double kOtherType = 0.08;  // of alternatives that have no wait to decide them
constexpr double kOtherTypeInOutage = 0.4;
constexpr double kGoodTextInOutage = 0.4;  // the chance that a good text stays one

}  // namespace

Simulator::Simulator(const config::Charter& charter, const SimulationOptions& options)
    : kinds_(simulated_kinds(charter)),
      cases_(simulated_cases(charter)),
      options_(options),
      curve_(charter.timezone),
      random_(options.seed),
      time_(options.from) {
  for (const EventKind& kind : kinds_) weights_of_arrivals_.push_back(kind.weight);
  weigh_cases();
}

// A case brings many events: cases are as much rarer. The first in the charter is the common one.
void Simulator::weigh_cases() {
  double weight = kCaseWeight * (kinds_.empty() ? 1 : kinds_.front().weight);
  double arrivals = std::accumulate(weights_of_arrivals_.begin(), weights_of_arrivals_.end(), 0.0);
  double events = arrivals;
  Random trial(0);  // not of the seed: the number of events is a matter of the charter
  for (const CaseKind& kind : cases_) {
    std::size_t found = 0;
    for (int i = 0; i < kTrialLives; ++i) found += live(kind, options_.from, 1, trial).size();
    const double each = static_cast<double>(found) / kTrialLives;
    weights_of_arrivals_.push_back(weight / each);
    arrivals += weight / each;
    events += weight;
    weight *= kNextCase;
  }
  arrivals_per_second_ = options_.events_per_second * (events > 0 ? arrivals / events : 1);
}

// A Poisson process whose rate changes by quarter hours.
void Simulator::next_arrival() {
  double left = random_.exponential() / arrivals_per_second_;  // seconds at rate 1
  for (;;) {
    const DailyCurve::Step& step = curve_.at(time_);
    const bool outage = options_.outage && options_.outage->contains(time_);
    const double rate = step.rate * (outage ? kOutageRate : 1);
    const double there = std::chrono::duration<double>(step.end - time_).count() * rate;
    if (left <= there) {
      time_ += duration_cast<Duration>(std::chrono::duration<double>(left / rate));
      return;
    }
    left -= there;
    time_ = step.end;
  }
}

// A number that is the same for the same seed, whatever was drawn before.
double Simulator::noise(std::uint64_t what, std::int64_t index) const {
  return Random(mix(options_.seed ^ what) ^ static_cast<std::uint64_t>(index)).normal();
}

const Simulator::Conditions& Simulator::usual_at(Instant time) {
  const DailyCurve::Step& step = curve_.at(time);
  if (step.begin != usual_from_) {
    using std::chrono::floor;
    const auto day = floor<std::chrono::days>(time).time_since_epoch().count();
    const auto hour = floor<std::chrono::hours>(time).time_since_epoch().count();
    usual_from_ = step.begin;
    usual_.pressure = std::exp(kDayNoise * noise(1, day) + kHourNoise * noise(2, hour)) *
                      std::pow(step.rate / DailyCurve::busy(), kBusy);
    usual_.mood = kMoodNoise * noise(3, day);
  }
  return usual_;
}

Simulator::Conditions Simulator::conditions_at(Instant time) {
  Conditions now = usual_at(time);
  now.outage = options_.outage && options_.outage->contains(time);
  if (now.outage) {
    now.pressure *= kOutagePressure;
    now.mood += kOutageMood;
  }
  return now;
}

double Simulator::draw(const Number& number, Instant time, const Conditions& now, double slowness) {
  const double trend = trend_factor(number.trend, time);
  if (number.kind == Number::Kind::score) {
    const double shift = now.mood * (number.highest - number.lowest) + (trend - 1) * number.centre;
    score_weights(number, shift, weights_);
    return number.lowest + static_cast<double>(random_.pick(weights_)) * number.step;
  }
  double value = number.median * trend * std::exp(number.sigma * random_.normal());
  if (number.kind == Number::Kind::wait) value *= now.pressure * slowness;
  return std::clamp(value, number.lowest, number.highest);
}

// Fills in the texts; the result is how slow customers of these labels are served.
double Simulator::choose(const EventKind& kind, const Conditions& now) {
  double slowness = 1;
  for (const Choice& choice : kind.choices) {
    std::size_t index = random_.pick(choice.weights);
    if (now.outage && !choice.good.empty() && choice.good[index] &&
        !random_.chance(kGoodTextInOutage)) {
      const auto bad = std::find(choice.good.begin(), choice.good.end(), false);
      if (bad != choice.good.end()) index = static_cast<std::size_t>(bad - choice.good.begin());
    }
    slowness *= choice.slowness[index];
    if (choice.presence < 1 && !random_.chance(choice.presence)) continue;
    event_.fields.push_back({choice.field, choice.values[index], false});
  }
  return slowness;
}

// Who waits longer than his patience goes away, and has waited as long as that.
std::size_t Simulator::draw_type(const EventKind& kind, const Conditions& now) {
  if (kind.types.size() < 2) return 0;
  bool goes = false;
  const auto wait = std::find_if(kind.numbers.begin(), kind.numbers.end(),
                                 [](const Number& number) { return number.patience > 0; });
  if (wait == kind.numbers.end()) {
    goes = random_.chance(now.outage ? kOtherTypeInOutage : kOtherType);
  } else {
    double& value = values_[static_cast<std::size_t>(wait - kind.numbers.begin())];
    const double patience = random_.chance(kHangUp) ? wait->patience * 0.06 * random_.uniform()
                                                    : wait->patience * std::exp(random_.normal());
    goes = patience < value;
    value = std::min(value, patience);
  }
  if (!goes) return 0;
  std::size_t type = 1;
  while (type + 1 < kind.types.size() && random_.chance(0.4)) ++type;
  return type;
}

void Simulator::add_number(const Number& number, double value) {
  texts_.push_back(fmt::format("{:.{}f}", value, number.decimals));
  event_.fields.push_back({number.field, {}, true});
}

const SimulatedEvent& Simulator::next() {
  for (;;) {
    if (!arrived_) next_arrival();
    arrived_ = true;
    if (!waiting_.empty() && waiting_.front().event.time <= time_) return next_of_case();
    arrived_ = false;
    const std::size_t kind = random_.pick(weights_of_arrivals_);
    if (kind < kinds_.size()) return single_event(kinds_[kind]);
    open_case(cases_[kind - kinds_.size()]);
  }
}

void Simulator::open_case(const CaseKind& kind) {
  const double slowness = std::pow(conditions_at(time_).pressure, kCasePressure);
  for (CaseEvent& event : live(kind, time_, slowness, random_)) {
    waiting_.push_back({waited_++, std::move(event)});
    std::push_heap(waiting_.begin(), waiting_.end(), std::greater<>());
  }
}

const SimulatedEvent& Simulator::next_of_case() {
  std::pop_heap(waiting_.begin(), waiting_.end(), std::greater<>());
  of_case_ = std::move(waiting_.back().event);
  waiting_.pop_back();
  event_.time = of_case_.time;
  event_.type = of_case_.type;
  event_.id = random_.next();
  event_.fields.clear();
  for (const CaseEvent::Field& field : of_case_.fields) {
    event_.fields.push_back({field.name, field.text, field.is_number});
  }
  return event_;
}

const SimulatedEvent& Simulator::single_event(const EventKind& kind) {
  const Conditions now = conditions_at(time_);
  event_.time = std::chrono::floor<std::chrono::milliseconds>(time_);
  event_.id = random_.next();
  event_.fields.clear();
  texts_.clear();
  const double slowness = choose(kind, now);
  const std::size_t texts = event_.fields.size();
  values_.clear();
  for (const Number& number : kind.numbers) {
    values_.push_back(draw(number, time_, now, slowness));
  }
  const std::size_t type = draw_type(kind, now);
  event_.type = kind.types[type];
  for (const std::size_t index : kind.carries[type]) {
    add_number(kind.numbers[index], values_[index]);
  }
  // Only now do the texts keep their place.
  for (std::size_t i = 0; i < texts_.size(); ++i) event_.fields[texts + i].text = texts_[i];
  return event_;
}

}  // namespace charterd::daemon
