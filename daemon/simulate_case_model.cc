#include "daemon/simulate_case_model.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "daemon/simulate_case_fields.h"
#include "daemon/simulate_numbers.h"
#include "daemon/simulate_random.h"
#include "daemon/simulate_wishes.h"

namespace charterd::daemon {
namespace {

using config::Case;
using config::CaseMeasure;
using config::Quantity;
using End = CaseMeasure::End;
using Kind = config::Test::Kind;
using Part = Wish::Part;
using Subject = config::Test::Subject;

constexpr double kHour = 3'600;
constexpr double kDay = 24 * kHour;
constexpr double kMayBeMet = 0.97;  // beyond, a length would hardly vary
constexpr double kStatisticEase = 0.97;
constexpr double kPromised = 1.2;       // how long a promise leaves, of a limit that targets set
constexpr double kAnswerInTime = 0.35;  // how long an event takes that nobody promised, of the case

/// How long quantities are on the clock of one case.
struct ClockScale {
  double day = kDay;      // a working day, or any
  double per_second = 1;  // of elapsed time

  explicit ClockScale(const config::Calendar* calendar) {
    if (calendar == nullptr) return;
    double week = 0;
    int days = 0;
    for (const auto& spans : calendar->week) {
      for (const config::DaySpan& span : spans) week += (span.to - span.from) * 60.0;
      if (!spans.empty()) ++days;
    }
    if (days == 0) return;
    day = week / days;
    per_second = week / (7 * kDay);
  }

  double of(const Quantity& quantity) const {
    const double amount = to_double(quantity.amount);
    switch (quantity.kind) {
      case Quantity::Kind::working_days:
        return amount * day;
      case Quantity::Kind::calendar_days:
        return amount * kDay * per_second;
      case Quantity::Kind::duration:
        return amount * per_second;
      default:
        return amount;
    }
  }
};

/// One case's model in the making.
class Builder {
 public:
  Builder(const config::Charter& charter, const Case& kind)
      : charter_(charter), case_(kind), wishes_(wishes_of(charter, kind)), scale_(calendar()) {}

  CaseKind build() {
    made_.id = case_.id;
    made_.key_field = case_.key_field;
    made_.opens = emission_of(case_.opens);
    made_.closes = emission_of(case_.closes);
    made_.voids = emission_of(case_.voids);
    made_.reopens = emission_of(case_.reopens);
    for (const Case::Pause& pause : case_.pauses) {
      made_.pauses.emplace_back(emission_of(pause.from), emission_of(pause.to));
    }
    if (calendar() != nullptr) made_.calendar.emplace(*calendar(), std::span<const Day>(), zone());
    add_measures();
    add_due();
    add_events(wishes_, made_);
    add_fields(charter_, wishes_, made_);
    return std::move(made_);
  }

 private:
  const config::Calendar* calendar() const {
    for (const config::Calendar& known : charter_.calendars) {
      if (known.id == case_.calendar) return &known;
    }
    return nullptr;
  }
  const config::Zone& zone() const { return charter_.timezone; }

  void add_measures() {
    double longest = 0;
    for (const CaseMeasure& measure : case_.measures) {
      if (!measure.count.empty()) {
        made_.repeats.push_back({emission_of(measure.count), again(measure.id)});
      } else {
        made_.tracks.push_back(track(measure));
        longest = std::max(longest, made_.tracks.back().limit);
      }
    }
    made_.usual_length = longest > 0 ? longest : 3 * scale_.day;
    for (CaseTrack& track : made_.tracks) {
      if (track.limit > 0) continue;
      track.limit = made_.usual_length * (track.to_closing() ? 1 : kAnswerInTime);
    }
  }

  CaseTrack track(const CaseMeasure& measure) {
    CaseTrack track;
    track.begins = measure.from->kind;
    track.from = emission_of(measure.from->event);
    track.to = emission_of(measure.to->event);
    track.trend = trend_of(charter_, measure.id);
    bool known = false;
    for (const Wish& wish : wishes_.tests) {
      if (wish.test.subject != Subject::measure || wish.test.name != measure.id) continue;
      if (wish.part == Part::kept) known = add_limit(wish, known, track);
    }
    if (!known) use_statistic(measure.id, track);
    track.missing = std::max(1 - track.met, 1 - kMayBeMet) / 5;
    track.met = std::clamp(track.met / (1 - track.missing), 0.03, kMayBeMet);
    return track;
  }

