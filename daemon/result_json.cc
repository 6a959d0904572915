#include "daemon/result_fields.h"
#include "daemon/result_parts.h"
#include "daemon/results.h"

namespace charterd::daemon {
namespace {

void write_labels(JsonWriter& json, const rules::Part& part) {
  json.key("labels").begin_object();
  if (!part.by.empty()) json.key(part.by).text(part.value);
  json.end_object();
}

void write_window(JsonWriter& json, const rules::WindowFigure& figure) {
  json.key("window").begin_object();
  json.key("name").text(window_name(figure));
  json.key("from").text(format_instant(figure.from));
  json.key("to").text(format_instant(figure.to));
  json.end_object();
}

void write_amounts(JsonWriter& json, const config::Target& target,
                   const rules::WindowFigure& figure) {
  if (target.goal.is_share()) {
    json.key("good").number_or_null(figure.good);
    json.key("bad").number_or_null(figure.bad);
    if (figure.count) json.key("count").integer(*figure.count);
  } else {
    json.key("count").integer_or_null(figure.count);
    json.key("sum").number_or_null(figure.sum);
  }
  json.key("excluded").integer(figure.excluded);
  json.key("pending").integer_or_null(pending_of(target, figure));
  json.key("overdue").integer_or_null(overdue_of(target, figure));
}

void write_verdict(JsonWriter& json, const rules::WindowFigure& figure) {
  json.key("status");
  if (const auto verdict = verdict_of(figure)) {
    json.text(*verdict);
  } else {
    json.null();
  }
}

void write_series(JsonWriter& json, const config::Target& target, const rules::WindowFigure& figure,
                  const std::optional<Instant>& since) {
  json.begin_object();
  write_labels(json, figure.part);
  write_window(json, figure);
  write_amounts(json, target, figure);
  json.key("value").number_or_null(figure.value);
  json.key("low").number_or_null(figure.low);
  json.key("high").number_or_null(figure.high);
  json.key("budget_remaining").number_or_null(figure.budget_remaining);
  if (target.goal.is_improvement()) {
    json.key("baseline").number_or_null(figure.baseline);
    json.key("goal_value").number_or_null(figure.goal_value);
    json.key("expected").number_or_null(figure.expected);
  }
  if (!figure.other_goal.empty()) json.key("goal").text(figure.other_goal);
  write_verdict(json, figure);
  if (since) json.key("since").text(format_instant(*since));
  json.end_object();
}

}  // namespace

void write_target(JsonWriter& json, const rules::TargetFigures& figures) {
  json.begin_object();
  json.key("id").text(figures.target->id);
  json.key("goal").text(figures.target->goal.text);
  if (figures.series.empty()) {
    json.key("status").text(rules::name_of(rules::Status::no_data));
  } else {
    write_verdict(json, figures.series.front());
  }
  json.key("series").begin_array();
  for (const rules::WindowFigure& figure : figures.series) {
    write_series(json, *figures.target, figure, figures.since);
  }
  json.end_array();
  if (figures.no_due) json.key("no_due").integer(*figures.no_due);
  if (figures.filling) json.key("filling").boolean(true);
  json.end_object();
}

namespace {

void write_source(JsonWriter& json, const SourceResult& source) {
  json.begin_object();
  json.key("name").text(source.name);
  json.key("records").integer(source.counts.records);
  json.key("accepted").integer(source.counts.accepted);
  json.key("filtered").integer(source.counts.filtered);
  json.key("duplicate").integer(source.counts.duplicate);
  json.key("rejected").begin_object();
  for (const auto& [reason, count] : rejections_of(source.counts)) json.key(reason).integer(count);
  json.end_object().end_object();
}

void write_measure(JsonWriter& json, const rules::MeasureCounts& measure) {
  json.begin_object();
  json.key("id").text(measure.measure);
  json.key("no_value").integer(measure.no_value);
  json.key("bad_value").integer(measure.bad_value);
  if (measure.filling) json.key("filling").boolean(true);
  json.end_object();
}

void write_cases(JsonWriter& json, const rules::CaseFigures& cases) {
  json.begin_object();
  json.key("id").text(cases.id);
  json.key("open").integer(cases.open);
  json.key("closed").integer(cases.closed);
  json.key("voided").integer(cases.voided);
  for (const auto& [name, count] : unusual_events_of(cases)) json.key(name).integer(count);
  if (cases.filling) json.key("filling").boolean(true);
  json.end_object();
}

}  // namespace

std::string render_json(const Results& results) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.key("charter").text(results.figures.charter->id);
  json.key("at").text(format_instant(results.figures.at));
  json.key("targets").begin_array();
  for (const rules::TargetFigures& target : results.figures.targets) write_target(json, target);
  json.end_array().key("sources").begin_array();
  for (const SourceResult& source : results.sources) write_source(json, source);
  json.end_array().key("measures").begin_array();
  for (const rules::MeasureCounts& measure : results.figures.measures) {
    write_measure(json, measure);
  }
  json.end_array().key("cases").begin_array();
  for (const rules::CaseFigures& cases : results.figures.cases) write_cases(json, cases);
  json.end_array().end_object();
  return out += '\n';
}

}  // namespace charterd::daemon
