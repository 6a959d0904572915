// Behind a first source, while logs are rotated in any order: once both are level the second one
// has read each record that the first one has, once.
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/collectors/random_rotation.h"
#include "tests/collectors/second_source.h"

namespace charterd::collectors::testing {
namespace {

/// Begins to read behind the first one at any time, again and again.
class Behind {
 public:
  explicit Behind(Rotated& first) : first_(first) {}

  /// After each step of the first one.
  void step() {
    if (crashes_ != first_.crashes()) second_.reset();  // so has the process of both
    crashes_ = first_.crashes();
    if (!second_) {
      if (first_.below(4) > 0) return;
      begin();
    }
    for (unsigned polls = first_.below(3); polls > 0; --polls) poll();
    if (second_->source.is_level()) compare();
  }
  /// The first one has nothing more to read.
  void finish() {
    if (crashes_ != first_.crashes() || !second_) begin();
    for (int i = 0; i < 25; ++i) {
      first_.world().source().rescan();
      second_->source.rescan();
      read(1 << 20);
    }
    REQUIRE(second_->source.is_level());
    compare();
  }
  int compared() const { return compared_; }

 private:
  void begin() {
    second_.reset();
    second_.emplace(first_.world());
    seen_.assign(seen_.size(), 0);
  }
  void poll() {
    if (first_.below(2) == 0) second_->source.rescan();
    read(1 + first_.below(3000));
  }
  void read(std::size_t budget) {
    second_->source.poll(second_->sink, budget);
    for (const std::string& n : second_->sink.taken()) {
      if (std::stoul(n) >= seen_.size()) seen_.resize(std::stoul(n) + 1);
      ++seen_[std::stoul(n)];
    }
  }
  void compare() {
    seen_.resize(static_cast<std::size_t>(first_.written()));
    REQUIRE(first_difference(seen_, first_.counts()) == "none");
    ++compared_;
    second_.reset();
  }

  Rotated& first_;
  std::optional<Second> second_;
  std::vector<int> seen_;
  int crashes_ = 0;
  int compared_ = 0;
};

TEST_CASE("behind a first source each record is read once, whenever that begins") {
  const std::size_t most_open = GENERATE(2U, 128U);
  const Lines lines = GENERATE(Lines::json, Lines::csv);
  int compared = 0;
  for (unsigned seed = 1; seed <= kSeeds; ++seed) {
    CAPTURE(seed, most_open, lines == Lines::csv);
    Rotated rotated(seed, most_open, lines);
    Behind behind(rotated);
    for (int i = 0; i < 120; ++i) {
      rotated.step();
      behind.step();
    }
    rotated.finish();
    behind.finish();
    compared += behind.compared();
  }
  CHECK(compared > static_cast<int>(kSeeds));
}

}  // namespace
}  // namespace charterd::collectors::testing