  // The first limit fixes the lengths, a second one how far they spread.
  bool add_limit(const Wish& wish, bool known, CaseTrack& track) {
    const Kind kind = wish.test.kind;
    const bool lower = kind == Kind::greater || kind == Kind::greater_equal;
    const double met = lower ? 1 - wish.share : wish.share;
    if (kind == Kind::by_due) {
      if (!known) track.of_due = true;
      if (!known) track.met = met;
      return true;
    }
    if (!wish.test.quantity || wish.test.quantity->amount <= 0) return known;
    const double limit = scale_.of(*wish.test.quantity);
    if (!known) {
      track.limit = limit;
      track.met = met;
    } else if (!track.of_due && limit != track.limit) {
      const double apart = normal_quantile(std::clamp(met, 0.001, 0.999)) -
                           normal_quantile(std::clamp(track.met, 0.001, 0.999));
      if (std::abs(apart) > 0.05) {
        track.sigma = std::clamp(std::log(limit / track.limit) / apart, 0.2, 1.2);
      }
    }
    return true;
  }

  void use_statistic(const std::string& measure, CaseTrack& track) {
    for (const StatisticWish& wish : statistics_wished(charter_, measure)) {
      if (wish.value <= 0) continue;
      track.limit = wish.value * kStatisticEase * (wish.of_business ? 1 : scale_.per_second);
      track.met = wish.statistic == config::Statistic::mean ? normal_share(track.sigma / 2)
                                                            : wish.percentile;
      return;
    }
  }

  // The chance that makes as many cases stay below the limit as wished.
  double again(const std::string& measure) {
    constexpr double kUsual = 0.25;
    for (const Wish& wish : wishes_.tests) {
      if (wish.test.subject != Subject::measure || wish.test.name != measure) continue;
      if (wish.part != Part::kept || !wish.test.quantity) continue;
      const double limit = to_double(wish.test.quantity->amount);
      switch (wish.test.kind) {
        case Kind::less:
          return reaching(1 - wish.share, limit);
        case Kind::less_equal:
        case Kind::equal:
          return reaching(1 - wish.share, limit + 1);
        case Kind::greater_equal:
          return reaching(wish.share, limit);
        case Kind::greater:
          return reaching(wish.share, limit + 1);
        default:
          break;
      }
    }
    for (const StatisticWish& wish : statistics_wished(charter_, measure)) {
      if (wish.value > 0) return std::min(wish.value / (1 + wish.value), 0.9);
    }
    return kUsual;
  }

  static double reaching(double share, double count) {
    if (count < 1) return 0;
    return std::clamp(std::pow(share, 1 / count), 0.0, 0.9);
  }

  // What is promised is not far from what is usual; the latest that may be promised is farther off.
  void add_due() {
    if (!case_.due) return;
    made_.due_field = case_.due->field;
    const auto& otherwise = case_.due->otherwise;
    made_.latest_due = otherwise ? scale_.of(*otherwise) : 0;
    made_.due_length = otherwise ? made_.latest_due : made_.usual_length;
    for (const CaseTrack& track : made_.tracks) {
      if (track.to_closing() && !track.of_due) made_.due_length = track.limit * kPromised;
    }
    made_.due_chance = otherwise ? 0.6 : 0.97;
  }

  const config::Charter& charter_;
  const Case& case_;
  Wishes wishes_;
  ClockScale scale_;
  CaseKind made_;
};

}  // namespace

std::vector<CaseKind> simulated_cases(const config::Charter& charter) {
  std::vector<CaseKind> kinds;
  for (const Case& kind : charter.cases) kinds.push_back(Builder(charter, kind).build());
  return kinds;
}

}  // namespace charterd::daemon
