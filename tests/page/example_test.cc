// The shipped example, from its log to the page that its customers would see.
#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "daemon/evaluation.h"
#include "daemon/page_public.h"
#include "daemon/setup.h"
#include "rules/engine.h"

namespace charterd::page_test {
namespace {

using daemon::Language;
using daemon::PageLocale;

// Of all that a charter's log has.
rules::Figures figures_of(const std::string& folder) {
  daemon::Options options;
  options.config_file = CHARTERD_SOURCE_DIR "/config/" + folder + "/charterd.yml";
  std::ostringstream messages;
  const auto setup = daemon::load_setup(options, messages);
  if (!setup) throw std::runtime_error(messages.str());
  rules::Engine engine(setup->plan, rules::EngineOptions{.metrics = true});
  daemon::read_all(setup->open_sources(collectors::ReadMode::once), engine);
  return engine.figures(daemon::moment_of(std::nullopt, engine));
}

void write_page(const std::string& name, const std::string& page) {
  const char* const folder = std::getenv("CHARTERD_PAGES");
  if (folder == nullptr) return;
  std::ofstream(std::string(folder) + "/" + name + ".html", std::ios::binary) << page;
}

TEST_CASE("The pages of each trade's charter are written in its languages") {
  for (const std::string trade :
       {"design-studio", "shoe-shop", "clothes-shop", "natural-food-shop", "web-shop"}) {
    const rules::Figures figures = figures_of("examples/" + trade);
    for (const Language language : daemon::page_languages(*figures.charter)) {
      const std::string page = render_public_page(
          {.figures = figures, .url = "https://trade.example/"}, PageLocale(language));
      INFO(trade << " " << code_of(language));
      CHECK(page.find("first time") == std::string::npos);  // a name of the logs
      CHECK(page.find("for whom") == std::string::npos);
      write_page(trade + "." + std::string(code_of(language)), page);
    }
  }
}

// The fewer promises, the larger the sheet for the wall; tests/page/browser_test.py prints them.
TEST_CASE("The pages of shorter charters are printed larger") {
  rules::Figures figures = figures_of("examples/web-shop");
  auto charter = std::make_shared<config::Charter>(*figures.charter);
  const auto first = [&](std::size_t count, const std::string& size) {
    charter->targets.resize(count);
    figures.targets.resize(count);
    const rules::Figures shown = [&] {
      rules::Figures some = figures;
      some.charter = charter;
      return some;
    }();
    const std::string page = render_public_page({.figures = shown, .url = "https://trade.example/"},
                                                PageLocale(Language::ro));
    CHECK(page.find("<html lang=\"ro\" class=\"" + size + "\">") != std::string::npos);
    write_page("first-" + std::to_string(count), page);
  };
  first(10, "small");
  first(7, "regular");
  charter->sections.clear();
  first(4, "medium");
  charter->overview = {};
  charter->rights.resize(2);
  first(2, "large");
}

TEST_CASE("A letter with an accent takes no more of the sheet than one without") {
  const rules::Figures figures = figures_of("examples/web-shop");
  const auto page_with = [&](const std::string& letter) {
    auto charter = std::make_shared<config::Charter>(*figures.charter);
    charter->targets.resize(2);
    std::string overview;
    for (int i = 0; i < 800; ++i) overview += letter;
    charter->overview = config::Text{{{"", overview}}};
    charter->sections.clear();
    rules::Figures shown = figures;
    shown.targets.resize(2);
    shown.charter = charter;
    return render_public_page({.figures = shown, .url = ""}, PageLocale(Language::ro));
  };
  const auto size_of = [](const std::string& page) {
    const std::size_t at = page.find("class=\"", page.find("<html"));
    return page.substr(at, page.find('>', at) - at);
  };
  CHECK(size_of(page_with("\u0103")) == size_of(page_with("a")));
}

TEST_CASE("The pages of the example are written") {
  const rules::Figures figures = figures_of("example");
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
    write_page("example." + std::string(code_of(language)), page);
  }
}

}  // namespace
}  // namespace charterd::page_test
