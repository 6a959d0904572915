#include "config/smart_items.h"

#include <algorithm>

#include <fmt/format.h>

namespace charterd::config {
namespace {

std::string date_text(Day day) {
  const std::chrono::year_month_day date(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

// The local date, with the time of day unless it is midnight.
std::string instant_text(Instant instant, const Zone& zone) {
  const LocalTime local = zone.local_of(instant);
  const Day day = std::chrono::floor<std::chrono::days>(local);
  const auto minutes = std::chrono::floor<std::chrono::minutes>(local - day).count();
  if (local == day) return date_text(day);
  return fmt::format("{} {:02}:{:02}", date_text(day), minutes / 60, minutes % 60);
}

// What the outcomes of a target are made of, as findings call them.
std::string_view units_of(const Target& target) {
  return target.subject == Target::Subject::measure ? "events" : "cases";
}
std::string_view unit_of(const Target& target) {
  return target.subject == Target::Subject::measure ? "event" : "case";
}

// How many events are needed before a single miss is allowed; `allowed` is a ratio above 0.
std::int64_t events_for_one_miss(Fixed allowed) { return (kFixedOne + allowed - 1) / allowed; }

void check_share_minimum(const Target& target, Fixed allowed, Findings& found) {
  const std::int64_t minimum = target.effective_minimum();
  if (allowed <= 0) {
    found.doubtful("any miss fails it; write \"every one\" if that is meant");
  } else if (allowed >= kFixedOne) {
    found.doubtful(fmt::format("\"{}\" can never be missed", target.goal.text));
  } else if (minimum < events_for_one_miss(allowed)) {
    const std::string given = target.minimum_events ? fmt::format("with minimum_events {}", minimum)
                                                    : "without minimum_events";
    found.doubtful(fmt::format("{} a single miss can fail it; of {} {} and more one may be missed",
                               given, events_for_one_miss(allowed), units_of(target)));
  }
}

void check_percentile_minimum(const Target& target, Findings& found) {
  const Fixed above = kFixedOne - target.goal.percentile;
  const std::int64_t minimum = target.effective_minimum();
  if (above <= 0 || minimum >= events_for_one_miss(above)) return;
  found.doubtful(
      fmt::format("of {} the highest value alone decides; it takes minimum_events of {} or more",
                  minimum == 1 ? fmt::format("a single {}", unit_of(target))
                               : fmt::format("{} {}", minimum, units_of(target)),
                  events_for_one_miss(above)));
}

void check_minimum(const Target& target, Findings& found) {
  const Goal& goal = target.goal;
  if (goal.is_share() && goal.kind == Goal::Kind::at_least) {
    check_share_minimum(target, kFixedOne - goal.amount, found);
  } else if (goal.is_share() && goal.kind == Goal::Kind::at_most) {
    check_share_minimum(target, goal.amount, found);
  } else if (goal.statistic == Statistic::percentile) {
    check_percentile_minimum(target, found);
  } else if (goal.kind != Goal::Kind::every_one && target.effective_minimum() == 1) {
    found.doubtful(fmt::format("a single {} decides {}; give minimum_events", unit_of(target),
                               goal.kind == Goal::Kind::gap_at_most ? "for a whole group" : "it"));
  }
}

std::string minimum_text(const Target& target) {
  const std::int64_t minimum = target.effective_minimum();
  if (minimum <= 1) return {};
  return fmt::format(", from {} {} on", minimum, units_of(target));
}

std::string subject_text(const Target& target) {
  switch (target.subject) {
    case Target::Subject::case_measure:
      return fmt::format("{} of the case {}", target.measure, target.case_id);
    case Target::Subject::whole_case:
      return fmt::format("the case {}", target.case_id);
    case Target::Subject::measure:
      break;
  }
  return target.measure;
}

bool needs_bad(const Goal& goal) { return goal.is_share() && goal.kind == Goal::Kind::at_most; }

}  // namespace

SmartItem Findings::item(const std::string& otherwise) const {
  return {letter_, grade_, text_.empty() ? otherwise : text_};
}

void Findings::add(Grade grade, const std::string& finding) {
  grade_ = std::max(grade_, grade);
  text_ += text_.empty() ? finding : "; " + finding;
}

SmartItem specific(const Target& target) {
  Findings found('S');
  if (target.statement.empty()) found.missing("no statement says what is promised");
  if (target.measure.empty()) found.missing("no measure says what is looked at");
  if (target.exclude && target.exclude_because.empty()) {
    found.doubtful("\"exclude\" does not say why (because)");
  }
  return found.item(fmt::format("{}, {}", subject_text(target),
                                target.where ? "those that \"where\" names" : "all of them"));
}

SmartItem measurable(const Target& target) {
  Findings found('M');
  if (target.goal.text.empty()) found.missing("no goal");
  if (target.goal.is_share() && !target.good && !target.bad) {
    found.missing(needs_bad(target.goal) ? "nothing says what counts as a miss (bad)"
                                         : "nothing says what counts as kept (good)");
  }
  if (!target.goal.text.empty()) check_minimum(target, found);
  return found.item(target.goal.text + minimum_text(target));
}

SmartItem relevant(const Target& target, const Charter& charter) {
  Findings found('R');
  std::vector<std::string> known;
  for (const auto* list : {&charter.rights, &charter.commitments}) {
    for (const auto& [id, text] : *list) known.push_back(id);
  }
  if (target.serves.empty()) {
    found.missing("it serves no right and no commitment of the charter (serves)");
  }
  for (const std::string& served : target.serves) {
    if (std::find(known.begin(), known.end(), served) != known.end()) continue;
    const std::string near = nearest(served, known);
    found.doubtful(fmt::format("\"{}\" is no right or commitment of the charter{}", served,
                               near.empty() ? "" : fmt::format("; did you mean \"{}\"?", near)));
  }
  return found.item(fmt::format("serves {}", fmt::join(target.serves, ", ")));
}

SmartItem time_bound(const Target& target, const Charter& charter) {
  Findings found('T');
  const Zone& zone = charter.timezone;
  if (!target.window) {
    const std::string assumed = "no window; 28 days are assumed";
    target.deadline ? found.doubtful(assumed) : found.missing(assumed);
  }
  if (target.goal.is_improvement() && !target.deadline) found.missing("no deadline");
  const auto over_before_effective = [&](const std::optional<Instant>& end, const char* what) {
    if (!end || !charter.effective || *end > zone.start_of(*charter.effective)) return;
    found.doubtful(fmt::format("{} {} is over when the charter takes effect on {}", what,
                               instant_text(*end, zone), date_text(*charter.effective)));
  };
  over_before_effective(target.deadline, "its deadline of");
  if (target.active) {
    over_before_effective(target.active->to, "its season up to");
    const auto& from = target.active->from;
    if (from && charter.review_by && *from >= zone.start_of(*charter.review_by)) {
      found.doubtful(fmt::format("its season from {} begins after the charter's review by {}",
                                 instant_text(*from, zone), date_text(*charter.review_by)));
    }
    // The verdict is made from what happened just before the deadline.
    if (target.deadline && !target.active->contains(*target.deadline - Duration(1))) {
      found.doubtful("its deadline lies outside its season");
    }
  }
  const std::string window = target.effective_window().text;
  return found.item(
      target.deadline ? fmt::format("by {}, over {}", instant_text(*target.deadline, zone), window)
                      : window);
}

}  // namespace charterd::config
