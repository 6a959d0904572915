// The daemon's own metrics: everything that begins with `charterd_` or `process_`.
#pragma once

#include <string>
#include <vector>

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/metric_family.h>
#include <prometheus/registry.h>

#include "daemon/http_types.h"
#include "daemon/process_stats.h"
#include "daemon/snapshot.h"
#include "daemon/state_store.h"

namespace charterd::daemon {

/// How the charter in force was loaded.
struct ReloadState {
  bool successful = true;  ///< the last attempt was
  Instant succeeded_at{};
};

/// Takes the numbers over from those who count them. One thread at a time.
class SelfMetrics {
 public:
  explicit SelfMetrics(std::string version);

  /// Everything as it is now. The numbers given never fall from one call to the next where they
  /// become counters.
  std::vector<prometheus::MetricFamily> collect(const Snapshot& snapshot, const HttpStats& http,
                                                const HttpLimits& limits,
                                                const ProcessStats& process,
                                                const ReloadState& reload, const StoreStats& store);

 private:
  using Labels = prometheus::Labels;
  void gauge(const char* name, const char* help, const Labels& labels, double value);
  void counter(const char* name, const char* help, const Labels& labels, double value);
  void take_source(const SourceResult& result, const SourceState& state);
  void take_intake(const std::string& name, const collectors::IntakeStats& intake);
  void take_retired(const RetiredCount& retired);
  void take_measures(const rules::Figures& figures);
  void take_case(const rules::CaseFigures& cases);
  void take_http(const HttpStats& http, const HttpLimits& limits);
  void take_web_config(const WebConfigStats& web);
  void take_push(const PushStats& push);
  void take_process(const ProcessStats& process);
  void take_store(const StoreStats& store, bool stale);

  std::string version_;
  prometheus::Registry registry_;
};

}  // namespace charterd::daemon
