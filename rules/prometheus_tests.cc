#include "rules/prometheus_tests.h"

#include <algorithm>

#include <fmt/format.h>

#include "rules/prometheus_goal.h"
#include "rules/prometheus_query.h"
#include "rules/prometheus_scene.h"

namespace charterd::rules {

using config::Charter;
using config::Target;
using promql::literal;
using std::chrono::minutes;

namespace {

// By when an alert that holds from the first sample on has fired, in whole samples.
Duration asked_at(Duration hold) { return minutes{5} * (hold / minutes{5} + 2); }

class Tests {
 public:
  Tests(const Charter& charter, const config::Settings& settings, const PrometheusOptions& options)
      : charter_(charter), settings_(settings), options_(options) {}

  std::vector<PrometheusTest> all() {
    for (const Target& target : charter_.targets) {
      if (target.goal.is_improvement()) {
        improvement(target);
      } else if (missed_when(charter_, target)) {
        missed(target);
      }
      for (const BurnPair& pair : reachable_pairs(target)) burning(target, pair);
      if (can_be_overdue(target)) overdue(target);
    }
    down();
    stale();
    versions();
    for (const config::Source& source : settings_.sources) {
      if (source.expect) silent(source);
      rejecting(source);
    }
    return std::move(tests_);
  }

 private:
  PrometheusScene scene(Duration at, bool caught_up = true) const {
    PrometheusScene scene(charter_, options_, at);
    scene.served(first_source(), caught_up);
    return scene;
  }

  std::string first_source() const {
    return settings_.sources.empty() ? "source" : settings_.sources.front().name;
  }

  // `matchers` single out the alert among those of the same name.
  void ask(const std::string& alert, const std::string& matchers, const std::string& when,
           bool fires, Duration at, PrometheusScene& scene) {
    std::string expr =
        fmt::format("count(ALERTS{{alertname=\"{}\",alertstate=\"firing\",{}}})", alert, matchers);
    tests_.push_back(
        {fmt::format("{} {} {}: {}", alert, matchers, fires ? "fires" : "is quiet", when),
         scene.take(), std::move(expr), at, fires});
  }

  static std::string of(const Target& target) { return "target=" + literal(target.id); }

  // What the instances say themselves, where alerts ask for it.
  void set_status(PrometheusScene& scene, const Target& target, const std::string& window,
                  const std::string& status) const {
    if (!target.active && !is_weighted(charter_, target)) return;
    for (const char* name : {"no_data", "at_risk", "missed"}) {
      scene.value("charter_target_status", target,
                  fmt::format(R"(window="{}",status="{}",by="",by_value="")", window, name),
                  status == name ? 1 : 0);
    }
  }

  void missed(const Target& target) {
    const Duration at = asked_at(hold_of(target));
    const std::string window = decisive_window(target);
    const auto test = [&](const std::string& when, bool miss, bool caught_up, bool fires) {
      PrometheusScene scene = this->scene(at, caught_up);
      set_at_limit(scene, target, miss);
      set_status(scene, target, window, "missed");
      ask("CharterGoalMissed", of(target), when, fires, at, scene);
    };
    test("on the wrong side of " + target.goal.text, true, true, true);
    test("exactly at the limit", false, true, false);
    test("a source is not caught up", true, false, false);
    if (target.active) out_of_season(target, at);
  }

  void out_of_season(const Target& target, Duration at) {
    PrometheusScene scene = this->scene(at);
    set_at_limit(scene, target, true);
    set_status(scene, target, decisive_window(target), "no_data");
    ask("CharterGoalMissed", of(target), "out of season", false, at, scene);
  }

  void improvement(const Target& target) {
    const Duration at = asked_at(hold_of(target));
    const auto test = [&](const char* alert, const char* when, bool miss, bool over, bool fires) {
      PrometheusScene scene = this->scene(at);
      set_at_limit(scene, target, miss);
      set_status(scene, target, "current", over ? "missed" : "at_risk");
      const double limit = improvement_limit(target);
      scene.value("charter_target_expected_value", target, "", limit);
      scene.value("charter_target_goal", target, "", limit);
      scene.value("charter_target_deadline_timestamp_seconds", target, "", over ? 0 : 1e9);
      ask(alert, of(target), when, fires, at, scene);
    };
    test("CharterImprovementBehind", "behind its path", true, false, true);
    test("CharterImprovementBehind", "on its path", false, false, false);
    test("CharterImprovementBehind", "after the deadline", true, true, false);
    test("CharterGoalMissed", "not reached by the deadline", true, true, true);
    test("CharterGoalMissed", "reached by the deadline", false, true, false);
    test("CharterGoalMissed", "before the deadline", true, false, false);
  }

  // The fewest misses of `whole` that burn; more than `whole` when all of them do not.
  std::int64_t fewest(const Target& target, const BurnPair& pair, std::int64_t whole) const {
    const Fixed allowed = *allowed_share(target.goal);
    const auto burn = [&](std::int64_t bad) {
      if (is_weighted(charter_, target)) {
        return Wide{bad} * kFixedOne * kFixedOne >= Wide{burning_share(pair, allowed)} * whole;
      }
      const Sums sums = ShareCell{whole - bad, bad, 0}.sums();
      return burns(pair, sums, sums, allowed);
    };
    std::int64_t low = 0, high = whole + 1;
    while (low + 1 < high) {
      const std::int64_t middle = low + (high - low) / 2;
      (burn(middle) ? high : low) = middle;
    }
    return high;
  }

