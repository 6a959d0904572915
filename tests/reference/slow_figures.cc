#include "tests/reference/slow_figures.h"

#include <algorithm>

#include "tests/reference/slow_burn.h"

namespace charterd::slow {
namespace {

using config::Goal;
using config::Statistic;
using config::Target;
using rules::Status;
using rules::WindowFigure;
using std::chrono::days;
using std::chrono::months;
using WindowKind = config::Window::Kind;
using Kind = Judgement::Kind;

__extension__ using Wide = __int128;

Day first_day(WindowKind kind, Day day) {
  const std::chrono::year_month_day date{day};
  switch (kind) {
    case WindowKind::week:
      return day - (std::chrono::weekday{day} - std::chrono::Monday);
    case WindowKind::month:
      return Day{date.year() / date.month() / 1};
    case WindowKind::quarter: {
      const unsigned month = (static_cast<unsigned>(date.month()) - 1) / 3 * 3 + 1;
      return Day{date.year() / std::chrono::month{month} / 1};
    }
    case WindowKind::year:
      return Day{date.year() / std::chrono::January / 1};
    default:
      return day;
  }
}

Duration nominal_length(const config::Window& window) {
  switch (window.kind) {
    case WindowKind::rolling:
      return window.length;
    case WindowKind::day:
      return days{1};
    case WindowKind::week:
      return days{7};
    case WindowKind::month:
      return days{30};
    case WindowKind::quarter:
      return days{90};
    case WindowKind::year:
      break;
  }
  return days{365};
}

struct Windows {
  Stretch current;
  std::optional<Stretch> previous;
};

Windows windows_of(const config::Window& window, const config::Zone& zone, Instant now) {
  if (!window.is_calendar()) return {rolling_window(window.length, now), std::nullopt};
  const Day begin = first_day(window.kind, zone.day_of(now));
  const Day before = first_day(window.kind, begin - days{1});
  Day behind = begin + days{1};
  while (first_day(window.kind, behind) == begin) behind += days{1};
  return {{zone.start_of(begin), zone.start_of(behind)},
          Stretch{zone.start_of(before), zone.start_of(begin)}};
}

// One part in one window.
class Figure {
 public:
  Figure(const Target& target, std::vector<Judgement> all, const Stretch& window, bool previous,
         Instant now)
      : target_(target), goal_(target.goal), all_(std::move(all)), now_(now) {
    figure_.previous = previous;
    figure_.from = window.from;
    figure_.to = window.to;
    for (const Judgement& judgement : all_) {
      if (!window.contains(judgement.at)) continue;
      if (judgement.kind == Kind::excluded) ++figure_.excluded;
      if (is_counted(judgement)) inside_.push_back(judgement);
    }
    bad_ = std::count_if(inside_.begin(), inside_.end(),
                         [](const Judgement& each) { return each.kind == Kind::bad; });
    count_ = static_cast<std::int64_t>(inside_.size());
  }

  WindowFigure figure() {
    if (goal_.is_share()) {
      count_share();
    } else {
      count_statistic();
    }
    if (target_.subject != Target::Subject::measure && !figure_.previous) count_open();
    figure_.status = out_of_season() ? Status::no_data : status();
    return figure_;
  }

 private:
  static bool is_counted(const Judgement& judgement) {
    return judgement.kind == Kind::good || judgement.kind == Kind::bad;
  }

  void count_open() {
    figure_.pending = std::count_if(
        all_.begin(), all_.end(), [](const Judgement& each) { return each.kind == Kind::pending; });
    figure_.overdue =
        std::count_if(all_.begin(), all_.end(), [](const Judgement& each) { return each.overdue; });
  }

  void count_share() {
    figure_.good = static_cast<double>(count_ - bad_);
    figure_.bad = static_cast<double>(bad_);
    if (count_ == 0) return;
    const std::int64_t shown = goal_.kind == Goal::Kind::at_most ? bad_ : count_ - bad_;
    figure_.value = static_cast<double>(shown) / static_cast<double>(count_);
    std::tie(figure_.low, figure_.high) = wilson(shown, count_);
    const Fixed allowed = allowed_misses(goal_);
    if (allowed == 0) return;
    figure_.budget_remaining =
        1 - static_cast<double>(bad_) / (to_double(allowed) * static_cast<double>(count_));
  }

  void count_statistic() {
    figure_.count = count_;
    std::vector<std::int64_t> values;
    for (const Judgement& judgement : inside_) {
      values.push_back(judgement.value);
      sum_ += judgement.value;
    }
    std::sort(values.begin(), values.end());
    figure_.sum = to_double(sum_);
    if (goal_.statistic == Statistic::count) figure_.value = static_cast<double>(count_);
    if (goal_.statistic == Statistic::sum) figure_.value = figure_.sum;
    if (values.empty()) return;
    if (goal_.statistic == Statistic::mean) {
      figure_.value = to_double(sum_) / static_cast<double>(count_);
    }
    if (goal_.statistic == Statistic::percentile) {
      // The smallest that at least so many do not exceed.
      const std::int64_t rank = (goal_.percentile * count_ + kFixedOne - 1) / kFixedOne;
      percentile_ = values[static_cast<std::size_t>(std::max<std::int64_t>(rank, 1) - 1)];
      figure_.value = to_double(percentile_);
    }
  }

