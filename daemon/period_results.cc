#include "daemon/period_results.h"

#include <algorithm>
#include <chrono>
#include <vector>

#include <fmt/format.h>

#include "daemon/charter_changes_text.h"
#include "daemon/document.h"
#include "daemon/document_target.h"
#include "daemon/moment.h"
#include "daemon/result_parts.h"
#include "daemon/result_tables.h"
#include "daemon/results.h"
#include "daemon/utf8.h"
#include "daemon/worst_first.h"

namespace charterd::daemon {
namespace {

constexpr std::string_view kMoreFields = ",charter_version,charter_hash\r\n";

std::string language_of(const config::Charter& charter) {
  return charter.languages.empty() ? "" : charter.languages.front();
}

std::string charter_text(const config::Charter& charter) {
  if (charter.version.empty()) return fmt::format("the charter with the hash {}", charter.hash);
  return fmt::format("version {} of the charter (hash {})", one_line(charter.version),
                     charter.hash);
}

std::string day_text(Day day) { return format_local(LocalTime(day)).substr(0, 10); }

std::string minute_text(const config::Charter& charter, Instant instant) {
  return format_local(std::chrono::floor<std::chrono::minutes>(charter.timezone.local_of(instant)));
}

// Whose goals they are, and since when that is known.
std::string goals_text(const PeriodResults& results) {
  const config::Charter& charter = *results.figures.charter;
  const std::optional<Instant>& known = results.past.known_from;
  const Instant end = charter.timezone.start_of(results.period.to);
  std::string text = fmt::format("The goals are those of {}", charter_text(charter));
  if (!known) return text + "; what it promised in the period is not known.";
  if (*known >= end) {
    return text +
           fmt::format(", the earliest that is known, since {}.", minute_text(charter, *known));
  }
  text += ", in force at the end of the period.";
  if (*known <= charter.timezone.start_of(results.period.from)) return text;
  return text + fmt::format(" What the charter promised before {} is not known.",
                            minute_text(charter, *known));
}

std::vector<std::string> remarks_of(const PeriodResults& results) {
  const config::Charter& charter = *results.figures.charter;
  const auto local = charter.timezone.local_of(results.figures.at);
  std::vector<std::string> remarks{
      fmt::format("From the daemon's state as of {} ({}).",
                  format_local(std::chrono::floor<std::chrono::seconds>(local)),
                  charter.timezone.name()),
      goals_text(results)};
  for (const std::string& remark : results.past.remarks) remarks.push_back(remark);
  if (results.first_day > results.period.from) {
    remarks.push_back(
        fmt::format("The state knows of nothing before {}.", day_text(results.first_day)));
  }
  const auto& targets = results.figures.targets;
  for (const rules::TargetFigures& target : targets) {
    if (target.filling) {
      remarks.push_back(target.target->id +
                        ": not known yet, the logs are still read anew for it.");
    } else if (target.since && *target.since > charter.timezone.start_of(results.period.from)) {
      remarks.push_back(fmt::format("{}: nothing before {} is known of it.", target.target->id,
                                    format_local(std::chrono::floor<std::chrono::seconds>(
                                        charter.timezone.local_of(*target.since)))));
    }
  }
  const bool unjudged = std::any_of(targets.begin(), targets.end(), [](const auto& target) {
    return !target.series.empty() && !target.series.front().judged;
  });
  if (unjudged) {
    remarks.emplace_back(
        "Without a verdict: goals for another length of time, and improvements whose deadline is "
        "not in the period.");
  }
  return remarks;
}

std::string nothing_changed(const PeriodResults& results) {
  const std::optional<Instant>& known = results.past.known_from;
  const config::Charter& charter = *results.figures.charter;
  if (!known) return "What it promised in the period is not known.";
  if (*known >= charter.timezone.start_of(results.period.to)) {
    return fmt::format("What it promised before {} is not known.", minute_text(charter, *known));
  }
  if (*known <= charter.timezone.start_of(results.period.from)) {
    return "Nothing that it promises.";
  }
  return fmt::format("Since {} nothing that it promises; before, it is not known.",
                     minute_text(charter, *known));
}

// "" where no target has two months.
std::string trends_of(const rules::Figures& figures) {
  std::string lines;
  for (const rules::TargetFigures& target : figures.targets) {
    const std::string trend = trend_text(target);
    if (trend.empty()) continue;
    lines += fmt::format("- {}: {}\n", markdown_text(target.target->id), markdown_text(trend));
  }
  return lines.empty() ? lines : "\n## Trend\n\n" + lines;
}

std::string markdown_of(const PeriodResults& results) {
  const config::Charter& charter = *results.figures.charter;
  std::string out = fmt::format(
      "# {}, {}\n\n", markdown_text(one_line(charter.organization.in(language_of(charter)))),
      results.period.name);
  const rules::Figures figures = worst_first(results.figures);
  out += verdict_table({figures, {}}).markdown() + trends_of(figures) +
         "\n## What changed in the charter\n\n";
  const TextTable changes = change_table(results.past.changes, charter.timezone);
  out += changes.empty() ? nothing_changed(results) + '\n' : changes.markdown();
  out += "\n## About these figures\n\n";
  for (const std::string& remark : remarks_of(results)) {
    out += "- " + markdown_text(remark) + '\n';
  }
  return out;
}

std::string html_of(const PeriodResults& results) {
  const Results shown{results.figures, {}};
  return render_document(
      {.results = shown,
       .title = results.period.name,
       .period = true,
       .remarks = remarks_of(results),
       .changes = change_rows(results.past.changes, results.figures.charter->timezone),
       .nothing_changed = nothing_changed(results)});
}

std::string csv_of(const PeriodResults& results) {
  const rules::Figures& figures = results.figures;
  std::string out = csv_header().append(kMoreFields);
  for (const rules::TargetFigures& target : figures.targets) {
    for (const rules::WindowFigure& figure : target.series) {
      CsvLine line = csv_line(figures, target, figure);
      out += line.text(figures.charter->version).text(figures.charter->hash).end();
    }
  }
  return out;
}

std::string json_of(const PeriodResults& results) {
  const rules::Figures& figures = results.figures;
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.key("charter").text(figures.charter->id);
  json.key("charter_version").text(figures.charter->version);
  json.key("charter_hash").text(figures.charter->hash);
  json.key("at").text(format_instant(figures.at));
  json.key("period").text(results.period.name);
  json.key("known_from").text(day_text(results.first_day));
  json.key("charter_known_from");
  results.past.known_from ? json.text(format_instant(*results.past.known_from)) : json.null();
  json.key("charter_changes");
  write_changes(json, results.past.changes);
  json.key("targets").begin_array();
  for (const rules::TargetFigures& target : figures.targets) write_target(json, target);
  json.end_array().end_object();
  return out += '\n';
}

}  // namespace

std::string render(const PeriodResults& results, OutputFormat format) {
  if (format == OutputFormat::json) return json_of(results);
  if (format == OutputFormat::csv) return csv_of(results);
  if (format == OutputFormat::html) return html_of(results);
  return markdown_of(results);
}

}  // namespace charterd::daemon
