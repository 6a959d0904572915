#include <catch2/catch.hpp>

#include "daemon/page_public.h"
#include "daemon/public_pages.h"
#include "tests/page/sample.h"

namespace charterd::page_test {
namespace {

using daemon::Language;
using daemon::PageLocale;
using rules::Status;

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::string page_of(const rules::Figures& figures) {
  return render_public_page({.figures = figures, .url = {}}, PageLocale(Language::en));
}

/// What the page says of one target.
std::string said_of(const rules::Figures& figures, const std::string& id) {
  const std::string page = page_of(figures);
  const std::size_t from = page.find("<li id=\"" + id + "\"");
  REQUIRE(from != std::string::npos);
  std::size_t to = page.find("\n<li id=", from);
  if (to == std::string::npos) to = page.find("</ol>", from);
  return page.substr(from, to - from);
}

TEST_CASE("Nobody's secrets are on any page or badge") {
  const rules::Figures figures = sample_figures();
  const daemon::PublicPages pages = daemon::render_public_pages({.figures = figures, .url = {}});
  CHECK(pages.documents.size() == 5 * (1 + figures.targets.size()));
  for (const auto& [place, document] : pages.documents) {
    INFO(place.first);
    CHECK_FALSE(has(*document.body, "MARKER"));
    CHECK_FALSE(has(*document.body, "<b>bulbs</b>"));
    CHECK_FALSE(has(*document.body, "<in writing>"));
  }
}

TEST_CASE("What fewer than ten outcomes say is not said") {
  rules::Figures figures = sample_figures();
  const std::string few = said_of(figures, "few");
  CHECK(has(few, "Too few to show"));
  for (const char* told : {"22", "33", "7 of", "of 9", "missed\"", "4 are"}) {
    INFO(few << told);
    CHECK_FALSE(has(few, told));
  }
  rules::WindowFigure& figure = figures_of(figures, "few").series.front();
  figure.good = 8;
  figure.status = Status::missed;
  CHECK(has(said_of(figures, "few"), "Missed for 2 of 10"));

  // By weight, statistics and gaps: the number of outcomes counts, not the amount.
  figures_of(figures, "led").series.front().count = 9;
  CHECK(has(said_of(figures, "led"), "Too few to show"));
  figures_of(figures, "fair").series.front().smallest_group = 9;
  CHECK(has(said_of(figures, "fair"), "Too few to show"));
  figures_of(figures, "half-answered").series.front().count = 9;
  CHECK(has(said_of(figures, "half-answered"), "Too few to show"));
  CHECK_FALSE(has(said_of(figures, "half-answered"), "27.7"));
  // A month of seven callers.
  CHECK(has(said_of(figures, "no-long-waits"), "<td>Too few to show</td>"));
  CHECK_FALSE(has(said_of(figures, "no-long-waits"), "<td>3%"));
}

TEST_CASE("A period before with fewer than ten outcomes is not shown either") {
  rules::Figures figures = sample_figures();
  CHECK(has(said_of(figures, "satisfied"), "last month: 3.99 points – Not kept"));
  figures_of(figures, "satisfied").series.back().count = 9;
  CHECK_FALSE(has(said_of(figures, "satisfied"), "3.99 points –"));
}

TEST_CASE("A figure never looks as if it were on the other side of the promise") {
  rules::Figures figures = sample_figures();
  rules::WindowFigure& figure = figures_of(figures, "calls").series.front();
  figure.good = 79999;
  figure.bad = 20001;
  figure.value = 0.79999;
  figure.status = Status::missed;
  CHECK(has(said_of(figures, "calls"), "(79.999%)"));
}

TEST_CASE("Below the minimum there is no figure and no verdict") {
  const std::string young = said_of(sample_figures(), "young");
  CHECK(has(young, "No figure yet"));
  CHECK(has(young, "23 so far; we judge from 50 on."));
  CHECK_FALSE(has(young, "86"));
}

TEST_CASE("A target that is filled in says so, and nothing else") {
  rules::Figures figures = sample_figures();
  figures_of(figures, "calls").filling = true;
  const std::string calls = said_of(figures, "calls");
  CHECK(has(calls, "We are counting this anew"));
  CHECK_FALSE(has(calls, "84.7"));
  CHECK_FALSE(has(calls, "12 were"));
}

TEST_CASE("Old exemptions and coming ones are not listed") {
  rules::Figures figures = sample_figures();
  CHECK(has(page_of(figures), "A flood in the shop."));
  figures.at += std::chrono::days{500};
  CHECK_FALSE(has(page_of(figures), "A flood in the shop."));
  figures.at -= std::chrono::days{600};
  CHECK_FALSE(has(page_of(figures), "A flood in the shop."));
}

TEST_CASE("The same figures give the same tag, others another") {
  rules::Figures figures = sample_figures();
  const auto tag = [&] {
    const auto pages = daemon::render_public_pages({.figures = figures, .url = {}});
    return pages.documents.at({"/", Language::en}).tag;
  };
  const std::string first = tag();
  CHECK(tag() == first);
  figures.at += std::chrono::seconds{10};  // the same minute
  CHECK(tag() == first);
  figures.at += std::chrono::minutes{1};
  CHECK(tag() != first);
}

}  // namespace
}  // namespace charterd::page_test
