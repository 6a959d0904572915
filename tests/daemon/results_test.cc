#include "daemon/results.h"

#include <chrono>
#include <limits>
#include <memory>

#include <catch2/catch.hpp>

#include "daemon/figure_text.h"
#include "daemon/json_writer.h"

using namespace charterd;
using namespace charterd::daemon;
using namespace std::chrono_literals;

namespace {

Instant at(std::chrono::year_month_day day, Duration within_day = 0us) {
  return Instant(std::chrono::sys_days(day)) + within_day;
}

Instant march(int day, Duration within_day = 0us) {
  using namespace std::chrono;
  return at(year(2026) / 3 / day, within_day);
}

config::Text text(const std::string& words) { return {{{"", words}}}; }

config::Target share_target() {
  config::Target target;
  target.id = "phone-service-level";
  target.statement = text("Callers speak to a person\nwithin 20 seconds.");
  target.goal.kind = config::Goal::Kind::at_least;
  target.goal.amount = 800'000;
  target.goal.text = "at least 80%";
  target.window = config::Window{config::Window::Kind::rolling, 28 * 24h, "28 days"};
  target.by = {"segment"};
  return target;
}

config::Target mean_target() {
  config::Target target;
  target.id = "satisfaction";
  target.goal.kind = config::Goal::Kind::at_least;
  target.goal.statistic = config::Statistic::mean;
  target.goal.amount = 4'200'000;
  target.goal.text = "mean at least 4.2";
  target.window = config::Window{config::Window::Kind::month, {}, "calendar month"};
  return target;
}

rules::WindowFigure share_figure() {
  rules::WindowFigure figure;
  figure.from = march(3, 23h);
  figure.to = march(31, 23h);
  figure.good = 812;
  figure.bad = 155;
  figure.excluded = 12;
  figure.value = 0.83971;
  figure.low = 0.8152;
  figure.high = 0.8615;
  figure.budget_remaining = 0.1986;
  figure.status = rules::Status::met;
  return figure;
}

rules::WindowFigure part_without_data() {
  rules::WindowFigure figure;
  figure.part = {"segment", "returning"};
  figure.from = march(3, 23h);
  figure.to = march(31, 23h);
  figure.good = 0;
  figure.bad = 0;
  return figure;
}

rules::WindowFigure month_figure(bool previous) {
  rules::WindowFigure figure;
  figure.previous = previous;
  figure.from = previous ? at(std::chrono::year(2026) / 1 / 31, 23h)
                         : at(std::chrono::year(2026) / 2 / 28, 23h);
  figure.to = previous ? at(std::chrono::year(2026) / 2 / 28, 23h) : march(31, 22h);
  figure.count = previous ? 1204 : 3;
  figure.sum = previous ? 5062.82 : 12.5;
  figure.value = previous ? 4.205 : 4.166666666666667;
  figure.status = previous ? rules::Status::met : rules::Status::missed;
  return figure;
}

// Two targets, one of each kind, and one source.
struct Sample {
  std::shared_ptr<config::Charter> charter = std::make_shared<config::Charter>();
  Results results;

  Sample() {
    charter->id = "example-outfitters";
    charter->organization = text("Example Outfitters");
    charter->timezone = config::Zone::find("Europe/Prague").value();
    charter->targets = {share_target(), mean_target()};
    results.figures.charter = charter;
    results.figures.at = march(31, 22h);
    rules::TargetFigures share{
        &charter->targets[0], "ratio", 0.8, {share_figure(), part_without_data()}, {}, {}, {}};
    rules::TargetFigures mean{
        &charter->targets[1], "points", 4.2, {month_figure(false), month_figure(true)}, {}, {}, {}};
    results.figures.targets = {share, mean};
    results.figures.measures = {{"queue_wait", 2, 1}};
    rules::CaseFigures order;
    order.id = "order";
    order.open = 3;
    order.closed = 40;
    order.voided = 2;
    order.orphan_events = 5;
    order.past_due = 1;
    results.figures.cases = {order};
    SourceResult source{"contact-centre", {}};
    source.counts.records = 10000;
    source.counts.accepted = 9980;
    source.counts.filtered = 10;
    source.counts.rejected = {7, 0, 0, 3, 0};
    results.sources = {source};
  }
};

// The only target's only figure, changed at will, as JSON.
std::string json_of_one(const config::Target& target, const rules::WindowFigure& figure) {
  Sample sample;
  sample.charter->targets = {target};
  sample.results.figures.targets = {
      {&sample.charter->targets[0], "ratio", {}, {figure}, {}, {}, {}}};
  return render_json(sample.results);
}

}  // namespace

