#include "daemon/document_target.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "daemon/figure_text.h"
#include "daemon/moment.h"
#include "daemon/page_months.h"
#include "daemon/result_fields.h"

namespace charterd::daemon {
namespace {

using rules::Status;
using rules::TargetFigures;
using rules::WindowFigure;

struct Word {
  const char* name;
  const char* text;
};

Word word_of(const WindowFigure& figure) {
  if (!figure.judged) return {"none", "not judged"};
  switch (figure.status) {
    case Status::met:
      return {"kept", "met"};
    case Status::on_track:
      return {"kept", "on track"};
    case Status::at_risk:
      return {"close", "at risk"};
    case Status::missed:
      return {"missed", "missed"};
    case Status::no_data:
      break;
  }
  return {"none", "no data"};
}

std::string count_text(const std::optional<std::int64_t>& count) {
  return count && *count > 0 ? grouped(static_cast<std::uint64_t>(*count)) : "";
}

PageData row_of(const config::Charter& charter, const TargetFigures& of,
                const WindowFigure& figure) {
  const Word word = word_of(figure);
  PageData row;
  row.set("of_part", figure.part.by.empty() ? "all" : figure.part.by + ": " + figure.part.value);
  row.set("window", window_text(*of.target, figure, charter.timezone));
  row.set("value", value_text(of, figure)).set("interval", interval_text(figure));
  row.set("amount", amount_text(of, figure));
  row.set("excluded", figure.excluded > 0 ? count_text(figure.excluded) : "");
  row.set("pending", count_text(pending_of(*of.target, figure)));
  row.set("overdue", count_text(overdue_of(*of.target, figure)));
  row.set("standing", word.name).set("word", word.text);
  return row;
}

PageData::List rows_of(const config::Charter& charter, const TargetFigures& of) {
  PageData::List rows;
  for (const WindowFigure& figure : of.series) rows.push_back(row_of(charter, of, figure));
  return rows;
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

std::string path_text(const TargetFigures& of) {
  const WindowFigure& figure = of.series.front();
  if (!figure.baseline || !figure.goal_value) return {};
  const Shown shown = shown_of(of);
  std::string text = fmt::format("From {} to {}", figure_text(shown, *figure.baseline, {}),
                                 figure_text(shown, *figure.goal_value, {}));
  if (figure.expected) text += ", by now " + figure_text(shown, *figure.expected, {});
  return text;
}

PageData::List facts_of(const config::Charter& charter, const TargetFigures& of) {
  const config::Target& target = *of.target;
  const WindowFigure& figure = of.series.front();
  PageData::List facts;
  const auto fact = [&](const char* name, std::string text) {
    if (text.empty()) return;
    facts.push_back(PageData().set("fact", name).set("says", std::move(text)));
  };
  fact("Trend", trend_text(of));
  fact("Path", path_text(of));
  if (figure.budget_remaining) {
    fact("Error budget left", figure_text(Shown::ratio, *figure.budget_remaining, {0, 0.1}));
  }
  if (of.oldest_overdue) {
    const std::chrono::duration<double> seconds =
        std::chrono::floor<std::chrono::minutes>(*of.oldest_overdue);
    fact("Oldest overdue for", figure_text(Shown::seconds, seconds.count(), {}));
  }
  if (of.no_due.value_or(0) > 0) fact("Without a promised day", count_text(of.no_due));
  if (target.compensation && figure.bad) {
    fact("Owed for the misses",
         fmt::format("{:.2f} {}", *figure.bad * to_double(target.compensation->amount),
                     target.compensation->currency));
  }
  if (of.since) {
    fact("Counted since", format_local(std::chrono::floor<std::chrono::seconds>(
                              charter.timezone.local_of(*of.since))));
  }
  if (of.filling) fact("Not known yet", "the logs are still read anew for it");
  fact("Not counted", document_text(charter, target.exclude_because));
  fact("Evidence", document_text(charter, target.evidence));
  fact("Serves", joined(target.serves));
  fact("Owner", target.owner);
  return facts;
}

}  // namespace

std::string trend_text(const TargetFigures& of) {
  if (of.months.size() < 2) return {};
  const rules::MonthFigure& last = of.months.back();
  const rules::MonthFigure& before = of.months[of.months.size() - 2];
  const Shown shown = shown_of(of);
  const std::vector<double> limits = {before.value};
  std::string text =
      fmt::format("{}: {}, after {} in {}", last.month, figure_text(shown, last.value, limits),
                  figure_text(shown, before.value, {}), before.month);
  if (last.value == before.value) return text + ": the same.";
  const bool better = (last.value > before.value) == of.target->goal.higher_is_better();
  return text + (better ? ": better." : ": worse.");
}

std::string document_text(const config::Charter& charter, const config::Text& text) {
  return text.in(charter.languages.empty() ? "" : charter.languages.front());
}

PageData document_target(const rules::Figures& figures, const TargetFigures& of, bool period) {
  const config::Charter& charter = *figures.charter;
  const PageLocale locale(Language::en);
  const GoalWording wording(locale, charter.timezone, of);
  const std::string statement = document_text(charter, of.target->statement);
  const WindowFigure& figure = of.series.front();
  const Word word = word_of(figure);
  PageData data;
  data.set("id", of.target->id);
  data.set("statement", statement.empty() ? of.target->id : statement);
  data.set("goal", of.target->goal.text);
  data.set("goal_window", of.target->effective_window().text);
  data.set("actual", value_text(of, figure)).set("between", interval_text(figure));
  data.set("out_of", amount_text(of, figure));
  data.set("late", count_text(overdue_of(*of.target, figure)));
  data.set("verdict", word.text).set("verdict_standing", word.name);
  data.set("facts", facts_of(charter, of));
  data.set("rows", rows_of(charter, of));
  const Instant last = period ? figure.to - Duration{1} : figures.at;
  add_history(data, months_of({charter, last, of, 1}, wording), monthly_goal(of), wording.words(),
              locale);
  return data;
}

}  // namespace charterd::daemon
