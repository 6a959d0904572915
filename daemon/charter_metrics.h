// The charter's figures as metrics: everything that begins with `charter_`.
#pragma once

#include <vector>

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include "daemon/snapshot.h"

namespace charterd::daemon {

/// A view of one snapshot. Any thread.
class CharterMetrics : public prometheus::Collectable {
 public:
  explicit CharterMetrics(SnapshotPtr snapshot) : snapshot_(std::move(snapshot)) {}
  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  SnapshotPtr snapshot_;
};

}  // namespace charterd::daemon
