#include "daemon/charter_changes.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "daemon/utf8.h"

namespace charterd::daemon {
namespace {

using config::Goal;
using config::Statistic;

bool is_known(const TargetTerms& target) { return !target.definition.empty(); }

std::string cut(const std::string& text) { return cut_to_width(text, kTermWidth); }

std::vector<TermChange> term_changes(const TargetTerms& before, const TargetTerms& after) {
  const bool whole = is_known(before) && is_known(after);
  const auto differ = [&](const std::string& a, const std::string& b) {
    return whole ? a != b : cut(a) != cut(b);
  };
  std::vector<TermChange> changes;
  for (const auto& [name, text] : before.terms) {
    const std::string now = after.term(name);
    if (differ(text, now)) changes.push_back({name, cut(text), cut(now)});
  }
  for (const auto& [name, text] : after.terms) {
    if (before.term(name).empty()) changes.push_back({name, "", cut(text)});
  }
  return changes;
}

// nullopt where nothing has changed.
std::optional<TargetChange> target_change(const TargetTerms& before, const TargetTerms& after) {
  TargetChange change{TargetChange::Kind::changed, after.id, term_changes(before, after)};
  change.counted_otherwise =
      is_known(before) && is_known(after) && before.definition != after.definition;
  if (change.terms.empty() && !change.counted_otherwise) return std::nullopt;
  return change;
}

std::vector<TermChange> told(const TargetTerms& target, bool added) {
  std::vector<TermChange> terms;
  for (const char* const name : {"statement", "goal"}) {
    std::string text = cut(target.term(name));
    if (text.empty()) continue;
    terms.push_back(added ? TermChange{name, "", std::move(text)}
                          : TermChange{name, std::move(text), ""});
  }
  return terms;
}

CharterChange change_of(const CharterEdition& before, const CharterEdition& after) {
  CharterChange change{after.since, before.version, after.version, after.hash, {}};
  using Kind = TargetChange::Kind;
  for (const TargetTerms& target : after.targets) {
    const TargetTerms* const old = before.find(target.id);
    if (old == nullptr) {
      change.targets.push_back({Kind::added, target.id, told(target, true)});
    } else if (auto changed = target_change(*old, target)) {
      change.targets.push_back(*std::move(changed));
    }
  }
  for (const TargetTerms& target : before.targets) {
    if (after.find(target.id) != nullptr) continue;
    change.targets.push_back({Kind::removed, target.id, told(target, false)});
  }
  return change;
}

// What a percentile asks for, and an improvement's baseline, are more than a number.
bool is_comparable(const TargetTerms& then, const TargetTerms& now) {
  if (then.kind != now.kind || then.statistic != now.statistic) return false;
  if (!is_known(then) || then.definition != now.definition) return false;
  if (now.kind == Goal::Kind::reduced || now.kind == Goal::Kind::raised) {
    return then.amount == now.amount && then.minimum == now.minimum &&
           then.term("goal") == now.term("goal") && then.term("baseline") == now.term("baseline");
  }
  return now.statistic != Statistic::percentile || then.term("goal") == now.term("goal");
}

std::string why_incomparable(const TargetTerms& then, const TargetTerms& now) {
  if (!is_known(then)) return "how it was counted then is not known";
  return then.definition == now.definition ? "promised otherwise since" : "counted otherwise since";
}

// "" where the target is judged by what it promised then.
std::string judge_target(const TargetTerms& then, const TargetTerms& now, config::Target& target) {
  if (is_comparable(then, now)) {
    target.goal.amount = then.amount;
    target.goal.text = then.term("goal");
    target.minimum_events = then.minimum;
    return {};
  }
  const std::string goal = cut(then.term("goal"));
  std::string remark = target.id + ": " + why_incomparable(then, now) +
                       ": judged by what it promises now (" + target.goal.text + ")";
  if (goal != cut(now.term("goal"))) remark += ", not by what it did then (" + goal + ")";
  return remark + ".";
}

}  // namespace

std::vector<CharterChange> changes_between(const std::vector<CharterEdition>& editions,
                                           Instant from, Instant to) {
  std::vector<CharterChange> changes;
  for (std::size_t i = 1; i < editions.size(); ++i) {
    if (editions[i].since < from || editions[i].since >= to) continue;
    CharterChange change = change_of(editions[i - 1], editions[i]);
    // An edition may only tell what the one before did not keep.
    if (change.targets.empty() && change.version_before == change.version) continue;
    changes.push_back(std::move(change));
  }
  return changes;
}

const CharterEdition* in_force_at(const std::vector<CharterEdition>& editions, Instant end) {
  const CharterEdition* found = editions.empty() ? nullptr : &editions.front();
  for (const CharterEdition& edition : editions) {
    if (edition.since < end) found = &edition;
  }
  return found;
}

std::vector<rules::GoalsInForce> goals_in_force(const std::vector<CharterEdition>& editions,
                                                const rules::Plan& plan) {
  const CharterEdition now = CharterEdition::of(plan, {});
  std::vector<rules::GoalsInForce> result;
  for (const TargetTerms& target : now.targets) {
    rules::GoalsInForce& goals = result.emplace_back();
    for (const CharterEdition& edition : editions) {
      const TargetTerms* const then = edition.find(target.id);
      if (then == nullptr) continue;
      const TargetTerms& by = is_comparable(*then, target) ? *then : target;
      goals.push_back({edition.since, by.amount, by.minimum, by.term("goal")});
    }
  }
  return result;
}

std::vector<std::string> judge_by(const CharterEdition& edition, const CharterEdition& now,
                                  config::Charter& charter) {
  std::vector<std::string> remarks;
  for (config::Target& target : charter.targets) {
    const TargetTerms* const then = edition.find(target.id);
    const TargetTerms* const present = now.find(target.id);
    if (present == nullptr) continue;
    std::string remark = then == nullptr
                             ? target.id + ": not promised yet at the end of the period."
                             : judge_target(*then, *present, target);
    if (!remark.empty()) remarks.push_back(std::move(remark));
  }
  for (const TargetTerms& target : edition.targets) {
    if (now.find(target.id) != nullptr) continue;
    remarks.push_back(target.id + ": promised then (" + cut(target.term("goal")) +
                      "), and not any more: its figures are gone.");
  }
  charter.version = edition.version;
  charter.hash = edition.hash;
  return remarks;
}

}  // namespace charterd::daemon
