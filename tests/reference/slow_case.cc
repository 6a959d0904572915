#include "tests/reference/slow_case.h"

#include <algorithm>
#include <cstdio>
#include <stdexcept>

namespace charterd::slow {
namespace {

using config::CaseMeasure;
using config::Quantity;
using EndKind = CaseMeasure::End::Kind;

constexpr std::chrono::minutes kClocksDiffer{5};
constexpr Instant kYear{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}};

// Takes a case's events in order, and forgets what a reopening takes back.
class Follower {
 public:
  Follower(const World& world, std::size_t kind) : zone_(world.charter.timezone) {
    story_.kind = &world.charter.cases[kind];
    story_.work = world.calendars[kind].get();
    story_.zone = &world.charter.timezone;
  }

  CaseStory follow(const std::vector<const Event*>& events) {
    const auto opening = std::find_if(events.begin(), events.end(), [&](const Event* event) {
      return selects(story_.kind->opens, *event);
    });
    if (opening == events.end()) return story_;
    story_.opening = *opening;
    story_.opened = (*opening)->time;
    begin_due();
    for (const Event* event : events) {
      if (event->time < story_.opened - kClocksDiffer) continue;
      take({std::max(event->time, story_.opened), event});
      if (story_.voided) return story_;
    }
    story_.pauses = pauses();
    return story_;
  }

 private:
  void take(const Happening& happening) {
    if (story_.closed) {
      if (!selects(story_.kind->reopens, *happening.event)) {
        story_.after_closing.push_back(happening);
        return;
      }
      story_.closed.reset();
      story_.after_closing.clear();
    }
    take_while_open(happening);
  }

  void take_while_open(const Happening& happening) {
    const Event& event = *happening.event;
    if (selects(story_.kind->voids, event)) {
      story_.voided = true;
      return;
    }
    story_.while_open.push_back(happening);
    take_due(happening);
    const bool closes =
        story_.kind->closes.empty() ? all_measures_ended() : selects(story_.kind->closes, event);
    if (closes) story_.closed = happening.time;
  }

  bool all_measures_ended() const {
    bool any = false;
    for (const CaseMeasure& what : story_.kind->measures) {
      if (!what.from) continue;
      any = true;
      if (!measure(story_, what).end) return false;
    }
    return any;
  }

  void begin_due() {
    if (!story_.kind->due || !story_.kind->due->otherwise) return;
    const Quantity& promised = *story_.kind->due->otherwise;
    const Pauses none;
    if (promised.kind == Quantity::Kind::calendar_days) {
      story_.due =
          Due{end_of_calendar_days(zone_, story_.opened, promised.amount / kFixedOne), false};
    } else if (promised.kind == Quantity::Kind::working_days) {
      story_.due =
          Due{*story_.work->end_of_days(story_.opened, promised.amount / kFixedOne, none), false};
    } else {
      const bool business = promised.kind == Quantity::Kind::business_hours;
      const Clock clock(story_.opened, business ? story_.work : nullptr, none);
      story_.due = Due{*clock.last_reading(Duration{promised.amount}), true};
    }
  }

  void take_due(const Happening& happening) {
    if (!story_.kind->due || story_.kind->due->field.empty()) return;
    const auto& fields = happening.event->fields;
    const auto found = fields.find(story_.kind->due->field);
    if (found == fields.end()) return;
    const auto promised = read_due(found->second, zone_);
    if (!promised || *promised < happening.time) return;
    const auto& due = story_.due;
    const bool over =
        due && (due->included ? happening.time > due->time : happening.time >= due->time);
    if (!over) story_.due = Due{*promised, true};
  }

  Pauses pauses() const {
    std::vector<Stretch> found;
    const Instant end = story_.closed.value_or(kForever);
    for (const config::Case::Pause& pause : story_.kind->pauses) {
      std::optional<Instant> since;
      for (const Happening& happening : story_.while_open) {
        if (since && selects(pause.to, *happening.event)) {
          found.push_back({*since, happening.time});
          since.reset();
        }
        if (!since && selects(pause.from, *happening.event)) since = happening.time;
      }
      if (since) found.push_back({*since, end});
    }
    return united(std::move(found));
  }

