#include "daemon/case_delays.h"

#include <catch2/catch.hpp>

#include "config/loader.h"

namespace charterd::daemon {
namespace {

using namespace std::chrono_literals;
using Map = std::map<std::string, std::string>;

constexpr const char* kCharter = R"(
organization: Shop
timezone: UTC
cases:
  order:
    key: order
    opens: placed
    closes: done
    due: {field: agreed}
    measures: {t: {from: opens, to: closes}}
targets:
  fast: {measure: order, goal: at least 90%, good: {t: by due}, exclude: {event: waived}}
)";

// The delay of the one case, given a fast source of its opening and one more.
Duration delay_with(const config::EventMapping& mapping) {
  auto loaded = config::parse_charter(kCharter, "charter.yml");
  collectors::Vocabulary vocabulary;
  const auto plan =
      rules::Plan::compile(std::make_shared<config::Charter>(std::move(*loaded.value)), vocabulary);
  config::Settings settings;
  settings.sources.resize(2);
  config::EventMapping opening;
  opening.type.value = "placed";
  settings.sources[0].events = {opening};
  settings.sources[1].events = {mapping};
  settings.sources[1].arrives_within = 26h;
  return case_delays(settings, *plan, vocabulary).at(0);
}

config::EventMapping constant(const std::string& type) {
  config::EventMapping mapping;
  mapping.type.value = type;
  return mapping;
}

}  // namespace

TEST_CASE("A case waits for the slowest source that tells of it") {
  CHECK(delay_with(constant("done")) == 26h);
  CHECK(delay_with(constant("waived")) == 26h);
  CHECK(delay_with(constant("call.answered")) == 0s);
  config::EventMapping any;
  any.type.field = "event";
  CHECK(delay_with(any) == 26h);
  any.type.map = Map{{"A", "call.answered"}};
  CHECK(delay_with(any) == 0s);
  any.type.map = Map{{"A", "call.answered"}, {"B", "done"}};
  CHECK(delay_with(any) == 26h);
}

TEST_CASE("A source that says that it gives promised instants tells of the case") {
  config::EventMapping mapping = constant("promise.made");
  mapping.fields = {{"order", {}}, {"agreed", {}}};
  CHECK(delay_with(mapping) == 26h);
  mapping.fields = {{"order", {}}, {"shop", {}}};
  CHECK(delay_with(mapping) == 0s);
}

}  // namespace charterd::daemon
