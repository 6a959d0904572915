#include "tests/reference/figure_dump.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace charterd::slow {
namespace {

template <class Value>
std::string show(const std::optional<Value>& value) {
  return value ? fmt::format("{}", *value) : "-";
}

std::int64_t number(Instant t) { return t.time_since_epoch().count(); }

std::string name(const rules::Part& part) { return part.by + "=" + part.value; }

std::string line(const rules::WindowFigure& f) {
  return fmt::format(
      "  {} {} {}..{} good {} bad {} count {} sum {} excluded {} pending {} overdue {} value {} "
      "({}..{}) budget {} baseline {} goal {} expected {} {}\n",
      name(f.part), f.previous, number(f.from), number(f.to), show(f.good), show(f.bad),
      show(f.count), show(f.sum), f.excluded, show(f.pending), show(f.overdue), show(f.value),
      show(f.low), show(f.high), show(f.budget_remaining), show(f.baseline), show(f.goal_value),
      show(f.expected), rules::name_of(f.status));
}

std::string lines(const rules::TargetFigures& target) {
  std::string text =
      fmt::format("{} goal {} no_due {} oldest {}\n", target.target->id, show(target.goal),
                  show(target.no_due), target.oldest_overdue ? target.oldest_overdue->count() : -1);
  for (const auto& figure : target.series) text += line(figure);
  for (const auto& sums : target.sums) {
    text += fmt::format("  {} {}: {} {}\n", name(sums.part), rules::name_of(sums.length),
                        sums.first, sums.second);
  }
  for (const auto& month : target.months)
    text += fmt::format("  {} {}\n", month.month, month.value);
  for (const auto& decided : target.decisions) {
    text += fmt::format("  {} decided {} {}\n", name(decided.part), decided.good, decided.bad);
  }
  return text;
}

std::string line(const rules::CaseFigures& c) {
  return fmt::format(
      "{}: open {} closed {} voided {} forgotten {} orphan {} early {} keyless {} too_late {} "
      "dropped {} refused {} due {} before {} after {} again {} unpaired {} past {} corrected {}\n",
      c.id, c.open, c.closed, c.voided, c.forgotten, c.orphan_events, c.early_events,
      c.keyless_events, c.too_late_events, c.dropped_events, c.refused_events, c.unreadable_due,
      c.before_opening, c.after_closing, c.repeated_openings, c.unpaired_resumes, c.past_due,
      c.corrected_outcomes);
}

}  // namespace

std::string dump(const rules::Figures& figures) {
  std::string text = fmt::format("T {}\n", number(figures.at));
  for (const auto& target : figures.targets) text += lines(target);
  for (const auto& histogram : figures.histograms) {
    text += fmt::format("{} {} {}", histogram.measure, histogram.business, histogram.sum);
    for (const auto& label : histogram.labels) text += " " + name(label);
    text += fmt::format(" {}\n", fmt::join(histogram.counts, " "));
  }
  for (const auto& measure : figures.measures) {
    text += fmt::format("{} {} {}\n", measure.measure, measure.no_value, measure.bad_value);
  }
  for (const auto& cases : figures.cases) text += line(cases);
  return text + fmt::format("folded {}\n", figures.folded_label_values);
}

}  // namespace charterd::slow
