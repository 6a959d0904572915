// How much there can be of one case: its state holds a bit for each of these.
#include <algorithm>
#include <tuple>
#include <vector>

#include <fmt/format.h>

#include "config/charter_loader.h"

namespace charterd::config {
namespace {

std::size_t selectors_of(const Case& kind) {
  std::size_t count = 2 * kind.pauses.size();
  for (const EventSelector* selector : {&kind.opens, &kind.closes, &kind.voids, &kind.reopens}) {
    if (!selector->empty()) ++count;
  }
  for (const CaseMeasure& measure : kind.measures) {
    if (!measure.count.empty()) ++count;
    for (const auto* end : {&measure.from, &measure.to}) {
      if (*end && (*end)->kind == CaseMeasure::End::Kind::event) ++count;
    }
  }
  return count;
}

bool same_question(const Test& a, const Test& b) {
  return std::tie(a.name, a.kind, a.texts, a.quantity) ==
         std::tie(b.name, b.kind, b.texts, b.quantity);
}

// The different tests of fields and of events that the targets of one case ask.
class Tests {
 public:
  Tests(const Case& kind, const CharterReading& reading)
      : kind_(kind), reading_(reading), places_(selectors_of(kind)) {}

  void add(const Condition& condition) {
    for (const ConditionMap& map : condition.any_of) {
      for (const Test& test : map.all_of) add(test);
      for (const Condition& inner : map.none_of) add(inner);
    }
  }

 private:
  void add(const Test& test) {
    if (test.subject == Test::Subject::field) add_field(test);
    if (test.subject == Test::Subject::event) add_event(test);
  }

  static bool is_new(const Test& test, std::vector<const Test*>& known) {
    const auto same = [&](const Test* other) { return same_question(*other, test); };
    if (std::any_of(known.begin(), known.end(), same)) return false;
    known.push_back(&test);
    return true;
  }

  void add_field(const Test& test) {
    if (!is_new(test, fields_) || fields_.size() != kMostOfCase + 1) return;
    reading_.error(test.place,
                   fmt::format("the targets on the case \"{}\" test fields in more than {} ways",
                               kind_.id, kMostOfCase),
                   "a list of texts is one test: {field: [a, b, c]}");
  }

  void add_event(const Test& test) {
    if (!is_new(test, events_) || places_ + events_.size() != kMostOfCase + 1) return;
    reading_.error(test.place,
                   fmt::format("the case \"{}\" and its targets name events in more than {} places",
                               kind_.id, kMostOfCase),
                   "events that mean the same can stand in one list: {event: [a, b, c]}");
  }

  const Case& kind_;
  const CharterReading& reading_;
  std::size_t places_;  // of the case's own definition
  std::vector<const Test*> fields_, events_;
};

void check_targets(const Case& kind, const CharterReading& reading) {
  std::size_t count = 0;
  Tests tests(kind, reading);
  for (const Target& target : reading.charter.targets) {
    if (target.case_id != kind.id) continue;
    if (++count == kMostOfCase + 1) {
      reading.error(target.place,
                    fmt::format("the case \"{}\" has more than {} targets", kind.id, kMostOfCase));
    }
    for (const auto* condition : {&target.exclude, &target.good, &target.bad}) {
      if (*condition) tests.add(**condition);
    }
  }
}

}  // namespace

void check_selectors(const Case& kind, const CharterReading& reading) {
  if (kind.measures.size() > kMostOfCase) {
    reading.error(kind.place, fmt::format("the case \"{}\" has {} measures, and {} are the most "
                                          "there can be",
                                          kind.id, kind.measures.size(), kMostOfCase));
  }
  const std::size_t count = selectors_of(kind);
  if (count <= kMostOfCase) return;
  reading.error(kind.place,
                fmt::format("the case \"{}\" names events in {} places, and {} are the most there "
                            "can be",
                            kind.id, count, kMostOfCase),
                "events that mean the same can stand in one list: [a, b, c]");
}

void check_targets_of_cases(const CharterReading& reading) {
  for (const Case& kind : reading.charter.cases) check_targets(kind, reading);
}

}  // namespace charterd::config
