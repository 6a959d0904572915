// A folder for a test's state, and what the tests of the stores do with rows.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

#include "config/kept_rows.h"
#include "daemon/state_store.h"

namespace charterd::daemon {

/// Removed with all that is in it.
class StateFolder {
 public:
  explicit StateFolder(
      const std::filesystem::path& parent = std::filesystem::temp_directory_path()) {
    std::string name = (parent / "charterd-state-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
    path_ = name;
  }
  ~StateFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  StateFolder(const StateFolder&) = delete;
  StateFolder& operator=(const StateFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::string folder() const { return (path_ / "state").string(); }
  std::string file(std::string_view suffix = "") const {
    return folder() + "/state.db" + std::string(suffix);
  }

 private:
  std::filesystem::path path_;
};

using Rows = std::map<config::RowKey, std::string>;

inline std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;  // which takes many at once: sanitizers look at each step
  bytes << file.rdbuf();
  return bytes.str();
}

inline void write_bytes(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

/// Throws when they cannot be loaded, or come in another order than load() promises.
inline Rows rows_of(StateStore& store) {
  Rows rows;
  const auto loaded = store.load([&](const config::RowKey& key, std::string_view value) {
    if (!rows.empty() && !(rows.rbegin()->first < key)) throw std::logic_error("not in order");
    rows.emplace_hint(rows.end(), key, value);
    return true;
  });
  if (!loaded) throw std::runtime_error(loaded.error());
  return rows;
}

/// Commits and waits; "" or the error.
inline std::string commit_now(StateStore& store, config::RowChanges changes) {
  if (!store.idle()) throw std::logic_error("the store is not idle");
  store.commit(std::move(changes));
  store.wait();
  const auto result = store.result();
  if (!result) throw std::logic_error("no result");
  return *result ? "" : result->error();
}

}  // namespace charterd::daemon
