// Whose state it is: what the numbers in the keys of kept rows mean.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/kept_rows.h"
#include "config/settings.h"
#include "daemon/source_feeds.h"
#include "rules/definition.h"
#include "rules/plan.h"

namespace charterd::daemon {

/// Parts of a plan, by their numbers in it, that are not in the state as they should be.
struct FillingParts {
  std::vector<std::size_t> targets, cases, measures;

  bool empty() const { return targets.empty() && cases.empty() && measures.empty(); }
  std::string pack() const;
  static std::optional<FillingParts> unpack(std::string_view bytes);
};

/// So long how far a source was read is kept that is not configured any more.
inline constexpr Duration kKeepRetired = std::chrono::hours{30 * 24};
/// Of so many such sources; of more the ones that were taken out first are let go.
inline constexpr std::size_t kMostRetired = 64;
/// Of so many that were let go it is known that what they told has been counted.
inline constexpr std::size_t kMostLetGo = 1024;

/// A source that is not configured any more. Its rows wait for it to come back.
struct RetiredSource {
  std::optional<Instant> since;  ///< nullopt: it has just been found missing
  FillingParts left_out;         ///< parts that were made anew without it
  /// How far it was read is not known any more, but what it told is still counted: should it come
  /// back, all that it feeds is made anew.
  bool let_go = false;
};

/// How many there are of them.
struct RetiredCount {
  std::size_t waiting = 0;  ///< of which it is known how far they were read
  std::size_t let_go = 0;
};

struct StateIdentity {
  rules::Definitions parts;
  std::vector<std::string> sources;  ///< their names, the retired ones' last
  std::vector<std::string> origins;  ///< where each source's records come from
  /// What each source may tell of, see pack_mapping(); "" where it is not known.
  std::vector<std::string> mappings;
  std::vector<RetiredSource> retired;  ///< in the order of their numbers

  /// `arrives_within`: of each case of the plan, see EngineOptions.
  static StateIdentity of(const rules::Plan& plan, const config::Settings& settings,
                          const std::vector<Duration>& arrives_within);
  /// Of the configured sources, to whose number that of the first retired one is equal.
  std::size_t configured() const { return sources.size() - retired.size(); }
  RetiredCount count_retired() const;
  /// The sources of `other` that are not among these are retired from now on. They keep their
  /// order.
  void retire_missing(const StateIdentity& other);
  /// Notes since when they are retired, and lets go of those that have been for too long: appends
  /// to `changes` that their rows go, and to `gone` their names. True when anything has changed.
  bool age_retired(Instant now, config::RowChanges& changes, std::vector<std::string>& gone);

  std::string pack() const;
  static std::optional<StateIdentity> unpack(std::string_view bytes);

 private:
  void bound_retired();
};

/// Finds the rows of one identity their places in another: of parts that are defined alike, however
/// they are numbered; a source under another name is the same when its records come from the same
/// place. Parts have none that a source may feed which is configured again, if they were
/// made anew while it was retired, or if it was let go.
class RowMap {
 public:
  /// `to` is that of the plan, and has retired what it lacks of `from`. `feeds`: of its sources.
  RowMap(const StateIdentity& from, const StateIdentity& to, const SourceFeeds& feeds);

  /// nullopt where the other identity has no such part.
  std::optional<config::RowKey> place_of(const config::RowKey& key) const;

  /// Parts of `to` that get no rows from `from`.
  const FillingParts& lacking() const { return lacking_; }
  /// Adds to them those that `from` lacked already.
  void add_lacking(const FillingParts& of_from);

  /// Whether any source has another number in `to` than in `from`.
  bool renumbers_sources() const;
  /// By the number in `from`; rules::kGoneSource where nothing is known any more of the source.
  std::vector<std::uint32_t> source_numbers() const;
  /// What is told of each source of `from`, told of the sources of `to`.
  std::vector<std::optional<Instant>> by_source(
      const std::vector<std::optional<Instant>>& of_from) const;
  /// What is lacking is made anew without the retired sources of `to`, the result of the
  /// constructor's; what they had left out before keeps its parts' new numbers.
  void leave_out(StateIdentity& to) const;

 private:
  using Places = std::vector<std::optional<std::size_t>>;  // by the number in `from`

  void make_anew_what_was_left_out(const StateIdentity& from, std::size_t configured,
                                   const SourceFeeds& feeds);
  void move(const FillingParts& of_from, FillingParts& to) const;

  Places labels_, measures_, cases_, targets_, sources_;
  std::vector<bool> other_form_;  // of each source: what says how far it was read is of no use
  std::vector<bool> let_go_;      // of each source: nothing of it is kept
  FillingParts lacking_;
};

}  // namespace charterd::daemon
