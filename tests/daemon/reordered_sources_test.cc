// Cases go on when sources are named in another order, taken out or put between others.
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/daemon/state_world.h"

namespace charterd::daemon {
namespace {

// The same instant in two sources: whether the work was begun again before it was done depends on
// which of them comes first.
constexpr const char* kOpened =
    R"({"ts":"2026-11-01T10:00:00Z","event":"repair.begun","repair":"R1"}
{"ts":"2026-11-01T12:00:00Z","event":"repair.done","repair":"R1"}
{"ts":"2026-11-02T10:00:00Z","event":"repair.begun","repair":"R2"}
)";
constexpr const char* kMore = R"({"ts":"2026-11-01T12:00:00Z","event":"repair.begun","repair":"R1"}
{"ts":"2026-11-02T11:00:00Z","event":"repair.done","repair":"R2"}
)";

class ReorderedTest {
 public:
  ReorderedTest() {
    shop_.write("shop.jsonl", kOpened);
    shop_.write("more.jsonl", kMore);
    name_sources({"shop", "more"});
  }

 protected:
  void name_sources(const std::vector<std::string>& names) {
    std::string text = "charter: charter.yml\nstorage: {path: state}\nsources:\n";
    for (const std::string& name : names) {
      text += "  - {name: " + name + ", file: {paths: [" + name +
              ".jsonl]}, format: json, events: [{type: {field: event}, time: {field: ts}}]}\n";
    }
    shop_.write("charterd.yml", text);
  }
  rules::Figures settled() {
    Inside daemon(shop_);
    daemon.settle();
    return daemon.figures();
  }
  static double good(const rules::Figures& figures) {
    REQUIRE_FALSE(figures.targets.at(2).filling);
    return figures.targets.at(2).series.at(0).good.value();
  }
  static const rules::CaseFigures& repairs(const rules::Figures& figures) {
    return figures.cases.at(1);
  }

  Shop shop_;
};

TEST_CASE_METHOD(ReorderedTest, "Cases stay when sources are taken out, added or moved") {
  REQUIRE(good(settled()) == 2);
  // What is restored cannot be made anew.
  shop_.write("shop.jsonl", "");
  shop_.write("new.jsonl", R"({"ts":"2026-11-03T10:00:00Z","event":"repair.begun","repair":"R3"})"
                           "\n");
  const std::vector<std::string> names =
      GENERATE(std::vector<std::string>{"new", "more"}, std::vector<std::string>{"more"},
               std::vector<std::string>{"new", "more", "shop"}, std::vector<std::string>{"shop"});
  name_sources(names);
  CHECK(good(settled()) == 2);
  name_sources({"more", "new", "shop"});
  CHECK(good(settled()) == 2);
  CHECK(repairs(settled()).open == 1);
  CHECK(repairs(settled()).closed == 2);
}

TEST_CASE_METHOD(ReorderedTest,
                 "Events of the same instant are in the order of their sources now") {
  CHECK(repairs(settled()).after_closing == 1);
  CHECK(repairs(settled()).repeated_openings == 0);
  name_sources({"more", "shop"});
  CHECK(repairs(settled()).after_closing == 0);
  CHECK(repairs(settled()).repeated_openings == 1);
  CHECK(repairs(settled()).corrected_outcomes == 0);
  name_sources({"shop", "more"});
  CHECK(repairs(settled()).after_closing == 1);
}

}  // namespace
}  // namespace charterd::daemon
