// Whole pages and badges in every language, byte for byte. When a page is meant to change:
//   CHARTERD_WRITE_GOLDEN=1 build/release/tests/test_page
// writes them anew; read what git says has changed.
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include <catch2/catch.hpp>

#include "daemon/page_public.h"
#include "tests/page/sample.h"

namespace charterd::page_test {
namespace {

using daemon::Language;
using daemon::PageLocale;
using daemon::PublicInput;

void compare(const std::string& name, const std::string& text) {
  const std::string path = std::string(CHARTERD_SOURCE_DIR "/tests/page/golden/") + name;
  if (std::getenv("CHARTERD_WRITE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << text;
  }
  std::ifstream file(path, std::ios::binary);
  std::stringstream expected;
  expected << file.rdbuf();
  INFO(path << " differs; see tests/page/golden_test.cc");
  CHECK((text == expected.str()));
}

TEST_CASE("The page is as it was, in every language") {
  const rules::Figures figures = sample_figures();
  const PublicInput input{.figures = figures, .url = "https://lamps.example/charter/"};
  for (const Language language : daemon::kLanguages) {
    const PageLocale locale(language);
    const std::string code(code_of(language));
    compare("page." + code + ".html", render_public_page(input, locale));
    std::string badges;
    for (const rules::TargetFigures& target : figures.targets) {
      badges += render_badge(input, target, locale);
    }
    compare("badges." + code + ".svg", badges);
  }
}

TEST_CASE("A page of stale figures is as it was, in every language") {
  const rules::Figures figures = sample_figures();
  const PublicInput input{
      .figures = figures, .standing_still = true, .silent = true, .behind = true, .url = {}};
  for (const Language language : daemon::kLanguages) {
    const std::string page = render_public_page(input, PageLocale(language));
    const std::size_t from = page.find("<section class=\"stale\"");
    REQUIRE(from != std::string::npos);
    const std::size_t to = page.find("</section>", from);
    compare("stale." + std::string(code_of(language)) + ".html", page.substr(from, to - from));
  }
}

}  // namespace
}  // namespace charterd::page_test
