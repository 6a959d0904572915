// Working time against a slow reference, on calendars made at random.
#include <algorithm>
#include <optional>
#include <span>
#include <vector>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "office.h"
#include "rules/working_time.h"

namespace charterd::rules {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::minutes;

constexpr Duration kTick{1};

// A number in [from, to), the whole range from the first trial on.
template <class T>
T pick(T from, T to) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<T>(from, to));
}

// A zone and a day on which its clock changes.
struct Change {
  const char* zone;
  const char* day;
};
constexpr Change kChanges[] = {
    {"UTC", "2026-05-11"},
    {"Europe/Prague", "2026-03-29"},
    {"Europe/Prague", "2026-10-25"},
    {"America/New_York", "2026-03-08"},
    {"America/New_York", "2026-11-01"},
    {"Australia/Lord_Howe", "2026-04-05"},
    {"Australia/Lord_Howe", "2026-10-04"},
    {"Africa/Cairo", "2026-04-24"},
    {"Africa/Cairo", "2026-10-29"},
    {"America/Havana", "2026-03-08"},
    {"America/Havana", "2026-11-01"},
    {"Pacific/Apia", "2011-12-30"},
    {"Asia/Kathmandu", "2026-12-31"},
};
// Its clock went back over midnight: the end of a day came again after the next had begun.
constexpr Change kBackOverMidnight[] = {{"America/St_Johns", "2010-11-07"}};

// Walks from minute to minute and looks at the clock on the wall.
class Reference {
 public:
  Reference(config::Calendar calendar, config::Zone zone)
      : calendar_(std::move(calendar)), zone_(zone) {}

  bool is_working(Instant t) const {
    const LocalTime now = zone_.local_of(t);
    const Day today = std::chrono::floor<days>(now);
    for (const Day holiday : calendar_.holidays) {
      if (holiday == today) return false;
    }
    const unsigned weekday = std::chrono::weekday{today}.iso_encoding() - 1;
    for (const config::DaySpan& span : calendar_.week.at(weekday)) {
      if (today + minutes{span.from} <= now && now < today + minutes{span.to}) return true;
    }
    return false;
  }

  Duration between(Instant from, Instant to) const {
    Duration total{};
    for (Instant at = from; at < to;) {
      const Instant next = std::min<Instant>(to, std::chrono::floor<minutes>(at) + minutes{1});
      if (is_working(at)) total += next - at;
      at = next;
    }
    return total;
  }

  /// The same with pauses: the pieces between them, added.
  Duration between(Instant from, Instant to, const std::vector<Pause>& pauses) const {
    Duration total{};
    Instant at = from;
    for (const Pause& pause : pauses) {
      total += between(at, std::min(to, pause.from));
      at = std::max(at, pause.to.value_or(to));
    }
    return total + between(at, to);
  }

  /// The end of the day's last working minute; nullopt when it has none.
  std::optional<Instant> closing(Day day) const {
    std::optional<Instant> end;
    for (Instant t = zone_.start_of(day); t < zone_.start_of(day + days{1}); t += minutes{1}) {
      if (is_working(t)) end = t + minutes{1};
    }
    return end;
  }

  /// nullopt when an open pause or 100 days without work come before it.
  std::optional<Instant> working_days(Instant from, int count,
                                      const std::vector<Pause>& pauses) const {
    const Day first = zone_.day_of(from);
    bool has_come = false;
    for (Day day = first; day < first + days{100}; day += days{1}) {
      const auto end = closing(day);
      if (!end) continue;
      if (!has_come) {
        has_come = from < *end;
        continue;
      }
      bool paused = false;
      for (const Pause& pause : pauses) {
        if (pause.from <= *end && (!pause.to || *end < *pause.to)) paused = true;
      }
      if (!paused && --count == 0) return zone_.start_of(day + days{1});
    }
    return std::nullopt;
  }

 private:
  config::Calendar calendar_;
  config::Zone zone_;
};

// What a property is tried on; made from rapidcheck's random choices.
struct Trial {
  explicit Trial(const Change& change)
      : calendar(any_calendar(tests::day(change.day))),
        zone(tests::zone(change.zone)),
        time(calendar, {}, zone),
        reference(calendar, zone),
        middle(zone.start_of(tests::day(change.day))) {
    RC_LOG() << change.zone << " " << change.day << "\n";
  }

  static config::Calendar any_calendar(Day around) {
    config::Calendar calendar;
    for (auto& spans : calendar.week) {
      // Ends in order make spans one after the other, now and then touching.
      std::vector<int> ends(static_cast<std::size_t>(pick(0, 9)));
      for (int& end : ends) end = pick(0, 97);
      if (pick(0, 3) == 0) ends.push_back(96);
      std::sort(ends.begin(), ends.end());
      for (std::size_t i = 0; i + 1 < ends.size(); i += 2) {
        if (ends[i] < ends[i + 1]) spans.push_back({ends[i] * 15, ends[i + 1] * 15});
      }
      RC_LOG() << "hours:";
      for (const auto& span : spans) RC_LOG() << " " << span.from << "-" << span.to;
      RC_LOG() << "\n";
    }
    for (int holidays = pick(0, 6); holidays > 0; --holidays) {
      calendar.holidays.push_back(around + days{pick(-8, 9)});
    }
    return calendar;
  }

  // Within some days of the change: to the microsecond, or at a quarter of an hour.
  Instant any_instant(int within_days = 3) const {
    const int quarters = pick(-96 * within_days, 96 * within_days + 1);
    const auto beside =
        pick(0, 2) == 0 ? pick<std::int64_t>(-1, 2) : pick<std::int64_t>(0, 900'000'000);
    return middle + minutes{15} * quarters + Duration{beside};
  }

