#include <string>

#include <catch2/catch.hpp>

#include "config/loader.h"
#include "tests/config/charter_texts.h"
#include "tests/config/settings_texts.h"

namespace charterd::config {
namespace {

std::string found(const std::string& expect) {
  const Charter charter =
      load(std::string(kHead) + "calendars: {office: {hours: {mon: \"08:00-17:00\"}}}\n" +
           kMeasures + "targets:\n  t: {measure: talk, goal: mean at most 5m}\n");
  const std::string text = "charter: charter.yml\nsources:\n  - name: shop\n    stdin: {}\n" +
                           ("    format: json\n    expect: " + expect) +
                           "\n    events: [{type: {field: event}, time: {field: ts}}]\n";
  const auto settings = parse_settings(text, "charterd.yml");
  INFO(rendered(settings.diagnostics));
  REQUIRE(settings.value.has_value());
  Diagnostics diagnostics("charterd.yml", text);
  check_against(charter, *settings.value, diagnostics);
  return rendered(diagnostics.take());
}

TEST_CASE("A source's calendar is one of the charter's") {
  CHECK(found("{every: 15m, calendar: office}").empty());
  CHECK(found("{every: 15m}").empty());
  CHECK(found("{every: 15m, calendar: offise}") ==
        "charterd.yml:6:36: the charter has no calendar \"offise\"\n"
        "      expect: {every: 15m, calendar: offise}\n"
        "                                     ^\n"
        "  did you mean \"office\"?\n");
}

}  // namespace
}  // namespace charterd::config
