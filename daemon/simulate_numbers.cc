#include "daemon/simulate_numbers.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>

#include "daemon/simulate_random.h"

namespace charterd::daemon {
namespace {

using config::BaseUnit;
using config::Measure;
using config::Statistic;
using config::Unit;
using Kind = config::Test::Kind;

constexpr double kPatience = 4;       // how far beyond the first limit customers give up
constexpr double kScoreSpread = 0.2;  // of the range

/// This share of the values is at most `limit`.
struct Anchor {
  double limit = 0;  // in base units
  double share = 0.82;
};

bool is_upper(Kind kind) { return kind == Kind::less || kind == Kind::less_equal; }
bool is_lower(Kind kind) { return kind == Kind::greater || kind == Kind::greater_equal; }

std::vector<Anchor> anchors_of(const std::string& measure, const Wishes& wishes) {
  std::vector<Anchor> result;
  for (const Wish& wish : wishes.tests) {
    const config::Test& test = wish.test;
    if (test.subject != config::Test::Subject::measure || test.name != measure) continue;
    if (wish.part != Wish::Part::kept || !test.quantity || test.quantity->amount <= 0) continue;
    const double limit = to_double(test.quantity->amount);
    if (is_upper(test.kind)) result.push_back({limit, wish.share});
    if (is_lower(test.kind)) result.push_back({limit, 1 - wish.share});
  }
  return result;
}

double usual_median(const Measure& measure) {
  switch (measure.unit) {
    case Unit::seconds:
    case Unit::milliseconds:
      return 60;
    case Unit::minutes:
      return 15 * 60;
    case Unit::hours:
      return 4 * 3600;
    case Unit::points:
      return 50;
    case Unit::count:
      return 3;
  }
  return 1;
}

// One limit fixes the median, a second one the spread.
void fit_long_tail(Number& number, const std::vector<Anchor>& anchors) {
  const Anchor& first = anchors.front();
  const double z = normal_quantile(first.share);
  for (const Anchor& second : anchors) {
    const double distance = normal_quantile(second.share) - z;
    if (second.limit == first.limit || std::abs(distance) < 0.05) continue;
    number.sigma = std::clamp(std::log(second.limit / first.limit) / distance, 0.6, 1.4);
    break;
  }
  number.median = first.limit * std::exp(-number.sigma * z);
}

void fit_long_tail(Number& number, const Measure& measure, const std::vector<Anchor>& anchors,
                   const std::vector<StatisticWish>& statistics) {
  number.sigma = 1;
  number.median = usual_median(measure);
  number.patience = number.median * 3 * kPatience;
  if (!anchors.empty()) {
    fit_long_tail(number, anchors);
    number.patience = anchors.front().limit * kPatience;
  } else if (!statistics.empty() && statistics.front().value > 0) {
    const StatisticWish& wish = statistics.front();
    const double z = wish.statistic == Statistic::mean
                         ? number.sigma / 2
                         : normal_quantile(std::clamp(wish.percentile, 0.01, 0.999));
    number.median = wish.value * 0.97 * std::exp(-number.sigma * z);
    number.patience = wish.value * kPatience;
  }
}

double score_figure(const Number& score, const std::function<double(double)>& worth) {
  std::vector<double> weights;
  score_weights(score, 0, weights);
  double sum = 0;
  double total = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    sum += weights[i] * worth(score.lowest + static_cast<double>(i) * score.step);
    total += weights[i];
  }
  return sum / total;
}

// `worth` does not fall as the score rises.
void fit_score(Number& score, double wanted, const std::function<double(double)>& worth) {
  double low = score.lowest - (score.highest - score.lowest);
  double high = score.highest + (score.highest - score.lowest);
  for (int i = 0; i < 50; ++i) {
    score.centre = (low + high) / 2;
    (score_figure(score, worth) < wanted ? low : high) = score.centre;
  }
}

void fit_score(Number& score, const std::vector<Anchor>& anchors,
               const std::vector<StatisticWish>& statistics) {
  const double width = score.highest - score.lowest;
  score.centre = score.lowest + 0.75 * width;
  if (!anchors.empty()) {
    const Anchor anchor = anchors.front();
    fit_score(score, 1 - anchor.share, [=](double x) { return x >= anchor.limit ? 1.0 : 0.0; });
  } else if (!statistics.empty()) {
    const StatisticWish& wish = statistics.front();
    if (wish.statistic == Statistic::nps) {
      fit_score(score, wish.value + 2, [](double x) {
        return x >= 9 ? 100.0 : x <= 6 ? -100.0 : 0.0;
      });
    } else {
      fit_score(score, wish.value + 0.01 * width, [](double x) { return x; });
    }
  }
}

bool wants_score(const Measure& measure, const std::vector<StatisticWish>& statistics) {
  return measure.unit == Unit::points &&
         (measure.range || (!statistics.empty() && statistics.front().statistic == Statistic::nps));
}

void set_range(Number& score, const Measure& measure) {
  if (measure.range) {
    score.lowest = to_double(measure.range->first);
    score.highest = to_double(measure.range->second);
  }
  const double width = score.highest - score.lowest;
  const bool whole = std::floor(score.lowest) == score.lowest && std::floor(width) == width;
  score.step = whole && width <= 100 ? 1 : width / 100;
  score.decimals = score.step == 1 ? 0 : 2;
}

int decimals_of(Unit unit) {
  switch (unit) {
    case Unit::seconds:
      return 1;
    case Unit::minutes:
    case Unit::points:
      return 2;
    case Unit::hours:
      return 3;
    case Unit::milliseconds:
    case Unit::count:
      return 0;
  }
  return 0;
}

}  // namespace

