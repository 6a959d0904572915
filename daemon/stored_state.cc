#include "daemon/stored_state.h"

#include <ostream>
#include <utility>

#include <fmt/format.h>

#include "config/loader.h"
#include "daemon/sqlite_reader.h"

namespace charterd::daemon {
namespace {

// A store of which only load() is ever asked.
class ReadOnlyStore : public StateStore {
 public:
  explicit ReadOnlyStore(std::string folder) : folder_(std::move(folder)) {}

  Outcome load(const Row& row) override { return read_state(folder_, row); }
  bool idle() const override { return false; }
  void commit(config::RowChanges /*changes*/) override {}
  void purge() override {}
  std::optional<Outcome> result() override { return std::nullopt; }
  void wait() override {}
  Outcome reopen() override { return {}; }
  StoreStats stats() const override { return {}; }

 private:
  std::string folder_;
};

}  // namespace

std::optional<std::string> storage_folder(const Options& options, std::ostream& messages) {
  if (options.storage_path) return options.storage_path->string();
  const auto settings = config::load_settings(options.config_file);
  for (const config::Diagnostic& diagnostic : settings.diagnostics) {
    messages << config::render(diagnostic);
  }
  if (!settings.value) return std::nullopt;
  return settings.value->storage.string();
}

LiveState::Parts parts_of(Setup& setup) {
  return {.plan = setup.plan,
          .vocabulary = setup.vocabulary,
          .settings = setup.settings,
          .open_sources = [&setup] { return setup.open_sources(collectors::ReadMode::follow); }};
}

std::optional<std::string> why_unusable(const LiveState& live, const std::string& folder) {
  if (live.replaces_other()) {
    return fmt::format(
        "{}: the charter has changed since: the state is of other targets, measures, cases or "
        "sources: start charterd with the new charter first, or name the files it runs with",
        folder);
  }
  if (!live.is_restored() || !live.engine().shown()) {
    return fmt::format("{}: the state has no figures yet: wait until charterd has read something",
                       folder);
  }
  return std::nullopt;
}

std::unique_ptr<StoredState> load_stored_state(
    const Options& options, std::ostream& messages,
    const std::function<void(config::Charter& charter)>& amend) {
  auto state = std::make_unique<StoredState>();
  state->setup = load_setup(options, messages);
  if (!state->setup) return nullptr;
  if (amend) {
    auto charter = std::make_shared<config::Charter>(*state->setup->charter);
    amend(*charter);
    state->setup->charter = std::move(charter);
    state->setup->plan = rules::Plan::compile(state->setup->charter, state->setup->vocabulary);
  }
  const std::string folder = state->setup->settings.storage.string();
  ReadOnlyStore store(folder);
  auto live = LiveState::restore(parts_of(*state->setup), store);
  if (!live) {
    messages << "charterd: " << live.error() << '\n';
    return nullptr;
  }
  if (const auto why = why_unusable(**live, folder)) {
    messages << "charterd: " << *why << '\n';
    return nullptr;
  }
  state->live = *std::move(live);
  state->at = *state->live->engine().shown();
  return state;
}

}  // namespace charterd::daemon
