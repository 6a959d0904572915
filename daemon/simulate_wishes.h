// What the targets of a charter say of the values that its events should have, so that goals are
// now kept and now missed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/charter.h"

namespace charterd::daemon {

/// A test of a measure or a field somewhere in a target, and what part it plays there.
struct Wish {
  enum class Part { where, exclude, kept };
  Part part = Part::where;
  config::Test test;
  double share = 0.8;  ///< kept: the share of events of which the test should be true
};

/// A target's goal for a statistic of the measure.
struct StatisticWish {
  config::Statistic statistic = config::Statistic::mean;
  double percentile = 0.5;
  double value = 0;          ///< in base units
  bool of_business = false;  ///< seconds of working time
};

/// All that is wished of the measures that one kind of event feeds.
struct Wishes {
  std::vector<Wish> tests;
  std::vector<std::string> labels;  ///< of `by` and `across`
};

/// `measures`: those that the kind of event feeds.
Wishes wishes_of(const config::Charter& charter,
                 const std::vector<const config::Measure*>& measures);

/// What the targets on a case and on its measures wish. Tests that must hold together have a share
/// each such that all of them hold in the share that the goal asks for.
Wishes wishes_of(const config::Charter& charter, const config::Case& kind);

/// The goals for statistics of one measure or case's measure, the first target's first.
std::vector<StatisticWish> statistics_wished(const config::Charter& charter,
                                             const std::string& measure);

}  // namespace charterd::daemon
