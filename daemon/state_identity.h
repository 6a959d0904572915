// Whose state it is: what the numbers in the keys of kept rows mean.
#pragma once

#include <chrono>
#include <cstddef>
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

/// A source that is not configured any more. Its rows wait for it to come back.
struct RetiredSource {
  std::optional<Instant> since;  ///< nullopt: it has just been found missing
  FillingParts left_out;         ///< parts that were made anew without it
};

struct StateIdentity {
  rules::Definitions parts;
  std::vector<std::string> sources;  ///< their names, the retired ones' last; "" of one let go
  std::vector<std::string> origins;  ///< where each source's records come from
  std::vector<RetiredSource> retired;

  /// `arrives_within`: of each case of the plan, see EngineOptions.
  static StateIdentity of(const rules::Plan& plan, const config::Settings& settings,
                          const std::vector<Duration>& arrives_within);
  /// Of the configured sources, to whose number that of the first retired one is equal.
  std::size_t configured() const { return sources.size() - retired.size(); }
  /// The sources of `other` that are not among these are retired from now on.
  void retire_missing(const StateIdentity& other);
  /// Notes since when they are retired, and lets go of those that have been for too long: appends
  /// to `changes` that their rows go. True when anything has changed.
  bool age_retired(Instant now, config::RowChanges& changes);

  std::string pack() const;
  static std::optional<StateIdentity> unpack(std::string_view bytes);
};

/// Finds the rows of one identity their places in another: of parts that are defined alike, however
/// they are numbered; a source under another name is the same when its records come from the same
/// place. The cases' events name sources, so that cases have a place only where those
/// have kept their numbers. Nor have parts one that were made anew while a source was retired that
/// may feed them and is configured again.
class RowMap {
 public:
  /// `to` is that of the plan, and has retired what it lacks of `from`. `feeds`: of its sources.
  RowMap(const StateIdentity& from, const StateIdentity& to, const rules::Plan& plan,
         const SourceFeeds& feeds);

  /// nullopt where the other identity has no such part.
  std::optional<config::RowKey> place_of(const config::RowKey& key) const;

  /// Parts of `to` that get no rows from `from`.
  const FillingParts& lacking() const { return lacking_; }
  /// Adds to them those that `from` lacked already.
  void add_lacking(const FillingParts& of_from);

  /// What is told of each source of `from`, told of the sources of `to`.
  std::vector<std::optional<Instant>> by_source(
      const std::vector<std::optional<Instant>>& of_from) const;
  /// What is lacking is made anew without the retired sources of `to`, the result of the
  /// constructor's; what they had left out before keeps its parts' new numbers.
  void leave_out(StateIdentity& to) const;

 private:
  using Places = std::vector<std::optional<std::size_t>>;  // by the number in `from`

  bool is_of_other_form(std::int64_t source) const;
  void make_anew_what_was_left_out(const StateIdentity& from, std::size_t configured,
                                   const SourceFeeds& feeds);
  void move(const FillingParts& of_from, FillingParts& to) const;

  Places labels_, measures_, cases_, targets_, sources_;
  std::vector<bool> other_form_;  // of each source: what says how far it was read is of no use
  FillingParts lacking_;
};

}  // namespace charterd::daemon