TEST_CASE("JSON has the keys and the order of the contract") {
  const std::string from_to =
      R"("window":{"name":"current","from":"2026-03-03T23:00:00Z","to":"2026-03-31T23:00:00Z"},)";
  CHECK(render_json(Sample().results) ==
        R"({"charter":"example-outfitters","at":"2026-03-31T22:00:00Z","targets":[)"
        R"({"id":"phone-service-level","goal":"at least 80%","status":"met","series":[)"
        R"({"labels":{},)" +
            from_to +
            R"("good":812,"bad":155,"excluded":12,"pending":0,"overdue":0,"value":0.83971,)"
            R"("low":0.8152,"high":0.8615,"budget_remaining":0.1986,"status":"met"},)"
            R"({"labels":{"segment":"returning"},)" +
            from_to +
            R"("good":0,"bad":0,"excluded":0,"pending":0,"overdue":0,"value":null,)"
            R"("low":null,"high":null,"budget_remaining":null,"status":"no_data"}]},)"
            R"({"id":"satisfaction","goal":"mean at least 4.2","status":"missed","series":[)"
            R"({"labels":{},"window":{"name":"current","from":"2026-02-28T23:00:00Z",)"
            R"("to":"2026-03-31T22:00:00Z"},"count":3,"sum":12.5,"excluded":0,"pending":0,)"
            R"("overdue":0,"value":4.166666666666667,"low":null,"high":null,)"
            R"("budget_remaining":null,"status":"missed"},)"
            R"({"labels":{},"window":{"name":"previous","from":"2026-01-31T23:00:00Z",)"
            R"("to":"2026-02-28T23:00:00Z"},"count":1204,"sum":5062.82,"excluded":0,)"
            R"("pending":null,"overdue":null,"value":4.205,"low":null,"high":null,)"
            R"("budget_remaining":null,"status":"met"}]}],)"
            R"("sources":[{"name":"contact-centre","records":10000,"accepted":9980,)"
            R"("filtered":10,"duplicate":0,"rejected":{"unparsable":7,"no_time":3}}],)"
            R"("measures":[{"id":"queue_wait","no_value":2,"bad_value":1}],)"
            R"("cases":[{"id":"order","open":3,"closed":40,"voided":2,"orphan_events":5,)"
            R"("keyless_events":0,"too_late_events":0,"dropped_events":0,"refused_events":0,)"
            R"("before_opening":0,"after_closing":0,"repeated_openings":0,"unpaired_resumes":0,)"
            R"("past_due":1,"unreadable_due":0}]})"
            "\n");
}

TEST_CASE("JSON of a weighted share counts its outcomes besides") {
  rules::WindowFigure figure = share_figure();
  figure.good = 20.5;
  figure.bad = 0.1;
  figure.count = 7;
  CHECK_THAT(json_of_one(share_target(), figure),
             Catch::Contains(R"("good":20.5,"bad":0.1,"count":7,"excluded":12)"));
}

TEST_CASE("JSON of an improvement has its baseline, goal and path, null while unknown") {
  config::Target target = share_target();
  target.goal.kind = config::Goal::Kind::raised;
  rules::WindowFigure figure = share_figure();
  figure.baseline = 0.5;
  CHECK_THAT(json_of_one(target, figure),
             Catch::Contains(
                 R"("budget_remaining":0.1986,"baseline":0.5,"goal_value":null,"expected":null,)"
                 R"("status":"met")"));
}

