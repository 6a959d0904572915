// Makes anew, out of the files that are still there, what a changed charter counts otherwise.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/kept_rows.h"
#include "daemon/live_state.h"
#include "daemon/source_feeds.h"
#include "daemon/state_identity.h"

namespace charterd::daemon {

/// A second engine that reads, beside the first one and always behind it, what that one has read
/// already. Once both have read the same, the rows of the parts that were to be made anew are taken
/// over from the second. One thread, the same as the first one's.
class Filling {
 public:
  /// `first` outlives the object and knows what it lacks: LiveState::lacks().
  Filling(const LiveState::Parts& parts, const LiveState& first);

  /// Reads about `budget` bytes of each source. Returns how many were read.
  std::size_t read(std::size_t budget);
  /// Looks for new and rotated files.
  void rescan();

  /// What the first one has read and is still there to be read has been read.
  bool is_level() const;

  /// Only when is_level(), and just after figures(at, passed) and changes() of the first: appends
  /// to those changes what makes the state whole. Whoever restores it then has all parts.
  /// Then missing_before() and records() are known.
  void add_changes(Instant at, Instant passed, config::RowChanges& changes);

  /// The earliest event that could be read again, where the state knows of an earlier one: of the
  /// target that lacks most, by the sources that may feed it; nullopt where nothing is missing.
  /// What retired sources told is missing up to the time when they were taken out.
  std::optional<Instant> missing_before() const { return missing_before_; }

  /// How many records of the sources the first one has read, and how many of them were there to be
  /// read again.
  struct Records {
    std::uint64_t known = 0, found = 0;
    /// Sources of the settings whose earliest event is there but not all of what came later, and
    /// how many records they lack. No `since` tells of those.
    std::vector<std::pair<std::string, std::uint64_t>> gaps;
  };
  const Records& records() const { return records_; }

 private:
  bool takes_over(const config::RowKey& key) const;
  std::optional<Instant> find_missing(std::size_t target, Instant now) const;
  bool goes_back_as_far(std::size_t source) const;
  Records count_records() const;
  void erase_partial(config::RowChanges& changes) const;

  const LiveState& first_;
  SourceFeeds feeds_;  // of the retired sources too, by their numbers
  FillingParts parts_;
  LiveState second_;
  std::optional<Instant> missing_before_;
  Records records_;
};

}  // namespace charterd::daemon
