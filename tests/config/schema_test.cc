#include "config/schema.h"

#include <cstdlib>
#include <fstream>

#include <catch2/catch.hpp>

#include "config/text_file.h"

namespace charterd::config {
namespace {

// CHARTERD_WRITE_EXPECTED=1 writes the files anew.
void check_file(const std::string& name, const std::string& schema) {
  const std::string path = CHARTERD_SOURCE_DIR "/config/schema/" + name;
  if (std::getenv("CHARTERD_WRITE_EXPECTED") != nullptr) std::ofstream(path) << schema;
  INFO("the tables of keys have changed: run test_config with CHARTERD_WRITE_EXPECTED=1");
  CHECK(read_text_file(path).value_or("") == schema);
}

TEST_CASE("The schemas in config/schema are those of the tables") {
  check_file("charter.schema.json", charter_schema());
  check_file("charterd.schema.json", settings_schema());
}

TEST_CASE("The schemas know what stands in each key") {
  CHECK(keys_without_form(kCharterForm) == std::vector<std::string>{});
  CHECK(keys_without_form(kSettingsForm) == std::vector<std::string>{});
}

TEST_CASE("A key that only says that it holds a mapping is found") {
  static constexpr YamlKey kKeys[] = {{"plain", YamlShape::text}, {"deep", YamlShape::mapping}};
  static constexpr YamlForm kOuter{YamlForm::Kind::keys, kKeys};
  static constexpr YamlForm kAround{YamlForm::Kind::ids, {}, {}, &kOuter};
  CHECK(keys_without_form(kAround) == std::vector<std::string>{"*.deep"});
}

}  // namespace
}  // namespace charterd::config
