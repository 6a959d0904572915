#include "daemon/document.h"

#include <catch2/catch.hpp>

#include "daemon/charter_changes_text.h"
#include "tests/page/sample.h"

namespace charterd::page_test {
namespace {

using rules::Status;

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::string document_of(rules::Figures figures) {
  return daemon::render_html(daemon::Results{std::move(figures), {}});
}

TEST_CASE("The manager's document has what customers must not see, and is one file") {
  const std::string document = document_of(sample_figures());
  CHECK(has(document, "MARKER-owner"));
  CHECK(has(document, "MARKER evidence."));
  CHECK(has(document, "segment: MARKER-part"));
  CHECK(has(document, "Charter version 7, hash "));
  CHECK(has(document, "As of 2026-10-31 22:05:43 (Europe/Prague)"));
  CHECK(has(document, "Fewer than ten &lt;b&gt;bulbs&lt;/b&gt; break."));
  CHECK_FALSE(has(document, "<script"));
  CHECK_FALSE(has(document, "http"));
  CHECK_FALSE(has(document, "url("));
}

TEST_CASE("It begins with what is worst") {
  const std::string document = document_of(sample_figures());
  const auto place = [&](const char* id) {
    return document.find("<h2 id=\"" + std::string(id) + "\"");
  };
  CHECK(place("no-long-waits") < place("half-answered"));  // missed, at risk
  CHECK(place("half-answered") < place("young"));          // no data
  CHECK(place("young") < place("satisfied"));              // on track
  CHECK(place("satisfied") < place("calls"));              // met
}

TEST_CASE("Parts stand below the total, the worst first") {
  rules::Figures figures = sample_figures();
  rules::TargetFigures& calls = figures_of(figures, "calls");
  const auto add = [&](const char* name, double value, Status status) {
    rules::WindowFigure part = calls.series.front();
    part.part = {"segment", name};
    part.value = value;
    part.status = status;
    calls.series.push_back(part);
  };
  calls.series.resize(1);
  add("fine", 0.9, Status::met);
  add("unknown-so-far", 0.1, Status::no_data);
  add("bad", 0.7, Status::missed);
  add("worse", 0.6, Status::missed);
  const std::string document = document_of(std::move(figures));
  const auto place = [&](const char* part) {
    return document.find("segment: " + std::string(part));
  };
  CHECK(place("worse") < place("bad"));
  CHECK(place("bad") < place("fine"));
  CHECK(place("fine") < place("unknown-so-far"));
}

TEST_CASE("The trend says in words which way it goes") {
  rules::Figures figures = sample_figures();
  const auto said = [&] { return document_of(figures); };
  CHECK(has(said(), "2026-10: 85.0%, after 83.0% in 2026-09: better."));
  CHECK(has(said(), "2026-10: 5.3%, after 5.0% in 2026-09: worse."));
  figures_of(figures, "calls").months.back().value = 0.83;
  CHECK(has(said(), "2026-10: 83.0%, after 83.0% in 2026-09: the same."));
}

TEST_CASE("A finished period shows the months up to its end") {
  rules::Figures figures = sample_figures();
  const config::Zone& zone = figures.charter->timezone;
  const std::chrono::local_days october{std::chrono::year{2026} / 10 / 1};
  for (rules::TargetFigures& target : figures.targets) {
    target.series.resize(1);
    target.series[0].previous = target.series[0].asked = true;
    target.series[0].to = zone.start_of(october);
  }
  const daemon::Results results{figures, {}};
  const std::string document = daemon::render_document(
      {.results = results, .title = "2026-09", .period = true, .remarks = {"<so>"}});
  CHECK(has(document, "<span>Sept 2026</span>"));
  CHECK_FALSE(has(document, "<span>Oct 2026</span>"));
  CHECK(has(document, "<li>&lt;so&gt;</li>"));
}

TEST_CASE("Of what changed only statements are in the charter's language") {
  const rules::Figures figures = sample_figures();
  using Kind = daemon::TargetChange::Kind;
  const std::vector<daemon::CharterChange> changes{
      {figures.at,
       "6",
       "7",
       "",
       {{Kind::changed, "calls", {{"statement", "Soon.", "Sooner."}, {"goal", "80%", "90%"}}, true},
        {Kind::added, "young", {{"statement", "", "New."}}, false}}}};
  const daemon::Results results{figures, {}};
  const std::string document =
      daemon::render_document({.results = results,
                               .title = "2026-10",
                               .period = true,
                               .remarks = {},
                               .changes = daemon::change_rows(changes, figures.charter->timezone)});
  const std::string lang = "<td lang=\"" + figures.charter->languages.front() + "\">";
  CHECK(has(document, lang + "Soon.</td>" + lang + "Sooner.</td>"));
  CHECK(has(document, lang + "New.</td>"));
  CHECK(has(document, "<td>80%</td><td>90%</td>"));
  CHECK(has(document, "<td>counted otherwise</td><td></td><td></td>"));
}

}  // namespace
}  // namespace charterd::page_test
