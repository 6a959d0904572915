// `charterd forget`: through the daemon where one runs, else by itself.
//
// The events of a case leave the state, and no file of the state holds its key any more. What they
// were counted as stays in the figures; of the key a hash is remembered, so that later events make
// no case anew. The sources' files still hold the events: a daemon that begins anew, or whose
// charter has a new or changed target, reads them again, and so do `evaluate` and `explain`.
// Backups hold them too.
#include <chrono>
#include <filesystem>
#include <iostream>
#include <thread>

#include <fmt/format.h>

#include "config/diagnostic.h"
#include "daemon/commands.h"
#include "daemon/forget_requests.h"
#include "daemon/sqlite_folder.h"
#include "daemon/sqlite_store.h"
#include "daemon/stored_state.h"
#include "daemon/terminal.h"

namespace charterd::daemon {
namespace {

constexpr std::chrono::seconds kPatience{30};
constexpr std::chrono::milliseconds kPause{50};

using Forgotten = tl::expected<std::size_t, std::string>;

bool is_kind(const std::string& kind, const config::Charter& charter) {
  std::vector<std::string> kinds;
  for (const config::Case& one : charter.cases) {
    if (one.id == kind) return true;
    kinds.push_back(one.id);
  }
  const std::string nearest = config::nearest(kind, kinds);
  std::cerr << fmt::format("charterd: the charter has no case \"{}\"{}\n", kind,
                           nearest.empty() ? "" : fmt::format(", did you mean {}?", nearest));
  return false;
}

bool has_state(const std::string& folder) {
  std::error_code error;
  return std::filesystem::exists(state_file(folder), error) || is_locked(folder);
}

tl::expected<void, std::string> finish(StateStore& store) {
  store.wait();
  return store.result().value_or(StateStore::Outcome{});
}

// Changes the state that no daemon has open. Without figures of a later T than the kept ones.
Forgotten forget_here(Setup& setup, StateStore& store, const Options& options) {
  auto live = LiveState::restore(parts_of(setup), store);
  if (!live) return tl::unexpected(live.error());
  if (const auto why = why_unusable(**live, setup.settings.storage.string())) {
    return tl::unexpected(*why);
  }
  if (!(*live)->lacks().empty()) {
    return tl::unexpected(std::string(
        "some targets are still to be read anew from the logs, which would bring the case back: "
        "start charterd, and try again when it is ready"));
  }
  rules::Engine& engine = (*live)->engine();
  std::size_t forgotten = 0;
  for (std::size_t i = 0; i < setup.plan->cases.size(); ++i) {
    const bool asked = !options.case_kind || setup.plan->cases[i].config->id == *options.case_kind;
    if (asked && engine.forget(i, options.operand)) ++forgotten;
  }
  if (forgotten > 0) {
    engine.figures(*engine.shown(), Instant::min());
    store.commit((*live)->changes());
    if (auto kept = finish(store); !kept) return tl::unexpected(kept.error());
  }
  store.purge();
  if (auto purged = finish(store); !purged) return tl::unexpected(purged.error());
  return forgotten;
}

std::string no_answer(const std::string& folder) {
  return fmt::format(
      "charterd, which runs on {}, has not answered within {} seconds: the request waits for it in "
      "{}: see its log",
      folder, kPatience.count(), (std::filesystem::path(folder) / "requests").string());
}

// Until the daemon has answered, or has ended and left the state to us.
Forgotten forget(Setup& setup, const Options& options) {
  const std::string folder = setup.settings.storage.string();
  ForgetRequests requests(folder);
  std::optional<ForgetRequest> sent;
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < end) {
    if (sent) {
      if (const auto answer = requests.take_answer(*sent)) return *answer;
    }
    if (!is_locked(folder)) {
      auto store = SqliteStore::open(folder, [] {});
      if (store) {
        if (sent) requests.withdraw(*sent);
        return forget_here(setup, **store, options);
      }
      if (!is_locked(folder)) return tl::unexpected(store.error());
    } else if (!sent) {
      auto written = requests.send(options.operand, options.case_kind.value_or(""));
      if (!written) return tl::unexpected(written.error());
      sent = *std::move(written);
    }
    std::this_thread::sleep_for(kPause);
  }
  return tl::unexpected(no_answer(folder));
}

std::string text_of(std::size_t forgotten) {
  if (forgotten == 0) return "0 cases were forgotten: the state has none with this key\n";
  return fmt::format(
      "{} forgotten; the logs still hold {} events, and so do backups of the state\n",
      forgotten == 1 ? "1 case was" : fmt::format("{} cases were", forgotten),
      forgotten == 1 ? "its" : "their");
}

}  // namespace

int run_forget(const Options& options) {
  if (options.operand.empty()) {
    std::cerr << "charterd: forget needs KEY, the key of a case\n";
    return 2;
  }
  const auto setup = load_setup(options, std::cerr);
  if (!setup) return 1;
  if (options.case_kind && !is_kind(*options.case_kind, *setup->charter)) return 2;
  const std::string folder = setup->settings.storage.string();
  if (!has_state(folder)) {
    std::cerr << fmt::format("charterd: no state in {}: has charterd run with this storage path?\n",
                             folder);
    return 1;
  }
  const Forgotten forgotten = forget(*setup, options);
  if (!forgotten) {
    std::cerr << "charterd: " << forgotten.error() << '\n';
    return 1;
  }
  std::cout << text_of(*forgotten);
  return finish_output() ? 0 : 1;
}

}  // namespace charterd::daemon
