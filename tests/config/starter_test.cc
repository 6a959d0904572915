#include "config/starter.h"

#include <catch2/catch.hpp>

#include "config/loader.h"
#include "config/scorecard.h"
#include "config/text_file.h"

namespace charterd::config {
namespace {

const std::filesystem::path kFolder = CHARTERD_SOURCE_DIR "/config/starter";

TEST_CASE("What is built in is what the starter's files hold") {
  CHECK(read_text_file(kFolder / "charter.yml").value() == kStarterCharter);
  CHECK(read_text_file(kFolder / "charterd.yml").value() == kStarterSettings);
}

TEST_CASE("The starter charter leaves nothing to say against it") {
  const auto charter = parse_charter(std::string(kStarterCharter), "charter.yml");
  REQUIRE(charter.value);
  CHECK(charter.diagnostics.empty());
  CHECK(score(*charter.value).warnings() == 0);
  CHECK(charter.value->targets.size() == 16);
}

TEST_CASE("The starter's settings name its charter") {
  const auto settings = parse_settings(std::string(kStarterSettings), kFolder / "charterd.yml");
  REQUIRE(settings.value);
  CHECK(settings.diagnostics.empty());
  CHECK(settings.value->charter == kFolder / "charter.yml");
}

}  // namespace
}  // namespace charterd::config
