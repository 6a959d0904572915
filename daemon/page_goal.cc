#include "daemon/page_goal.h"

#include <algorithm>
#include <cmath>

#include "daemon/figure_text.h"

namespace charterd::daemon {
namespace {

using config::Goal;
using config::Statistic;
using config::Window;

constexpr double kInPercent = 100;

bool is_tail(const Goal& goal) { return goal.kind == Goal::Kind::at_most; }

}  // namespace

GoalWording::GoalWording(const PageLocale& locale, const config::Zone& zone,
                         const rules::TargetFigures& figures)
    : locale_(locale),
      words_(words_of(locale.language())),
      zone_(zone),
      figures_(figures),
      target_(*figures.target) {}

std::string GoalWording::say(const char* words,
                             const std::vector<PageLocale::Argument>& arguments) const {
  return locale_.message(words, arguments);
}

std::string GoalWording::value(double value, const std::vector<double>& limits) const {
  const Shown shown = shown_of(figures_);
  const Rounded rounded = rounded_figure(shown, value, limits);
  if (shown == Shown::ratio) return locale_.percent(rounded.value, rounded.decimals);
  if (shown == Shown::seconds) {
    const bool business = target_.goal.business_clock;
    const std::string text = locale_.time_span(rounded.value, rounded.decimals, business);
    return business ? say(words_.working_time, {{"value", text}}) : text;
  }
  std::string text = locale_.number(rounded.value, rounded.decimals);
  if (target_.goal.kind == Goal::Kind::gap_at_most) {
    return say(words_.percent_points, {{"n", rounded.value}, {"value", text}});
  }
  if (shown == Shown::count || target_.goal.statistic == Statistic::nps) return text;
  return say(words_.points, {{"n", rounded.value}, {"value", text}});
}

// By how much an improvement changes the figure.
std::string GoalWording::change() const {
  const double amount = to_double(target_.goal.amount);
  constexpr int kDecimals = 2;
  if (target_.goal.relative) return locale_.percent(amount, kDecimals);
  if (!target_.goal.is_share()) return value(amount);
  const double points = amount * kInPercent;
  return say(words_.percent_points, {{"n", points}, {"value", locale_.number(points, kDecimals)}});
}

std::string GoalWording::day(Instant instant) const { return locale_.date(zone_.day_of(instant)); }

std::string GoalWording::promise() const {
  const Goal& goal = target_.goal;
  if (goal.kind == Goal::Kind::every_one) return words_.every_one;
  if (goal.is_improvement()) {
    const char* const direction =
        goal.kind == Goal::Kind::reduced ? words_.less_by : words_.more_by;
    return say(direction,
               {{"change", change()}, {"date", day(target_.deadline.value_or(Instant{}))}});
  }
  const char* const side = goal.kind == Goal::Kind::at_least ? words_.at_least : words_.at_most;
  return say(side, {{"value", value(figures_.goal.value_or(to_double(goal.amount)))}});
}

std::string GoalWording::share_sentence(const rules::WindowFigure& figure,
                                        const std::string& share) const {
  const bool tail = is_tail(target_.goal);
  if (figure.count) {  // by weight
    return say(tail ? words_.missed_amount : words_.kept_amount, {{"share", share}});
  }
  const double good = figure.good.value_or(0);
  const double bad = figure.bad.value_or(0);
  return say(tail ? words_.missed_of : words_.kept_of,
             {{"good", good}, {"bad", bad}, {"total", good + bad}, {"share", share}});
}

std::string GoalWording::statistic_sentence(const std::string& value) const {
  const Goal& goal = target_.goal;
  const bool time = shown_of(figures_) == Shown::seconds;
  switch (goal.statistic) {
    case Statistic::percentile: {
      constexpr Fixed kHalf = 500'000;
      if (goal.percentile == kHalf) {
        return say(time ? words_.half_within : words_.half_at_most, {{"value", value}});
      }
      constexpr int kDecimals = 4;
      const std::string part = locale_.percent(to_double(goal.percentile), kDecimals);
      return say(time ? words_.part_within : words_.part_at_most,
                 {{"part", part}, {"value", value}});
    }
    case Statistic::sum:
    case Statistic::count:
      return say(words_.total, {{"value", value}});
    case Statistic::nps:
      return say(words_.score, {{"value", value}});
    case Statistic::mean:
    case Statistic::share:
      break;
  }
  return say(words_.average, {{"value", value}});
}

std::string GoalWording::sentence(const rules::WindowFigure& figure) const {
  const std::string shown = value(figure.value.value_or(0), limits_of(figures_, figure));
  if (target_.goal.kind == Goal::Kind::gap_at_most) {
    return say(words_.difference, {{"value", shown}});
  }
  if (target_.goal.is_share()) return share_sentence(figure, shown);
  std::string sentence = statistic_sentence(shown);
  if (!figure.count || target_.goal.statistic == Statistic::count) return sentence;
  return sentence + ", " + say(words_.measured, {{"n", static_cast<double>(*figure.count)}});
}

std::string GoalWording::path(const rules::WindowFigure& figure) const {
  if (!figure.baseline || !figure.goal_value) return {};
  std::string text = say(
      words_.path, {{"baseline", value(*figure.baseline)}, {"goal", value(*figure.goal_value)}});
  if (figure.expected && figure.status != rules::Status::missed) {
    text += " " + say(words_.path_now, {{"expected", value(*figure.expected)}});
  }
  return text;
}

std::string GoalWording::window(Instant at) const {
  if (target_.goal.is_improvement() && target_.deadline && at >= *target_.deadline) {
    return say(words_.until, {{"date", day(*target_.deadline)}});
  }
  const Window window = target_.effective_window();
  switch (window.kind) {
    case Window::Kind::day:
      return words_.this_day;
    case Window::Kind::week:
      return words_.this_week;
    case Window::Kind::month:
      return words_.this_month;
    case Window::Kind::quarter:
      return words_.this_quarter;
    case Window::Kind::year:
      return words_.this_year;
    case Window::Kind::rolling:
      break;
  }
  const auto in = [&](const char* words, Duration unit) {
    return say(words, {{"n", static_cast<double>(window.length / unit)}});
  };
  if (window.length % std::chrono::days{1} == Duration{}) {
    return in(words_.last_days, std::chrono::days{1});
  }
  if (window.length % std::chrono::hours{1} == Duration{}) {
    return in(words_.last_hours, std::chrono::hours{1});
  }
  return in(words_.last_minutes, std::chrono::minutes{1});
}

std::string GoalWording::last_period(Window::Kind kind, const std::string& value) const {
  const char* words = words_.last_month;
  if (kind == Window::Kind::day) words = words_.last_day;
  if (kind == Window::Kind::week) words = words_.last_week;
  if (kind == Window::Kind::quarter) words = words_.last_quarter;
  if (kind == Window::Kind::year) words = words_.last_year;
  return say(words, {{"value", value}});
}

std::optional<std::int64_t> outcomes_of(const config::Target& target,
                                        const rules::WindowFigure& figure) {
  if (target.goal.kind == Goal::Kind::gap_at_most) return figure.smallest_group;
  if (figure.count) return figure.count;
  if (!figure.good || !figure.bad) return std::nullopt;
  return static_cast<std::int64_t>(std::llround(*figure.good + *figure.bad));
}

}  // namespace charterd::daemon
