#include "daemon/charter_edition.h"

#include <algorithm>
#include <utility>

#include "config/condition_text.h"
#include "config/hash.h"
#include "config/packed.h"
#include "daemon/moment.h"
#include "daemon/utf8.h"
#include "rules/definition.h"

namespace charterd::daemon {
namespace {

using config::Charter;
using config::Target;

std::string day_of(const Charter& charter, Instant instant) {
  return format_local(charter.timezone.local_of(instant));
}

std::string span_of(const Charter& charter, const config::Period& period) {
  const auto end = [&](const std::optional<Instant>& at) {
    return at ? day_of(charter, *at) : std::string("…");
  };
  return end(period.from) + " – " + end(period.to);
}

std::string baseline_of(const Charter& charter, const Target& target) {
  if (!target.baseline) return {};
  if (target.baseline->period) return span_of(charter, *target.baseline->period);
  return target.baseline->value ? format_fixed(*target.baseline->value) : std::string();
}

TargetTerms terms_of(const rules::Plan& plan, const rules::TargetPlan& of) {
  const Charter& charter = *plan.charter;
  const Target& target = *of.config;
  TargetTerms result{target.id,
                     {},
                     config::hash_of(rules::definition_of(plan, of)),
                     target.goal.kind,
                     target.goal.statistic,
                     target.goal.amount,
                     target.effective_minimum()};
  const auto add = [&](const char* name, const std::string& text) {
    if (!text.empty()) result.terms.emplace_back(name, one_line(text));
  };
  const auto add_condition = [&](const char* name, const std::optional<config::Condition>& what) {
    if (what) add(name, config::describe(*what));
  };
  const std::string language = charter.languages.empty() ? "" : charter.languages.front();
  add("statement", target.statement.in(language));
  add("goal", target.goal.text);
  add_condition("good", target.good);
  add_condition("bad", target.bad);
  add("measure", target.measure);
  add_condition("where", target.where);
  add_condition("exclude", target.exclude);
  add("across", target.across);
  add("window", target.effective_window().text);
  add("minimum_events", std::to_string(target.effective_minimum()));
  if (target.active) add("active", span_of(charter, *target.active));
  add("baseline", baseline_of(charter, target));
  if (target.deadline) add("deadline", day_of(charter, *target.deadline));
  return result;
}

void pack(const TargetTerms& target, config::Packer& to) {
  to.text(target.id).number(static_cast<std::uint64_t>(target.kind));
  to.number(static_cast<std::uint64_t>(target.statistic)).integer(target.amount);
  to.number(target.terms.size());
  for (const auto& [name, text] : target.terms) to.text(name).text(text);
}

TargetTerms unpack_target(config::Unpacker& from) {
  TargetTerms target;
  target.id = from.text();
  target.kind = static_cast<config::Goal::Kind>(from.number());
  target.statistic = static_cast<config::Statistic>(from.number());
  target.amount = from.integer();
  target.terms.resize(from.count());
  for (auto& [name, text] : target.terms) {
    name = from.text();
    text = from.text();
  }
  return target;
}

}  // namespace

std::string TargetTerms::term(std::string_view name) const {
  const auto found = std::find_if(terms.begin(), terms.end(),
                                  [&](const auto& term) { return term.first == name; });
  return found == terms.end() ? std::string() : found->second;
}

CharterEdition CharterEdition::of(const rules::Plan& plan, Instant since) {
  CharterEdition edition{since, one_line(plan.charter->version), plan.charter->hash, {}};
  for (const auto& target : plan.targets) edition.targets.push_back(terms_of(plan, target));
  return edition;
}

bool CharterEdition::promises_the_same(const CharterEdition& other) const {
  return version == other.version && targets == other.targets;
}

const TargetTerms* CharterEdition::find(const std::string& id) const {
  const auto found = std::find_if(targets.begin(), targets.end(),
                                  [&](const TargetTerms& target) { return target.id == id; });
  return found == targets.end() ? nullptr : &*found;
}

std::string CharterEdition::pack() const {
  config::Packer packed;
  packed.instant(since).text(version).text(hash).number(targets.size());
  for (const TargetTerms& target : targets) daemon::pack(target, packed);
  // Behind the rest, where rows that were kept earlier end.
  for (const TargetTerms& target : targets) packed.text(target.definition).integer(target.minimum);
  return packed.bytes();
}

std::optional<CharterEdition> CharterEdition::unpack(std::string_view bytes) {
  config::Unpacker from(bytes);
  CharterEdition edition;
  edition.since = from.instant();
  edition.version = from.text();
  edition.hash = from.text();
  edition.targets.resize(from.count());
  for (TargetTerms& target : edition.targets) target = unpack_target(from);
  if (from.ended()) return edition;
  for (TargetTerms& target : edition.targets) {
    target.definition = from.text();
    target.minimum = from.integer();
  }
  if (!from.ended()) return std::nullopt;
  return edition;
}

bool CharterEditions::restore(const config::RowKey& key, std::string_view value) {
  auto edition = CharterEdition::unpack(value);
  if (!edition) return false;
  if (editions_.empty()) first_ = key.a;
  editions_.push_back(*std::move(edition));
  return key.a == first_ + static_cast<std::int64_t>(editions_.size()) - 1;
}

bool CharterEditions::note(const rules::Plan& plan, Instant now, config::RowChanges& changes) {
  if (std::exchange(noted_, true)) return false;
  CharterEdition edition = CharterEdition::of(plan, now);
  if (!editions_.empty() && editions_.back().promises_the_same(edition)) return false;
  const std::int64_t number = first_ + static_cast<std::int64_t>(editions_.size());
  changes.put({config::Table::charters, number}, edition.pack());
  editions_.push_back(std::move(edition));
  if (editions_.size() > kMostEditions) {
    changes.erase({config::Table::charters, first_++});
    editions_.erase(editions_.begin());
  }
  return true;
}

}  // namespace charterd::daemon
