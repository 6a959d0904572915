// Every mistake that a configuration file can have stands in a file of its own under bad/, with
// the exact words that the user reads beside it.
// CHARTERD_WRITE_EXPECTED=1 writes the words anew; they are to be read before they are kept.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "config/loader.h"
#include "config/web_settings.h"

namespace charterd::config {
namespace {

namespace fs = std::filesystem;

fs::path folder(const std::string& name) {
  return fs::path(CHARTERD_SOURCE_DIR) / "tests/config/bad" / name;
}

std::vector<fs::path> files_with(const fs::path& folder, const std::string& extension) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == extension) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::optional<std::string> content(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return std::nullopt;
  std::ostringstream bytes;
  bytes << stream.rdbuf();
  return bytes.str();
}

std::string rendered(const std::vector<Diagnostic>& diagnostics) {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) text += render(diagnostic);
  return text;
}

bool is_writing() { return std::getenv("CHARTERD_WRITE_EXPECTED") != nullptr; }

template <class Parse>
void check_folder(const std::string& name, const Parse& parse) {
  const auto files = files_with(folder(name), ".yml");
  REQUIRE_FALSE(files.empty());
  for (const fs::path& file : files) {
    INFO(file.filename().string());
    // The bare name, so that the words are the same wherever the tree lies.
    const auto loaded = parse(content(file).value(), file.filename());
    const bool has_errors = std::any_of(
        loaded.diagnostics.begin(), loaded.diagnostics.end(),
        [](const Diagnostic& diagnostic) { return diagnostic.severity == Severity::error; });
    CHECK_FALSE(loaded.diagnostics.empty());
    CHECK(loaded.value.has_value() != has_errors);
    // A warning alone is no refusal, and says so in the name of its file.
    CHECK(has_errors != (file.filename().string().rfind("warning_", 0) == 0));
    const std::string text = rendered(loaded.diagnostics);
    const fs::path expected = fs::path(file).replace_extension(".expected");
    if (is_writing()) std::ofstream(expected, std::ios::binary) << text;
    const auto known = content(expected);
    INFO("expected words: " << expected.filename().string());
    REQUIRE(known.has_value());
    CHECK(text == *known);
  }
}

TEST_CASE("Every bad charter gets the exact words that stand beside it") {
  check_folder("charter", [](const std::string& text, const fs::path& file) {
    return parse_charter(text, file);
  });
}

TEST_CASE("Every bad settings file gets the exact words that stand beside it") {
  check_folder("settings", [](const std::string& text, const fs::path& file) {
    return parse_settings(text, file);
  });
}

TEST_CASE("Every bad web configuration gets the exact words that stand beside it") {
  check_folder("web", [](const std::string& text, const fs::path& file) {
    return parse_web_settings(text, file);
  });
}

TEST_CASE("No expected words are left of a bad file that is gone") {
  for (const std::string name : {"charter", "settings", "web"}) {
    for (const fs::path& expected : files_with(folder(name), ".expected")) {
      INFO(expected.string());
      CHECK(fs::exists(fs::path(expected).replace_extension(".yml")));
    }
  }
}

}  // namespace
}  // namespace charterd::config