TEST_CASE("JSON keeps pending and overdue cases, and has none in a previous window") {
  config::Target target = share_target();
  target.subject = config::Target::Subject::case_measure;
  rules::WindowFigure figure = share_figure();
  figure.pending = 4;
  figure.overdue = 1;
  CHECK_THAT(json_of_one(target, figure), Catch::Contains(R"("pending":4,"overdue":1)"));
  figure.previous = true;
  CHECK_THAT(json_of_one(target, figure), Catch::Contains(R"("pending":null,"overdue":null)"));
  figure.previous = false;
  figure.pending.reset();
  CHECK_THAT(json_of_one(target, figure), Catch::Contains(R"("pending":null,"overdue":1)"));
}

TEST_CASE("JSON strings are escaped, and what is not UTF-8 is replaced") {
  const auto escaped = [](std::string_view raw) {
    std::string out;
    append_json_string(out, raw);
    return out;
  };
  CHECK(escaped("a\"b\\c/d") == R"("a\"b\\c/d")");
  CHECK(escaped("\n\r\t\b\x01\x1f\x7f") == "\"\\n\\r\\t\\u0008\\u0001\\u001f\x7f\"");
  CHECK(escaped("příliš 😀") == "\"příliš 😀\"");
  CHECK(escaped(std::string_view("\0", 1)) == "\"\\u0000\"");
  CHECK(escaped("a\xFFz") == "\"a\uFFFDz\"");
  CHECK(escaped("\xC3") == "\"\uFFFD\"");                      // cut short
  CHECK(escaped("\xC0\xAF") == "\"\uFFFD\uFFFD\"");            // overlong
  CHECK(escaped("\xED\xA0\x80") == "\"\uFFFD\uFFFD\uFFFD\"");  // a surrogate
  CHECK(escaped("\xF0\x9F\x98!") == "\"\uFFFD!\"");
}

TEST_CASE("Numbers have as many digits as it takes to read them back") {
  CHECK(number_text(812) == "812");
  CHECK(number_text(-0.0) == "0");
  CHECK(number_text(-3) == "-3");
  CHECK(number_text(0.1) == "0.1");
  CHECK(number_text(812.0 / 967.0) == "0.8397104446742503");
  CHECK(number_text(1e15) == "1000000000000000");
  CHECK(number_text(std::numeric_limits<double>::quiet_NaN()).empty());
  std::string out;
  JsonWriter(out).begin_array().number(std::numeric_limits<double>::infinity()).end_array();
  CHECK(out == "[null]");
}

TEST_CASE("Instants are RFC 3339 in UTC with the digits they need") {
  CHECK(format_instant(march(31, 22h)) == "2026-03-31T22:00:00Z");
  CHECK(format_instant(march(31, 22h + 250ms)) == "2026-03-31T22:00:00.25Z");
  CHECK(format_instant(Instant(-1us)) == "1969-12-31T23:59:59.999999Z");
  CHECK(format_instant(Instant{}) == "1970-01-01T00:00:00Z");
}

TEST_CASE("CSV has a row for each series, quoted where RFC 4180 asks for it") {
  Sample sample;
  sample.results.figures.targets[0].series[1].part.value = "say \"hi\", twice";
  CHECK(render_csv(sample.results) ==
        "charter,at,target,goal,by,by_value,window,from,to,good,bad,count,sum,excluded,pending,"
        "overdue,value,unit,low,high,budget_remaining,baseline,goal_value,expected,status\r\n"
        "example-outfitters,2026-03-31T22:00:00Z,phone-service-level,at least 80%,,,current,"
        "2026-03-03T23:00:00Z,2026-03-31T23:00:00Z,812,155,,,12,0,0,0.83971,ratio,0.8152,0.8615,"
        "0.1986,,,,met\r\n"
        "example-outfitters,2026-03-31T22:00:00Z,phone-service-level,at least 80%,segment,"
        "\"say \"\"hi\"\", twice\",current,2026-03-03T23:00:00Z,2026-03-31T23:00:00Z,0,0,,,0,0,0,,"
        "ratio,,,,,,,no_data\r\n"
        "example-outfitters,2026-03-31T22:00:00Z,satisfaction,mean at least 4.2,,,current,"
        "2026-02-28T23:00:00Z,2026-03-31T22:00:00Z,,,3,12.5,0,0,0,4.166666666666667,points,,,,,,,"
        "missed\r\n"
        "example-outfitters,2026-03-31T22:00:00Z,satisfaction,mean at least 4.2,,,previous,"
        "2026-01-31T23:00:00Z,2026-02-28T23:00:00Z,,,1204,5062.82,0,,,4.205,points,,,,,,,met\r\n");
}

