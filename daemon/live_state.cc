#include "daemon/live_state.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "collectors/rotation_name.h"
#include "daemon/case_delays.h"
#include "daemon/charter_changes.h"

namespace charterd::daemon {

using config::RowKey;
using config::Table;

namespace {

bool is_of_source(Table table) { return table >= Table::sources && table <= Table::record_ids; }

// The sources whose places `before` had and `after` has let go, for there are too many.
std::vector<std::string> let_go_between(const StateIdentity& before, const StateIdentity& after) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < after.retired.size(); ++i) {
    const std::string& name = after.sources[after.configured() + i];
    const auto found = std::find(before.sources.begin(), before.sources.end(), name);
    const auto number = static_cast<std::size_t>(found - before.sources.begin());
    const bool was = number >= before.configured() && number < before.sources.size() &&
                     before.retired[number - before.configured()].let_go;
    if (after.retired[i].let_go && !was) names.push_back(name);
  }
  return names;
}

}  // namespace

LiveState::LiveState(const Parts& parts, const rules::Engine* labels_of)
    : parts_(parts), sources_(parts.open_sources()) {
  const std::vector<Duration> arrives_within =
      case_delays(parts.settings, *parts.plan, parts.vocabulary);
  identity_ = StateIdentity::of(*parts.plan, parts.settings, arrives_within);
  const rules::EngineOptions options{
      .metrics = true,
      .until = std::nullopt,
      .forgets = true,
      .arrives_within = arrives_within,
      .path_of = [this](std::uint32_t source,
                        std::uint32_t stream) { return path_of(source, stream); },
      .tracks = true,
      .labels_of = labels_of};
  engine_ = std::make_unique<rules::Engine>(parts.plan, options);
}

tl::expected<std::unique_ptr<LiveState>, std::string> LiveState::restore(const Parts& parts,
                                                                         StateStore& store) {
  auto state = std::make_unique<LiveState>(parts);
  const auto loaded = store.load([&](const RowKey& key, std::string_view value) {
    if (parts.heartbeat != nullptr) parts.heartbeat->beat();
    return state->take(key, value);
  });
  if (!loaded) return tl::unexpected(loaded.error());
  state->finish_restoring();
  return state;
}

// The identity comes first.
bool LiveState::take(const RowKey& key, std::string_view value) {
  if (key.table == Table::identity) return take_identity(value);
  if (!is_restored_) return false;
  if (key.table == Table::filling) return take_lacks(value);
  if (!map_) return restore_row(key, value);
  const std::optional<RowKey> place = map_->place_of(key);
  if (!place) return true;
  const bool is_saved_anew = key.table == Table::cases && map_->renumbers_sources();
  if (!is_saved_anew) carried_.put(*place, value);
  return restore_row(*place, value);
}

bool LiveState::take_identity(std::string_view value) {
  is_restored_ = true;
  const auto other = StateIdentity::unpack(value);
  if (!other) return false;
  identity_.retire_missing(*other);
  let_go_ = let_go_between(*other, identity_);
  introduced_ = value == identity_.pack();
  if (introduced_) return true;
  const SourceFeeds feeds(parts_.settings, *parts_.plan, parts_.vocabulary);
  map_.emplace(*other, identity_, feeds);
  carried_.clear_all();
  if (map_->renumbers_sources()) engine_->renumber_sources(map_->source_numbers());
  return true;
}

bool LiveState::take_lacks(std::string_view value) {
  const auto lacks = FillingParts::unpack(value);
  if (!lacks) return false;
  if (map_) {
    map_->add_lacking(*lacks);
  } else {
    lacks_ = *lacks;
  }
  return true;
}

bool LiveState::restore_row(const RowKey& key, std::string_view value) {
  if (key.table == Table::charters) return editions_.restore(key, value);
  if (!is_of_source(key.table)) return engine_->restore(key, value);
  const auto source = static_cast<std::size_t>(key.a);
  if (key.a < 0 || source >= identity_.sources.size()) return false;
  if (source >= sources_.size()) return true;  // it waits in the store until it is configured again
  return sources_[source]->restore(key, value);
}

void LiveState::finish_restoring() {
  if (!is_restored_) return;
  if (map_) {
    lacks_ = map_->lacking();
    map_->leave_out(identity_);
    engine_->set_earliest(map_->by_source(engine_->earliest()));
  }
  map_.reset();
  engine_->restored();
  engine_->hide(lacks_.targets, lacks_.cases, lacks_.measures);
  engine_->set_goals(goals_in_force(editions_.all(), *parts_.plan));
}

// Which stream of a retired source had which path is in the store alone.
std::optional<std::string_view> LiveState::path_of(std::uint32_t source,
                                                   std::uint32_t stream) const {
  if (source >= sources_.size()) return std::nullopt;
  return collectors::unrotated(sources_[source]->stream_path(stream));
}

config::RowChanges LiveState::changes(std::optional<Instant> now) {
  config::RowChanges changes;
  if (!std::exchange(introduced_, true)) {
    changes = std::exchange(carried_, {});
    if (changes.empty()) changes.clear_all();
    if (now) identity_.age_retired(*now, changes, let_go_);
    changes.put({Table::identity}, identity_.pack());
    if (!lacks_.empty()) changes.put({Table::filling}, lacks_.pack());
  } else if (now && identity_.age_retired(*now, changes, let_go_)) {
    changes.put({Table::identity}, identity_.pack());
  }
  engine_->save(changes);
  for (const auto& source : sources_) source->save(changes);
  if (now && editions_.note(*parts_.plan, *now, changes)) {
    engine_->set_goals(goals_in_force(editions_.all(), *parts_.plan));
  }
  return changes;
}

}  // namespace charterd::daemon
