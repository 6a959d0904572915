// The engine: takes events in any order, keeps sums, and says every figure as of an instant.
#pragma once

#include <memory>
#include <optional>

#include "collectors/event.h"
#include "rules/figures.h"

namespace charterd::rules {

class Plan;

struct EngineOptions {
  /// Also keep what only a daemon shows: short windows, months, decisions, histograms.
  bool metrics = false;
  /// Events later than this are left out.
  std::optional<Instant> until;
};

/// Not thread-safe. Deterministic: the same events give the same figures in whatever order they
/// come, but for which values of an unlisted label are the first twenty.
class Engine {
 public:
  Engine(std::shared_ptr<const Plan> plan, EngineOptions options);
  ~Engine();
  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;

  /// Counts one event. Keeps nothing that `event` points to.
  void apply(const collectors::Event& event);

  /// The latest time of any applied event; nullopt before the first.
  std::optional<Instant> latest() const;

  /// Every figure as of `at`. `at` never falls from one call to the next, and windows that have
  /// passed are forgotten: later events can still correct calendar windows and baselines.
  Figures figures(Instant at);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace charterd::rules
