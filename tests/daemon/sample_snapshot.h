// A snapshot made by hand, with every kind of figure that the metrics show.
#pragma once

#include <memory>
#include <string>

#include "daemon/snapshot.h"

namespace charterd::daemon {

inline config::Text plain_text(std::string text) { return {{{"", std::move(text)}}}; }

inline config::Target share_target() {
  config::Target target;
  target.id = "phone-service-level";
  target.statement = plain_text("Callers speak to \"a person\"\nwithin 20 seconds \\ always.");
  target.measure = "queue_wait";
  target.goal.kind = config::Goal::Kind::at_least;
  target.goal.amount = 800'000;
  target.goal.text = "at least 80%";
  target.serves = {"prompt-help", "greet"};
  target.owner = "contact-centre";
  target.severity = "page";
  target.by = {"segment"};
  return target;
}

inline config::Target improvement_target() {
  config::Target target;
  target.id = "faster-queue";
  target.measure = "queue_wait";
  target.goal.kind = config::Goal::Kind::reduced;
  target.goal.statistic = config::Statistic::mean;
  target.goal.text = "mean reduced by 50%";
  target.deadline = Instant(std::chrono::seconds(1'790'812'800));
  return target;
}

inline std::shared_ptr<config::Charter> sample_charter() {
  auto charter = std::make_shared<config::Charter>();
  charter->id = "example-outfitters";
  charter->organization = plain_text("Example & Outfitters");
  charter->version = "3";
  charter->hash = "0123456789abcdef";
  charter->targets = {share_target(), improvement_target()};
  return charter;
}

inline rules::TargetFigures share_figures(const config::Target& target) {
  using Length = rules::WindowSums::Length;
  rules::TargetFigures figures;
  figures.target = &target;
  figures.unit = "ratio";
  figures.goal = 0.8;
  rules::WindowFigure total;
  total.good = 812;
  total.bad = 155;
  total.value = 0.8397;
  total.low = 0.8152;
  total.high = 0.8615;
  total.budget_remaining = 0.1986;
  total.status = rules::Status::met;
  rules::WindowFigure empty;
  empty.part = {"segment", "first_time"};
  rules::WindowFigure previous = total;
  previous.previous = true;
  previous.value = 0.75;
  previous.status = rules::Status::missed;
  figures.series = {total, previous, empty};
  figures.sums = {{{}, Length::m5, 3, 1}, {{"segment", "first_time"}, Length::d3, 0, 0}};
  figures.months = {{"2026-08", 0.81}, {"2026-09", 0.84}};
  figures.decisions = {{{}, 1200, 200}, {{"segment", "first_time"}, 0, 0}};
  return figures;
}

inline rules::TargetFigures improvement_figures(const config::Target& target) {
  using Length = rules::WindowSums::Length;
  rules::TargetFigures figures;
  figures.target = &target;
  figures.unit = "seconds";
  rules::WindowFigure total;
  total.count = 4;
  total.sum = 50;
  total.value = 12.5;
  total.expected = 13.25;
  total.status = rules::Status::on_track;
  figures.series = {total};
  figures.sums = {{{}, Length::current, 50, 4}};
  return figures;
}

inline std::shared_ptr<Snapshot> sample_snapshot() {
  auto snapshot = std::make_shared<Snapshot>();
  rules::Figures& figures = snapshot->results.figures;
  const auto charter = sample_charter();
  figures.charter = charter;
  figures.at = Instant(std::chrono::seconds(1'790'000'000));
  figures.targets = {share_figures(charter->targets[0]), improvement_figures(charter->targets[1])};
  figures.histograms = {
      {"queue_wait", config::BaseUnit::seconds, {{"segment", "new"}}, {10, 20}, {5, 3, 2}, 150},
      {"score", config::BaseUnit::points, {}, {1, 2}, {0, 0, 0}, 0},
      {"items", config::BaseUnit::count, {{"measure", "x"}}, {1}, {1, 1}, 3}};
  figures.measures = {{"queue_wait", 3, 1}};
  figures.folded_label_values = 2;
  SourceResult source{"contact-centre", {}};
  source.counts.records = 20;
  source.counts.accepted = 14;
  source.counts.filtered = 2;
  source.counts.duplicate = 1;
  source.counts.rejected = {2, 0, 0, 1, 0};
  source.counts.bytes = 4096;
  source.counts.last_event = Instant(std::chrono::milliseconds(1'790'000'000'500));
  snapshot->results.sources = {source, {"survey", {}}};
  snapshot->states = {{true, Duration::zero(), true, {}, {3, 12}},
                      {false, std::chrono::seconds(7), false, {}, {}}};
  snapshot->waiting_for = "survey";
  return snapshot;
}

}  // namespace charterd::daemon
