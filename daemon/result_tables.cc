#include "daemon/result_tables.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "daemon/figure_text.h"
#include "daemon/moment.h"
#include "daemon/result_fields.h"
#include "daemon/utf8.h"

namespace charterd::daemon {
namespace {

using Cell = TextTable::Cell;

// The language that the charter names first; any other where a text lacks it.
std::string reading_language(const config::Charter& charter) {
  return charter.languages.empty() ? "" : charter.languages.front();
}

Cell status_cell(const rules::WindowFigure& figure) {
  if (!figure.judged) return {"–", Ink::faint};
  switch (figure.status) {
    case rules::Status::met:
      return {"met", Ink::good};
    case rules::Status::on_track:
      return {"on track", Ink::good};
    case rules::Status::at_risk:
      return {"at risk", Ink::fair};
    case rules::Status::missed:
      return {"missed", Ink::bad};
    case rules::Status::no_data:
      break;
  }
  return {"no data", Ink::faint};
}

std::string count_unless_zero(const std::optional<std::int64_t>& count) {
  if (!count || *count <= 0) return {};
  return grouped(static_cast<std::uint64_t>(*count));
}

// Where an improvement should be now, and where it leads to.
std::string path_text(const rules::TargetFigures& figures, const rules::WindowFigure& figure) {
  if (!figure.goal_value) return {};
  std::string goal = figure_text(shown_of(figures), *figure.goal_value, {});
  if (!figure.expected) return goal;
  return figure_text(shown_of(figures), *figure.expected, {}) + " → " + goal;
}

std::string budget_text(const rules::WindowFigure& figure) {
  if (!figure.budget_remaining) return {};
  return figure_text(Shown::ratio, *figure.budget_remaining, {0, 0.1});
}

std::string name_text(const rules::TargetFigures& figures, const rules::WindowFigure& figure,
                      const std::string& language) {
  if (!figure.part.by.empty()) return one_line(figure.part.by + ": " + figure.part.value);
  const std::string statement = one_line(figures.target->statement.in(language));
  return statement.empty() ? figures.target->id : statement;
}

std::vector<Cell> verdict_row(const rules::TargetFigures& figures,
                              const rules::WindowFigure& figure, const config::Charter& charter,
                              const rules::WindowFigure* above) {
  const bool named = above != nullptr && above->part == figure.part;
  const bool part = !figure.part.by.empty();
  // The parts of a rolling window have the same one as their total, right above them.
  const bool same_window = part && !figures.target->effective_window().is_calendar();
  const std::string window =
      same_window ? "" : one_line(window_text(*figures.target, figure, charter.timezone));
  const std::string name = name_text(figures, figure, reading_language(charter));
  return {{named ? "" : (part ? "  " : "") + name},
          {window},
          {named || part ? "" : figures.target->goal.text},
          {value_text(figures, figure)},
          {amount_text(figures, figure)},
          {interval_text(figure)},
          {path_text(figures, figure)},
          {budget_text(figure)},
          {count_unless_zero(figure.excluded)},
          {count_unless_zero(pending_of(*figures.target, figure))},
          {count_unless_zero(overdue_of(*figures.target, figure))},
          status_cell(figure)};
}

// To the second: nobody reads on.
std::string local_text(const config::Zone& zone, Instant instant) {
  return format_local(std::chrono::floor<std::chrono::seconds>(zone.local_of(instant)));
}

std::string rejected_text(const collectors::SourceCounts& counts) {
  std::string text;
  for (const auto& [reason, count] : rejections_of(counts)) {
    std::string word(reason);
    std::replace(word.begin(), word.end(), '_', ' ');
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", grouped(count), word);
  }
  return text;
}

}  // namespace

std::string heading_of(const Results& results) {
  const config::Charter& charter = *results.figures.charter;
  return fmt::format("{}, as of {} ({})",
                     one_line(charter.organization.in(reading_language(charter))),
                     local_text(charter.timezone, results.figures.at), charter.timezone.name());
}

TextTable verdict_table(const Results& results) {
  TextTable table({{"TARGET", Align::left, true},
                   {"WINDOW"},
                   {"PROMISED"},
                   {"ACTUAL", Align::right},
                   {"OF", Align::right},
                   {"95% INTERVAL", Align::right, false, 4},
                   {"PATH", Align::right, false, 2},
                   {"BUDGET LEFT", Align::right, false, 3},
                   {"EXCLUDED", Align::right, false, 5},
                   {"PENDING", Align::right, false, 1},
                   {"OVERDUE", Align::right},
                   {"STATUS"}});
  for (const rules::TargetFigures& figures : results.figures.targets) {
    const rules::WindowFigure* above = nullptr;
    for (const rules::WindowFigure& figure : figures.series) {
      table.add(verdict_row(figures, figure, *results.figures.charter, above));
      above = &figure;
    }
  }
  return table;
}

TextTable window_table(const Results& results) {
  const config::Zone& zone = results.figures.charter->timezone;
  std::vector<std::vector<std::string>> lines;
  for (const rules::TargetFigures& figures : results.figures.targets) {
    for (const rules::WindowFigure& figure : figures.series) {
      std::vector<std::string> line = {one_line(window_text(*figures.target, figure, zone)),
                                       local_text(zone, figure.from), local_text(zone, figure.to)};
      if (std::find(lines.begin(), lines.end(), line) == lines.end()) {
        lines.push_back(std::move(line));
      }
    }
  }
  TextTable table({{"WINDOW"}, {"FROM"}, {"UNTIL"}});
  for (const auto& line : lines) table.add({{line[0]}, {line[1]}, {line[2]}});
  return table;
}

TextTable record_table(const Results& results) {
  TextTable table({{"SOURCE", Align::left, true},
                   {"RECORDS", Align::right},
                   {"ACCEPTED", Align::right},
                   {"FILTERED", Align::right},
                   {"DUPLICATE", Align::right},
                   {"REJECTED", Align::right},
                   {"BECAUSE"}});
  for (const SourceResult& source : results.sources) {
    const collectors::SourceCounts& counts = source.counts;
    table.add(
        {{one_line(source.name)},
         {grouped(counts.records)},
         {grouped(counts.accepted)},
         {grouped(counts.filtered)},
         {grouped(counts.duplicate)},
         {grouped(rejected_in_all(counts)), rejected_in_all(counts) > 0 ? Ink::fair : Ink::plain},
         {rejected_text(counts)}});
  }
  return table;
}

// In words, before a number.
std::string_view meaning_of(std::string_view unusual) {
  static constexpr std::pair<std::string_view, std::string_view> kMeanings[] = {
      {"orphan_events", "events of cases that nothing has opened"},
      {"keyless_events", "events without the field that names the case"},
      {"too_late_events", "events later than cases are kept"},
      {"dropped_events", "events beyond the most that one case keeps"},
      {"refused_events", "events beyond the most cases that are kept"},
      {"before_opening", "events ignored: earlier than their case"},
      {"after_closing", "events ignored: later than the closing of their case"},
      {"repeated_openings", "openings of cases that were open already"},
      {"unpaired_resumes", "ends of pauses that had not begun"},
      {"past_due", "promised instants ignored: past when they were given"},
      {"unreadable_due", "promised instants ignored: unreadable"}};
  for (const auto& [name, meaning] : kMeanings) {
    if (name == unusual) return meaning;
  }
  return unusual;
}

std::vector<std::string> remarks_of(const Results& results) {
  std::vector<std::string> remarks;
  for (const rules::MeasureCounts& measure : results.figures.measures) {
    if (measure.no_value > 0) {
      remarks.push_back(
          fmt::format("{}: {} without its value, not counted", measure.measure,
                      measure.no_value == 1 ? "1 event" : grouped(measure.no_value) + " events"));
    }
    if (measure.bad_value > 0) {
      remarks.push_back(
          fmt::format("{}: {} unreadable or out of range, not counted", measure.measure,
                      measure.bad_value == 1 ? "1 value" : grouped(measure.bad_value) + " values"));
    }
  }
  for (const rules::TargetFigures& target : results.figures.targets) {
    if (target.no_due.value_or(0) == 0) continue;
    remarks.push_back(fmt::format("{}: cases left out, nothing having been promised: {}",
                                  target.target->id,
                                  grouped(static_cast<std::uint64_t>(*target.no_due))));
  }
  for (const rules::CaseFigures& cases : results.figures.cases) {
    for (const auto& [name, count] : unusual_events_of(cases)) {
      if (count == 0) continue;
      remarks.push_back(fmt::format("{}: {}: {}", cases.id, meaning_of(name),
                                    grouped(static_cast<std::uint64_t>(count))));
    }
  }
  const std::uint64_t folded = results.figures.folded_label_values;
  if (folded > 0) {
    remarks.push_back(fmt::format("{} counted under the label value \"other\"",
                                  folded == 1 ? "1 outcome" : grouped(folded) + " outcomes"));
  }
  return remarks;
}

}  // namespace charterd::daemon
