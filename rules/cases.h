// All cases of one kind: keeps their events, judges them, and applies the differences.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <queue>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/event.h"
#include "config/kept_rows.h"
#include "config/packed.h"
#include "rules/case_event.h"
#include "rules/case_index.h"
#include "rules/case_judge.h"
#include "rules/case_plan.h"
#include "rules/case_timeline.h"
#include "rules/chunked.h"
#include "rules/figures.h"
#include "rules/histogram.h"
#include "rules/source_order.h"
#include "rules/tally.h"

namespace charterd::rules {

/// The most cases of one kind that are kept at a time; events of further ones are counted as
/// CaseFigures::refused_events.
inline constexpr std::size_t kMostCases = 20'000'000;
/// So many closed cases are kept beyond their time while the sources are still behind: a log that
/// is not in the order of time may yet tell more of them.
inline constexpr std::size_t kMostKeptWhileBehind = 100'000;
/// Keys of forgotten cases that are remembered, so that a late event makes no case anew.
inline constexpr std::size_t kMostForgottenKeys = 400'000;
/// Longer keys are kept as their beginning and a hash of the whole.
inline constexpr std::size_t kLongestKey = 128;

/// One case as an explanation needs it. Valid only during the call that gives it.
struct CaseView {
  const std::string& key;
  const Timeline& timeline;
  std::span<const CaseEvent> events;
  const ShapeTable& shapes;

  Bits roles_of(const CaseEvent& event) const { return shapes[event.shape].roles; }
};

/// Not thread-safe.
class Cases {
 public:
  struct Parts {
    const Plan& plan;
    const CasePlan& cases;
    std::vector<LabelValues>& labels;  ///< by LabelId
    Tally& tally;
    Duration arrives_within{};  ///< the longest of the case's sources
    bool metrics = false;
    bool forgets = false;  ///< false: cases are kept for ever
    bool by_line = false;  ///< CaseEvent::position is the line
    bool tracks = false;   ///< save() will be called
    PathOf path_of{};      ///< see EngineOptions
  };
  /// What `parts` refers to outlives the object.
  explicit Cases(const Parts& parts);

  enum class Taken : std::uint8_t {
    taken,     ///< belongs to a case, or is counted as why not
    not_mine,  ///< says nothing to cases of this kind
    too_late,  ///< of a case that has been forgotten
  };
  Taken take(const collectors::Event& event);

  /// Judges the cases that have got events since or have passed a deadline, and forgets those whose
  /// time is over.
  /// `now` never falls.
  void advance(Instant now);

  /// From now on closed cases are forgotten CasePlan::keep after their closing, and events whose
  /// case has not been opened as long after they came.
  void begin_forgetting();

  /// The next instant at which advance() has something to do, as of the last advance().
  std::optional<Instant> next_change() const;

  /// See Engine::forget(). advance() follows before the next save().
  bool forget(std::string_view key);

  /// Appends the rows of the kind's tables that have changed since the last call; `kind` is their
  /// first part. Just after advance() only.
  void save(std::int64_t kind, config::RowChanges& changes);
  /// Takes a row that was saved, in the order of tables and keys, before the first event. False
  /// when it cannot be one.
  bool restore(const config::RowKey& key, std::string_view value);
  /// After the last row.
  void restored();
  /// See Engine::renumber_sources().
  void renumber_sources(const std::vector<std::uint32_t>& numbers) { renumbered_ = numbers; }

  CaseFigures figures() const;
  void append_histograms(std::vector<HistogramFigure>& figures) const;
  std::int64_t no_due(std::size_t target) const { return no_due_[target]; }

  /// Calls `visit` for each case that has been opened, in no order.
  void visit(const std::function<void(const CaseView&)>& visit);
  Instant judged_at() const;

 private:
  using Slot = CaseIndex::Slot;
  enum class Stage : std::uint8_t { free, waiting, open, closed, voided };

