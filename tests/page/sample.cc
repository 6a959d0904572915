#include "tests/page/sample.h"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "config/loader.h"

namespace charterd::page_test {
namespace {

using rules::Status;
using rules::TargetFigures;
using rules::WindowFigure;

WindowFigure share(double good, double bad, double value, Status status) {
  WindowFigure figure;
  figure.good = good;
  figure.bad = bad;
  figure.value = value;
  figure.low = value - 0.02;
  figure.high = value + 0.02;
  figure.budget_remaining = 0.25;
  figure.status = status;
  return figure;
}

WindowFigure statistic(std::int64_t count, double value, Status status) {
  WindowFigure figure;
  figure.count = count;
  figure.value = value;
  figure.status = status;
  return figure;
}

WindowFigure previous(WindowFigure figure) {
  figure.previous = true;
  return figure;
}

/// Thirteen months up to October 2026, of `outcomes` each; a negative value leaves one out.
void set_months(TargetFigures& figures, const std::vector<double>& values,
                std::int64_t outcomes = 120) {
  int month = 9;
  int year = 2025;
  for (const double value : values) {
    if (++month > 12) {
      month = 1;
      ++year;
    }
    if (value < 0) continue;
    figures.months.push_back({fmt::format("{:04}-{:02}", year, month), value, outcomes});
  }
}

void set_unit(TargetFigures& figures, const char* unit, double goal) {
  figures.unit = unit;
  figures.goal = goal;
}

// Shares, in all their kinds.
void fill_shares(rules::Figures& all) {
  TargetFigures& calls = figures_of(all, "calls");
  set_unit(calls, "ratio", 0.8);
  calls.series = {share(1220, 220, 1220.0 / 1440, Status::met)};
  calls.series[0].excluded = 12;
  WindowFigure part = share(4, 1, 0.8, Status::met);
  part.part = {"segment", "MARKER-part"};
  calls.series.push_back(part);
  set_months(calls, {0.78, 0.79, 0.81, 0.8, 0.85, 0.86, 0.84, 0.79, 0.82, 0.83, 0.84, 0.83, 0.85});

  TargetFigures& waits = figures_of(all, "no-long-waits");
  set_unit(waits, "ratio", 0.05);
  waits.series = {share(1440, 80, 80.0 / 1520, Status::missed)};
  waits.series[0].excluded = 3;
  set_months(waits, {-1, -1, -1, -1, -1, 0.03, 0.04, 0.02, 0.06, 0.05, 0.04, 0.05, 0.0526});
  waits.months.front().outcomes = 7;

  TargetFigures& repairs = figures_of(all, "every-repair");
  set_unit(repairs, "ratio", 1);
  repairs.series = {share(21, 0, 1, Status::on_track),
                    previous(share(30, 2, 0.9375, Status::missed))};
  repairs.series[0].pending = 5;
  repairs.series[0].overdue = 12;

  TargetFigures& led = figures_of(all, "led");
  set_unit(led, "ratio", 0.9);
  led.series = {share(211.9, 25.1, 0.894, Status::missed)};
  led.series[0].count = 237;

  TargetFigures& fair = figures_of(all, "fair");
  set_unit(fair, "points", 10);
  fair.series = {share(1220, 220, 0.73, Status::met)};
  fair.series[0].smallest_group = 312;
  set_months(fair, {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 3.4, 21, 0.73});
}

// What is hardly shown, or not at all.
void fill_shy(rules::Figures& all) {
  TargetFigures& few = figures_of(all, "few");
  set_unit(few, "ratio", 0.05);
  few.series = {share(7, 2, 0.2222, Status::missed)};
  few.series[0].overdue = 4;
  set_months(few, {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0.3333, 0.2222}, 9);

  TargetFigures& young = figures_of(all, "young");
  set_unit(young, "ratio", 0.8);
  young.series = {share(20, 3, 0.8696, Status::no_data)};
  young.since = all.at - std::chrono::days{3};

  TargetFigures& summer = figures_of(all, "summer");
  set_unit(summer, "ratio", 0.8);
  summer.series = {share(0, 0, 0, Status::no_data)};
  summer.series[0].value = std::nullopt;
}

void fill_statistics(rules::Figures& all) {
  TargetFigures& satisfied = figures_of(all, "satisfied");
  set_unit(satisfied, "points", 4);
  satisfied.series = {statistic(413, 4.01, Status::on_track),
                      previous(statistic(407, 3.9902, Status::missed))};
  set_months(satisfied, {-1, -1, -1, -1, -1, -1, -1, -1, 4.2, 4.1, 4, 3.9902, 4.01});

  TargetFigures& half = figures_of(all, "half-answered");
  set_unit(half, "seconds", 30);
  half.series = {statistic(454, 27.683, Status::at_risk)};

  TargetFigures& nine = figures_of(all, "nine-in-ten");
  set_unit(nine, "seconds", 3 * 86400.0);
  nine.series = {statistic(81, 187000, Status::on_track),
                 previous(statistic(212, 28440, Status::met))};

  TargetFigures& asked = figures_of(all, "asked");
  set_unit(asked, "count", 200);
  asked.series = {statistic(1413, 1413, Status::on_track),
                  previous(statistic(22, 22, Status::missed))};

  TargetFigures& recommended = figures_of(all, "recommended");
  set_unit(recommended, "points", 20);
  recommended.series = {statistic(282, 20.57, Status::on_track)};

  TargetFigures& faster = figures_of(all, "faster");
  set_unit(faster, "seconds", 7);
  faster.series = {statistic(1516, 10.2, Status::at_risk)};
  faster.series[0].baseline = 14;
  faster.series[0].goal_value = 7;
  faster.series[0].expected = 8.58;
  set_months(faster, {-1, -1, -1, -1, -1, -1, 13.1, 12.4, 12.2, 11, 10.9, 10.4, 10.2});
}

}  // namespace

TargetFigures& figures_of(rules::Figures& figures, const std::string& id) {
  const auto found = std::find_if(figures.targets.begin(), figures.targets.end(),
                                  [&](const auto& one) { return one.target->id == id; });
  if (found == figures.targets.end()) throw std::logic_error("no target " + id);
  return *found;
}

rules::Figures sample_figures() {
  auto loaded = config::load_charter(CHARTERD_SOURCE_DIR "/tests/page/charter.yml");
  if (!loaded.value) throw std::runtime_error("tests/page/charter.yml has errors");
  rules::Figures figures;
  figures.charter = std::make_shared<const config::Charter>(std::move(*loaded.value));
  const LocalTime local = LocalTime(std::chrono::local_days(std::chrono::year{2026} / 10 / 31)) +
                          std::chrono::hours{22} + std::chrono::minutes{5} +
                          std::chrono::seconds{43};
  figures.at = figures.charter->timezone.instant_of(local);
  for (const config::Target& target : figures.charter->targets) {
    figures.targets.emplace_back().target = &target;
  }
  fill_shares(figures);
  fill_statistics(figures);
  fill_shy(figures);
  return figures;
}

}  // namespace charterd::page_test
