#include "daemon/charter_metrics.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "daemon/exposition.h"
#include "daemon/metric_sheet.h"

namespace charterd::daemon {
namespace {

using prometheus::MetricFamily;
using rules::TargetFigures;
using rules::WindowFigure;

constexpr std::size_t kStatementLength = 200;  // characters

constexpr std::array<rules::Status, rules::kStatusCount> kStatuses{
    rules::Status::met, rules::Status::on_track, rules::Status::at_risk, rules::Status::missed,
    rules::Status::no_data};

/// In the charter's first language.
const std::string& text_of(const config::Charter& charter, const config::Text& text) {
  static const std::string none;
  return text.in(charter.languages.empty() ? none : charter.languages.front());
}

/// The first `length` characters, never half of one.
std::string shortened(std::string_view text, std::size_t length) {
  std::size_t end = 0;
  for (; end < text.size(); ++end) {
    const bool continues = (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80;
    if (!continues && length-- == 0) break;
  }
  return std::string(text.substr(0, end));
}

std::string joined(const std::vector<std::string>& names) {
  std::string result;
  for (const std::string& name : names) {
    if (!result.empty()) result += ",";
    result += name;
  }
  return result;
}

std::string_view window_name(const WindowFigure& figure) {
  return figure.previous ? "previous" : "current";
}

std::string text(std::string_view view) { return std::string(view); }

/// One family for each metric, in the order of the exposition.
struct Sheet {
  MetricFamily charter_info = gauge_family("charter_info", "The charter in force; always 1.");
  MetricFamily target_info = gauge_family(
      "charter_target_info", "What a target promises and who answers for it; always 1.");
  MetricFamily goal = gauge_family(
      "charter_target_goal",
      "The limit that a target's value must keep to, in the unit of charter_target_info.");
  MetricFamily value = gauge_family(
      "charter_target_value",
      "A target's figure in its window, in the unit of charter_target_info; absent without data.");
  MetricFamily low = gauge_family("charter_target_value_low",
                                  "The lower end of the 95% interval of a target's share.");
  MetricFamily high = gauge_family("charter_target_value_high",
                                   "The upper end of the 95% interval of a target's share.");
  MetricFamily status = gauge_family("charter_target_status",
                                     "1 for the status that a target has, 0 for the others.");
  MetricFamily month =
      gauge_family("charter_target_month_value", "A target's figure in a calendar month.");
  MetricFamily events = gauge_family(
      "charter_target_window_events",
      "Good and bad outcomes (by weight, where there is one) in a window that ends now.");
  MetricFamily amount =
      gauge_family("charter_target_window_amount",
                   "What a target's statistic adds up in a window that ends now.");
  MetricFamily observations =
      gauge_family("charter_target_window_observations", "Values in a window that ends now.");
  MetricFamily decisions = counter_family(
      "charter_target_events_total",
      "Outcomes (by weight, where there is one), counted when they were first decided.");
  MetricFamily budget = gauge_family(
      "charter_target_budget_remaining_ratio",
      "The part of the misses that a goal allows which is left; below 0 when there were more.");
  MetricFamily expected =
      gauge_family("charter_target_expected_value",
                   "Where an improvement should be by now on its way to the goal.");
  MetricFamily deadline = gauge_family("charter_target_deadline_timestamp_seconds",
                                       "When an improvement must have reached its goal.");
  MetricFamily pending = gauge_family("charter_target_pending",
                                      "Cases that are not decided and not past their deadline.");
  MetricFamily overdue = gauge_family(
      "charter_target_overdue",
      "Cases past their deadline in which what it is for has not come yet: all are misses.");
  MetricFamily oldest = gauge_family(
      "charter_target_oldest_overdue_seconds",
      "How long ago the case that is overdue longest passed its deadline; 0 when none is.");
  MetricFamily compensation = gauge_family("charter_target_compensation_due",
                                           "What is owed for the misses in the target's window.");
  MetricFamily open = gauge_family("charter_cases_open", "Cases that are open, by kind.");
  std::array<MetricFamily, 3> histograms{
      histogram_family("charter_measure_seconds", "Values of the measures of time."),
      histogram_family("charter_measure_points", "Values of the measures in points."),
      histogram_family("charter_measure_count", "Values of the measures that are counts.")};

  std::vector<MetricFamily> take() {
    std::vector<MetricFamily> families;
    for (MetricFamily* family :
         {&charter_info, &target_info, &goal,    &value,        &low,          &high,   &status,
          &month,        &events,      &amount,  &observations, &decisions,    &budget, &expected,
          &deadline,     &pending,     &overdue, &oldest,       &compensation, &open}) {
      families.push_back(std::move(*family));
    }
    std::move(histograms.begin(), histograms.end(), std::back_inserter(families));
    return families;
  }
};

void add_optional(MetricFamily& family, const MetricLabels& labels, std::optional<double> value) {
  if (value) add_gauge(family, labels, *value);
}

void add_charter(Sheet& sheet, const config::Charter& charter) {
  add_gauge(sheet.charter_info,
            {{"charter", charter.id},
             {"organization", text_of(charter, charter.organization)},
             {"version", charter.version},
             {"charter_hash", charter.hash}},
            1);
}

void add_target_info(Sheet& sheet, const config::Charter& charter, const TargetFigures& figures,
                     const MetricLabels& base) {
  const config::Target& target = *figures.target;
  add_gauge(
      sheet.target_info,
      with(base, {{"statement", shortened(text_of(charter, target.statement), kStatementLength)},
                  {"measure", target.measure},
                  {"goal", target.goal.text},
                  {"goal_window", target.effective_window().text},
                  {"direction", target.goal.higher_is_better() ? "higher" : "lower"},
                  {"unit", figures.unit},
                  {"serves", joined(target.serves)},
                  {"owner", target.owner},
                  {"severity", target.severity}}),
      1);
}

void add_figure(Sheet& sheet, const WindowFigure& figure, const MetricLabels& base) {
  const MetricLabels part = with(base, {{"by", figure.part.by}, {"by_value", figure.part.value}});
  const MetricLabels labels = with(base, {{"window", text(window_name(figure))},
                                          {"by", figure.part.by},
                                          {"by_value", figure.part.value}});
  add_optional(sheet.value, labels, figure.value);
  add_optional(sheet.low, labels, figure.low);
  add_optional(sheet.high, labels, figure.high);
  for (const rules::Status status : kStatuses) {
    add_gauge(sheet.status, with(labels, {{"status", text(name_of(status))}}),
              figure.status == status ? 1 : 0);
  }
  if (figure.previous) return;
  add_optional(sheet.budget, part, figure.budget_remaining);
  if (figure.part == rules::Part{}) add_optional(sheet.expected, base, figure.expected);
}

void add_sums(Sheet& sheet, const rules::WindowSums& sums, bool share, const MetricLabels& base) {
  const MetricLabels window = with(base, {{"window", text(name_of(sums.length))}});
  const auto labels = [&](const char* verdict) {
    MetricLabels more;
    if (verdict != nullptr) more.push_back({"verdict", verdict});
    more.push_back({"by", sums.part.by});
    more.push_back({"by_value", sums.part.value});
    return with(window, std::move(more));
  };
  add_gauge(share ? sheet.events : sheet.amount, labels(share ? "good" : nullptr), sums.first);
  add_gauge(share ? sheet.events : sheet.observations, labels(share ? "bad" : nullptr),
            sums.second);
}

void add_decisions(Sheet& sheet, const rules::DecisionCount& count, const MetricLabels& base) {
  const auto labels = [&](const char* verdict) {
    return with(base,
                {{"verdict", verdict}, {"by", count.part.by}, {"by_value", count.part.value}});
  };
  add_counter(sheet.decisions, labels("good"), count.good);
  add_counter(sheet.decisions, labels("bad"), count.bad);
}

void add_open_cases(Sheet& sheet, const TargetFigures& figures, const MetricLabels& base) {
  const WindowFigure& all = figures.series.front();
  if (!all.pending) return;
  add_gauge(sheet.pending, base, static_cast<double>(*all.pending));
  add_gauge(sheet.overdue, base, static_cast<double>(all.overdue.value_or(0)));
  const std::chrono::duration<double> oldest = figures.oldest_overdue.value_or(Duration{});
  add_gauge(sheet.oldest, base, oldest.count());
}

void add_compensation(Sheet& sheet, const TargetFigures& figures, const MetricLabels& base) {
  const auto& compensation = figures.target->compensation;
  if (!compensation) return;
  for (const WindowFigure& figure : figures.series) {
    if (figure.part != rules::Part{}) continue;
    const double due = figure.bad.value_or(0) * to_double(compensation->amount);
    add_gauge(
        sheet.compensation,
        with(base, {{"currency", compensation->currency}, {"window", text(window_name(figure))}}),
        due);
  }
}

void add_target(Sheet& sheet, const config::Charter& charter, const TargetFigures& figures) {
  const config::Target& target = *figures.target;
  const MetricLabels base{{"charter", charter.id}, {"target", target.id}};
  add_target_info(sheet, charter, figures, base);
  add_optional(sheet.goal, base, figures.goal);
  for (const WindowFigure& figure : figures.series) add_figure(sheet, figure, base);
  for (const rules::MonthFigure& month : figures.months) {
    add_gauge(sheet.month, with(base, {{"month", month.month}}), month.value);
  }
  const bool share = target.goal.is_share();
  for (const rules::WindowSums& sums : figures.sums) add_sums(sheet, sums, share, base);
  for (const rules::DecisionCount& count : figures.decisions) add_decisions(sheet, count, base);
  add_open_cases(sheet, figures, base);
  add_compensation(sheet, figures, base);
  if (target.deadline) {
    const std::chrono::duration<double> seconds = target.deadline->time_since_epoch();
    add_gauge(sheet.deadline, base, seconds.count());
  }
}

/// The label names of a histogram, each different from the others.
MetricLabels histogram_labels(const config::Charter& charter,
                              const rules::HistogramFigure& figure) {
  MetricLabels labels{{"charter", charter.id},
                      {"measure", figure.measure},
                      {"clock", figure.business ? "business" : "elapsed"}};
  std::set<std::string> used;
  for (const rules::Part& part : figure.labels) {
    std::string name = label_name(part.by);
    while (!used.insert(name).second) name += '_';
    labels.push_back({std::move(name), part.value});
  }
  return labels;
}

void add_histogram(Sheet& sheet, const config::Charter& charter,
                   const rules::HistogramFigure& figure) {
  // In the order of config::BaseUnit.
  auto& family = sheet.histograms.at(static_cast<std::size_t>(figure.unit));
  auto& metric = family.metric.emplace_back();
  metric.label = histogram_labels(charter, figure);
  std::uint64_t cumulative = 0;
  for (std::size_t i = 0; i < figure.counts.size(); ++i) {
    cumulative += figure.counts[i];
    if (i < figure.bounds.size()) {
      metric.histogram.bucket.push_back({cumulative, figure.bounds[i]});
    }
  }
  metric.histogram.sample_count = cumulative;
  metric.histogram.sample_sum = figure.sum;
}

}  // namespace

std::vector<MetricFamily> CharterMetrics::Collect() const {
  const rules::Figures& figures = snapshot_->results.figures;
  const config::Charter& charter = *figures.charter;
  Sheet sheet;
  add_charter(sheet, charter);
  for (const TargetFigures& target : figures.targets) add_target(sheet, charter, target);
  for (const rules::CaseFigures& cases : figures.cases) {
    if (cases.filling) continue;
    add_gauge(sheet.open, {{"charter", charter.id}, {"case", cases.id}},
              static_cast<double>(cases.open));
  }
  for (const rules::HistogramFigure& figure : figures.histograms) {
    add_histogram(sheet, charter, figure);
  }
  return sheet.take();
}

}  // namespace charterd::daemon
