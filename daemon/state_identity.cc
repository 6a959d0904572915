#include "daemon/state_identity.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "config/packed.h"
#include "rules/source_order.h"

namespace charterd::daemon {

using config::RowKey;
using config::Table;
using Texts = std::vector<std::string>;

namespace {

// The groups of histograms: those of events, or the number of a kind of cases.
constexpr std::int64_t kOfEvents = -1;

void pack(const Texts& texts, config::Packer& to) {
  to.number(texts.size());
  for (const std::string& text : texts) to.text(text);
}

void unpack(Texts& texts, config::Unpacker& from) {
  texts.resize(from.count());
  for (std::string& text : texts) text = from.text();
}

std::vector<std::optional<std::size_t>> places(const Texts& from, const Texts& to) {
  std::vector<std::optional<std::size_t>> result;
  for (const std::string& text : from) {
    const auto found = std::find(to.begin(), to.end(), text);
    const auto index = static_cast<std::size_t>(found - to.begin());
    result.push_back(found == to.end() ? std::nullopt : std::optional(index));
  }
  return result;
}

constexpr std::string_view kSyslogOrigin = "syslog\n";
constexpr std::string_view kJournaldOrigin = "journald\n";

// The kind of a source as far as its rows are of another form.
std::string_view form_of(std::string_view origin) {
  for (const std::string_view kind : {kSyslogOrigin, kJournaldOrigin}) {
    if (origin.starts_with(kind)) return kind;
  }
  return origin.empty() ? "stdin" : "file";
}

// What tells a source under another name; "" where nothing does.
std::string origin_of(const config::Source& source) {
  std::string origin;
  if (source.kind == config::Source::Kind::syslog) origin = kSyslogOrigin;
  if (source.kind == config::Source::Kind::journald) {
    origin = std::string(kJournaldOrigin) + source.journald.directory + '\n';
  }
  for (const std::string& match : source.journald.matches) origin += match + '\n';
  for (const config::SyslogAddress& address : source.syslog.listen) origin += address.text + '\n';
  for (const std::string& path : source.paths) origin += path + '\n';
  return origin;
}

// By their names; those whose names are gone or new by where their records come from.
std::vector<std::optional<std::size_t>> places_of_sources(const StateIdentity& from,
                                                          const StateIdentity& to) {
  auto result = places(from.sources, to.sources);
  for (std::size_t i = 0; i < result.size(); ++i) {
    if (result[i] || from.origins[i].empty()) continue;
    for (std::size_t j = 0; j < to.origins.size(); ++j) {
      const bool free = std::find(result.begin(), result.end(), j) == result.end();
      if (free && to.origins[j] == from.origins[i]) result[i] = j;
    }
  }
  return result;
}

std::vector<std::size_t> without_source(const std::vector<std::optional<std::size_t>>& places,
                                        std::size_t count) {
  std::vector<std::size_t> result;
  for (std::size_t i = 0; i < count; ++i) {
    if (std::find(places.begin(), places.end(), i) == places.end()) result.push_back(i);
  }
  return result;
}

std::vector<std::size_t> numbers_below(std::size_t end) {
  std::vector<std::size_t> numbers(end);
  std::iota(numbers.begin(), numbers.end(), std::size_t{});
  return numbers;
}

bool is_of_no_use(const std::vector<bool>& sources, std::int64_t source) {
  const auto index = static_cast<std::size_t>(source);
  return source >= 0 && index < sources.size() && sources[index];
}

bool put_at(const std::vector<std::optional<std::size_t>>& places, std::int64_t& number) {
  const auto index = static_cast<std::size_t>(number);
  if (number < 0 || index >= places.size() || !places[index]) return false;
  number = static_cast<std::int64_t>(*places[index]);
  return true;
}

}  // namespace

std::string FillingParts::pack() const {
  config::Packer packed;
  for (const auto* numbers : {&targets, &cases, &measures}) {
    packed.number(numbers->size());
    for (const std::size_t number : *numbers) packed.number(number);
  }
  return packed.bytes();
}

std::optional<FillingParts> FillingParts::unpack(std::string_view bytes) {
  config::Unpacker from(bytes);
  FillingParts parts;
  for (auto* numbers : {&parts.targets, &parts.cases, &parts.measures}) {
    numbers->resize(from.count());
    for (std::size_t& number : *numbers) number = from.number();
  }
  if (!from.ended()) return std::nullopt;
  return parts;
}

StateIdentity StateIdentity::of(const rules::Plan& plan, const config::Settings& settings,
                                const std::vector<Duration>& arrives_within) {
  StateIdentity identity{rules::definitions_of(plan), {}, {}, {}, {}};
  for (const config::Source& source : settings.sources) {
    identity.sources.push_back(source.name);
    identity.origins.push_back(origin_of(source));
    identity.mappings.push_back(pack_mapping(source));
  }
  // When a deadline counts as passed is a part of what a case counts.
  for (std::size_t i = 0; i < arrives_within.size(); ++i) {
    if (arrives_within[i] == Duration::zero()) continue;
    const std::string delay = config::Packer().integer(arrives_within[i].count()).bytes();
    identity.parts.cases[i] += delay;
    for (const rules::CaseTargetPlan& target : plan.cases[i].targets) {
      identity.parts.targets[target.target] += delay;
    }
  }
  return identity;
}

std::string StateIdentity::pack() const {
  config::Packer packed;
  for (const Texts* texts :
       {&parts.labels, &parts.measures, &parts.cases, &parts.targets, &sources, &origins}) {
    daemon::pack(*texts, packed);
  }
  packed.number(retired.size());
  for (const RetiredSource& source : retired) {
    packed.flag(source.since.has_value()).instant(source.since.value_or(Instant{}));
    packed.text(source.left_out.pack());
  }
  daemon::pack(mappings, packed);
  for (const RetiredSource& source : retired) packed.flag(source.let_go);
  return packed.bytes();
}

std::optional<StateIdentity> StateIdentity::unpack(std::string_view bytes) {
  config::Unpacker from(bytes);
  StateIdentity identity;
  rules::Definitions& parts = identity.parts;
  for (Texts* texts : {&parts.labels, &parts.measures, &parts.cases, &parts.targets,
                       &identity.sources, &identity.origins}) {
    daemon::unpack(*texts, from);
  }
  if (from.good() && !from.ended()) {
    identity.retired.resize(from.count());
    for (RetiredSource& source : identity.retired) {
      const bool known = from.flag();
      const Instant since = from.instant();
      if (known) source.since = since;
      auto left_out = FillingParts::unpack(from.text());
      if (!left_out) return std::nullopt;
      source.left_out = *std::move(left_out);
    }
  }
  if (from.good() && !from.ended()) {
    daemon::unpack(identity.mappings, from);
    for (RetiredSource& source : identity.retired) source.let_go = from.flag();
  } else {
    identity.mappings.resize(identity.sources.size());  // a state from before they were kept
  }
  if (identity.retired.size() > identity.sources.size()) return std::nullopt;
  if (identity.mappings.size() != identity.sources.size()) return std::nullopt;
  if (!from.ended() || identity.sources.size() != identity.origins.size()) return std::nullopt;
  return identity;
}

void StateIdentity::retire_missing(const StateIdentity& other) {
  const auto known = places_of_sources(other, *this);
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (known[i]) continue;
    const bool before = i >= other.configured();
    sources.push_back(other.sources[i]);
    origins.push_back(other.origins[i]);
    mappings.push_back(other.mappings[i]);
    retired.push_back(before ? other.retired[i - other.configured()] : RetiredSource{});
  }
  bound_retired();
}

