#include "daemon/simulate_choices.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <string_view>

#include "daemon/simulate_random.h"

namespace charterd::daemon {
namespace {

using Kind = config::Test::Kind;
using Strings = std::vector<std::string>;

constexpr double kWhereBoost = 8;
constexpr double kSuitBoost = 60;
constexpr double kMostlyPresent = 0.92;
constexpr std::size_t kUnlistedValues = 5;
constexpr std::array<const char*, kUnlistedValues> kPlausible = {"north", "south", "east", "west",
                                                                 "centre"};
constexpr std::array<std::array<const char*, 2>, 3> kOpposites = {
    {{"true", "false"}, {"yes", "no"}, {"1", "0"}}};

bool contains(const Strings& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

void add_new(Strings& list, const std::string& value) {
  if (!contains(list, value)) list.push_back(value);
}

bool compares_texts(const config::Test& test) {
  switch (test.kind) {
    case Kind::any_of:
      return true;
    case Kind::equal:
    case Kind::not_equal:
      return !test.quantity;
    default:
      return false;
  }
}

bool tests_presence(const config::Test& test) {
  return test.kind == Kind::present || test.kind == Kind::absent;
}

// Calls come by telephone, whatever the scope lists: email.replied by e-mail, and so on.
bool suits(const std::string& value, const Strings& types) {
  return std::any_of(types.begin(), types.end(), [&](const std::string& type) {
    const bool call = type.starts_with("call") && (value == "phone" || value == "telephone");
    return call || type.starts_with(value + ".") || type.starts_with(value + "_");
  });
}

// Texts that a condition alone names need others beside them, or it would always hold.
void add_others(Choice& choice, bool is_label) {
  for (const auto& [one, other] : kOpposites) {
    if (contains(choice.values, one) || contains(choice.values, other)) {
      add_new(choice.values, one);
      add_new(choice.values, other);
      return;
    }
  }
  if (!is_label && !choice.values.empty()) {
    add_new(choice.values, "other");
    return;
  }
  for (const char* value : kPlausible) {
    if (choice.values.size() < kUnlistedValues) add_new(choice.values, value);
  }
}

// Weights such that the values in `some` have this share together.
void give_share(Choice& choice, const std::vector<bool>& some, double share) {
  double inside = 0;
  double outside = 0;
  for (std::size_t i = 0; i < some.size(); ++i) (some[i] ? inside : outside) += choice.weights[i];
  if (inside <= 0 || outside <= 0) return;
  for (std::size_t i = 0; i < some.size(); ++i) {
    choice.weights[i] *= some[i] ? share / inside : (1 - share) / outside;
  }
}

std::vector<bool> marked(const Choice& choice, const Strings& texts, bool inverted) {
  std::vector<bool> result;
  for (const std::string& value : choice.values) {
    result.push_back(contains(texts, value) != inverted);
  }
  return result;
}

void apply(const Wish& wish, Choice& choice) {
  if (tests_presence(wish.test)) {
    const double share = wish.part == Wish::Part::where ? kMostlyPresent : wish.share;
    choice.presence = wish.test.kind == Kind::present ? share : 1 - share;
    return;
  }
  if (wish.part == Wish::Part::where) return;  // said in the first weights
  const auto holds = marked(choice, wish.test.texts, wish.test.kind == Kind::not_equal);
  give_share(choice, holds, wish.share);
  if (wish.part == Wish::Part::kept && wish.share > 0.5) choice.good = holds;
}

// The first of a list is the most common one, but for what a target's `where` asks for.
void set_first_weights(Choice& choice, const Wishes& wishes, const Strings& types) {
  for (std::size_t i = 0; i < choice.values.size(); ++i) {
    const std::string& value = choice.values[i];
    double weight = 1 / std::pow(static_cast<double>(i + 1), 0.8);
    const bool asked = std::any_of(wishes.tests.begin(), wishes.tests.end(), [&](const Wish& wish) {
      return wish.part == Wish::Part::where && wish.test.name == choice.field &&
             compares_texts(wish.test) && wish.test.kind != Kind::not_equal &&
             contains(wish.test.texts, value);
    });
    if (asked) weight = kWhereBoost;
    if (suits(value, types)) weight = kSuitBoost;
    choice.weights.push_back(weight);
    std::uint64_t seed = 0;
    for (const char c : value) seed = mix(seed ^ static_cast<unsigned char>(c));
    choice.slowness.push_back(0.8 + 0.45 * Random(seed).uniform());
  }
}

// The average customer is served as fast as ever.
void even_out(Choice& choice) {
  const double total = std::accumulate(choice.weights.begin(), choice.weights.end(), 0.0);
  const double mean = std::inner_product(choice.weights.begin(), choice.weights.end(),
                                         choice.slowness.begin(), 0.0) /
                      total;
  for (double& slowness : choice.slowness) slowness /= mean;
}

Choice choice_of(const config::Charter& charter, const std::string& field, const Wishes& wishes,
                 const Strings& types) {
  Choice choice;
  choice.field = field;
  const Strings* listed = charter.find_scope(field);
  if (listed != nullptr) choice.values = *listed;
  for (const Wish& wish : wishes.tests) {
    if (wish.test.name != field || !compares_texts(wish.test)) continue;
    for (const std::string& text : wish.test.texts) add_new(choice.values, text);
  }
  if (listed == nullptr || listed->empty()) add_others(choice, contains(wishes.labels, field));
  set_first_weights(choice, wishes, types);
  for (const Wish& wish : wishes.tests) {
    if (wish.test.subject == config::Test::Subject::field && wish.test.name == field &&
        (compares_texts(wish.test) || tests_presence(wish.test))) {
      apply(wish, choice);
    }
  }
  even_out(choice);
  return choice;
}

}  // namespace

std::string other_than(const std::string& text) {
  for (const auto& [one, other] : kOpposites) {
    if (text == one) return other;
    if (text == other) return one;
  }
  return text == "other" ? "another" : "other";
}

std::vector<Choice> choices_of(const config::Charter& charter, const Wishes& wishes,
                               const Strings& types, const Strings& numbers) {
  Strings fields;
  for (const auto& [label, values] : charter.scope) add_new(fields, label);
  for (const std::string& label : wishes.labels) add_new(fields, label);
  for (const Wish& wish : wishes.tests) {
    if (wish.test.subject != config::Test::Subject::field) continue;
    if (compares_texts(wish.test) || tests_presence(wish.test)) add_new(fields, wish.test.name);
  }
  std::vector<Choice> result;
  for (const std::string& field : fields) {
    if (!contains(numbers, field)) result.push_back(choice_of(charter, field, wishes, types));
  }
  return result;
}

}  // namespace charterd::daemon
