// The engine: takes events in any order, keeps sums, and says every figure as of an instant.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "collectors/event.h"
#include "config/kept_rows.h"
#include "rules/figures.h"
#include "rules/goal_in_force.h"
#include "rules/source_order.h"

namespace charterd::rules {

class Plan;
struct CaseView;
class Engine;
struct Outcome;

/// What became of single events, for those who ask why.
class OutcomeObserver {
 public:
  virtual ~OutcomeObserver() = default;
  /// An event has been counted for the `target`-th target of the charter, which is on events.
  virtual void counted(std::size_t target, const Outcome& outcome,
                       const collectors::Event& event) = 0;
};

struct EngineOptions {
  /// Also keep what only a daemon shows: short windows, months, decisions, histograms.
  bool metrics = false;
  /// Events later than this are left out.
  std::optional<Instant> until{};
  /// Cases are forgotten when their time is over, see begin_forgetting().
  bool forgets = false;
  /// Keeps of each case's events the line instead of the offset: to explain figures.
  bool by_line = false;
  /// How late the events of each case of the charter may arrive: nobody has passed a deadline
  /// before T less this. Missing ones are 0.
  std::vector<Duration> arrives_within{};
  /// Events of the same instant and source are ordered by the paths of their logs. Empty: by their
  /// streams' numbers, which rise with the paths where all are read once.
  PathOf path_of{};
  /// save() will be called: what changes is noted. Otherwise it need not be.
  bool tracks = false;
  /// The numbers of label values are those of this engine, of the same plan, which outlives the new
  /// one and is used by the same thread. nullptr: numbers of its own.
  const Engine* labels_of = nullptr;
  /// Is told each outcome of an event; outlives the engine. nullptr: nobody is.
  OutcomeObserver* observer = nullptr;
};

/// Not thread-safe. Deterministic: the same events give the same figures in whatever order they
/// come, but for which values of an unlisted label are the first twenty.
class Engine {
 public:
  Engine(std::shared_ptr<const Plan> plan, EngineOptions options);
  ~Engine();
  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;

  /// Counts one event. Keeps nothing that `event` points to. False when it is of no use because it
  /// came too late: its case has been forgotten.
  bool apply(const collectors::Event& event);

  /// To be called when all that the sources hold has been read. From now on, if the options say so,
  /// cases are forgotten when their time is over.
  void begin_forgetting();

  /// The next instant at which figures change by themselves: a deadline passes.
  std::optional<Instant> next_change() const;

  /// The latest time of any applied event; nullopt before the first.
  std::optional<Instant> latest() const;

  /// Every figure as of `at`. `at` never falls from one call to the next, and windows that have
  /// passed are forgotten: later events can still correct calendar windows and baselines.
  Figures figures(Instant at) { return figures(at, at); }
  /// The same, but only deadlines before `passed` count as passed: while some sources are behind
  /// others, what is due may still be read.
  Figures figures(Instant at, Instant passed);

  /// What every target came to in the local days [from, to), which are over at shown(); see
  /// period_report(). Needs EngineOptions::metrics, which keeps all days.
  Figures period(Day from, Day to) const;

  /// The first local day of which any target has counted something; nullopt: none has. Needs
  /// EngineOptions::metrics.
  std::optional<Day> first_day() const;

  /// Appends what has changed since the last call, or since the engine was made or restored. Just
  /// after figures(): what those say is what is saved. Needs EngineOptions::tracks.
  void save(config::RowChanges& changes);

  /// Makes a new engine, of the same plan, what the saved one was: takes each row, in the order of
  /// tables and keys, and is then told that there are no more. False when a row cannot be one that
  /// was saved; then the engine is of no use.
  bool restore(const config::RowKey& key, std::string_view value);
  void restored();
  /// Before the first restore(): the sources have other numbers than when the state was saved. The
  /// one that was `i` is `numbers[i]` now; those beyond, of which nothing is known any more, are
  /// kGoneSource. Cases are judged as if events of the same instant had always been ordered by the
  /// new numbers, and are all saved anew.
  void renumber_sources(const std::vector<std::uint32_t>& numbers);

  /// From now on figures say nothing of these, by their numbers in the plan: what was before is
  /// still to be read. Of cases and measures the histograms are left out and the counts marked.
  void hide(const std::vector<std::size_t>& targets, const std::vector<std::size_t>& cases,
            const std::vector<std::size_t>& measures);
  /// Nothing before `since` could be read for the target.
  void set_since(std::size_t target, Instant since);
  /// What the goals have been, by target: `previous` is judged by that of its end. Only the numbers
  /// may differ.
  void set_goals(std::vector<GoalsInForce> goals);
  /// The earliest time of any applied event, by Origin::source; sources without one may be missing.
  const std::vector<std::optional<Instant>>& earliest() const;
  void set_earliest(std::vector<std::optional<Instant>> times);
  /// Whether values of labels beyond the bound are counted in Figures::folded_label_values.
  void count_folded(bool counts);

  /// The T of the last figures(), by this engine or the one that was saved; nullopt: none yet.
  std::optional<Instant> shown() const;

  /// Forgets the case with this key, as when its time is over, but at once and whatever has become
  /// of it: what it was counted as stays, what is pending or overdue leaves those counts, and later
  /// events of the key make no case anew. `of_case`: in Plan::cases. False when there is none.
  /// figures() follows before the next save().
  bool forget(std::size_t of_case, std::string_view key);

  /// Calls `visit` for each case of a kind that has been opened, as of the last figures(). In no
  /// order. `of_case`: in Plan::cases. The instant is T less what may still arrive.
  void visit_cases(std::size_t of_case,
                   const std::function<void(const CaseView&, Instant now)>& visit);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace charterd::rules