RetiredCount StateIdentity::count_retired() const {
  RetiredCount count;
  for (const RetiredSource& source : retired) ++(source.let_go ? count.let_go : count.waiting);
  return count;
}

// Those go first that were taken out first.
void StateIdentity::bound_retired() {
  std::vector<std::size_t> order = numbers_below(retired.size());
  std::stable_sort(order.begin(), order.end(), [&](std::size_t x, std::size_t y) {
    const auto since = [&](std::size_t i) { return retired[i].since.value_or(Instant::max()); };
    return since(x) > since(y);  // the latest first
  });
  std::size_t kept = 0, let_go = 0;
  std::vector<std::size_t> forgotten;
  for (const std::size_t i : order) {
    RetiredSource& source = retired[i];
    if (!source.let_go && ++kept > kMostRetired) source.let_go = true;
    if (source.let_go && ++let_go > kMostLetGo) forgotten.push_back(i);
  }
  const std::size_t first = configured();
  std::sort(forgotten.rbegin(), forgotten.rend());
  for (const std::size_t i : forgotten) {
    const auto at = static_cast<std::ptrdiff_t>(i);
    const auto number = static_cast<std::ptrdiff_t>(first + i);
    sources.erase(sources.begin() + number);
    origins.erase(origins.begin() + number);
    mappings.erase(mappings.begin() + number);
    retired.erase(retired.begin() + at);
  }
}

bool StateIdentity::age_retired(Instant now, config::RowChanges& changes, Texts& gone) {
  bool changed = false;
  for (std::size_t i = 0; i < retired.size(); ++i) {
    RetiredSource& source = retired[i];
    if (!source.since) {
      source.since = now;
      changed = true;
    }
    if (source.let_go || now - *source.since <= kKeepRetired) continue;
    const auto number = static_cast<std::int64_t>(configured() + i);
    for (const Table table :
         {Table::sources, Table::files, Table::readings, Table::streams, Table::record_ids}) {
      changes.erase_all(table, number);
    }
    gone.push_back(sources[configured() + i]);
    source.let_go = true;
    source.left_out = {};  // all is, then
    changed = true;
  }
  return changed;
}

