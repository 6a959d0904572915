#include "collectors/duplicate_filter.h"

#include <map>
#include <random>
#include <string>

#include <catch2/catch.hpp>

namespace charterd::collectors {
namespace {

using std::chrono::hours;

Instant at(int hour) { return Instant(hours(hour)); }

TEST_CASE("a copy is one within the time, in both directions") {
  DuplicateFilter filter(hours(2));
  CHECK_FALSE(filter.is_duplicate("a", at(10), at(10)));
  filter.remember("a", at(10), at(10));
  CHECK(filter.is_duplicate("a", at(12), at(12)));
  CHECK(filter.is_duplicate("a", at(8), at(10)));
  CHECK_FALSE(filter.is_duplicate("a", at(13), at(12)));
  CHECK_FALSE(filter.is_duplicate("a", at(7), at(10)));
  CHECK_FALSE(filter.is_duplicate("b", at(10), at(10)));
}

TEST_CASE("copies of a record that came days late are caught") {
  DuplicateFilter filter(hours(2));
  filter.remember("x", at(100), at(100));
  filter.remember("late", at(10), at(100));
  CHECK(filter.is_duplicate("late", at(10), at(102)));
  CHECK_FALSE(filter.is_duplicate("late", at(10), at(103)));
}

TEST_CASE("ids are forgotten once the source has gone on") {
  DuplicateFilter filter(hours(1));
  for (int hour = 0; hour < 1000; ++hour) {
    for (int i = 0; i < 10; ++i) {
      filter.remember(std::to_string(hour) + "/" + std::to_string(i), at(hour), at(hour));
    }
    CHECK(filter.size() <= 60);
  }
}

TEST_CASE("the filter decides as one that remembers everything") {
  struct Seen {
    Instant time, latest;
  };
  std::mt19937 random(5);
  DuplicateFilter filter(hours(3));
  std::map<std::string, Seen> all;
  Instant latest = at(0);
  int duplicates = 0;
  for (int i = 0; i < 20'000; ++i) {
    const std::string id = std::to_string(random() % 50);
    const Instant time = latest + hours(static_cast<int>(random() % 12) - 9);
    const auto known = all.find(id);
    const bool expected = known != all.end() && time - known->second.time <= hours(3) &&
                          known->second.time - time <= hours(3) &&
                          latest - known->second.latest <= hours(3);
    REQUIRE(filter.is_duplicate(id, time, latest) == expected);
    duplicates += expected ? 1 : 0;
    if (expected) continue;
    latest = std::max(latest, time);
    filter.remember(id, time, latest);
    all[id] = {time, latest};
  }
  CHECK(duplicates > 500);
}

}  // namespace

TEST_CASE("a filter that keeps all ids knows copies however far the source has advanced") {
  DuplicateFilter filter(hours(1), DuplicateFilter::Keep::all);
  filter.remember("a", at(0), at(0));
  filter.remember("b", at(1'000), at(1'000));
  CHECK(filter.is_duplicate("a", at(0), at(1'000)));
  CHECK_FALSE(filter.is_duplicate("a", at(2), at(1'000)));
}

}  // namespace charterd::collectors
