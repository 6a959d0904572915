#include "daemon/simulate_case_fields.h"

#include <algorithm>

#include "daemon/simulate_choices.h"
#include "daemon/simulate_numbers.h"

namespace charterd::daemon {
namespace {

using Part = Wish::Part;
using Strings = std::vector<std::string>;
using Subject = config::Test::Subject;

bool contains(const Strings& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

// Every type of event that the case has by itself.
Strings types_of(const CaseKind& kind) {
  Strings types;
  const auto add = [&](const Emission& emission) {
    types.insert(types.end(), emission.types.begin(), emission.types.end());
  };
  for (const Emission* one : {&kind.opens, &kind.closes, &kind.voids, &kind.reopens}) add(*one);
  for (const auto& [from, to] : kind.pauses) {
    add(from);
    add(to);
  }
  for (const CaseTrack& track : kind.tracks) {
    add(track.from);
    add(track.to);
  }
  for (const CaseRepeat& repeat : kind.repeats) add(repeat.event);
  return types;
}

void take(const Emission& emission, Strings& taken) {
  for (const auto& [name, text] : emission.fields) taken.push_back(name);
}

std::vector<Number> numbers_of(const Wishes& wishes, Strings& taken) {
  std::vector<Number> found;
  for (const Wish& wish : wishes.tests) {
    if (!compares_numbers(wish.test) || contains(taken, wish.test.name)) continue;
    taken.push_back(wish.test.name);
    found.push_back(compared_field(wish));
  }
  return found;
}

}  // namespace

void add_events(const Wishes& wishes, CaseKind& kind) {
  Strings known = types_of(kind);
  for (const Wish& wish : wishes.tests) {
    if (wish.test.subject != Subject::event) continue;
    for (const std::string& type : wish.test.texts) {
      if (contains(known, type)) continue;
      known.push_back(type);
      kind.once.push_back({Emission{{type}, {}, {}}, wish.share});
    }
  }
}

void add_fields(const config::Charter& charter, const Wishes& wishes, CaseKind& kind) {
  Wishes opening{{}, wishes.labels};
  Wishes closing;
  for (const Wish& wish : wishes.tests) {
    if (wish.test.subject != Subject::field) continue;
    (wish.part == Part::kept ? closing : opening).tests.push_back(wish);
  }
  Strings taken = {kind.key_field, kind.due_field};
  take(kind.opens, taken);
  kind.numbers_at_opening = numbers_of(opening, taken);
  kind.at_opening = choices_of(charter, opening, kind.opens.types, taken);
  for (const Choice& choice : kind.at_opening) taken.push_back(choice.field);
  take(kind.closes, taken);
  kind.numbers_at_closing = numbers_of(closing, taken);
  kind.at_closing = choices_of(charter, closing, kind.closes.types, taken);
}

}  // namespace charterd::daemon