  struct Burn {
    std::int64_t whole = 0, bad = 0;
  };
  Burn at_edge(const Target& target, const BurnPair& pair) const {
    constexpr std::int64_t kMost = 1'000'000'000;
    for (std::int64_t whole = 1000; whole < kMost; whole *= 10) {
      const std::int64_t bad = fewest(target, pair, whole);
      if (bad <= whole) return {whole, bad};
    }
    return {kMost, kMost};
  }

  void burning(const Target& target, const BurnPair& pair) {
    const Duration at = asked_at(hold_of(pair, *allowed_share(target.goal)));
    const Burn edge = at_edge(target, pair);
    const std::string matchers =
        fmt::format("{},short=\"{}\"", of(target), promql::duration(pair.shorter));
    const auto test = [&](const std::string& when, Burn longer, Burn shorter, bool caught_up,
                          bool fires) {
      PrometheusScene scene = this->scene(at, caught_up);
      for (const auto& [window, burn] : {std::pair{pair.longer, longer}, {pair.shorter, shorter}}) {
        scene.events(target, promql::duration(window), static_cast<double>(burn.whole - burn.bad),
                     static_cast<double>(burn.bad));
      }
      set_status(scene, target, "current", "at_risk");
      ask("CharterGoalBurning", matchers, when, fires, at, scene);
    };
    const Burn less{edge.whole, edge.bad - 1};
    test(fmt::format("{} misses of {}", edge.bad, edge.whole), edge, edge, true, true);
    test("one miss fewer", less, less, true, false);
    test("it is over", edge, {edge.whole, 0}, true, false);
    test("a source is not caught up", edge, edge, false, false);
    if (!is_weighted(charter_, target)) test("four misses of four", {4, 4}, {4, 4}, true, false);
  }

  void overdue(const Target& target) {
    const Duration at = asked_at(minutes{10});
    const auto test = [&](const char* when, double cases, bool caught_up, bool fires) {
      PrometheusScene scene = this->scene(at, caught_up);
      scene.both("charter_target_overdue",
                 fmt::format("charter={},{}", literal(charter_.id), of(target)), cases, 0);
      ask("CharterCasesOverdue", of(target), when, fires, at, scene);
    };
    test("one case", 1, true, true);
    test("none", 0, true, false);
    test("a source is not caught up", 1, false, false);
  }

  std::string charter_matcher() const { return "charter=" + literal(charter_.id); }

  void down() {
    const Duration at = minutes{25};
    const auto test = [&](const char* when, const char* up, bool fires) {
      PrometheusScene scene = this->scene(at);
      scene.one("up", "", up);
      ask("CharterdDown", charter_matcher(), when, fires, at, scene);
    };
    test("an instance does not answer any more", "1+0x2 0+0x5", true);
    test("all answer", "1+0x5", false);
    PrometheusScene nobody(charter_, options_, at);
    ask("CharterdDown", charter_matcher(), "nobody serves the charter", true, at, nobody);
  }

  void stale() {
    const Duration at = asked_at(minutes{5});
    for (const bool fires : {true, false}) {
      PrometheusScene scene = this->scene(at);
      scene.both("charterd_state_stale", "", fires ? 1 : 0, 0);
      ask("CharterdStateStale", charter_matcher(), fires ? "one stands still" : "none stands still",
          fires, at, scene);
    }
  }

  void versions() {
    const Duration at = asked_at(minutes{15});
    PrometheusScene same = scene(at);
    ask("CharterVersionsDiffer", charter_matcher(), "all as the rules", false, at, same);
    PrometheusScene other = scene(at);
    other.one("charter_info", charter_matcher() + R"(,charter_hash="other")", other.constant(1));
    ask("CharterVersionsDiffer", charter_matcher(), "one serves another", true, at, other);
  }

  void silent(const config::Source& source) {
    const Duration at = asked_at(minutes{1});
    const std::string of = "source=" + literal(source.name);
    for (const bool fires : {true, false}) {
      PrometheusScene scene = this->scene(at);
      scene.both("charterd_source_silent", of, fires ? 1 : 0, 0);
      ask("CharterSourceSilent", of, fires ? "on one instance" : "events come", fires, at, scene);
    }
  }

  void rejecting(const config::Source& source) {
    const Duration at = minutes{75};
    const std::string of = "source=" + literal(source.name);
    const auto test = [&](const char* when, const char* rejected, const char* accepted,
                          bool fires) {
      PrometheusScene scene = this->scene(at);
      scene.one("charterd_source_records_total", of + R"(,result="rejected")", rejected);
      scene.one("charterd_source_records_total", of + R"(,result="accepted")", accepted);
      ask("CharterSourceRejecting", of, when, fires, at, scene);
    };
    test("one record in fifty", "0+2x15", "0+98x15", true);
    test("one record in two hundred", "0+1x15", "0+199x15", false);
    test("one record of one", "0+1x1 1+0x13", "0+0x15", false);
  }

  const Charter& charter_;
  const config::Settings& settings_;
  const PrometheusOptions& options_;
  std::vector<PrometheusTest> tests_;
};

}  // namespace

std::vector<PrometheusTest> prometheus_tests(const Charter& charter,
                                             const config::Settings& settings,
                                             const PrometheusOptions& options) {
  return Tests(charter, settings, options).all();
}

}  // namespace charterd::rules
