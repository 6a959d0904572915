#include "daemon/charter_changes.h"

#include <algorithm>
#include <optional>

namespace charterd::daemon {
namespace {

using config::Goal;
using config::Statistic;

// Texts and what a finished period is not judged by do not make it another promise.
bool is_only_compared(const std::string& term) {
  return term == "statement" || term == "goal" || term == "minimum_events";
}

std::vector<TermChange> term_changes(const TargetTerms& before, const TargetTerms& after) {
  std::vector<TermChange> changes;
  for (const auto& [name, text] : before.terms) {
    std::string now = after.term(name);
    if (now != text) changes.push_back({name, text, std::move(now)});
  }
  for (const auto& [name, text] : after.terms) {
    if (before.term(name).empty()) changes.push_back({name, "", text});
  }
  return changes;
}

std::vector<TermChange> told(const TargetTerms& target, bool added) {
  std::vector<TermChange> terms;
  for (const char* const name : {"statement", "goal"}) {
    std::string text = target.term(name);
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
    } else if (auto terms = term_changes(*old, target); !terms.empty()) {
      change.targets.push_back({Kind::changed, target.id, std::move(terms)});
    }
  }
  for (const TargetTerms& target : before.targets) {
    if (after.find(target.id) != nullptr) continue;
    change.targets.push_back({Kind::removed, target.id, told(target, false)});
  }
  return change;
}

// A percentile is counted by its limit, an improvement is judged at its deadline.
bool is_comparable(const TargetTerms& then, const TargetTerms& now) {
  if (then.kind != now.kind || then.statistic != now.statistic) return false;
  if (now.statistic == Statistic::percentile) return false;
  if (now.kind == Goal::Kind::reduced || now.kind == Goal::Kind::raised) return false;
  const auto changes = term_changes(then, now);
  return std::all_of(changes.begin(), changes.end(),
                     [](const TermChange& change) { return is_only_compared(change.term); });
}

// "" where the target is judged by what it promised then.
std::string judge_target(const TargetTerms& then, const TargetTerms& now, config::Target& target) {
  if (is_comparable(then, now)) {
    target.goal.amount = then.amount;
    target.goal.text = then.term("goal");
    return {};
  }
  const auto changes = term_changes(then, now);
  const bool alike = std::all_of(changes.begin(), changes.end(), [](const TermChange& change) {
    return change.term == "statement" || change.term == "minimum_events";
  });
  if (alike) return {};
  return target.id + ": counted otherwise since: judged by what it promises now (" +
         target.goal.text + "), not by what it did then (" + then.term("goal") + ").";
}

}  // namespace

std::vector<CharterChange> changes_between(const std::vector<CharterEdition>& editions,
                                           Instant from, Instant to) {
  std::vector<CharterChange> changes;
  for (std::size_t i = 1; i < editions.size(); ++i) {
    if (editions[i].since < from || editions[i].since >= to) continue;
    changes.push_back(change_of(editions[i - 1], editions[i]));
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
                                                const config::Charter& charter) {
  const CharterEdition now = CharterEdition::of(charter, {});
  std::vector<rules::GoalsInForce> result;
  for (const TargetTerms& target : now.targets) {
    rules::GoalsInForce& goals = result.emplace_back();
    for (const CharterEdition& edition : editions) {
      const TargetTerms* const then = edition.find(target.id);
      if (then == nullptr) continue;
      const bool comparable = is_comparable(*then, target);
      goals.push_back({edition.since, comparable ? then->amount : target.amount});
    }
  }
  return result;
}

std::vector<std::string> judge_by(const CharterEdition& edition, config::Charter& charter) {
  const CharterEdition now = CharterEdition::of(charter, edition.since);
  std::vector<std::string> remarks;
  if (edition.promises_the_same(now)) return remarks;
  for (config::Target& target : charter.targets) {
    const TargetTerms* const then = edition.find(target.id);
    std::string remark = then == nullptr
                             ? target.id + ": not promised yet at the end of the period."
                             : judge_target(*then, *now.find(target.id), target);
    if (!remark.empty()) remarks.push_back(std::move(remark));
  }
  for (const TargetTerms& target : edition.targets) {
    if (now.find(target.id) != nullptr) continue;
    remarks.push_back(target.id + ": promised then (" + target.term("goal") +
                      "), and not any more: its figures are gone.");
  }
  charter.version = edition.version;
  charter.hash = edition.hash;
  return remarks;
}

}  // namespace charterd::daemon
