// Kept rows in a SQLite database, written by a thread of their own.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <tl/expected.hpp>

#include "daemon/state_store.h"

namespace charterd::daemon {

/// So many pages (of 4 KiB) in SQLite's log are worth being brought to the database.
inline constexpr int kLogPages = 1000;

/// The file `state.db` in a folder, and the folder's lock. What result() called a success survives
/// a crash of the process and of the machine. Each commit is one transaction; one that failed is
/// rolled back, and nothing more is written until reopen() succeeds. The destructor finishes the
/// commit under way.
class SqliteStore : public StateStore {
 public:
  /// Makes the folder and the file where they are missing (0750 and 0640: customers' keys are in
  /// it). Refused, with what to do, and left as it is: what is damaged, written by a newer version
  /// or by another program, and a folder that another charterd uses.
  /// `on_finished` is called on the writing thread as soon as result() has something to give; it
  /// must not call the store, and what it uses outlives the store.
  static tl::expected<std::unique_ptr<SqliteStore>, std::string> open(
      const std::string& folder, std::function<void()> on_finished, int log_pages = kLogPages);
  ~SqliteStore() override;

  Outcome load(const Row& row) override;
  bool idle() const override;
  void commit(config::RowChanges changes) override;
  void purge() override;
  std::optional<Outcome> result() override;
  void wait() override;
  /// First brings what was kept from the log into the database, where a log that could not be
  /// written is needed no more; while that fails, so does this.
  Outcome reopen() override;
  StoreStats stats() const override;

 private:
  class Impl;
  explicit SqliteStore(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace charterd::daemon
