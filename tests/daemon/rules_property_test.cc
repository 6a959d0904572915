// PromQL against C++: random figures, judged by a real Prometheus and by rules::burns.
#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <set>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "config/loader.h"
#include "daemon/rules_yaml.h"
#include "rules/burn.h"
#include "rules/cells.h"
#include "rules/prometheus_query.h"
#include "rules/prometheus_scene.h"
#include "rules/wilson.h"
#include "tests/daemon/promtool.h"

using namespace charterd;
using rules::Sums;

namespace {

constexpr int kTargets = 40;
const std::array<const char*, 8> kWindows{"5m", "30m", "1h", "2h", "6h", "1d", "3d", "current"};
const std::array<const char*, 6> kGoalWindows{"1 days",  "3 days",           "7 days",
                                              "28 days", "calendar quarter", "365 days"};

struct Counts {
  std::int64_t whole = 0, bad = 0;
  Sums sums() const { return rules::ShareCell{whole - bad, bad, 0}.sums(); }
};

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  std::int64_t to(std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(0, most)(engine_);
  }

 private:
  std::mt19937_64 engine_;
};

config::Charter random_charter(Random& random) {
  std::string text =
      "id: random\norganization: R\ntimezone: UTC\n"
      "measures: {wait: {events: answered, value: wait, unit: seconds}}\ntargets:\n";
  for (int i = 0; i < kTargets; ++i) {
    text += fmt::format(
        "  t{}: {{statement: S., measure: wait, goal: at least {}%, good: {{wait: \"<= 20s\"}}, "
        "window: {}, minimum_events: {}}}\n",
        i, format_fixed(50 * kFixedOne + random.to(499) * kFixedOne / 10),
        kGoalWindows.at(static_cast<std::size_t>(random.to(5))), 1 + random.to(1) * 300);
  }
  auto loaded = config::parse_charter(text, "charter.yml");
  REQUIRE(loaded.value);
  return std::move(*loaded.value);
}

// Few or many, none, and often next to where one of the target's alerts begins.
Counts random_counts(Random& random, const config::Target& target) {
  const std::int64_t whole = random.to(9) == 0   ? 0
                             : random.to(3) == 0 ? random.to(12)
                                                 : 10 + random.to(5000);
  const Fixed allowed = *rules::allowed_share(target.goal);
  const double share = random.to(1) == 0
                           ? to_double(allowed)
                           : std::max(to_double(allowed), 0.1 * static_cast<double>(random.to(9)));
  const auto edge = static_cast<std::int64_t>(share * static_cast<double>(whole));
  return {whole, std::clamp<std::int64_t>(edge + random.to(40) - 8, 0, whole)};
}

using World = std::map<std::string, std::map<std::string, Counts>>;  // by target and window

std::string check(const std::string& expr, const std::set<std::string>& labels) {
  std::string text =
      fmt::format("      - expr: '{}'\n        eval_time: 1h10m\n        exp_samples: [", expr);
  for (const std::string& one : labels) {
    text += fmt::format("{}{{labels: '{}', value: 1}}", text.back() == '[' ? "" : ", ", one);
  }
  return text + "]\n";
}

// The alerts that C++ says should fire, as labels.
std::string expected_alerts(const config::Charter& charter, World& world) {
  std::set<std::string> burning, missed;
  for (const config::Target& target : charter.targets) {
    auto& counts = world[target.id];
    const auto sums = [&](Duration window) {
      return counts.at(rules::promql::duration(window)).sums();
    };
    for (const rules::BurnPair& pair : rules::burn_pairs(target)) {
      if (!rules::burns(pair, sums(pair.longer), sums(pair.shorter),
                        *rules::allowed_share(target.goal))) {
        continue;
      }
      burning.insert(fmt::format("{{short=\"{}\", target=\"{}\"}}",
                                 rules::promql::duration(pair.shorter), target.id));
    }
    const Counts now = counts.at("current");
    if (now.whole >= *target.minimum_events &&
        (now.whole - now.bad) * kFixedOne < target.goal.amount * now.whole) {
      missed.insert(fmt::format("{{target=\"{}\"}}", target.id));
    }
  }
  CHECK(burning.size() > 5);
  CHECK(missed.size() > 5);
  return check(
             "count by (target, short) (ALERTS{alertname=\"CharterGoalBurning\","
             "alertstate=\"firing\"})",
             burning) +
         check(
             "count by (target) (ALERTS{alertname=\"CharterGoalMissed\","
             "alertstate=\"firing\"})",
             missed);
}

// Every recorded interval agrees with rules::wilson to the last digits but three.
std::string expected_intervals(const World& world) {
  std::string text;
  for (const auto& [target, windows] : world) {
    for (const auto& [window, counts] : windows) {
      if (counts.whole == 0) continue;
      const auto n = static_cast<double>(counts.whole);
      const double low = rules::wilson(static_cast<double>(counts.bad) / n, n).low;
      text +=
          check(fmt::format("max(abs({}{{target=\"{}\",window=\"{}\"}} - {:.17g}) < bool 1e-13)",
                            rules::promql::kBadLow, target, window, low),
                {"{}"});
    }
  }
  return text;
}

std::string promtool_test(const std::string& rules, const std::string& test) {
  std::string folder = (std::filesystem::temp_directory_path() / "charterd-XXXXXX").string();
  REQUIRE(::mkdtemp(folder.data()) != nullptr);
  std::ofstream(folder + "/random.rules.yml") << rules;
  std::ofstream(folder + "/tests.yml") << test;
  const std::string complaint =
      daemon::promtool_complaint_of("promtool test rules " + folder + "/tests.yml");
  std::filesystem::remove_all(folder);
  return complaint;
}

}  // namespace

TEST_CASE("Prometheus and C++ agree on which random figures are missed and burn") {
  const auto seed = static_cast<unsigned>(GENERATE(range(1, 6)));
  Random random(seed);
  const config::Charter charter = random_charter(random);
  World world;
  rules::PrometheusOptions options;
  rules::PrometheusScene scene(charter, options, std::chrono::minutes{70});
  scene.served("calls", true);
  for (const config::Target& target : charter.targets) {
    for (const char* window : kWindows) {
      const Counts counts = random_counts(random, target);
      world[target.id][window] = counts;
      scene.events(target, window, static_cast<double>(counts.whole - counts.bad),
                   static_cast<double>(counts.bad));
    }
  }
  std::string test =
      "rule_files: [random.rules.yml]\nevaluation_interval: 5m\ntests:\n"
      "  - interval: 5m\n    input_series:\n";
  for (const auto& [series, values] : scene.take()) {
    test += fmt::format("      - {{series: '{}', values: '{}'}}\n", series, values);
  }
  test += "    promql_expr_test:\n" + expected_alerts(charter, world) + expected_intervals(world);
  const std::string rules = daemon::rules_yaml(
      charter, "test", rules::prometheus_groups(charter, config::Settings{}, options));
  CHECK(promtool_test(rules, test) == "");
}