  const config::Zone& zone_;
  CaseStory story_;
};

std::optional<Instant> begin_of(const CaseStory& story, const CaseMeasure& what) {
  if (what.from->kind == EndKind::opens) return story.opened;
  if (what.from->kind == EndKind::closes) return story.closed;
  for (const Happening& happening : story.while_open) {
    if (selects(what.from->event, *happening.event)) return happening.time;
  }
  return std::nullopt;
}

std::optional<Instant> end_of(const CaseStory& story, const CaseMeasure& what, Instant begin) {
  if (what.to->kind == EndKind::closes) return story.closed;
  std::vector<Happening> candidates = story.while_open;
  if (what.from->kind == EndKind::closes) {
    candidates.insert(candidates.end(), story.after_closing.begin(), story.after_closing.end());
  }
  for (const Happening& happening : candidates) {
    if (happening.time >= begin && selects(what.to->event, *happening.event)) {
      return happening.time;
    }
  }
  return std::nullopt;
}

void collect(const config::EventSelector& selector, std::set<std::string>& types) {
  types.insert(selector.names.begin(), selector.names.end());
}

void collect(const config::Condition& condition, CaseInterest& interest) {
  for (const config::ConditionMap& map : condition.any_of) {
    for (const config::Test& test : map.all_of) {
      if (test.subject == config::Test::Subject::field) interest.fields.insert(test.name);
      if (test.subject == config::Test::Subject::event) {
        interest.types.insert(test.texts.begin(), test.texts.end());
      }
    }
    for (const config::Condition& inner : map.none_of) collect(inner, interest);
  }
}

void collect(const config::Case& kind, CaseInterest& interest) {
  for (const auto* selector : {&kind.opens, &kind.closes, &kind.voids, &kind.reopens}) {
    collect(*selector, interest.types);
  }
  for (const config::Case::Pause& pause : kind.pauses) {
    collect(pause.from, interest.types);
    collect(pause.to, interest.types);
  }
  for (const CaseMeasure& what : kind.measures) {
    collect(what.count, interest.types);
    for (const auto& end : {what.from, what.to}) {
      if (end) collect(end->event, interest.types);
    }
  }
  if (kind.due && !kind.due->field.empty()) interest.fields.insert(kind.due->field);
}

const config::Calendar* find_calendar(const config::Charter& charter, const std::string& id) {
  for (const config::Calendar& calendar : charter.calendars) {
    if (calendar.id == id) return &calendar;
  }
  return nullptr;
}

}  // namespace

World::World(const config::Charter& from) : charter(from) {
  for (const config::Case& kind : charter.cases) {
    CaseInterest interest;
    collect(kind, interest);
    for (const config::Target& target : charter.targets) {
      if (target.case_id != kind.id) continue;
      for (const auto* condition : {&target.good, &target.bad, &target.exclude}) {
        if (*condition) collect(**condition, interest);
      }
    }
    interests.push_back(std::move(interest));
    const config::Calendar* calendar = find_calendar(charter, kind.calendar);
    calendars.push_back(calendar == nullptr
                            ? nullptr
                            : std::make_unique<WorkWeek>(*calendar, charter.timezone, kYear));
  }
}

bool World::belongs(std::size_t kind, const Event& event) const {
  if (!event.fields.contains(charter.cases[kind].key_field)) return false;
  if (interests[kind].types.contains(event.type)) return true;
  const bool named = std::any_of(interests.begin(), interests.end(), [&](const CaseInterest& each) {
    return each.types.contains(event.type);
  });
  // What nobody in the charter names is not even read.
  const bool measured = std::any_of(
      charter.measures.begin(), charter.measures.end(), [&](const config::Measure& each) {
        const auto& names = each.events.names;
        return std::find(names.begin(), names.end(), event.type) != names.end();
      });
  const auto& fields = interests[kind].fields;
  return measured && !named &&
         std::any_of(fields.begin(), fields.end(),
                     [&](const std::string& field) { return event.fields.contains(field); });
}

Fields CaseStory::latest_fields() const {
  Fields latest;
  for (const Happening& happening : while_open) {
    for (const auto& [name, value] : happening.event->fields) latest[name] = value;
  }
  return latest;
}

CaseStory follow(const World& world, std::size_t kind, const std::vector<const Event*>& events) {
  return Follower(world, kind).follow(events);
}

Measured measure(const CaseStory& story, const CaseMeasure& what) {
  Measured result;
  result.counts = !what.count.empty();
  if (result.counts) {
    for (const Happening& happening : story.while_open) {
      if (selects(what.count, *happening.event)) result.counted.push_back(happening.time);
    }
    return result;
  }
  result.from_closes = what.from->kind == EndKind::closes;
  result.begin = begin_of(story, what);
  if (result.begin) result.end = end_of(story, what, *result.begin);
  return result;
}

std::optional<Instant> read_due(const Value& value, const config::Zone& zone) {
  if (value.instant) return value.instant;
  const char* text = value.text.c_str();
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, read = 0;
  double second = 0;
  if (std::sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &read) != 3) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return std::nullopt;
  if (text[read] == '\0') return zone.start_of(Day{date});
  char end = '\0', more = '\0';
  if (std::sscanf(text + read, "T%2d:%2d:%lf%c%c", &hour, &minute, &second, &end, &more) != 4 ||
      end != 'Z') {
    return std::nullopt;
  }
  constexpr double kMicros = 1'000'000;
  return std::chrono::sys_days{date} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
         Duration{static_cast<std::int64_t>(second * kMicros + 1.0 / 2)};
}

const CaseMeasure& find_measure(const config::Case& kind, const std::string& id) {
  for (const CaseMeasure& what : kind.measures) {
    if (what.id == id) return what;
  }
  throw std::logic_error("no measure " + id);
}

}  // namespace charterd::slow
