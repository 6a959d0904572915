// The charter compiled: names are numbers, conditions are short programs, nothing is left to look
// up for each event.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "collectors/vocabulary.h"
#include "config/charter.h"
#include "rules/burn.h"
#include "rules/case_plan.h"
#include "rules/histogram_plan.h"
#include "rules/predicate.h"
#include "rules/value_reader.h"

namespace charterd::rules {

/// A label that targets split their figures by.
struct LabelPlan {
  std::string name;
  collectors::FieldId field = 0;
  std::vector<std::string> listed;  ///< the scope's values; empty: found while reading
};

/// Which sums a target keeps.
enum class CellKind : std::uint8_t { share, weighted, values, sketch };

struct TargetPlan {
  const config::Target* config = nullptr;
  const config::Measure* measure = nullptr;           ///< nullptr: on a case, or a case's
  const config::CaseMeasure* case_measure = nullptr;  ///< on a case's measure
  std::optional<std::size_t> of_case;                 ///< in Plan::cases
  std::optional<Predicate> where, exclude;
  std::optional<Predicate> kept;  ///< shares: `good`, or `bad`; of cases: see CaseTargetPlan
  bool kept_is_bad = false;       ///< `kept` says what is bad; the share is of bad
  std::vector<config::Period> exempt;
  std::vector<LabelId> by;   ///< and `across` behind them
  std::size_t shown_by = 0;  ///< how many of `by` are the target's own
  CellKind cell = CellKind::share;
  /// Percentiles with a known limit: what is counted to decide exactly, and whether a value at the
  /// limit itself is counted.
  std::optional<Fixed> limit;
  bool limit_included = true;
  config::Window window;
  std::int64_t minimum = 1;
  std::optional<Fixed> allowed;  ///< see allowed_share()
  std::vector<BurnPair> burn;
  /// Improvements: outcomes from here on can no longer change the verdict.
  std::optional<Instant> ends;

  /// Whether outcomes at `t` are in the figures at all: `active`.
  bool in_season(Instant t) const { return !config->active || config->active->contains(t); }
  /// Whether an exemption leaves them out of the counts.
  bool is_exempt(Instant t) const;
};

struct MeasurePlan {
  const config::Measure* config = nullptr;
  std::optional<Predicate> where;
  std::optional<ValueReader> value, weight;
  std::vector<std::size_t> targets;
  HistogramPlan histogram;
};

/// Adds `id` unless it is there; its index.
std::size_t add_label(std::vector<LabelId>& labels, LabelId id);

/// Compiles what a target, the `index`-th of the plan, asks of cases. The measure that it is on, or
/// nullptr for the whole case.
const config::CaseMeasure* add_case_target(CasePlan& plan, const TargetPlan& target,
                                           std::size_t index, const config::Charter& charter,
                                           collectors::Vocabulary& vocabulary);

class Plan;
/// Plans the histograms of all cases' measures. To be called when all targets are compiled.
void add_case_histograms(Plan& plan, const config::Charter& charter);

/// Plan::cases_of_type. An event of a type that no case names belongs to those that may look at its
/// fields.
std::vector<std::vector<std::size_t>> cases_of_types(const std::vector<CasePlan>& cases);

/// Immutable once made; may be shared between threads.
class Plan {
 public:
  /// `charter` has passed the loader without errors. Adds the event types and fields that the
  /// charter names to `vocabulary`.
  static std::shared_ptr<const Plan> compile(std::shared_ptr<const config::Charter> charter,
                                             collectors::Vocabulary& vocabulary);

  std::shared_ptr<const config::Charter> charter;
  std::vector<LabelPlan> labels;
  std::vector<MeasurePlan> measures;
  std::vector<TargetPlan> targets;
  std::vector<CasePlan> cases;
  std::vector<std::vector<std::size_t>> measures_of_type;  ///< by EventTypeId
  /// The cases that an event of the type may belong to. By EventTypeId.
  std::vector<std::vector<std::size_t>> cases_of_type;
};

/// The most series that the charter's metrics can have, and those there are from the start.
struct SeriesCount {
  std::size_t at_start = 0;
  std::size_t at_most = 0;
};
SeriesCount count_series(const config::Charter& charter);

/// The most values that an unlisted label takes; further ones are counted as `other`.
inline constexpr std::size_t kMostLabelValues = 20;

}  // namespace charterd::rules
