#include "daemon/source_feeds.h"

#include <memory>
#include <string>
#include <utility>

#include <catch2/catch.hpp>

#include "config/loader.h"

namespace charterd::daemon {
namespace {

constexpr const char* kCharter = R"(
organization: Shop
timezone: UTC
measures:
  wait: {events: [call.answered, call.abandoned], value: wait, unit: seconds}
  score: {events: survey.answered, value: score, unit: points}
cases:
  order: {key: order, opens: placed, closes: done, measures: {t: {from: opens, to: closes}}}
targets:
  orders: {measure: order, goal: at least 90%, good: {t: "<= 2h"}, exclude: {event: waived}}
  calls: {measure: wait, goal: at least 90%, good: {wait: "<= 20s"}}
  surveys: {measure: score, goal: mean at least 4}
)";

config::TextSource constant(const std::string& name) {
  config::TextSource type;
  type.value = name;
  return type;
}

// The targets that a source feeds whose one event has such a type.
std::string fed_by(const config::TextSource& type) {
  auto loaded = config::parse_charter(kCharter, "charter.yml");
  collectors::Vocabulary vocabulary;
  const auto plan =
      rules::Plan::compile(std::make_shared<config::Charter>(std::move(*loaded.value)), vocabulary);
  config::Settings settings;
  settings.sources.resize(2);
  settings.sources[1].events.resize(1);
  settings.sources[1].events[0].type = type;
  const SourceFeeds feeds(settings, *plan, vocabulary);
  // What is kept of its mapping says the same; of one that is not known nothing is left out.
  config::Settings retired;
  retired.sources = {unpack_mapping(pack_mapping(settings.sources[1])), unpack_mapping({})};
  const SourceFeeds kept(retired, *plan, vocabulary);
  std::string fed;
  for (std::size_t i = 0; i < plan->targets.size(); ++i) {
    CHECK_FALSE(feeds.feeds_target(0, i));
    if (feeds.feeds_target(1, i)) fed += plan->charter->targets[i].id + ' ';
    CHECK(kept.feeds_target(0, i) == feeds.feeds_target(1, i));
    CHECK(kept.feeds_target(1, i));
  }
  return fed;
}

TEST_CASE("A source feeds the targets whose events it names") {
  CHECK(fed_by(constant("call.abandoned")) == "calls ");
  CHECK(fed_by(constant("survey.answered")) == "surveys ");
  CHECK(fed_by(constant("done")) == "orders ");
  CHECK(fed_by(constant("waived")) == "orders ");
  CHECK(fed_by(constant("shop.opened")).empty());
}

TEST_CASE("A source feeds what its map leads to, and without one anything") {
  config::TextSource type;
  type.field = "event";
  CHECK(fed_by(type) == "orders calls surveys ");
  type.map = {{"CONNECT", "call.answered"}, {"SURVEY", "survey.answered"}};
  CHECK(fed_by(type) == "calls surveys ");
}

}  // namespace
}  // namespace charterd::daemon
