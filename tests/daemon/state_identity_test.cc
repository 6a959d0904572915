// Which numbers sources keep that are taken out of the configuration.
#include "daemon/state_identity.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "rules/source_order.h"

namespace charterd::daemon {
namespace {

using Names = std::vector<std::string>;
using Numbers = std::vector<std::uint32_t>;

constexpr Instant kStart{std::chrono::seconds(1'790'000'000)};

StateIdentity identity_of(const Names& sources) {
  StateIdentity identity;
  for (const std::string& name : sources) {
    identity.sources.push_back(name);
    identity.origins.push_back("/" + name);
    identity.mappings.emplace_back();
  }
  return identity;
}

/// The next configuration, a day later.
StateIdentity after(const StateIdentity& before, const Names& sources, Instant now = kStart) {
  StateIdentity identity = identity_of(sources);
  identity.retire_missing(before);
  config::RowChanges changes;
  Names gone;
  identity.age_retired(now, changes, gone);
  return identity;
}

std::vector<std::uint32_t> numbers_between(const StateIdentity& from, const StateIdentity& to) {
  const rules::Plan plan;
  const config::Settings settings;
  const collectors::Vocabulary vocabulary;
  return RowMap(from, to, SourceFeeds(settings, plan, vocabulary)).source_numbers();
}

TEST_CASE("Retired sources keep the order of their numbers") {
  const StateIdentity first = after(identity_of({"a", "b", "c"}), {"a", "b"});
  const StateIdentity second = after(first, {"a"}, kStart + std::chrono::hours(1));
  CHECK(second.sources == Names{"a", "b", "c"});
  CHECK(numbers_between(first, second) == Numbers{0, 1, 2});
}

TEST_CASE("A source that was let go has a number of its own") {
  const Instant later = kStart + kKeepRetired + std::chrono::hours(1);
  StateIdentity first = after(identity_of({"a", "x"}), {"a"});
  first = after(first, {"a"}, later);
  REQUIRE(first.retired.at(0).let_go);
  SECTION("in what is kept") {
    const auto kept = StateIdentity::unpack(first.pack());
    REQUIRE(kept);
    CHECK(kept->retired.at(0).let_go);
    CHECK(kept->pack() == first.pack());
    CHECK(after(*kept, {"a"}, later).pack() == first.pack());
  }
  SECTION("before one that waits") {
    StateIdentity both = after(identity_of({"a", "x", "c"}), {"a"});
    both.retired.at(1).since = later;
    both = after(both, {"a"}, later);
    REQUIRE(both.retired.at(0).let_go);
    CHECK_FALSE(both.retired.at(1).let_go);
    const StateIdentity again = after(both, {"a"}, later);
    CHECK(again.pack() == both.pack());
    CHECK(numbers_between(both, again) == Numbers{0, 1, 2});
  }
  SECTION("that is not a new one's") {
    const StateIdentity next = after(first, {"a", "n"}, later);
    CHECK(next.sources == Names{"a", "n", "x"});
    CHECK(numbers_between(first, next) == Numbers{0, 2});
  }
}

TEST_CASE("A source whose name is forgotten shares its number with all such sources") {
  StateIdentity to = identity_of({"a"});
  CHECK(numbers_between(identity_of({"x", "a", "y"}), to) ==
        Numbers{rules::kGoneSource, 0, rules::kGoneSource});
}

TEST_CASE("Of too many retired sources those are let go that were taken out first") {
  Names names{"a"};
  for (std::size_t i = 0; i < kMostRetired; ++i) names.push_back("s" + std::to_string(i));
  names.emplace_back("first");
  const Names but_first(names.begin(), names.end() - 1);
  const StateIdentity one = after(identity_of(names), but_first);
  const StateIdentity all = after(one, {"a"}, kStart + std::chrono::hours(1));
  CHECK(all.sources == names);
  REQUIRE(all.retired.size() == kMostRetired + 1);
  CHECK(all.retired.back().let_go);
  CHECK_FALSE(all.retired.front().let_go);
}

}  // namespace
}  // namespace charterd::daemon
