#include "tests/reference/random_events.h"

#include <algorithm>
#include <map>
#include <set>

#include "tests/reference/slow_case.h"

namespace charterd::slow {
namespace {

using config::Quantity;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Duration kTick{1};
constexpr int kEvents = 40;

void collect_limits(const config::Condition& condition, std::vector<Quantity>& limits) {
  for (const config::ConditionMap& map : condition.any_of) {
    for (const config::Test& test : map.all_of) {
      if (test.quantity && test.quantity->is_time()) limits.push_back(*test.quantity);
    }
    for (const config::Condition& inner : map.none_of) collect_limits(inner, limits);
  }
}

// One case of the charter, and how its events come about.
struct KindOfCase {
  const config::Case* config = nullptr;
  const WorkWeek* work = nullptr;
  std::vector<std::string> types;
  std::vector<Quantity> limits;
};

class Maker {
 public:
  Maker(Dice& dice, const config::Charter& charter)
      : dice_(dice), charter_(charter), world_(charter), start_(start()) {
    for (std::size_t i = 0; i < charter.cases.size(); ++i) add_kind(i);
  }

  std::vector<Arrival> arrivals() {
    // Budgets burn only where there are many cases.
    const bool many = dice_.chance(7);
    const std::int64_t keys = many ? dice_.between(14, 22) : dice_.between(3, 6);
    const int count = many ? 2 * kEvents : kEvents;
    for (int i = 0; i < count; ++i) {
      events_.push_back(event("k" + std::to_string(dice_.below(keys))));
    }
    arrange();
    std::vector<Arrival> found;
    Instant clock = Instant::min();
    for (Event& event : events_) {
      clock = std::max(clock, event.time);
      if (dice_.chance(12)) clock = std::max(clock, moment_after(dice_.pick(kinds_), clock));
      found.push_back({std::move(event), clock});
    }
    return found;
  }

 private:
  void add_kind(std::size_t index) {
    KindOfCase kind;
    kind.config = &charter_.cases[index];
    kind.work = world_.calendars[index].get();
    const auto& types = world_.interests[index].types;
    kind.types.assign(types.begin(), types.end());
    kind.types.push_back("survey.answered");
    kind.types.push_back("nobody.asked");
    for (const config::Target& target : charter_.targets) {
      if (target.case_id != kind.config->id) continue;
      for (const auto* condition : {&target.good, &target.bad, &target.exclude}) {
        if (*condition) collect_limits(**condition, kind.limits);
      }
    }
    if (kind.config->due && kind.config->due->otherwise) {
      kind.limits.push_back(*kind.config->due->otherwise);
    }
    kinds_.push_back(std::move(kind));
  }

  // Not long before the zone's clock changes, or any day where it does not.
  Instant start() {
    using namespace std::chrono;
    static const std::map<std::string, std::vector<sys_days>> kBeforeChanges = {
        {"Europe/Prague", {2026y / March / 27, 2026y / October / 23}},
        {"America/New_York", {2026y / March / 6, 2026y / October / 30}},
        {"Australia/Lord_Howe", {2026y / April / 3, 2026y / October / 2}}};
    const auto found = kBeforeChanges.find(charter_.timezone.name());
    const auto day =
        found == kBeforeChanges.end() ? sys_days{2026y / March / 27} : dice_.pick(found->second);
    return day + hours{dice_.below(72)};
  }

  // ---- times -----------------------------------------------------------------------------------

  Duration tick() {
    if (dice_.chance(50)) return kTick * dice_.between(-1, 1);
    return dice_.chance(50) ? Duration{} : kTick * dice_.between(-3'600'000'000, 3'600'000'000);
  }

  // The instants at which what began at `from` reaches the limit.
  Instant reaching(const KindOfCase& kind, const Quantity& limit, Instant from) {
    const Pauses none;
    const auto days = limit.amount / kFixedOne - dice_.below(2);
    switch (limit.kind) {
      case Quantity::Kind::calendar_days:
        return end_of_calendar_days(charter_.timezone, from, days);
      case Quantity::Kind::working_days:
        return *kind.work->end_of_days(from, days, none);
      default:
        break;
    }
    const bool business = limit.kind == Quantity::Kind::business_hours;
    const Clock clock(from, business ? kind.work : nullptr, none);
    const Duration reading{limit.amount};
    return *(dice_.chance(50) ? clock.last_reading(reading) : clock.first_reading(reading));
  }

