#include "daemon/sqlite_store.h"

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>

#include "daemon/sqlite_connection.h"
#include "daemon/sqlite_folder.h"
#include "daemon/sqlite_open.h"

namespace charterd::daemon {
namespace {

std::uint64_t size_of(const std::string& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  return error ? 0 : size;
}

}  // namespace

// The connection is the writing thread's while `batch_` is there or `purging_`, the caller's
// otherwise.
class SqliteStore::Impl {
 public:
  Impl(std::string path, FolderLock lock, std::unique_ptr<SqliteConnection> connection,
       std::function<void()> on_finished, int log_pages)
      : path_(std::move(path)),
        lock_(std::move(lock)),
        connection_(std::move(connection)),
        on_finished_(std::move(on_finished)),
        log_pages_(log_pages),
        writer_([this](const std::stop_token& stop) { write_batches(stop); }) {}

  Outcome load(const Row& row) { return connection_ ? connection_->load(row) : not_open(); }

  bool idle() const {
    const std::lock_guard lock(mutex_);
    return !batch_ && !purging_ && !result_ && !failed_;
  }

  void commit(config::RowChanges changes) {
    const std::lock_guard lock(mutex_);
    batch_ = std::move(changes);
    changed_.notify_all();
  }

  void purge() {
    const std::lock_guard lock(mutex_);
    purging_ = true;
    changed_.notify_all();
  }

  std::optional<Outcome> result() {
    const std::lock_guard lock(mutex_);
    return std::exchange(result_, std::nullopt);
  }

  void wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !batch_ && !purging_; });
  }

  Outcome reopen() {
    wait();
    if (connection_) {
      if (auto emptied = connection_->empty_log(); !emptied) return emptied;
      connection_.reset();
    }
    auto opened = SqliteConnection::open(path_, log_pages_);
    if (!opened) return tl::unexpected(opened.error());
    connection_ = std::move(*opened);
    const std::lock_guard lock(mutex_);
    result_.reset();
    failed_ = false;
    return {};
  }

  StoreStats stats() const {
    StoreStats stats;
    {
      const std::lock_guard lock(mutex_);
      stats = stats_;
    }
    stats.bytes = size_of(path_) + size_of(path_ + "-wal");
    return stats;
  }

 private:
  Outcome not_open() const {
    return tl::unexpected(path_ + ": is not open: open it again before it is read");
  }

  void write_batches(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (changed_.wait(lock, stop, [&] { return batch_.has_value() || purging_; })) {
      const bool purging = purging_;
      lock.unlock();
      purging ? write_anew() : write_batch();
      on_finished_();
      lock.lock();
    }
  }

  void write_batch() {
    const auto start = std::chrono::steady_clock::now();
    Outcome outcome = connection_->commit(*batch_);
    const std::chrono::duration<double> duration = std::chrono::steady_clock::now() - start;
    const std::lock_guard lock(mutex_);
    stats_.seconds.add(duration.count());
    ++(outcome ? stats_.commits : stats_.failed_commits);
    if (outcome) stats_.rows += batch_->size();
    failed_ = !outcome;
    result_ = std::move(outcome);
    batch_.reset();
    changed_.notify_all();
  }

  void write_anew() {
    Outcome outcome = connection_->write_anew();
    const std::lock_guard lock(mutex_);
    result_ = std::move(outcome);
    purging_ = false;
    changed_.notify_all();
  }

  const std::string path_;
  const FolderLock lock_;
  std::unique_ptr<SqliteConnection> connection_;  // null behind a reopen() that failed
  const std::function<void()> on_finished_;
  const int log_pages_;

  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable_any changed_;
  std::optional<config::RowChanges> batch_;  // under way; not changed while it is
  bool purging_ = false;                     // purge() is
  std::optional<Outcome> result_;
  bool failed_ = false;
  StoreStats stats_;

  std::jthread writer_;  // the last member: the first to end
};

SqliteStore::SqliteStore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SqliteStore::~SqliteStore() = default;

tl::expected<std::unique_ptr<SqliteStore>, std::string> SqliteStore::open(
    const std::string& folder, std::function<void()> on_finished, int log_pages) {
  if (const auto made = make_state_folder(folder); !made) return tl::unexpected(made.error());
  auto lock = FolderLock::take(folder);
  if (!lock) return tl::unexpected(lock.error());
  const std::string path = state_file(folder);
  if (const auto created = create_state(path); !created) return tl::unexpected(created.error());
  auto connection = SqliteConnection::open(path, log_pages);
  if (!connection) return tl::unexpected(connection.error());
  return std::unique_ptr<SqliteStore>(new SqliteStore(std::make_unique<Impl>(
      path, std::move(*lock), std::move(*connection), std::move(on_finished), log_pages)));
}

StateStore::Outcome SqliteStore::load(const Row& row) { return impl_->load(row); }
bool SqliteStore::idle() const { return impl_->idle(); }
void SqliteStore::commit(config::RowChanges changes) { impl_->commit(std::move(changes)); }
void SqliteStore::purge() { impl_->purge(); }
std::optional<StateStore::Outcome> SqliteStore::result() { return impl_->result(); }
void SqliteStore::wait() { impl_->wait(); }
StateStore::Outcome SqliteStore::reopen() { return impl_->reopen(); }
StoreStats SqliteStore::stats() const { return impl_->stats(); }

}  // namespace charterd::daemon
