// The cases of a charter compiled: what an event means to a case, and what its targets ask of it.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "collectors/vocabulary.h"
#include "config/charter.h"
#include "rules/histogram_plan.h"
#include "rules/predicate.h"
#include "rules/working_time.h"

namespace charterd::rules {

/// A set of a case's roles, fields, field tests or targets: bit i for the i-th. The loader refuses
/// more than 64 of each.
using Bits = std::uint64_t;
inline constexpr std::size_t kMostBits = 64;
constexpr Bits bit(std::size_t index) { return Bits{1} << index; }

/// Which events play a role in a case: one selector of its definition.
struct RolePlan {
  std::vector<collectors::EventTypeId> types;
  std::optional<Predicate> where;  ///< asked of the event alone
};

/// A field that conditions of targets on the case look at, and the tests of its value.
struct CaseFieldPlan {
  collectors::FieldId field = 0;
  Bits tests = 0;
};

/// What limits a measure's time.
enum class TimeKind : std::uint8_t { elapsed, business, working_days, calendar_days, due };

/// One entry of a condition on a case. `negated` turns what `kind` says into its opposite.
struct CaseAtom {
  enum class Kind : std::uint8_t {
    within,    ///< the measure's time is at most the limit; `strict`: less than it
    exactly,   ///< the measure's time is the limit
    fewer,     ///< the measure counts less than `amount`
    as_many,   ///< the measure counts exactly `amount`
    known,     ///< the measure has a value
    test,      ///< a test of a field's latest value holds
    given,     ///< a field has been given
    happened,  ///< an event of the role has happened
  };
  Kind kind = Kind::within;
  TimeKind time = TimeKind::elapsed;
  bool strict = false;
  bool negated = false;
  std::size_t index = 0;    ///< of the measure, the field, the field test, or the role
  std::size_t field = 0;    ///< Kind::test: the field whose value is tested
  std::int64_t amount = 0;  ///< times: microseconds or days; counts: the number
  config::Place place;      ///< in the charter, for explanations
};

/// A condition on a case. Empty `any_of` is never made.
struct CaseFormula {
  struct Map {
    std::vector<CaseAtom> all_of;
    std::vector<CaseFormula> none_of;
  };
  std::vector<Map> any_of;
};

struct CaseMeasurePlan {
  enum class Start : std::uint8_t { opens, closes, event };
  const config::CaseMeasure* config = nullptr;
  Start start = Start::opens;
  Bits begins = 0;         ///< Start::event: the role that begins it
  bool ends_with = false;  ///< it ends when the case closes
  Bits ends = 0;           ///< the role that ends it
  Bits counts = 0;         ///< the role that it counts; 0: it is a time
  bool is_time() const { return counts == 0; }
};

/// Of one measure of the case: one for each clock that applies.
struct CaseHistogramPlan {
  HistogramPlan plan;
  std::size_t measure = 0;
  bool business = false;
  std::vector<std::size_t> labels;  ///< HistogramPlan::labels as indices of CasePlan::labels
};

struct CaseTargetPlan {
  std::size_t target = 0;              ///< in Plan::targets
  std::optional<std::size_t> subject;  ///< the measure, nullopt for the whole case
  std::optional<CaseFormula> kept;     ///< shares: `good`, or `bad`
  std::optional<CaseFormula> exclude;
  bool kept_is_bad = false;
  bool needs_due = false;           ///< `kept` asks whether something ended by due
  bool business_clock = false;      ///< statistics: in working time
  std::vector<std::size_t> labels;  ///< TargetPlan::by as indices of CasePlan::labels
};

struct CasePlan {
  const config::Case* config = nullptr;
  collectors::FieldId key = 0;
  std::optional<collectors::FieldId> due_field;
  std::vector<RolePlan> roles;
  std::vector<std::vector<std::uint8_t>> roles_of_type;  ///< by EventTypeId
  Bits opens = 0, closes = 0, voids = 0, reopens = 0;
  std::vector<std::pair<Bits, Bits>> pauses;  ///< roles that begin and end one
  bool ends_with_measures = false;            ///< nothing closes it but that its times have ended
  std::vector<CaseMeasurePlan> measures;
  std::vector<CaseFieldPlan> fields;
  std::vector<Predicate> tests;  ///< of the fields, asked of the event that gives the value
  Bits asked_events = 0;         ///< the roles that CaseAtom::Kind::happened looks at
  std::vector<const config::Test*> asked;  ///< what `tests` were made of
  std::vector<CaseTargetPlan> targets;
  std::vector<CaseHistogramPlan> histograms;
  std::vector<LabelId> labels;  ///< all that its targets use, each once
  std::optional<WorkingTime> calendar;
  config::Zone zone = config::Zone::utc();
  Duration keep{};  ///< how long a case is kept after its closing

  /// Roles without which a case cannot be judged at all; kept however many events a case has.
  Bits structural() const { return opens | closes | voids | reopens; }
};

/// How long a case is kept after its closing where the charter does not say.
inline constexpr Duration kDefaultKeep = std::chrono::hours{30 * 24};

/// Compiles one case but for its targets. Adds the event types and fields that it names to
/// `vocabulary`; CasePlan::roles_of_type is left to finish_case().
CasePlan compile_case(const config::Case& config, const config::Charter& charter,
                      collectors::Vocabulary& vocabulary);

/// Compiles a condition of a target on the case and adds to the plan what it looks at.
CaseFormula compile_formula(const config::Condition& condition, const config::Charter& charter,
                            CasePlan& plan, collectors::Vocabulary& vocabulary);

/// Whether the formula tests `by due` anywhere.
bool asks_due(const CaseFormula& formula);

/// To be called when all targets are compiled and the vocabulary holds all event types.
void finish_case(CasePlan& plan, const collectors::Vocabulary& vocabulary);

}  // namespace charterd::rules
