#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>

#include <catch2/catch.hpp>

#include "daemon/sqlite_store.h"
#include "tests/fault/batches.h"
#include "tests/fault/faulty_vfs.h"

namespace charterd::daemon {
namespace {

constexpr std::uint64_t kForever = 1'000'000;
constexpr int kShortLog = 10;  // pages, so that the log goes to the database every few commits

// So many losses of power are tried at each operation.
std::uint32_t rounds() {
  const char* text = std::getenv("CHARTERD_FAULT_ROUNDS");
  const int count = text == nullptr ? 2 : std::atoi(text);
  return count > 0 ? static_cast<std::uint32_t>(count) : 1;
}

// In memory where there is such a folder: the tests' own disk is not what is tried.
std::filesystem::path place() {
  const std::filesystem::path memory = "/dev/shm";
  return std::filesystem::is_directory(memory) ? memory : std::filesystem::temp_directory_path();
}

auto open_store(const StateFolder& folder) {
  return SqliteStore::open(
      folder.folder(), [] {}, kShortLog);
}

// A state without rows, made while the disk was sound.
void make_state(const StateFolder& folder) {
  start_faulty_disk({});
  REQUIRE(open_store(folder));
}

// The state that a restart finds behind a loss of power now; and it can go on from there.
int state_after_power_cut(const StateFolder& folder, std::uint32_t seed, bool is_over) {
  const StateFolder copy(place());
  disk_after_power_cut(folder.folder(), copy.folder(), seed);
  if (is_over) start_faulty_disk({});
  const auto store = open_store(copy);
  INFO("seed " << seed << (store ? "" : ": " + store.error()));
  REQUIRE(store);
  const int number = state_number(rows_of(**store));
  if (number >= 0 && number < kBatches) {
    REQUIRE(commit_now(**store, batch(number + 1)).empty());
    REQUIRE(state_number(rows_of(**store)) == number + 1);
  }
  return number;
}

// Opens or opens again; a fault that does not end by itself is mended at last.
template <typename Try>
void insist(Try attempt) {
  for (int tries = 0; tries < 10; ++tries) {
    const std::string error = attempt();
    if (error.empty()) return;
    INFO(error);
    REQUIRE(faulty_disk_counts().struck);
    if (tries == 5) mend_faulty_disk();
  }
  FAIL("cannot be opened on a disk that is sound again");
}

std::unique_ptr<SqliteStore> insist_on_store(const StateFolder& folder) {
  std::unique_ptr<SqliteStore> store;
  insist([&]() -> std::string {
    auto opened = open_store(folder);
    if (!opened) return opened.error();
    store = std::move(*opened);
    return "";
  });
  return store;
}

// All batches through a disk with one fault. False when there were fewer operations than that.
bool survives(const FaultPlan& plan) {
  const StateFolder folder(place());
  make_state(folder);
  start_faulty_disk(plan);
  auto store = insist_on_store(folder);
  int kept = 0;
  bool has_failed = false;
  int failures = 0;
  while (kept < kBatches) {
    const std::string error = commit_now(*store, batch(kept + 1));
    INFO("batch " << kept + 1 << ": " << error);
    if (!error.empty()) {
      REQUIRE(faulty_disk_counts().struck);
      REQUIRE_FALSE(store->idle());
      if (++failures == 8) mend_faulty_disk();
      REQUIRE(error.find(folder.file() + ": ") == 0);
      insist([&] {
        const auto reopened = store->reopen();
        return reopened ? "" : reopened.error();
      });
      REQUIRE(store->idle());
      const int found = state_number(rows_of(*store));
      REQUIRE((found == kept || found == kept + 1));
      kept = found;
      has_failed = true;
      continue;
    }
    ++kept;
    // What a sync could not bring to the disk must have got there in another way.
    if (has_failed || kept == kBatches) {
      mend_faulty_disk();
      const auto seed = static_cast<std::uint32_t>(plan.at);
      REQUIRE(state_after_power_cut(folder, seed, false) == kept);
      has_failed = false;
    }
  }
  const DiskCounts counts = faulty_disk_counts();
  const bool is_within =
      plan.at < (plan.fault == Fault::sync_error ? counts.syncs : counts.operations);
  store.reset();
  REQUIRE(state_number(rows_of(*insist_on_store(folder))) == kBatches);
  return is_within;
}

// At every operation in turn; returns their number.
std::uint64_t survives_everywhere(Fault fault, std::uint64_t length) {
  install_faulty_disk();
  for (FaultPlan plan{fault, 0, length};; ++plan.at) {
    INFO("fault " << static_cast<int>(fault) << " at " << plan.at << " for " << length);
    if (!survives(plan)) return plan.at;
  }
}

TEST_CASE("Writes that fail lose nothing that was committed, and mix nothing") {
  CHECK(survives_everywhere(Fault::write_error, 1) > 100);
  CHECK(survives_everywhere(Fault::write_error, 5) > 100);
}

TEST_CASE("Syncs that fail lose nothing that was committed, even when the power fails next") {
  CHECK(survives_everywhere(Fault::sync_error, 1) > 10);
  CHECK(survives_everywhere(Fault::sync_error, 4) > 10);
}

TEST_CASE("A full disk loses nothing, whether it stays full or not") {
  CHECK(survives_everywhere(Fault::disk_full, 1) > 100);
  CHECK(survives_everywhere(Fault::disk_full, kForever) > 100);
}

// Returns how many commits were reported as kept.
int run_until_power_cut(const StateFolder& folder) {
  const auto store = open_store(folder);
  if (!store) return 0;
  int kept = 0;
  while (kept < kBatches && commit_now(**store, batch(kept + 1)).empty()) ++kept;
  return kept;
}

TEST_CASE("A loss of power at any write takes back nothing that was reported as kept") {
  install_faulty_disk();
  const std::uint32_t count = rounds();
  std::cout << "losses of power: seeds " << 0 << " to " << count - 1 << " at each operation\n";
  std::uint64_t at = 0;
  for (bool struck = true; struck; ++at) {
    for (std::uint32_t seed = 0; seed < count; ++seed) {
      const StateFolder folder(place());
      make_state(folder);
      start_faulty_disk({Fault::power_cut, at});
      const int kept = run_until_power_cut(folder);
      struck = faulty_disk_counts().struck;
      INFO("at " << at << ", seed " << seed << ", reported " << kept);
      const int found =
          state_after_power_cut(folder, seed * 7919 + static_cast<std::uint32_t>(at), true);
      REQUIRE(found >= kept);
      REQUIRE(found <= kept + 1);
    }
  }
  CHECK(at > 100);
}

}  // namespace
}  // namespace charterd::daemon