  Instant moment_after(const KindOfCase& kind, Instant from) {
    const std::int64_t roll = dice_.below(100);
    if (roll < 35 && !kind.limits.empty()) {
      return reaching(kind, dice_.pick(kind.limits), from) + tick();
    }
    if (roll < 50 && kind.work != nullptr) {
      const Pauses none;
      const Clock clock(from, kind.work, none);
      const Duration little{dice_.below(2)};
      return (dice_.chance(50) ? *clock.last_reading(little)
                               : *clock.first_reading(hours{dice_.between(1, 4)})) +
             tick();
    }
    if (roll < 58) return end_of_calendar_days(charter_.timezone, from, 0) + tick();
    if (roll < 70) return from + kTick * dice_.between(0, 1);
    if (roll < 90) return from + seconds{dice_.below(4 * 3'600)};
    return from + minutes{dice_.below(30 * 60)};
  }

  // A new case begins near the start, and mostly at an instant that matters.
  Instant opening(const KindOfCase& kind) {
    const Instant from = start_ + minutes{dice_.below(30 * 60)};
    return dice_.chance(60) ? moment_after(kind, from) : from;
  }

  Instant time_of(const KindOfCase& kind, const std::vector<Instant>& before) {
    if (before.empty()) return opening(kind);
    if (dice_.chance(10)) {
      // Clocks differ by up to five minutes.
      const Instant opened = before.front();
      return dice_.chance(50) ? opened - minutes{5} + kTick * dice_.between(-1, 1)
                              : opened - kTick * dice_.below(300'000'000);
    }
    const Instant from = dice_.chance(50) ? before.back() : dice_.pick(before);
    if (dice_.chance(12)) return from;
    return std::min(moment_after(kind, from), start_ + hours{24 * 30});
  }

  // ---- fields ----------------------------------------------------------------------------------

  Value due(const KindOfCase& kind, Instant time) {
    const auto roll = dice_.below(100);
    if (roll < 10) return {dice_.pick({"soon", "2026-13-40", "12", "2026-03-29 noon"}), {}};
    if (roll < 25) {
      const std::string day = show(time + hours{24 * dice_.between(-1, 3)}).substr(0, 10);
      return {day, {}};
    }
    Instant promised = roll < 45   ? time + kTick * dice_.between(-1, 1)
                       : roll < 55 ? time - hours{dice_.below(30)}
                                   : moment_after(kind, time);
    if (dice_.chance(50)) return {"", promised};
    return {show(promised), {}};
  }

  void add_fields(const KindOfCase& kind, const std::string& key, Event& event) {
    const auto maybe = [&](int percent, const char* name,
                           std::initializer_list<const char*> texts) {
      if (dice_.chance(percent)) event.fields[name] = {dice_.pick(texts), {}};
    };
    if (!dice_.chance(4)) event.fields[kind.config->key_field] = {key, {}};
    for (const KindOfCase& other : kinds_) {
      if (&other != &kind && dice_.chance(20)) event.fields[other.config->key_field] = {key, {}};
    }
    maybe(50, "auto", {"true", "false"});
    maybe(40, "priority", {"1", "2", "3", "high", "2.0"});
    maybe(40, "kind", {"a", "b", "c"});
    maybe(60, "segment", {"new", "old", "old", "lost"});
    maybe(60, "site", {"north", "south", "east"});
    if (event.type == "survey.answered") maybe(85, "score", {"1", "2", "3", "none"});
    if (dice_.chance(30)) event.fields["agreed"] = due(kind, event.time);
  }

  Event event(const std::string& key) {
    const KindOfCase& kind = dice_.pick(kinds_);
    std::vector<Instant>& before = times_[kind.config->id + key];
    Event made;
    made.time = time_of(kind, before);
    made.type = type_of(kind, before.empty());
    before.push_back(made.time);
    made.source = static_cast<std::uint32_t>(dice_.below(2));
    made.stream = static_cast<std::uint32_t>(dice_.below(2));
    made.offset = static_cast<std::uint64_t>(dice_.below(4));
    add_fields(kind, key, made);
    return made;
  }

  std::string type_of(const KindOfCase& kind, bool first) {
    const config::Case& config = *kind.config;
    if (dice_.chance(first ? 85 : 5)) return dice_.pick(config.opens.names);
    if (dice_.chance(10) && !config.closes.empty()) return dice_.pick(config.closes.names);
    return dice_.pick(kind.types);
  }

  // ---- arrival ---------------------------------------------------------------------------------

  void arrange() {
    const std::int64_t way = dice_.below(3);
    if (way == 0) return dice_.shuffle(events_);
    std::stable_sort(events_.begin(), events_.end(),
                     [](const Event& a, const Event& b) { return a.order() < b.order(); });
    if (way == 1) return;
    for (std::size_t i = 0; i + 1 < events_.size(); ++i) {
      const std::size_t other = i + static_cast<std::size_t>(dice_.below(5));
      if (other < events_.size() && dice_.chance(40)) std::swap(events_[i], events_[other]);
    }
  }

  Dice& dice_;
  const config::Charter& charter_;
  World world_;
  Instant start_;
  std::vector<KindOfCase> kinds_;
  std::map<std::string, std::vector<Instant>> times_;
  std::vector<Event> events_;
};

}  // namespace

std::vector<Arrival> random_arrivals(Dice& dice, const config::Charter& charter) {
  return Maker(dice, charter).arrivals();
}

}  // namespace charterd::slow