RowMap::RowMap(const StateIdentity& from, const StateIdentity& to, const SourceFeeds& feeds)
    : labels_(places(from.parts.labels, to.parts.labels)),
      measures_(places(from.parts.measures, to.parts.measures)),
      cases_(places(from.parts.cases, to.parts.cases)),
      targets_(places(from.parts.targets, to.parts.targets)),
      sources_(places_of_sources(from, to)) {
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    other_form_.push_back(sources_[i] &&
                          form_of(from.origins[i]) != form_of(to.origins[*sources_[i]]));
  }
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    const std::optional<std::size_t> place = sources_[i];
    let_go_.push_back(place && *place >= to.configured() &&
                      to.retired[*place - to.configured()].let_go);
  }
  make_anew_what_was_left_out(from, to.configured(), feeds);
  lacking_.targets = without_source(targets_, to.parts.targets.size());
  lacking_.cases = without_source(cases_, to.parts.cases.size());
  lacking_.measures = without_source(measures_, to.parts.measures.size());
}

void RowMap::make_anew_what_was_left_out(const StateIdentity& from, std::size_t configured,
                                         const SourceFeeds& feeds) {
  const auto drop = [](const std::vector<std::size_t>& parts, Places& places, const auto& fed) {
    for (const std::size_t part : parts) {
      if (part < places.size() && places[part] && fed(*places[part])) places[part].reset();
    }
  };
  FillingParts all;
  all.targets = numbers_below(targets_.size());
  all.cases = numbers_below(cases_.size());
  all.measures = numbers_below(measures_.size());
  for (std::size_t i = 0; i < from.retired.size(); ++i) {
    const std::optional<std::size_t> source = sources_[from.configured() + i];
    if (!source || *source >= configured) continue;
    const FillingParts& parts = from.retired[i].let_go ? all : from.retired[i].left_out;
    drop(parts.targets, targets_, [&](auto part) { return feeds.feeds_target(*source, part); });
    drop(parts.cases, cases_, [&](auto part) { return feeds.feeds_case(*source, part); });
    drop(parts.measures, measures_, [&](auto part) { return feeds.feeds_measure(*source, part); });
  }
}

void RowMap::move(const FillingParts& of_from, FillingParts& to) const {
  const auto add = [](const Places& places, const std::vector<std::size_t>& from,
                      std::vector<std::size_t>& moved) {
    for (const std::size_t number : from) {
      if (number < places.size() && places[number]) moved.push_back(*places[number]);
    }
  };
  add(targets_, of_from.targets, to.targets);
  add(cases_, of_from.cases, to.cases);
  add(measures_, of_from.measures, to.measures);
}

void RowMap::add_lacking(const FillingParts& of_from) { move(of_from, lacking_); }

bool RowMap::renumbers_sources() const {
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    if (sources_[i] != i) return true;
  }
  return false;
}

std::vector<std::uint32_t> RowMap::source_numbers() const {
  std::vector<std::uint32_t> numbers;
  for (const std::optional<std::size_t> place : sources_) {
    numbers.push_back(place ? static_cast<std::uint32_t>(*place) : rules::kGoneSource);
  }
  return numbers;
}

std::vector<std::optional<Instant>> RowMap::by_source(
    const std::vector<std::optional<Instant>>& of_from) const {
  std::vector<std::optional<Instant>> moved;
  for (std::size_t i = 0; i < std::min(of_from.size(), sources_.size()); ++i) {
    if (!sources_[i]) continue;
    if (*sources_[i] >= moved.size()) moved.resize(*sources_[i] + 1);
    moved[*sources_[i]] = of_from[i];
  }
  return moved;
}

void RowMap::leave_out(StateIdentity& to) const {
  for (RetiredSource& source : to.retired) {
    FillingParts parts = lacking_;
    move(source.left_out, parts);
    for (auto* numbers : {&parts.targets, &parts.cases, &parts.measures}) {
      std::sort(numbers->begin(), numbers->end());
      numbers->erase(std::unique(numbers->begin(), numbers->end()), numbers->end());
    }
    source.left_out = std::move(parts);
  }
}

std::optional<RowKey> RowMap::place_of(const RowKey& key) const {
  RowKey place = key;
  const auto moved = [&](const Places& places, std::int64_t& number) {
    return put_at(places, number) ? std::optional(place) : std::nullopt;
  };
  switch (key.table) {
    case Table::identity:
    case Table::filling:
      return std::nullopt;
    case Table::engine:
    case Table::charters:
      return place;
    case Table::label_values:
      return moved(labels_, place.a);
    case Table::measures:
      return moved(measures_, place.a);
    case Table::steps:
    case Table::totals:
    case Table::targets:
      return moved(targets_, place.a);
    case Table::histograms:
      return key.a == kOfEvents ? moved(measures_, place.b) : moved(cases_, place.a);
    case Table::case_kinds:
    case Table::case_shapes:
    case Table::cases:
    case Table::forgotten_cases:
      return moved(cases_, place.a);
    case Table::files:
    case Table::readings:
    case Table::streams:
      if (is_of_no_use(other_form_, key.a)) return std::nullopt;
      [[fallthrough]];
    case Table::sources:
    case Table::record_ids:
      if (is_of_no_use(let_go_, key.a)) return std::nullopt;
      return moved(sources_, place.a);
  }
  return std::nullopt;
}

}  // namespace charterd::daemon
