// Where state is kept between two runs: the seam for the durable store.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "config/kept_rows.h"

namespace charterd::daemon {

/// How long the commits took, in seconds. Each is counted in the first bucket whose bound it does
/// not exceed, the last bucket has none.
struct CommitSeconds {
  static constexpr std::array<double, 14> kBounds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                                  0.25,  0.5,    1,     2.5,  5,     10,   30};
  std::array<std::uint64_t, kBounds.size() + 1> counts{};
  double sum = 0;

  void add(double seconds);
};

struct StoreStats {
  std::uint64_t bytes = 0;           ///< on disk
  std::uint64_t commits = 0;         ///< that succeeded
  std::uint64_t failed_commits = 0;  ///< whose result was an error
  std::uint64_t rows = 0;            ///< changes of rows in the commits that succeeded
  CommitSeconds seconds;             ///< of both kinds of commits
};

/// Kept rows. One thread at a time but where said.
class StateStore {
 public:
  /// The error: what is wrong and what to do, with the file's path; never a value of a row.
  using Outcome = tl::expected<void, std::string>;
  /// Takes one row; the value is gone afterwards. False: it is not understood, stop.
  using Row = std::function<bool(const config::RowKey& key, std::string_view value)>;

  virtual ~StateStore() = default;

  /// Gives every row, by table number, then by key. Not while a commit is under way, nor from one
  /// that failed until reopen() succeeds.
  virtual Outcome load(const Row& row) = 0;

  /// commit() may be called: none is under way, no result waits to be taken, none has failed since
  /// the last successful reopen().
  virtual bool idle() const = 0;

  /// Begins to keep these changes, all together or not at all, and returns at once. Only while
  /// idle().
  virtual void commit(config::RowChanges changes) = 0;

  /// Begins to overwrite what rows held that are gone or changed, so that nothing of it is left in
  /// any file, and returns at once. Only while idle(). Costs as much as to write all rows anew.
  /// result() tells how it ended; an error (a reader of the store is in the way, or the disk is
  /// full) changes nothing that is kept, and needs no reopen().
  virtual void purge() = 0;

  /// Of the last commit, once, when it is known; nullopt otherwise. On success the changes survive
  /// what the store promises to survive. On an error what is kept is the state before them or, only
  /// where the error came after they were kept, behind them: reopen() and load() tell.
  virtual std::optional<Outcome> result() = 0;

  /// Until result() has something to give, or nothing is under way.
  virtual void wait() = 0;

  /// After a failure: lets go of what was open and opens again what is kept; load() anew follows.
  /// May be tried again, as long as it fails. A result that was not taken is dropped.
  virtual Outcome reopen() = 0;

  virtual StoreStats stats() const = 0;  ///< any thread
};

/// Survives nothing but the object, on which a test can start anew. A commit is over when commit()
/// returns.
class MemoryStateStore : public StateStore {
 public:
  Outcome load(const Row& row) override;
  bool idle() const override { return !result_ && !failed_; }
  void commit(config::RowChanges changes) override;
  void purge() override;
  std::optional<Outcome> result() override;
  void wait() override {}
  Outcome reopen() override;
  StoreStats stats() const override;

  /// The next commit fails with this text, keeping nothing or, when `kept`, its changes.
  void fail_next_commit(std::string error, bool kept = false);
  /// The next purge() fails with this text.
  void fail_next_purge(std::string error) { purge_error_ = std::move(error); }
  /// The next reopen() fails with this text.
  void fail_next_reopen(std::string error) { reopen_error_ = std::move(error); }

  const std::map<config::RowKey, std::string>& rows() const { return rows_; }

 private:
  struct Failure {
    std::string error;
    bool kept;
  };

  std::map<config::RowKey, std::string> rows_;
  std::optional<Outcome> result_;
  std::optional<Failure> next_failure_;
  std::optional<std::string> reopen_error_;
  std::optional<std::string> purge_error_;
  bool failed_ = false;
  mutable std::mutex mutex_;  // guards stats_
  StoreStats stats_;
};

/// Changes `rows` as RowChanges says.
void apply_changes(const config::RowChanges& changes, std::map<config::RowKey, std::string>& rows);

/// What load() says when a row was not understood: the file at `path`, and which row.
std::string row_not_understood(std::string_view path, const config::RowKey& key,
                               std::string_view table);

}  // namespace charterd::daemon
