// The charter as plain values: what the manager's file says, checked and with names resolved.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/condition.h"
#include "config/diagnostic.h"
#include "config/quantity.h"
#include "config/zone.h"

namespace charterd::config {

/// A text in one or several languages. The key "" holds a text written without a language.
struct Text {
  std::map<std::string, std::string> by_language;
  bool empty() const { return by_language.empty(); }
  /// The text in `language`, else without a language, else the first there is; "" when empty.
  const std::string& in(const std::string& language) const;
};

/// Half open: from <= t < to. A missing end is unbounded.
struct Period {
  std::optional<Instant> from;
  std::optional<Instant> to;
  bool contains(Instant t) const { return (!from || *from <= t) && (!to || t < *to); }
};

struct Section {
  Text title, text;
  bool for_staff = false;  ///< `audience: staff`
};

/// One step of recourse. `details` keeps the other keys (phone, email, address, refund...) in
/// their order.
struct RecourseStep {
  Text step;
  std::vector<std::pair<std::string, Text>> details;
};

/// A span of working time within a day, in minutes since local midnight, half open; to <= 1440.
struct DaySpan {
  int from = 0;
  int to = 0;
};

struct Calendar {
  std::string id;
  std::array<std::vector<DaySpan>, 7> week;  ///< Monday first; spans in order, none overlap
  std::vector<Day> holidays;  ///< also those of the file `ics`; by rising date, each once
  std::string ics;            ///< a file of holidays, absolute; "" when none
  Place place;
};

enum class Unit { seconds, hours, minutes, milliseconds, points, count };

/// Seconds for all units of time, otherwise the unit itself: what a measure's value is kept in.
enum class BaseUnit { seconds, points, count };
BaseUnit base_of(Unit unit);
Scale scale_to_base(Unit unit);

/// What is measured on single events.
struct Measure {
  std::string id;
  EventSelector events;
  std::string value_field;   ///< "" when the measure has no value: only shares
  std::string weight_field;  ///< "" when each event counts 1
  Unit unit = Unit::count;
  std::optional<std::pair<Fixed, Fixed>> range;  ///< both ends belong to it; in base units
  Place place;
};

/// A measure of a case: a time between two happenings, or a count of events.
struct CaseMeasure {
  struct End {
    enum class Kind { opens, closes, event } kind = Kind::event;
    EventSelector event;
  };
  std::string id;
  std::optional<End> from, to;  ///< both or neither
  EventSelector count;          ///< empty unless the measure counts
  Place place;
};

struct Case {
  struct Pause {
    EventSelector from, to;
  };
  struct Due {
    std::string field;                  ///< "" when only `otherwise` is given
    std::optional<Quantity> otherwise;  ///< a kind of time
  };
  std::string id;
  std::string key_field;
  EventSelector opens, closes, voids, reopens;
  std::vector<Pause> pauses;
  std::string calendar;  ///< "" when none
  std::optional<Due> due;
  std::optional<Duration> keep;
  std::vector<CaseMeasure> measures;
  Place place;
};

/// What a target's figure is made of.
enum class Statistic { share, mean, percentile, sum, count, nps };

struct Goal {
  enum class Kind {
    at_least,     ///< `at least 80%`, `mean at least 4.2`
    at_most,      ///< `at most 5%` (a share of bad), `p90 at most 20s`
    every_one,    ///< `every one`
    reduced,      ///< `mean reduced by 50%`
    raised,       ///< `share raised by 5 points`
    gap_at_most,  ///< `gap at most 5 points`
  };
  Kind kind = Kind::at_least;
  Statistic statistic = Statistic::share;
  Fixed percentile = 0;  ///< of `percentile`: a ratio, p90 is 900'000, median 500'000
  /// The limit or the change. A share's limit is a ratio (80% is 800'000); a statistic's is in
  /// base units; a gap's is in points (5 points is 5'000'000). `by P%`: a ratio; `by N points`: for
  /// shares N/100 as a ratio, else N base units.
  Fixed amount = 0;
  bool relative = false;  ///< reduced, raised: `by P%` rather than `by N points`
  /// The figure is in working time: a statistic of a case's time whose limit (of an improvement:
  /// the baseline's value) is in business hours. `amount` is then seconds of working time.
  bool business_clock = false;
  std::string text;  ///< as written, blanks folded
  Place place;