  struct State {
    std::string key;
    std::vector<CaseEvent> events;
    Instant scheduled = Instant::max();  // the timer that counts
    Instant since{};                     // waiting: when the first event came; closed, voided: when
    Bits measured = 0;                   // measures that the histograms have
    IgnoredEvents ignored;
    Stage stage = Stage::free;
    bool in_order = true;  // the events are
    bool has_opening = false;
    bool changed = false;    // since it was judged
    bool unsaved = false;    // its slot is in unsaved_
    bool reordered = false;  // by new numbers of sources, and not judged since
  };
  // What a case has put into the figures of one target.
  struct Settled {
    Instant at{};
    std::int64_t extra = 0;  // value: the value; bad: the deadline that is overdue, or kNoOverdue
    ShapeId opening = 0;     // whose labels it was counted under
    Judgement::Kind kind = Judgement::Kind::none;
    bool counted = false;  // a decision of it has been

    bool same_as(const Settled& other) const {
      return kind == other.kind && at == other.at && extra == other.extra &&
             opening == other.opening;
    }
  };
  static constexpr std::int64_t kNoOverdue = INT64_MIN;
  struct Timer {
    Instant at{};
    Slot slot = 0;
    friend bool operator>(const Timer& a, const Timer& b) { return a.at > b.at; }
  };

  bool read_shape(const collectors::Event& event);
  Instant read_due(const collectors::Event& event);
  std::optional<Slot> find_or_make(std::string_view key, std::uint64_t hash);
  void insert(Slot slot, const collectors::Event& event, Instant due);
  void put_in_order(State& state);
  bool is_before(const CaseEvent& a, const CaseEvent& b) const;

  Instant effective_now() const;
  void judge_changed();
  bool judge(Slot slot);
  Settled settle(const CaseTargetPlan& target, std::optional<Instant>& next);
  void replace(std::size_t index, Settled& old, Settled fresh);
  void count(std::size_t index, Settled& settled, std::int64_t times);
  std::span<const LabelIndex> labels_of(const CaseTargetPlan& target, ShapeId opening);
  void enter(State& state, Stage stage, Instant since);
  void count_ignored(State& state, const IgnoredEvents& fresh);
  void observe(State& state);

  void schedule_after(Slot slot, Instant deadline);
  void schedule(Slot slot, Instant at);
  bool may_forget() const;
  std::optional<Instant> forget_at(const State& state) const;
  void forget(Slot slot);
  Settled& settled(Slot slot, std::size_t target);

  // cases_keeping.cc
  void touch(Slot slot);  // what save() writes of the case may change
  void save_kind(std::int64_t kind, config::RowChanges& changes);
  void save_case(Slot slot, config::Packer& to);
  void save_settled(const Settled& settled, config::Packer& to) const;
  bool restore_kind(config::Unpacker from);
  bool restore_shape(ShapeId id, config::Unpacker from);
  bool restore_case(Slot slot, config::Unpacker from);
  bool restore_events(State& state, config::Unpacker& from);
  bool restore_settled(std::size_t index, Settled& settled, config::Unpacker& from);
  void take_new_numbers(Slot slot);
  std::uint64_t hash_of(Slot slot) const { return hash_of_key(states_[slot].key); }

  Parts parts_;
  const CasePlan& plan_;
  ShapeTable shapes_;
  Chunked<State> states_;
  Chunked<Settled> settled_;
  std::vector<Slot> free_;
  std::vector<Slot> changed_;
  std::vector<Slot> unsaved_;
  ShapeId saved_shapes_ = 0;
  std::optional<std::vector<std::uint32_t>> renumbered_;  // while rows are restored
  CaseIndex index_;
  RecentKeys forgotten_{kMostForgottenKeys};
  std::priority_queue<Timer, std::vector<Timer>, std::greater<>> timers_;
  std::vector<Histograms> histograms_;  // by CasePlan::histograms
  std::vector<std::int64_t> no_due_;    // by CasePlan::targets
  CaseFigures counts_;
  Instant now_ = Instant::min();
  bool forgetting_ = false;
  bool corrects_ = true;  // what is judged otherwise now is so by a later event
  // Used again for every event.
  Timeline timeline_;
  Shape shape_;
  std::vector<LabelIndex> labels_;
};

}  // namespace charterd::rules