TEST_CASE("The table shows a manager what was promised and how it was kept") {
  CHECK("\n" + render_table(Sample().results, false) == R"(
Example Outfitters, as of 2026-04-01 00:00 (Europe/Prague)

  TARGET                                        WINDOW          PROMISED           ACTUAL     OF  95% INTERVAL  BUDGET LEFT  EXCLUDED  STATUS
  Callers speak to a person within 20 seconds.  28 days         at least 80%        84.0%    967  81.5 – 86.2%        19.9%        12  met
    segment: returning                                                                  –      0                                       no data
  satisfaction                                  2026-03 so far  mean at least 4.2    4.17      3                                       missed
                                                2026-02                              4.21  1,204                                       met

  WINDOW          FROM              UNTIL
  28 days         2026-03-04 00:00  2026-04-01 01:00
  2026-03 so far  2026-03-01 00:00  2026-04-01 00:00
  2026-02         2026-02-01 00:00  2026-03-01 00:00

  SOURCE          RECORDS  ACCEPTED  FILTERED  DUPLICATE  REJECTED  BECAUSE
  contact-centre   10,000     9,980        10          0        10  7 unparsable, 3 no time

  queue_wait: 2 events without its value, not counted
  queue_wait: 1 value unreadable or out of range, not counted
  order: events of cases that nothing has opened: 5
  order: promised instants ignored: past when they were given: 1
)");
}