  bool is_share() const { return statistic == Statistic::share; }
  bool is_improvement() const { return kind == Kind::reduced || kind == Kind::raised; }
  /// True where a higher figure is better.
  bool higher_is_better() const {
    return kind == Kind::at_least || kind == Kind::every_one || kind == Kind::raised;
  }
};

struct Window {
  enum class Kind { rolling, day, week, month, quarter, year };
  Kind kind = Kind::rolling;
  Duration length{};  ///< rolling: a whole number of minutes up to 6 hours, of hours beyond
  std::string text;   ///< "28 days", "calendar month"
  bool is_calendar() const { return kind != Kind::rolling; }
};

/// Where an improvement starts from.
struct Baseline {
  std::optional<Period> period;  ///< both ends given; or
  std::optional<Fixed> value;    ///< in base units, a share as a ratio
  std::optional<Instant> start;  ///< where the path begins; the period's end unless given
};

struct Compensation {
  Fixed amount = 0;
  std::string currency;  ///< "GBP"
};

struct Target {
  enum class Subject { measure, case_measure, whole_case };
  std::string id;
  Text statement;
  Subject subject = Subject::measure;
  std::string measure;  ///< the measure, the case's measure or the case
  std::string case_id;  ///< of case_measure and whole_case
  std::optional<Condition> where;
  std::optional<Condition> exclude;
  Text exclude_because;
  Goal goal;
  std::optional<Condition> good;  ///< shares, and all kinds of share but `at most`
  std::optional<Condition> bad;   ///< `at most P%`
  Text evidence;
  std::vector<std::string> serves;
  std::optional<Window> window;  ///< effective_window() where the file gives none
  std::vector<std::string> by;
  std::string across;
  std::optional<std::int64_t> minimum_events;
  std::optional<Period> active;
  std::string owner;
  std::string severity = "ticket";  ///< page | ticket
  std::optional<Compensation> compensation;
  std::optional<Baseline> baseline;
  std::optional<Instant> deadline;
  Place place;  ///< of the target's name

  /// What the file says, else 0 for `count` and `sum`, else 1.
  std::int64_t effective_minimum() const;
  /// What the file says, else 28 days.
  Window effective_window() const;
};

/// Declared: outcomes in the period leave the figures of the targets.
struct Exemption {
  Period period;
  std::vector<std::string> targets;  ///< empty: all of them
  Text because;
};

struct Charter {
  std::string id;  ///< the `charter` label; made from the organization's name where absent
  Text organization;
  std::string version;
  std::optional<Day> effective, review_by;
  Text overview, purpose;
  std::vector<std::string> languages;
  Zone timezone = Zone::utc();
  std::vector<std::pair<std::string, std::vector<std::string>>> scope;  ///< label, listed values
  /// What customers read for a label of the scope or one of its values.
  std::vector<std::pair<std::string, Text>> names;
  std::vector<std::pair<std::string, Text>> rights, commitments;
  std::vector<Section> sections;
  std::vector<RecourseStep> recourse;
  std::vector<Calendar> calendars;
  std::vector<Measure> measures;
  std::vector<Case> cases;
  std::vector<Exemption> exemptions;
  std::vector<Target> targets;
  std::string hash;  ///< of the file's bytes: 16 hexadecimal digits

  const Measure* find_measure(const std::string& id) const;
  /// The listed values of a label; nullptr when the scope does not list it.
  const std::vector<std::string>* find_scope(const std::string& label) const;
};

}  // namespace charterd::config