  bool out_of_season() const {
    if (!target_.active) return false;
    if (!figure_.previous) return !target_.active->contains(now_);
    return (target_.active->to && *target_.active->to <= figure_.from) ||
           (target_.active->from && *target_.active->from >= figure_.to);
  }

  // Multiplied out, so that nothing is rounded.
  bool holds() const {
    const Wide amount = goal_.amount, count = count_;
    Wide left = 0, right = 0;
    switch (goal_.statistic) {
      case Statistic::share:
        if (goal_.kind == Goal::Kind::every_one) return bad_ == 0;
        left = Wide{goal_.kind == Goal::Kind::at_most ? bad_ : count_ - bad_} * kFixedOne;
        right = amount * count;
        break;
      case Statistic::count:
        left = count * kFixedOne;
        right = amount;
        break;
      case Statistic::percentile:
        left = percentile_;
        right = amount;
        break;
      default:
        left = sum_;
        right = goal_.statistic == Statistic::mean ? amount * count : amount;
        break;
    }
    return goal_.kind == Goal::Kind::at_most ? left <= right : left >= right;
  }

  Status status() const {
    const bool running = target_.effective_window().is_calendar() && !figure_.previous;
    if (goal_.kind == Goal::Kind::every_one && bad_ > 0) return Status::missed;
    if (count_ < target_.effective_minimum() || !figure_.value) return Status::no_data;
    const bool total = goal_.statistic == Statistic::count || goal_.statistic == Statistic::sum;
    if (running && total && goal_.kind == Goal::Kind::at_least) {
      return holds() || on_path() ? Status::on_track : Status::at_risk;
    }
    if (!holds()) return Status::missed;
    if (!figure_.previous && goal_.is_share() && at_risk()) return Status::at_risk;
    return running ? Status::on_track : Status::met;
  }

  bool on_path() const {
    const Wide reached = goal_.statistic == Statistic::count ? Wide{count_} * kFixedOne : sum_;
    return reached * (figure_.to - figure_.from).count() >=
           Wide{goal_.amount} * (now_ - figure_.from).count();
  }

  bool at_risk() const {
    const Wide budget = Wide{allowed_misses(goal_)} * count_;
    if (budget > 0 && 10 * (budget - Wide{bad_} * kFixedOne) < budget) return true;
    std::vector<Counted> counted;
    for (const Judgement& judgement : all_) {
      if (is_counted(judgement)) counted.push_back({judgement.at, judgement.kind == Kind::good});
    }
    return burns(target_, counted, now_, nominal_length(target_.effective_window()));
  }

  const Target& target_;
  const Goal& goal_;
  std::vector<Judgement> all_;     // the part's, whenever they are
  std::vector<Judgement> inside_;  // those that count in the window
  Instant now_;
  WindowFigure figure_;
  std::int64_t bad_ = 0, count_ = 0, sum_ = 0, percentile_ = 0;
};

}  // namespace

std::vector<WindowFigure> figures(const Target& target, const config::Charter& charter,
                                  const std::vector<Outcome>& outcomes, const rules::Part& part,
                                  Instant now) {
  std::vector<Judgement> mine;
  for (const Outcome& outcome : outcomes) {
    if (part.by.empty() || outcome.labels.at(part.by) == part.value) {
      mine.push_back(outcome.judged);
    }
  }
  const Windows windows = windows_of(target.effective_window(), charter.timezone, now);
  std::vector<WindowFigure> found;
  found.push_back(Figure(target, mine, windows.current, false, now).figure());
  if (windows.previous) {
    found.push_back(Figure(target, mine, *windows.previous, true, now).figure());
  }
  for (WindowFigure& figure : found) figure.part = part;
  return found;
}

std::vector<rules::Part> parts(const Target& target, const config::Charter& charter,
                               const std::vector<Outcome>& outcomes) {
  std::vector<rules::Part> found = {{}};
  const auto add = [&](const rules::Part& part) {
    if (std::find(found.begin(), found.end(), part) == found.end()) found.push_back(part);
  };
  for (const std::string& label : target.by) {
    if (const auto* listed = charter.find_scope(label)) {
      for (const std::string& value : *listed) add({label, value});
    }
    for (const Outcome& outcome : outcomes) {
      if (outcome.judged.kind != Kind::nothing) add({label, outcome.labels.at(label)});
    }
  }
  return found;
}

}  // namespace charterd::slow
