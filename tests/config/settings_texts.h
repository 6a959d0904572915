// The operator's files that the tests of the settings' loader read.
#pragma once

#include <string>

#include <catch2/catch.hpp>

#include "config/loader.h"
#include "tests/config/rendered.h"

namespace charterd::config {

inline Settings read(const std::string& text,
                     const std::string& file = "/etc/charterd/charterd.yml") {
  Loaded<Settings> loaded = parse_settings(text, file);
  INFO(rendered(loaded.diagnostics));
  REQUIRE(loaded.value);
  return *loaded.value;
}

inline std::string problems_of(const std::string& text) {
  const Loaded<Settings> loaded = parse_settings(text, "charterd.yml");
  CHECK_FALSE(loaded.value);
  return rendered(loaded.diagnostics);
}

inline constexpr const char* kUsualEvents = "events: [{type: {field: event}, time: {field: ts}}]";

// One source of the given keys, besides its name.
inline std::string with_source(const std::string& keys) {
  return "charter: charter.yml\nsources: [{name: shop, " + keys + "}]\n";
}

inline Source read_source(const std::string& keys) { return read(with_source(keys)).sources.at(0); }

}  // namespace charterd::config
