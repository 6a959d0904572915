// Why a figure is what it is: the single misses, exclusions and overdue cases behind it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rules/cases.h"
#include "rules/cells.h"
#include "rules/engine.h"
#include "rules/plan.h"

namespace charterd::rules {

struct Explanation {
  enum class Kind : std::uint8_t { miss, excluded, overdue };
  Kind kind = Kind::miss;
  Instant at{};     ///< when it was decided; overdue: the deadline
  std::string key;  ///< of the case; "" for an event
  std::string rule;
  // Where to look: the event that decided, else the one that opened the case.
  std::uint32_t source = 0, stream = 0;
  std::uint64_t line = 0;  ///< 0: not known
};

/// Whether there are as many misses, exclusions and overdue cases as the figure says. By weight the
/// misses are not counted, and statistics have none.
bool adds_up(const TargetFigures& target, const WindowFigure& figure,
             const std::vector<Explanation>& found);

/// Gathers what is behind one target's figures while an engine with EngineOptions::by_line reads
/// the events. Not thread-safe.
class Explainer : public OutcomeObserver {
 public:
  /// `target`: in Plan::targets. `plan` outlives it. Texts in `language` where they have it.
  Explainer(const Plan& plan, std::size_t target, std::string language);

  void counted(std::size_t target, const Outcome& outcome, const collectors::Event& event) override;

  /// What is decided in [from, to), and what is overdue as of the engine's last figures, by time.
  /// `current`: overdue cases are asked for as well. To be called once.
  std::vector<Explanation> explain(Engine& engine, Instant from, Instant to, bool current);

 private:
  void explain_case(const CaseView& view, Instant now);
  std::string excluded_because(Instant at, bool exempt) const;
  std::string missed_because(const CaseAtom* entry) const;

  const Plan& plan_;
  std::size_t index_;
  const TargetPlan& target_;
  std::string language_;
  std::vector<Explanation> found_;
};

}  // namespace charterd::rules
