#include "rules/prometheus_scene.h"

#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "rules/prometheus_goal.h"
#include "rules/prometheus_query.h"

namespace charterd::rules {

using config::Goal;
using config::Target;
using promql::literal;

namespace {

constexpr const char* kTotal = R"(by="",by_value="")";

std::string decimal(double number) {
  std::string text = fmt::format("{:.6f}", number);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

double half(double number) { return std::floor(number / 2); }

// `whole` outcomes, at least `minimum`, of which the ratio is a whole number, `part`.
struct Fraction {
  double part = 0, whole = 1;
};
Fraction outcomes_at(Fixed ratio, std::int64_t minimum) {
  const std::int64_t divisor = std::gcd(ratio, kFixedOne);
  const std::int64_t whole = kFixedOne / divisor;
  const std::int64_t times =
      std::max<std::int64_t>(1, (std::max<std::int64_t>(minimum, 100) + whole - 1) / whole);
  const std::int64_t part = ratio / divisor;
  return {static_cast<double>(part * times), static_cast<double>(whole * times)};
}

double observations_of(const Target& target) {
  return 128 *
         std::ceil(static_cast<double>(std::max<std::int64_t>(target.effective_minimum(), 1)) /
                   128);
}

class AtLimit {
 public:
  AtLimit(PrometheusScene& scene, const Target& target, bool missed)
      : scene_(scene), target_(target), missed_(missed), window_(decisive_window(target)) {}

  void set() {
    switch (figure_kind(target_)) {
      case FigureKind::good_ratio:
      case FigureKind::bad_ratio:
        return share();
      case FigureKind::misses:
        return scene_.events(target_, window_, 10, missed_ ? 1 : 0);
      case FigureKind::inside_ratio:
        return percentile();
      case FigureKind::mean:
      case FigureKind::score:
      case FigureKind::amount:
        return amount();
      case FigureKind::count:
        return count();
      case FigureKind::gap:
        return gap();
      case FigureKind::worst:
        break;
    }
    const double n = observations_of(target_);
    scene_.statistic(target_, window_, 0, n);
    const std::string labels = fmt::format("window=\"current\",{}", kTotal);
    const double limit = improvement_limit(target_);
    scene_.value("charter_target_value", target_, labels, missed_ ? limit + towards_miss() : limit);
  }

 private:
  double towards_miss() const { return target_.goal.higher_is_better() ? -1 : 1; }

  void share() {
    const bool of_bad = figure_kind(target_) == FigureKind::bad_ratio;
    const Fixed ratio = target_.goal.is_improvement() ? kFixedOne / 2 : target_.goal.amount;
    const Fraction at = outcomes_at(ratio, target_.effective_minimum());
    const double part = at.part + (missed_ ? towards_miss() : 0);
    const double rest = at.whole - part;
    scene_.events(target_, window_, of_bad ? rest : part, of_bad ? part : rest);
  }

  void percentile() {
    const Fraction at = outcomes_at(target_.goal.percentile, target_.effective_minimum());
    const bool at_most = target_.goal.kind == Goal::Kind::at_most;
    const bool fewer = at_most == missed_;
    scene_.statistic(target_, window_, fewer ? at.part - 1 : at.part, at.whole);
  }

  // Means over a power of two (of hundreds for nps), so that the limit itself is exact.
  void amount() {
    const FigureKind kind = figure_kind(target_);
    const bool total = kind == FigureKind::amount;
    const double scale = kind == FigureKind::score ? 100 : 1;
    const double n = observations_of(target_) * scale;
    double wanted = improvement_limit(target_) * (total ? 1 : n) / scale;
    if (kind == FigureKind::score) {
      wanted = towards_miss() < 0 ? std::ceil(wanted) : std::floor(wanted);
    }
    const double step = std::max(1.0, std::abs(std::floor(wanted / 1000)));
    scene_.statistic(target_, window_, missed_ ? wanted + step * towards_miss() : wanted, n);
  }

  void count() {
    const double limit =
        target_.goal.is_improvement() ? improvement_limit(target_) : to_double(target_.goal.amount);
    double n = towards_miss() < 0 ? std::ceil(limit) : std::floor(limit);
    if (missed_) n += towards_miss();
    if (towards_miss() > 0 && missed_) {
      n = std::max(n, static_cast<double>(target_.effective_minimum()));
    }
    scene_.statistic(target_, window_, n, n);
  }

  void gap() {
    const std::vector<std::string>& listed = *scene_.charter().find_scope(target_.across);
    const Fraction at = outcomes_at(target_.goal.amount / 100, target_.effective_minimum());
    const auto part = [&](std::size_t i) {
      return fmt::format("by={},by_value={}", literal(target_.across), literal(listed.at(i)));
    };
    const double bad = at.part + (missed_ ? 1 : 0);
    scene_.events(target_, window_, at.whole, 0, part(0));
    scene_.events(target_, window_, at.whole - bad, bad, part(1));
  }

  PrometheusScene& scene_;
  const Target& target_;
  bool missed_;
  std::string window_;
};

}  // namespace

double improvement_limit(const Target& target) {
  if (!target.goal.is_improvement()) return to_double(target.goal.amount);
  if (target.goal.is_share()) return 0.5;
  if (target.goal.statistic != config::Statistic::count) return 50;
  return 50 + static_cast<double>(target.effective_minimum());
}

void set_at_limit(PrometheusScene& scene, const Target& target, bool missed) {
  AtLimit(scene, target, missed).set();
}

std::string PrometheusScene::constant(double value) const {
  return fmt::format("{}+0x{}", decimal(value), until_ / std::chrono::minutes{5});
}

std::string PrometheusScene::instance(const std::string& labels, const char* which) const {
  return fmt::format("{{{}{}job={},instance=\"{}\"}}", labels, labels.empty() ? "" : ",",
                     literal(options_.job), which);
}

void PrometheusScene::one(const std::string& name, const std::string& labels,
                          const std::string& values) {
  series_.emplace_back(name + instance(labels, "a"), values);
}

void PrometheusScene::both(const std::string& name, const std::string& labels, double first,
                           double second) {
  series_.emplace_back(name + instance(labels, "a"), constant(first));
  series_.emplace_back(name + instance(labels, "b"), constant(second));
}

void PrometheusScene::served(const std::string& source, bool caught_up) {
  both("charter_info",
       fmt::format("charter={},charter_hash={}", literal(charter_.id), literal(charter_.hash)), 1,
       1);
  both("charterd_source_caught_up", "source=" + literal(source), 1, caught_up ? 1 : 0);
}

std::string PrometheusScene::labels_of(const Target& target, const std::string& more) const {
  return fmt::format("charter={},target={}{}{}", literal(charter_.id), literal(target.id),
                     more.empty() ? "" : ",", more);
}

void PrometheusScene::events(const Target& target, const std::string& window, double good,
                             double bad, const std::string& part) {
  for (const auto& [verdict, number] : {std::pair{"good", good}, {"bad", bad}}) {
    both("charter_target_window_events",
         labels_of(target, fmt::format("window=\"{}\",verdict=\"{}\",{}", window, verdict, part)),
         half(number), number - half(number));
  }
}

void PrometheusScene::statistic(const Target& target, const std::string& window, double amount,
                                double observations) {
  const std::string labels = labels_of(target, fmt::format("window=\"{}\",{}", window, kTotal));
  both("charter_target_window_amount", labels, half(amount), amount - half(amount));
  both("charter_target_window_observations", labels, half(observations),
       observations - half(observations));
}

void PrometheusScene::value(const std::string& metric, const Target& target,
                            const std::string& more, double value) {
  both(metric, labels_of(target, more), value, value);
}

}  // namespace charterd::rules
