#include "daemon/page_months.h"

#include <algorithm>

#include <fmt/format.h>

#include "daemon/page_history.h"

namespace charterd::daemon {
namespace {

using config::Statistic;

constexpr int kMonths = 13;

std::string name_of(std::chrono::year_month month) {
  return fmt::format("{:04}-{:02}", static_cast<int>(month.year()),
                     static_cast<unsigned>(month.month()));
}

bool keeps(const rules::TargetFigures& figures, double value) {
  const auto goal = monthly_goal(figures);
  // An improvement's months are on their way.
  if (!goal || figures.target->goal.is_improvement()) return true;
  return figures.target->goal.higher_is_better() ? value >= *goal : value <= *goal;
}

}  // namespace

std::optional<double> monthly_goal(const rules::TargetFigures& figures) {
  const config::Target& target = *figures.target;
  const bool total =
      target.goal.statistic == Statistic::count || target.goal.statistic == Statistic::sum;
  if (total && target.effective_window().kind != config::Window::Kind::month) return std::nullopt;
  return figures.goal;
}

std::vector<ShownMonth> months_of(const MonthsOf& of, const GoalWording& wording) {
  const std::chrono::year_month_day today{of.charter.timezone.day_of(of.at)};
  const PageWords& words = wording.words();
  const auto goal = monthly_goal(of.figures);
  const std::vector<double> limits = goal ? std::vector<double>{*goal} : std::vector<double>{};
  std::vector<ShownMonth> months;
  for (int back = kMonths - 1; back >= 0; --back) {
    ShownMonth& shown = months.emplace_back();
    shown.month = today.year() / today.month() - std::chrono::months{back};
    const auto& known = of.figures.months;
    const auto found = std::find_if(known.begin(), known.end(), [&](const auto& month) {
      return month.month == name_of(shown.month);
    });
    if (found == known.end() || found->outcomes == 0 || of.figures.filling) continue;
    if (found->outcomes < of.fewest) {
      shown.text = words.too_few;
      continue;
    }
    shown.value = found->value;
    shown.text = wording.value(found->value, limits);
    shown.kept = keeps(of.figures, found->value);
  }
  return months;
}

void add_history(PageData& data, const std::vector<ShownMonth>& months,
                 std::optional<double> promised, const PageWords& words, const PageLocale& locale) {
  data.set("history", false);
  PageData history;
  PageData::List rows;
  std::vector<std::optional<HistoryPoint>> points;
  const ShownMonth* low = nullptr;
  const ShownMonth* high = nullptr;
  double count = 0;
  for (const ShownMonth& month : months) {
    points.emplace_back();
    if (!month.text.empty()) {
      PageData row;
      row.set("name", locale.month(month.month)).set("figure", month.text);
      row.set("running", &month == &months.back()).set("failed", month.value && !month.kept);
      rows.push_back(std::move(row));
    }
    if (!month.value) continue;
    points.back() = {*month.value, month.kept};
    ++count;
    if (low == nullptr || *month.value < *low->value) low = &month;
    if (high == nullptr || *month.value > *high->value) high = &month;
  }
  if (rows.empty()) return;
  std::reverse(rows.begin(), rows.end());  // the newest first
  history.set("rows", std::move(rows));
  history.set_if_any("shapes", history_shapes(points, promised));
  history.set("dashed", promised.has_value());
  history.set("first", locale.short_month(months.front().month));
  history.set("last", locale.short_month(months.back().month));
  if (low != nullptr) {
    history.set("label", locale.message(words.history_range,
                                        {{"n", count}, {"low", low->text}, {"high", high->text}}));
  }
  data.set("history", std::move(history));
}

}  // namespace charterd::daemon
