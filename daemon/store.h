// Where state is kept: the seam for the durable store.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "collectors/source.h"

namespace charterd::daemon {

/// What is committed together, so that a crash neither loses an event nor counts one twice.
struct Changes {
  /// How far each source has been read, in the order of the configuration.
  std::vector<std::vector<collectors::Position>> positions;
  /// Events applied to the engine since the last commit.
  std::uint64_t events = 0;
};

/// One thread at a time. Nothing is served before it was committed.
class Store {
 public:
  using Outcome = tl::expected<void, std::string>;
  virtual ~Store() = default;

  /// Before the first event after a commit.
  virtual Outcome begin() = 0;
  /// After it, `changes` and all that was committed before survive what the store promises to
  /// survive. On an error nothing of `changes` is kept, and the transaction is still open.
  virtual Outcome commit(Changes changes) = 0;
};

/// Survives nothing: the state lives as long as the process.
class MemoryStore : public Store {
 public:
  Outcome begin() override;
  Outcome commit(Changes changes) override;

  const Changes& last() const { return last_; }
  std::uint64_t commits() const { return commits_; }

 private:
  Changes last_;
  std::uint64_t commits_ = 0;
  bool open_ = false;
};

}  // namespace charterd::daemon
