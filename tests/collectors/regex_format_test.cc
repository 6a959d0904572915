#include "collectors/regex_format.h"

#include <catch2/catch.hpp>

#include "tests/collectors/reading.h"

namespace charterd::collectors {
namespace {

using Strings = std::vector<std::string>;

testing::Setup setup_with(const std::string& expression) {
  testing::Setup setup(config::FormatKind::regex);
  setup.source.format.regex = expression;
  return setup;
}

TEST_CASE("named groups are the fields, a group that took no part is absent") {
  const auto setup =
      setup_with(R"(^(?P<ts>\S+) (\w+ )?(?P<event>[a-z.]+)(?: after (?P<wait>\d+)s)?$)");
  CHECK(testing::read(setup,
                      "2026-03-01T00:00:00Z call.answered after 12s\n"
                      "2026-03-01T00:00:01Z old call.answered\r\n")
            .events == Strings{"call.answered 2026-03-01T00:00:00Z wait=12",
                               "call.answered 2026-03-01T00:00:01Z"});
}

TEST_CASE("a line without a match is unparsable") {
  const auto setup = setup_with("^(?P<ts>[0-9TZ:-]+) (?P<event>.*)$");
  CHECK(testing::summary(testing::read(setup, "nonsense\n").counts) == "unparsable 1");
}

TEST_CASE("a regex may match in the middle of a line") {
  const auto setup = setup_with(R"(ts=(?P<ts>\S+) ev=(?P<event>\S+))");
  CHECK(testing::read(setup, "x ts=2026-03-01T00:00:00Z ev=call.answered y").events.size() == 1);
}

TEST_CASE("a wrong regex is refused when the source is set up") {
  CHECK_THROWS_AS(testing::read(setup_with("(?P<ts"), ""), std::invalid_argument);
}

TEST_CASE("a regex that would take others for ever stays linear") {
  const auto setup = setup_with("^(?P<ts>(a+)+)$");
  CHECK(testing::summary(testing::read(setup, std::string(100'000, 'a') + "!").counts) ==
        "unparsable 1");
}

}  // namespace
}  // namespace charterd::collectors
