// The journal of systemd behind one small door: the only file that sees libsystemd.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "config/settings.h"

namespace charterd::collectors {

/// False when charterd was built without libsystemd: then open() never succeeds.
bool journal_is_built_in();

/// One place in the entries that match, in the journal's own order. One thread at a time. Errors
/// are texts that say what to do.
class Journal {
 public:
  static tl::expected<std::unique_ptr<Journal>, std::string> open(
      const config::JournaldOptions& options);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  /// The next entry is then the one of the cursor, or the first after where that was; the first of
  /// all for "".
  tl::expected<void, std::string> seek(const std::string& cursor);
  /// The next entry is then the first one of that time or later, in microseconds since 1970.
  tl::expected<void, std::string> seek(std::uint64_t realtime);
  /// Goes to the next entry; false when there is none yet.
  tl::expected<bool, std::string> next();

  // Of the entry:
  std::string cursor() const;
  bool is_at(const std::string& cursor) const;
  /// Microseconds since 1970.
  std::uint64_t realtime() const;

  enum class Missing { absent, too_long, unreadable };
  /// The field's first value; at most kMaximumRecordSize bytes of it. Valid until the next call.
  /// `__REALTIME_TIMESTAMP`, `__MONOTONIC_TIMESTAMP` and `__CURSOR` are fields, too.
  tl::expected<std::string_view, Missing> field(const std::string& name);

  /// Readable when something may have changed; then process() is to be called. Negative when there
  /// is no such descriptor: what is new is seen only by whoever opens anew.
  int descriptor() const;
  /// True when files may have come or gone. What was in those that have gone is not given any more.
  /// The error: a file that has come may not have been opened; only who opens anew sees its
  /// entries.
  tl::expected<bool, std::string> process();

  /// When the latest of all entries came, also of those that do not match; 0 where there is none.
  std::uint64_t latest() const;

 private:
  Journal();
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// Files of the journal that this process may not read.
std::vector<std::string> unreadable_journals(const std::string& directory);

}  // namespace charterd::collectors
