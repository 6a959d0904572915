#include "daemon/scorecard_text.h"

#include <catch2/catch.hpp>

using namespace charterd;
using namespace charterd::daemon;
using config::Grade;

namespace {

config::TargetScore score_of(const std::string& target, Grade achievable, Grade timed) {
  return {target,
          {{{'S', Grade::present, "a statement"},
            {'M', Grade::present, "a goal"},
            {'A', achievable, "no evidence says that it can be reached"},
            {'R', Grade::present, "serves prompt-help"},
            {'T', timed, "no window, 28 days are assumed"}}}};
}

}  // namespace

TEST_CASE("The scorecard is a row for each target, and below it what is wrong with it") {
  config::Scorecard scorecard;
  scorecard.targets = {score_of("queue", Grade::present, Grade::present),
                       score_of("žluť", Grade::missing, Grade::doubtful)};
  scorecard.document = {"it does not say how to complain"};
  CHECK("\n" + scorecard_text(scorecard, {}) == R"(
  TARGET  S  M  A  R  T
  queue   ✓  ✓  ✓  ✓  ✓
  žluť    ✓  ✓  ✗  ✓  ?

  S specific, M measurable, A achievable, R relevant, T time-bound: ✓ there, ? doubtful, ✗ missing

  žluť
    ✗ achievable  no evidence says that it can be reached
    ? time-bound  no window, 28 days are assumed

  The charter
    ✗ it does not say how to complain
)");
}

TEST_CASE("The verdict counts errors and warnings in words") {
  CHECK(verdict_text(0, 0) == "fine");
  CHECK(verdict_text(0, 1) == "1 warning");
  CHECK(verdict_text(1, 0) == "1 error");
  CHECK(verdict_text(2, 3) == "2 errors, 3 warnings");
}
