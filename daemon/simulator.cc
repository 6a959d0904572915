#include "daemon/simulator.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

namespace charterd::daemon {
namespace {

using std::chrono::duration_cast;

constexpr double kOutagePressure = 10;
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

double progress(const Trend& trend, Instant time) {
  const double whole = std::chrono::duration<double>(trend.to - trend.from).count();
  const double done = std::chrono::duration<double>(time - trend.from).count();
  return std::clamp(done / whole, 0.0, 1.0);
}

// 1 halfway, where the limits of other targets are met.
double trend_factor(const Number& number, Instant time) {
  if (!number.trend) return 1;
  const double change = number.trend->change;
  return (1 + change * progress(*number.trend, time)) / (1 + change / 2);
}

}  // namespace

Simulator::Simulator(const config::Charter& charter, const SimulationOptions& options)
    : kinds_(simulated_kinds(charter)),
      options_(options),
      curve_(charter.timezone),
      random_(options.seed),
      time_(options.from) {
  for (const EventKind& kind : kinds_) kind_weights_.push_back(kind.weight);
}

// A Poisson process whose rate changes by quarter hours.
Instant Simulator::next_arrival() {
  double left = random_.exponential() / options_.events_per_second;  // seconds at rate 1
  for (;;) {
    const DailyCurve::Step& step = curve_.at(time_);
    const bool outage = options_.outage && options_.outage->contains(time_);
    const double rate = step.rate * (outage ? kOutageRate : 1);
    const double there = std::chrono::duration<double>(step.end - time_).count() * rate;
    if (left <= there) {
      time_ += duration_cast<Duration>(std::chrono::duration<double>(left / rate));
      return time_;
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
  const double trend = trend_factor(number, time);
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
  const Instant time = next_arrival();
  const EventKind& kind = kinds_[random_.pick(kind_weights_)];
  const Conditions now = conditions_at(time);
  event_.time = std::chrono::floor<std::chrono::milliseconds>(time);
  event_.id = random_.next();
  event_.fields.clear();
  texts_.clear();
  const double slowness = choose(kind, now);
  const std::size_t texts = event_.fields.size();
  values_.clear();
  for (const Number& number : kind.numbers) {
    values_.push_back(draw(number, time, now, slowness));
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