TEST_CASE("The table is cut to the terminal where it is too wide for it") {
  const std::string table = render_table(Sample().results, false, 120);
  CHECK_THAT(table, Catch::Contains(R"(
  TARGET                            WINDOW          PROMISED           ACTUAL     OF  95% INTERVAL  BUDGET LEFT  STATUS
  Callers speak to a person withi…  28 days         at least 80%        84.0%    967  81.5 – 86.2%        19.9%  met
    segment: returning                                                      –      0                             no data
)"));
  CHECK_THAT(table, Catch::Contains("\n  A wider terminal also shows: EXCLUDED\n"));
}

TEST_CASE("Colour is an addition: without it the same words are there") {
  std::string coloured = render_table(Sample().results, true);
  CHECK_THAT(coloured, Catch::Contains("\x1b[32mmet\x1b[0m"));
  for (std::size_t begin = 0; (begin = coloured.find('\x1b', begin)) != std::string::npos;) {
    coloured.erase(begin, coloured.find('m', begin) + 1 - begin);
  }
  CHECK(coloured == render_table(Sample().results, false));
}

TEST_CASE("Markdown escapes what would break its tables") {
  Sample sample;
  sample.results.figures.targets.resize(1);
  sample.results.figures.targets[0].series[1].part.value = "a|b*c";
  sample.results.figures.measures.clear();
  sample.results.figures.cases.clear();
  CHECK("\n" + render_markdown(sample.results) == R"(
# Example Outfitters, as of 2026-04-01 00:00 (Europe/Prague)

| TARGET | WINDOW | PROMISED | ACTUAL | OF | 95% INTERVAL | BUDGET LEFT | EXCLUDED | STATUS |
| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | --- |
| Callers speak to a person within 20 seconds. | 28 days | at least 80% | 84.0% | 967 | 81.5 – 86.2% | 19.9% | 12 | met |
| &emsp;segment: a\|b\*c | | | – | 0 | | | | no data |

| WINDOW | FROM | UNTIL |
| --- | --- | --- |
| 28 days | 2026-03-04 00:00 | 2026-04-01 01:00 |

| SOURCE | RECORDS | ACCEPTED | FILTERED | DUPLICATE | REJECTED | BECAUSE |
| --- | ---: | ---: | ---: | ---: | ---: | --- |
| contact-centre | 10,000 | 9,980 | 10 | 0 | 10 | 7 unparsable, 3 no time |
)");
}

TEST_CASE("An improvement shows its goal and where the path is now") {
  Sample sample;
  config::Target& target = sample.charter->targets[0];
  target.goal.kind = config::Goal::Kind::reduced;
  target.goal.statistic = config::Statistic::mean;
  target.goal.text = "mean reduced by 50%";
  rules::WindowFigure figure = month_figure(false);
  figure.value = 41.25;
  figure.goal_value = 30;
  figure.expected = 45.5;
  figure.status = rules::Status::on_track;
  sample.results.figures.targets = {{&target, "seconds", 30, {figure}, {}, {}, {}}};
  const std::string table = render_table(sample.results, false);
  CHECK_THAT(table,
             Catch::Contains("  mean reduced by 50%  41.3 s   3  45.5 s → 30.0 s  on track\n"));
}

TEST_CASE("Figures have natural units") {
  CHECK(figure_text(Shown::ratio, 0.84, {}) == "84.0%");
  CHECK(figure_text(Shown::ratio, -0.4, {}) == "-40.0%");
  CHECK(figure_text(Shown::ratio, -0.00001, {}) == "0.0%");
  CHECK(figure_text(Shown::seconds, 18.34, {}) == "18.3 s");
  CHECK(figure_text(Shown::seconds, 99.96, {}) == "1m 40s");
  CHECK(figure_text(Shown::seconds, 252.2, {}) == "4m 12s");
  CHECK(figure_text(Shown::seconds, 3599.6, {}) == "1h 00m");
  CHECK(figure_text(Shown::seconds, 11100, {}) == "3h 05m");
  CHECK(figure_text(Shown::seconds, 86399, {}) == "1d 00h");
  CHECK(figure_text(Shown::seconds, 2 * 86400 + 4 * 3600, {}) == "2d 04h");
  CHECK(figure_text(Shown::points, 4.2, {}) == "4.20");
  CHECK(figure_text(Shown::count, 1234567, {}) == "1,234,567");
  CHECK(figure_text(Shown::count, 12.5, {}) == "12.50");
}

TEST_CASE("A figure never reads as if it were on the other side of its goal") {
  CHECK(figure_text(Shown::ratio, 0.79996, {0.8}) == "79.996%");
  CHECK(figure_text(Shown::ratio, 0.8, {0.8}) == "80.0%");
  CHECK(figure_text(Shown::ratio, 0.99996, {0, 1}) == "99.996%");
  CHECK(figure_text(Shown::ratio, 0.0001, {0, 1}) == "0.01%");
  CHECK(figure_text(Shown::seconds, 300.4, {300}) == "300.4 s");
  CHECK(figure_text(Shown::points, 4.1996, {4.2}) == "4.1996");
}

TEST_CASE("Calendar windows are named by their period in the charter's zone") {
  const auto zone = config::Zone::find("Europe/Prague").value();
  rules::WindowFigure figure = month_figure(true);
  config::Target target = mean_target();
  const auto name = [&](config::Window::Kind kind) {
    target.window = config::Window{kind, {}, "calendar"};
    return window_text(target, figure, zone);
  };
  CHECK(name(config::Window::Kind::day) == "2026-02-01");
  CHECK(name(config::Window::Kind::week) == "week of 2026-02-01");
  CHECK(name(config::Window::Kind::month) == "2026-02");
  CHECK(name(config::Window::Kind::quarter) == "2026-Q1");
  CHECK(name(config::Window::Kind::year) == "2026");
  figure.previous = false;
  CHECK(name(config::Window::Kind::month) == "2026-02 so far");
}
