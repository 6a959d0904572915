#include <string>

#include <catch2/catch.hpp>

#include "config/loader.h"

namespace charterd::config {
namespace {

// The warnings about the body of one case, a line each.
std::string warnings_of(const std::string& body) {
  const auto loaded = parse_charter(
      "organization: Shop\ntimezone: UTC\ncases:\n  order: {key: id, opens: o, " + body +
          "}\ntargets:\n  t: {measure: order, goal: every one, good: {state: present}}\n",
      "charter.yml");
  REQUIRE(loaded.value.has_value());
  std::string messages;
  for (const Diagnostic& diagnostic : loaded.diagnostics) messages += diagnostic.message + "\n";
  return messages;
}

}  // namespace

TEST_CASE("What a case can hardly mean is a warning") {
  CHECK(warnings_of("closes: c").empty());
  CHECK(warnings_of("closes: o") == "the case \"order\" closes with the event that opens it\n");
  CHECK(warnings_of("closes: c, voids: o") ==
        "the case \"order\" is void as soon as it is opened\n");
  CHECK(warnings_of("closes: c, pauses: {from: p, to: p}") ==
        "a pause that ends with the events that begin it never ends\n");
  CHECK(warnings_of("closes: c, pauses: {from: p, to: {event: p, where: {on: \"no\"}}}").empty());
  CHECK(warnings_of("closes: c, measures: {m: {from: e, to: e}}") ==
        "the measure \"m\" ends with the event that begins it: it is always 0\n");
  CHECK(warnings_of("closes: c, measures: {m: {from: [opens], to: e}}") ==
        "\"opens\" is taken for the name of an event here\n");
  CHECK(warnings_of("closes: c, measures: {m: {count: closes}}") ==
        "\"closes\" is taken for the name of an event here\n");
}

}  // namespace charterd::config
