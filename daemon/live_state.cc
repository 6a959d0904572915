#include "daemon/live_state.h"

#include <cstddef>
#include <utility>

#include "config/packed.h"
#include "daemon/case_delays.h"
#include "rules/definition.h"

namespace charterd::daemon {

using config::RowKey;
using config::Table;

namespace {

// Whose state it is: rows number targets, measures, labels, cases and sources by where the files
// name them.
std::string identity_of(const LiveState::Parts& parts) {
  config::Packer packed;
  const auto add = [&packed](const std::vector<std::string>& texts) {
    packed.number(texts.size());
    for (const std::string& text : texts) packed.text(text);
  };
  const rules::Definitions definitions = rules::definitions_of(*parts.plan);
  add(definitions.labels);
  add(definitions.measures);
  add(definitions.cases);
  add(definitions.targets);
  packed.number(parts.settings.sources.size());
  for (const config::Source& source : parts.settings.sources) packed.text(source.name);
  return packed.bytes();
}

bool is_of_source(Table table) { return table >= Table::sources && table <= Table::record_ids; }

}  // namespace

LiveState::LiveState(const Parts& parts)
    : identity_(identity_of(parts)), sources_(parts.open_sources()) {
  const rules::EngineOptions options{
      .metrics = true,
      .until = std::nullopt,
      .forgets = true,
      .arrives_within = case_delays(parts.settings, *parts.plan, parts.vocabulary),
      .path_of = [this](std::uint32_t source,
                        std::uint32_t stream) { return sources_[source]->stream_path(stream); },
      .tracks = true};
  engine_ = std::make_unique<rules::Engine>(parts.plan, options);
}

tl::expected<std::unique_ptr<LiveState>, std::string> LiveState::restore(const Parts& parts,
                                                                         StateStore& store) {
  auto state = std::make_unique<LiveState>(parts);
  const auto loaded = store.load(
      [&](const RowKey& key, std::string_view value) { return state->take(key, value); });
  if (!loaded) return tl::unexpected(loaded.error());
  if (state->is_restored()) state->engine_->restored();
  return state;
}

// The identity comes first; the rows of another one are read past.
bool LiveState::take(const RowKey& key, std::string_view value) {
  if (key.table == Table::identity) {
    introduced_ = value == identity_;
    origin_ = introduced_ ? Origin::restored : Origin::replaces;
    return true;
  }
  if (origin_ == Origin::replaces) return true;
  if (origin_ == Origin::fresh) return false;
  if (!is_of_source(key.table)) return engine_->restore(key, value);
  const auto source = static_cast<std::size_t>(key.a);
  return key.a >= 0 && source < sources_.size() && sources_[source]->restore(key, value);
}

config::RowChanges LiveState::changes() {
  config::RowChanges changes;
  if (!std::exchange(introduced_, true)) {
    changes.clear_all();
    changes.put({Table::identity}, identity_);
  }
  engine_->save(changes);
  for (const auto& source : sources_) source->save(changes);
  return changes;
}

}  // namespace charterd::daemon
