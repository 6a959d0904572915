// Whether a goal can be reached at all, as far as the charter itself tells.
#include <fmt/format.h>

#include "config/smart_items.h"

namespace charterd::config {
namespace {

__extension__ using Wide = __int128;

constexpr Fixed kWidestGap = 100 * kFixedOne;  // points
constexpr std::size_t kLongestQuote = 80;      // bytes of a text that a finding repeats

// Cut between characters.
std::string shortened(const std::string& text) {
  if (text.size() <= kLongestQuote) return text;
  std::size_t end = kLongestQuote;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end) + "...";
}

// What a figure can be; both ends belong to it.
struct Bounds {
  std::optional<Fixed> low, high;
};

// `of_case`: the values are times or counts, of which none is below zero.
Bounds bounds_of(const Goal& goal, const Measure* measure, bool of_case) {
  switch (goal.statistic) {
    case Statistic::share:
      return {0, kFixedOne};
    case Statistic::nps:
      return {-100 * kFixedOne, 100 * kFixedOne};
    case Statistic::count:
      return {0, std::nullopt};
    case Statistic::mean:
    case Statistic::percentile:
    case Statistic::sum:
      break;
  }
  if (of_case) return {0, std::nullopt};
  if (measure == nullptr) return {};
  const bool is_sum = goal.statistic == Statistic::sum;
  if (measure->range && !is_sum) return {measure->range->first, measure->range->second};
  const bool is_time = base_of(measure->unit) == BaseUnit::seconds;
  const bool none_below_zero = measure->range ? measure->range->first >= 0 : is_time;
  return {none_below_zero ? std::optional<Fixed>(0) : std::nullopt, std::nullopt};
}

// What the values of the target's measure are in; nullopt when it has none.
std::optional<BaseUnit> unit_of(const Target& target, const Charter& charter) {
  if (target.subject == Target::Subject::measure) {
    const Measure* measure = charter.find_measure(target.measure);
    return measure != nullptr ? std::optional(base_of(measure->unit)) : std::nullopt;
  }
  for (const Case& kind : charter.cases) {
    for (const CaseMeasure& measure : kind.measures) {
      if (kind.id != target.case_id || measure.id != target.measure) continue;
      return measure.count.empty() ? BaseUnit::seconds : BaseUnit::count;
    }
  }
  return std::nullopt;
}

class Check {
 public:
  Check(const Target& target, const Charter& charter, Findings& found)
      : goal_(target.goal), baseline_(target.baseline), found_(found) {
    if (target.subject == Target::Subject::measure) measure_ = charter.find_measure(target.measure);
    unit_ = unit_of(target, charter);
    bounds_ = bounds_of(goal_, measure_, target.subject != Target::Subject::measure);
  }

  void run() {
    switch (goal_.kind) {
      case Goal::Kind::at_least:
        return at_least();
      case Goal::Kind::at_most:
        return at_most();
      case Goal::Kind::gap_at_most:
        if (goal_.amount >= kWidestGap) found_.doubtful("no gap can be above 100 points");
        return;
      case Goal::Kind::reduced:
      case Goal::Kind::raised:
        return baseline_ && baseline_->value ? from_value(*baseline_->value) : from_anywhere();
      case Goal::Kind::every_one:
        return;
    }
  }

 private:
  void at_least() {
    if (bounds_.high && goal_.amount > *bounds_.high) {
      found_.doubtful(
          fmt::format("it can never be reached: nothing is above {}", figure(*bounds_.high)));
    } else if (!goal_.is_share() && bounds_.low && goal_.amount <= *bounds_.low) {
      found_.doubtful(
          fmt::format("it is always reached: nothing is below {}", figure(*bounds_.low)));
    }
  }

  void at_most() {
    if (bounds_.low && goal_.amount < *bounds_.low) {
      found_.doubtful(
          fmt::format("it can never be reached: nothing is below {}", figure(*bounds_.low)));
    } else if (!goal_.is_share() && bounds_.high && goal_.amount >= *bounds_.high) {
      found_.doubtful(
          fmt::format("it is always reached: nothing is above {}", figure(*bounds_.high)));
    }
  }

  // Where the change leads from `start`.
  Wide reached_from(Fixed start) const {
    Wide change = goal_.amount;
    if (goal_.relative) change = change * start / kFixedOne;
    return goal_.kind == Goal::Kind::raised ? start + change : start - change;
  }

  void from_value(Fixed start) {
    const Wide reached = reached_from(start);
    const bool beyond = bounds_.high && reached > *bounds_.high;
    if (!beyond && !(bounds_.low && reached < *bounds_.low)) return;
    const Fixed end = beyond ? *bounds_.high : *bounds_.low;
    found_.doubtful(fmt::format("from {} the change leads {} {}, where no figure can be",
                                figure(start), beyond ? "above" : "below", figure(end)));
  }

  // The baseline is measured: only a change that no start allows can be told beforehand.
  void from_anywhere() {
    const bool raised = goal_.kind == Goal::Kind::raised;
    if (!raised && goal_.relative && goal_.amount >= kFixedOne) {
      found_.doubtful("a reduction by 100% or more leaves nothing");
      return;
    }
    if (!bounds_.low || !bounds_.high) return;
    const Fixed best_start = raised ? *bounds_.low : *bounds_.high;
    const Wide reached = reached_from(best_start);
    if (raised ? reached <= *bounds_.high : reached >= *bounds_.low) return;
    found_.doubtful(fmt::format("wherever it starts, the change leads out of {} to {}",
                                figure(*bounds_.low), figure(*bounds_.high)));
  }

  std::string figure(Fixed value) const {
    if (goal_.is_share()) return format_quantity({Quantity::Kind::percent, value});
    const bool counts = goal_.statistic == Statistic::count || goal_.statistic == Statistic::nps;
    if (!counts && unit_ == BaseUnit::seconds) return format_duration(Duration(value));
    return format_fixed(value);
  }

  const Goal& goal_;
  const std::optional<Baseline>& baseline_;
  const Measure* measure_ = nullptr;
  std::optional<BaseUnit> unit_;
  Bounds bounds_;
  Findings& found_;
};

}  // namespace

SmartItem achievable(const Target& target, const Charter& charter) {
  Findings found('A');
  if (target.evidence.empty()) found.missing("no evidence says that it can be reached");
  Check(target, charter, found).run();
  const std::string language = charter.languages.empty() ? "" : charter.languages.front();
  return found.item(shortened(target.evidence.in(language)));
}

}  // namespace charterd::config