std::optional<Trend> trend_of(const config::Charter& charter, const std::string& measure) {
  for (const config::Target& target : charter.targets) {
    const config::Goal& goal = target.goal;
    if (target.measure != measure || !goal.is_improvement() || !goal.relative) continue;
    if (goal.is_share() || !target.deadline || !target.baseline) continue;
    const auto& period = target.baseline->period;
    const auto begin = target.baseline->start ? target.baseline->start
                       : period               ? period->to
                                              : std::nullopt;
    if (!begin || *begin >= *target.deadline) continue;
    const double sign = goal.kind == config::Goal::Kind::raised ? 1 : -1;
    return Trend{*begin, *target.deadline, sign * to_double(goal.amount)};
  }
  return std::nullopt;
}

double trend_factor(const std::optional<Trend>& trend, Instant time) {
  if (!trend) return 1;
  using Seconds = std::chrono::duration<double>;
  const double whole = Seconds(trend->to - trend->from).count();
  const double done = std::clamp(Seconds(time - trend->from).count() / whole, 0.0, 1.0);
  return (1 + trend->change * done) / (1 + trend->change / 2);
}

void score_weights(const Number& score, double shift, std::vector<double>& weights) {
  const double spread = kScoreSpread * (score.highest - score.lowest);
  const auto steps = static_cast<std::size_t>((score.highest - score.lowest) / score.step + 1.5);
  weights.resize(steps);
  for (std::size_t i = 0; i < steps; ++i) {
    const double value = score.lowest + static_cast<double>(i) * score.step;
    const double z = (value - score.centre - shift) / spread;
    weights[i] = std::exp(-z * z / 2);
  }
}

Number value_of(const config::Charter& charter, const Measure& measure, const Wishes& wishes) {
  Number number;
  number.field = measure.value_field;
  number.trend = trend_of(charter, measure.id);
  const auto statistics = statistics_wished(charter, measure.id);
  const auto anchors = anchors_of(measure.id, wishes);
  if (wants_score(measure, statistics)) {
    number.kind = Number::Kind::score;
    set_range(number, measure);
    fit_score(number, anchors, statistics);
    return number;
  }
  const bool is_time = config::base_of(measure.unit) == BaseUnit::seconds;
  number.kind = is_time ? Number::Kind::wait : Number::Kind::amount;
  number.decimals = decimals_of(measure.unit);
  fit_long_tail(number, measure, anchors, statistics);
  const Scale scale = config::scale_to_base(measure.unit);
  const double to_unit =
      static_cast<double>(scale.denominator) / static_cast<double>(scale.numerator);
  number.median *= to_unit;
  number.patience = is_time ? number.patience * to_unit : 0;
  if (measure.range) {
    number.lowest = to_double(measure.range->first) * to_unit;
    number.highest = to_double(measure.range->second) * to_unit;
  } else {
    number.lowest = 0;
    number.highest = number.median * 1e4;
  }
  return number;
}

Number weight_of(const Measure& measure) {
  Number number;
  number.field = measure.weight_field;
  number.median = 1;
  number.sigma = 0.8;
  number.lowest = 0.001;
  number.highest = 1000;
  number.decimals = 3;
  return number;
}

bool compares_numbers(const config::Test& test) {
  if (test.subject != config::Test::Subject::field || !test.quantity) return false;
  return is_upper(test.kind) || is_lower(test.kind) || test.kind == Kind::equal ||
         test.kind == Kind::not_equal;
}

Number compared_field(const Wish& wish) {
  const double limit = to_double(wish.test.quantity->amount);
  Number number;
  number.field = wish.test.name;
  number.sigma = 0.7;
  number.decimals = std::floor(limit) == limit && limit <= 100 ? 0 : 2;
  number.median = 1;
  if (limit > 0) {
    const double share = is_lower(wish.test.kind) ? 1 - wish.share : wish.share;
    number.median =
        limit * std::exp(-number.sigma * normal_quantile(std::clamp(share, 0.05, 0.95)));
  }
  number.lowest = 0;
  number.highest = number.median * 1e4;
  return number;
}

}  // namespace charterd::daemon
