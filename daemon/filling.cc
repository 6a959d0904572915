#include "daemon/filling.h"

#include <algorithm>

#include "config/packed.h"
#include "rules/histogram.h"

namespace charterd::daemon {

using config::RowChanges;
using config::RowKey;
using config::Table;

namespace {

constexpr std::int64_t kOfEvents = -1;  // the group of histograms that are no case's

// Whatever is wrong with a record was said when it was read first.
class QuietSink : public collectors::EventSink {
 public:
  QuietSink(rules::Engine& engine, Instant latest) : engine_(engine), latest_(latest) {}
  std::optional<collectors::Reason> take(const collectors::Event& event) override {
    if (event.time > latest_) return collectors::Reason::future;
    return engine_.apply(event) ? std::nullopt : std::optional(collectors::Reason::too_late);
  }

 private:
  rules::Engine& engine_;
  Instant latest_;
};

// Those of the settings, and behind them the retired ones as far as their mappings are known.
config::Settings with_retired(const config::Settings& settings, const StateIdentity& identity) {
  config::Settings all;
  all.sources = settings.sources;
  for (std::size_t i = identity.configured(); i < identity.sources.size(); ++i) {
    all.sources.push_back(unpack_mapping(identity.mappings[i]));
  }
  return all;
}

bool has(const std::vector<std::size_t>& numbers, std::int64_t number) {
  return std::find(numbers.begin(), numbers.end(), static_cast<std::size_t>(number)) !=
         numbers.end();
}

void append(const RowChanges::Change& change, RowChanges& to) {
  switch (change.kind) {
    case RowChanges::Kind::put:
      return to.put(change.key, change.value);
    case RowChanges::Kind::erase:
      return to.erase(change.key);
    case RowChanges::Kind::erase_below:
      return to.erase_below(change.key);
    case RowChanges::Kind::erase_all:
      return to.erase_all(change.key.table, change.key.a);
    case RowChanges::Kind::clear:
      return;
  }
}

}  // namespace

Filling::Filling(const LiveState::Parts& parts, const LiveState& first)
    : first_(first),
      feeds_(with_retired(parts.settings, first.identity()), *parts.plan, parts.vocabulary),
      parts_(first.lacks()),
      second_(parts, &first.engine()) {
  for (std::size_t i = 0; i < second_.sources().size(); ++i) {
    second_.sources()[i]->follow(*first_.sources()[i]);
  }
}

std::size_t Filling::read(std::size_t budget) {
  // What the first one took is not in the future.
  QuietSink sink(second_.engine(), first_.engine().latest().value_or(Instant::min()));
  std::size_t read = 0;
  second_.engine().count_folded(false);  // they were
  for (const auto& source : second_.sources()) {
    read += source->poll(sink, budget);
    source->take_problems();  // said by the first one
  }
  second_.engine().count_folded(true);
  return read;
}

void Filling::rescan() {
  for (const auto& source : second_.sources()) source->rescan();
}

bool Filling::is_level() const {
  return std::all_of(second_.sources().begin(), second_.sources().end(),
                     [](const auto& source) { return source->is_level(); });
}

Filling::Records Filling::count_records() const {
  Records records;
  const StateIdentity& identity = first_.identity();
  for (std::size_t i = 0; i < first_.sources().size(); ++i) {
    const std::uint64_t known = first_.sources()[i]->counts().records;
    const std::uint64_t found = second_.sources()[i]->counts().records;
    records.known += known;
    records.found += found;
    if (found < known && i < identity.configured() && goes_back_as_far(i)) {
      records.gaps.emplace_back(identity.sources[i], known - found);
    }
  }
  return records;
}

bool Filling::goes_back_as_far(std::size_t source) const {
  const auto& known = first_.engine().earliest();
  const auto& read = second_.engine().earliest();
  if (source >= known.size() || !known[source]) return true;
  return source < read.size() && read[source] && *read[source] <= *known[source];
}

bool Filling::takes_over(const RowKey& key) const {
  switch (key.table) {
    case Table::label_values:  // the numbers are those of the first one
      return true;
    case Table::steps:
    case Table::totals:
      return has(parts_.targets, key.a);
    case Table::measures:
      return has(parts_.measures, key.a);
    case Table::histograms:
      return key.a == kOfEvents ? has(parts_.measures, key.b) : has(parts_.cases, key.a);
    case Table::case_kinds:
    case Table::case_shapes:
    case Table::cases:
    case Table::forgotten_cases:
      return has(parts_.cases, key.a);
    default:
      return false;
  }
}

// What the first one has counted of these parts since it began is in the second one too.
void Filling::erase_partial(RowChanges& changes) const {
  for (const std::size_t target : parts_.targets) {
    changes.erase_all(Table::steps, static_cast<std::int64_t>(target));
    changes.erase_all(Table::totals, static_cast<std::int64_t>(target));
  }
  // Both number their histograms as they come.
  for (const std::size_t measure : parts_.measures) {
    for (std::size_t n = 0; n <= rules::kMostHistograms; ++n) {
      changes.erase({Table::histograms, kOfEvents, static_cast<std::int64_t>(measure),
                     static_cast<std::int64_t>(n)});
    }
  }
  for (const std::size_t kind : parts_.cases) {
    for (const Table table : {Table::case_kinds, Table::case_shapes, Table::cases,
                              Table::forgotten_cases, Table::histograms}) {
      changes.erase_all(table, static_cast<std::int64_t>(kind));
    }
  }
}

// The latest instant before which some source of the target has told the first one more than can be
// read again.
std::optional<Instant> Filling::find_missing(std::size_t target, Instant now) const {
  const auto& known = first_.engine().earliest();
  const auto& read = second_.engine().earliest();
  const StateIdentity& identity = first_.identity();
  std::optional<Instant> missing;
  for (std::size_t i = 0; i < std::min(known.size(), identity.sources.size()); ++i) {
    if (!known[i] || !feeds_.feeds_target(i, target)) continue;
    const bool any = i < read.size() && read[i].has_value();
    const bool retired = i >= identity.configured();
    const auto end = retired ? identity.retired[i - identity.configured()].since : std::nullopt;
    const Instant again = any ? *read[i] : end.value_or(now);
    if (goes_back_as_far(i)) continue;
    missing = std::max(missing.value_or(again), again);
  }
  return missing;
}

void Filling::add_changes(Instant at, Instant passed, RowChanges& result) {
  second_.engine().figures(at, passed);
  erase_partial(result);
  const RowChanges all = second_.changes();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (takes_over(all[i].key)) append(all[i], result);
  }
  records_ = count_records();
  missing_before_.reset();
  for (const std::size_t target : parts_.targets) {
    const std::optional<Instant> missing = find_missing(target, at);
    if (!missing) continue;
    result.put({Table::targets, static_cast<std::int64_t>(target)},
               config::Packer().instant(*missing).bytes());
    missing_before_ = std::max(missing_before_.value_or(*missing), *missing);
  }
  result.erase({Table::filling});
}

}  // namespace charterd::daemon
