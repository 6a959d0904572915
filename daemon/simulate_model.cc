#include "daemon/simulate_model.h"

#include <algorithm>

#include "daemon/simulate_choices.h"
#include "daemon/simulate_numbers.h"
#include "daemon/simulate_wishes.h"

namespace charterd::daemon {
namespace {

using config::Measure;
using Strings = std::vector<std::string>;

/// Measures that share event types, and all of these types.
struct Group {
  std::vector<const Measure*> measures;
  Strings types;
};

bool contains(const Strings& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

void add(const Measure& measure, Group& group) {
  group.measures.push_back(&measure);
  for (const std::string& type : measure.events.names) {
    if (!contains(group.types, type)) group.types.push_back(type);
  }
}

// In the charter's order; a measure that shares types with several groups makes them one.
std::vector<Group> groups_of(const config::Charter& charter) {
  std::vector<Group> groups;
  for (const Measure& measure : charter.measures) {
    Group joined;
    std::vector<Group> others;
    for (Group& group : groups) {
      const bool shares =
          std::any_of(measure.events.names.begin(), measure.events.names.end(),
                      [&](const std::string& type) { return contains(group.types, type); });
      if (!shares) {
        others.push_back(std::move(group));
      } else {
        for (const Measure* before : group.measures) add(*before, joined);
      }
    }
    add(measure, joined);
    others.push_back(std::move(joined));
    groups = std::move(others);
  }
  return groups;
}

// Adds a number unless the field is there already, and has these types carry it.
void add_number(Number number, const Strings& types, EventKind& kind) {
  auto found = std::find_if(kind.numbers.begin(), kind.numbers.end(),
                            [&](const Number& known) { return known.field == number.field; });
  if (found == kind.numbers.end()) {
    found = kind.numbers.insert(kind.numbers.end(), std::move(number));
  }
  const auto index = static_cast<std::size_t>(found - kind.numbers.begin());
  for (std::size_t type = 0; type < kind.types.size(); ++type) {
    auto& carried = kind.carries[type];
    if (contains(types, kind.types[type]) &&
        std::find(carried.begin(), carried.end(), index) == carried.end()) {
      carried.push_back(index);
    }
  }
}

EventKind kind_of(const config::Charter& charter, const Group& group) {
  EventKind kind;
  kind.types = group.types;
  kind.carries.resize(kind.types.size());
  const Wishes wishes = wishes_of(charter, group.measures);
  for (const Measure* measure : group.measures) {
    const Strings& types = measure->events.names;
    if (!measure->value_field.empty()) {
      add_number(value_of(charter, *measure, wishes), types, kind);
    }
    if (!measure->weight_field.empty()) add_number(weight_of(*measure), types, kind);
  }
  for (const Wish& wish : wishes.tests) {
    if (compares_numbers(wish.test)) add_number(compared_field(wish), kind.types, kind);
  }
  Strings numbers;
  for (const Number& number : kind.numbers) numbers.push_back(number.field);
  kind.choices = choices_of(charter, wishes, kind.types, numbers);
  return kind;
}

}  // namespace

std::vector<EventKind> simulated_kinds(const config::Charter& charter) {
  std::vector<EventKind> kinds;
  for (const Group& group : groups_of(charter)) {
    kinds.push_back(kind_of(charter, group));
    kinds.back().weight = 1 / static_cast<double>(kinds.size());
  }
  return kinds;
}

}  // namespace charterd::daemon
