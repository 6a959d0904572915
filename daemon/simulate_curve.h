// When customers come: quiet nights, a busy late morning, a smaller second peak, calmer weekends.
#pragma once

#include "config/instant.h"
#include "config/zone.h"

namespace charterd::daemon {

/// The rate over time, 1 on average over a week. One thread at a time.
class DailyCurve {
 public:
  explicit DailyCurve(config::Zone zone) : zone_(zone) {}

  /// The rate is the same from `begin` to `end`, half open: a quarter of an hour.
  struct Step {
    Instant begin, end;
    double rate = 0;
  };
  const Step& at(Instant instant);

  /// The rate that the average customer meets: there are more of them when it is busy.
  static double busy();

 private:
  config::Zone zone_;
  Step step_;
};

}  // namespace charterd::daemon
