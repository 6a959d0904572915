// The shipped example, from its log to the page that its customers would see.
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

#include "daemon/evaluation.h"
#include "daemon/page_public.h"
#include "daemon/setup.h"
#include "rules/engine.h"

namespace charterd::page_test {
namespace {

using daemon::Language;
using daemon::PageLocale;

TEST_CASE("The pages of the example are written") {
  daemon::Options options;
  options.config_file = CHARTERD_SOURCE_DIR "/config/example/charterd.yml";
  std::ostringstream messages;
  const auto setup = daemon::load_setup(options, messages);
  REQUIRE(setup);
  rules::Engine engine(setup->plan, rules::EngineOptions{.metrics = true});
  daemon::read_all(setup->open_sources(collectors::ReadMode::once), engine);
  const rules::Figures figures = engine.figures(daemon::moment_of(std::nullopt, engine));
  const char* const folder = std::getenv("CHARTERD_PAGES");
  for (const Language language : daemon::kLanguages) {
    const std::string page = render_public_page(
        {.figures = figures, .url = "https://outfitters.example/"}, PageLocale(language));
    INFO(code_of(language));
    CHECK(page.find("+420 555 123 456") != std::string::npos);
    CHECK(page.find("customer-care") == std::string::npos);   // the owner
    CHECK(page.find("Say your name.") == std::string::npos);  // for staff
    CHECK(page.find("nine agents") == std::string::npos);     // evidence
    if (language == Language::en) {
      CHECK(page.find("(84.7%)</strong> <span class=\"window\">in the last 28 days") !=
            std::string::npos);
    }
    if (folder == nullptr) continue;
    const std::string name = "/example." + std::string(code_of(language)) + ".html";
    std::ofstream(folder + name, std::ios::binary) << page;
  }
}

}  // namespace
}  // namespace charterd::page_test