  // In order and disjoint, some touching, the last one perhaps open.
  std::vector<Pause> any_pauses() const {
    const int count = pick(0, 4);
    std::vector<Instant> ends;
    for (int i = 0; i < 2 * count; ++i) ends.push_back(any_instant());
    std::sort(ends.begin(), ends.end());
    std::vector<Pause> pauses;
    for (std::size_t i = 0; i < ends.size(); i += 2) pauses.push_back({ends[i], ends[i + 1]});
    if (!pauses.empty() && pick(0, 3) == 0) pauses.back().to.reset();
    return pauses;
  }

  config::Calendar calendar;
  config::Zone zone;
  WorkingTime time;
  Reference reference;
  Instant middle;
};

// Tries a property several times on each of many calendars, around the given changes of the clock.
template <class Property>
bool holds(const Property& property, std::span<const Change> changes = kChanges) {
  return rc::check([&] {
    const Trial trial(changes[pick<std::size_t>(0, changes.size())]);
    for (int round = 0; round < 5; ++round) property(trial);
  });
}

void agrees_on_length(const Trial& trial) {
  const Instant from = trial.any_instant();
  const Instant to = trial.any_instant();
  RC_ASSERT(trial.time.between(from, to) == trial.reference.between(from, to));
  RC_ASSERT(trial.time.is_working(from) == trial.reference.is_working(from));
}

TEST_CASE("Working time is what the clock on the wall shows, minute by minute") {
  CHECK(holds(agrees_on_length));
  CHECK(holds(agrees_on_length, kBackOverMidnight));
}

TEST_CASE("Working time of the pieces adds up to the whole") {
  CHECK(holds([](const Trial& trial) {
    std::vector<Instant> t{trial.any_instant(800), trial.any_instant(800), trial.any_instant(800)};
    std::sort(t.begin(), t.end());
    const Duration whole = trial.time.between(t[0], t[2]);
    RC_ASSERT(trial.time.between(t[0], t[1]) + trial.time.between(t[1], t[2]) == whole);
    RC_ASSERT(Duration{} <= whole);
    RC_ASSERT(whole <= t[2] - t[0]);
  }));
}

// For all t from `from` on: in time exactly when not after the deadline.
template <Clock C>
void deadline_agrees(const C& clock, const Trial& trial, Instant from, Duration limit,
                     const std::vector<Pause>& pauses) {
  const auto last = deadline(clock, from, limit, pauses);
  const auto is_kept = [&](Instant t) { return measured(clock, from, t, pauses) <= limit; };
  const Instant any = std::max(from, trial.any_instant());
  RC_ASSERT(is_kept(any) == (!last || any <= *last));
  if (!last) return;
  RC_ASSERT(*last >= from - kTick);
  RC_ASSERT(is_kept(*last) == (limit >= Duration{}));
  RC_ASSERT(!is_kept(*last + kTick));
}

TEST_CASE("Deadline and value agree around every instant, to the microsecond") {
  CHECK(holds([](const Trial& trial) {
    const Instant from = trial.any_instant();
    const auto pauses = trial.any_pauses();
    // A limit at random, and one that is reached exactly where something may begin or end.
    const Duration limit = pick<std::int64_t>(-2, 100'000'000'000) * kTick;
    const Instant to = trial.any_instant();
    deadline_agrees(trial.time, trial, from, limit, pauses);
    deadline_agrees(trial.time, trial, from, measured(trial.time, from, to, pauses), pauses);
    deadline_agrees(ElapsedTime{}, trial, from, limit, pauses);
    deadline_agrees(ElapsedTime{}, trial, from, measured(ElapsedTime{}, from, to, pauses), pauses);
    deadline_agrees(trial.time, trial, from, -kTick, pauses);
  }));
}

TEST_CASE("Time without pauses is the sum of the pieces between them") {
  CHECK(holds([](const Trial& trial) {
    const Instant from = trial.any_instant();
    const Instant to = trial.any_instant();
    const auto pauses = trial.any_pauses();
    RC_ASSERT(measured(trial.time, from, to, pauses) == trial.reference.between(from, to, pauses));
  }));
}

TEST_CASE("A longer limit and a later beginning never mean an earlier deadline") {
  CHECK(holds([](const Trial& trial) {
    const Instant from = trial.any_instant();
    const Instant later = std::max(from, trial.any_instant());
    const Duration limit = pick<std::int64_t>(0, 100'000'000'000) * kTick;
    const Duration longer = limit + pick<std::int64_t>(0, 10'000'000'000) * kTick;
    const auto first = trial.time.after(from, limit);
    if (!first) return;  // a calendar without hours
    RC_ASSERT(trial.time.after(from, longer).value_or(Instant::max()) >= *first);
    RC_ASSERT(trial.time.after(later, limit).value_or(Instant::max()) >= *first);
    const int count = pick(0, 9);
    const auto end = trial.time.deadline_working_days(from, count, {});
    RC_ASSERT((trial.time.deadline_working_days(from, count + 1, {}) > end));
    RC_ASSERT((trial.time.deadline_working_days(later, count, {}) >= end));
  }));
}

TEST_CASE("Working days are counted as one would on the wall calendar") {
  CHECK(holds([](const Trial& trial) {
    const Instant from = trial.any_instant();
    const int count = pick(1, 4);
    const auto pauses = trial.any_pauses();
    const auto expected = trial.reference.working_days(from, count, pauses);
    RC_ASSERT((trial.time.deadline_working_days(from, count, pauses) == expected));
    const Day today = trial.zone.day_of(from);
    RC_ASSERT(trial.time.is_working_day(today) == trial.reference.closing(today).has_value());
  }));
}

}  // namespace
}  // namespace charterd::rules
