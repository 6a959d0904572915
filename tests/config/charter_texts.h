// The charters that the tests of the charter's loader read.
#pragma once

#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include <catch2/catch.hpp>

#include "config/loader.h"
#include "tests/config/rendered.h"

namespace charterd::config {

/// `text` as if it stood in the tests' own folder, where the file of holidays lies.
inline Charter load(const std::string& text) {
  auto loaded = parse_charter(text, std::string(CHARTERD_SOURCE_DIR) + "/tests/config/charter.yml");
  INFO(rendered(loaded.diagnostics));
  REQUIRE(loaded.value.has_value());
  CHECK(loaded.diagnostics.empty());
  return std::move(*loaded.value);
}

inline constexpr const char* kHead = "organization: Example Outfitters\ntimezone: Europe/Prague\n";
inline constexpr const char* kMeasures = R"(measures:
  queue_wait: {events: [call.answered, call.abandoned], value: wait, unit: seconds}
  talk: {events: call.answered, value: talk, unit: minutes}
  satisfaction: {events: survey.answered, value: score, unit: points, range: [1, 5]}
  goods_sold: {events: item.sold, weight: kilograms}
  parcels: {events: parcel.sent, value: number, unit: count}
)";

// The example of the contract.
inline std::string example() {
  std::ifstream stream(std::string(CHARTERD_SOURCE_DIR) + "/tests/config/example_charter.yml");
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

}  // namespace charterd::config
