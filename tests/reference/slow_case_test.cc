// The reference itself, on the contract's own examples.
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "config/loader.h"
#include "tests/reference/slow_figures.h"
#include "tests/rules/world.h"

namespace charterd::slow {
namespace {

using tests::at;

const char* const kOrder = R"(
organization: Example
timezone: Europe/Prague
calendars:
  office: {hours: {mon-fri: "08:00-12:00, 13:00-18:00"}}
cases:
  order:
    key: order
    opens: placed
    closes: completed
    voids: cancelled
    reopens: returned
    pauses: {from: waiting, to: replied}
    calendar: office
    due: {field: agreed}
    measures:
      order_time: {from: opens, to: closes}
      revisions: {count: revised}
      reply: {from: opens, to: {event: answered, where: {auto: "false"}}}
      follow_up: {from: closes, to: followed}
targets:
  it: )";

// One case under one target.
class One {
 public:
  explicit One(const std::string& target)
      : charter_(load(std::string(kOrder) + target)),
        world_(std::make_unique<World>(*charter_)),
        history_(*world_) {}

  One& event(const std::string& time, const std::string& type, Fields fields = {}) {
    fields["order"] = {"1", {}};
    events_.push_back(std::make_unique<Event>());
    *events_.back() = {at(time), type, std::move(fields), 0, 0, 0, events_.size()};
    history_.add(*events_.back());
    return *this;
  }

  Judgement judged(const std::string& now) const {
    return history_.outcomes(charter_->targets.front(), at(now)).at(0).judged;
  }

 private:
  static std::unique_ptr<config::Charter> load(const std::string& text) {
    auto loaded = config::parse_charter(text, "charter.yml");
    if (!loaded.value) throw std::invalid_argument(render(loaded.diagnostics.front()));
    return std::make_unique<config::Charter>(std::move(*loaded.value));
  }

  std::unique_ptr<config::Charter> charter_;
  std::unique_ptr<World> world_;
  std::vector<std::unique_ptr<Event>> events_;
  History history_;
};

using Kind = Judgement::Kind;

}  // namespace

TEST_CASE("Reference: the third revision is a miss at once") {
  One one(R"({measure: order, goal: at least 95%, good: {order_time: "<= 5 working days",)"
          R"( revisions: "< 3"}})");
  one.event("2026-05-11T10:00:00Z", "placed");
  for (const char* hour : {"11", "12"}) {
    one.event("2026-05-11T" + std::string(hour) + ":00:00Z", "revised");
    CHECK(one.judged("2026-05-11T12:00:00Z").kind == Kind::pending);
  }
  one.event("2026-05-11T13:00:00Z", "revised");
  CHECK(one.judged("2026-05-11T13:00:00Z").kind == Kind::bad);
  CHECK(one.judged("2026-05-11T13:00:00Z").at == at("2026-05-11T13:00:00Z"));
  CHECK_FALSE(one.judged("2026-05-18T21:59:59Z").overdue);
  CHECK_FALSE(one.judged("2026-05-18T22:00:00Z").overdue);
  CHECK(one.judged("2026-05-18T22:00:01Z").overdue);
}

TEST_CASE("Reference: four business hours that end at noon last until one") {
  One one(
      R"({measure: order_time, goal: at least 90%, good: {order_time: "<= 4 business hours"}})");
  one.event("2026-05-11T06:00:00Z", "placed");  // 08:00 in Prague
  CHECK(one.judged("2026-05-11T11:00:00Z").kind == Kind::pending);
  CHECK(one.judged("2026-05-11T11:00:01Z").kind == Kind::bad);
  CHECK(one.judged("2026-05-11T11:00:01Z").at == at("2026-05-11T11:00:00Z"));
  one.event("2026-05-11T11:00:00Z", "completed");
  CHECK(one.judged("2026-05-11T11:00:01Z").kind == Kind::good);
}

TEST_CASE("Reference: a case that closes before the reply has missed it, unless it is reopened") {
  One one(R"({measure: reply, goal: at least 90%, good: {reply: "<= 8h"}})");
  one.event("2026-05-11T06:00:00Z", "placed");
  one.event("2026-05-11T07:00:00Z", "answered", {{"auto", {"true", {}}}});
  one.event("2026-05-11T08:00:00Z", "completed");
  CHECK(one.judged("2026-05-11T09:00:00Z").kind == Kind::bad);
  CHECK(one.judged("2026-05-11T09:00:00Z").at == at("2026-05-11T08:00:00Z"));
  one.event("2026-05-11T09:00:00Z", "returned");
  CHECK(one.judged("2026-05-11T09:00:00Z").kind == Kind::pending);
  one.event("2026-05-11T10:00:00Z", "answered", {{"auto", {"false", {}}}});
  CHECK(one.judged("2026-05-11T10:00:00Z").kind == Kind::good);
}

TEST_CASE("Reference: what comes after the closing counts for a measure that starts from it") {
  One one(R"({measure: follow_up, goal: at least 90%, good: {follow_up: "<= 7 days"}})");
  one.event("2026-05-11T06:00:00Z", "placed");
  CHECK(one.judged("2026-05-11T06:00:00Z").kind == Kind::nothing);
  one.event("2026-05-12T06:00:00Z", "completed");
  one.event("2026-05-13T06:00:00Z", "cancelled");
  CHECK(one.judged("2026-05-19T06:00:00Z").kind == Kind::pending);
  CHECK(one.judged("2026-05-19T06:00:01Z").overdue);
  one.event("2026-05-19T06:00:00Z", "followed");
  CHECK(one.judged("2026-05-20T06:00:00Z").kind == Kind::good);
}

TEST_CASE("Reference: an agreement counts unless the promised instant has passed") {
  One one(R"({measure: order_time, goal: at least 90%, good: {order_time: by due}})");
  one.event("2026-05-11T06:00:00Z", "placed");
  CHECK(one.judged("2026-05-11T06:00:00Z").kind == Kind::no_due);
  one.event("2026-05-11T07:00:00Z", "revised", {{"agreed", {"2026-05-13", {}}}});
  CHECK(one.judged("2026-05-12T22:00:00Z").kind == Kind::pending);
  CHECK(one.judged("2026-05-12T22:00:01Z").kind == Kind::bad);
  one.event("2026-05-12T22:00:01Z", "revised", {{"agreed", {"2026-05-20", {}}}});
  CHECK(one.judged("2026-05-12T22:00:01Z").at == at("2026-05-12T22:00:00Z"));
  one.event("2026-05-12T21:00:00Z", "revised", {{"agreed", {"2026-05-14T10:00:00Z", {}}}});
  CHECK(one.judged("2026-05-12T22:00:01Z").kind == Kind::pending);
}

TEST_CASE("Reference: pauses stop the clock, and only events near the opening come before it") {
  One one(R"({measure: order_time, goal: mean at most 1h})");
  one.event("2026-05-11T05:54:59Z", "waiting");
  one.event("2026-05-11T06:00:00Z", "placed");
  one.event("2026-05-11T06:10:00Z", "waiting");
  one.event("2026-05-11T06:40:00Z", "replied");
  one.event("2026-05-11T06:50:00Z", "completed");
  CHECK(one.judged("2026-05-11T07:00:00Z").value == 20 * 60 * kFixedOne);
  one.event("2026-05-11T05:55:00Z", "waiting");
  CHECK(one.judged("2026-05-11T07:00:00Z").value == 10 * 60 * kFixedOne);
}

}  // namespace charterd::slow
