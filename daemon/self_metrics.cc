#include "daemon/self_metrics.h"

#include <limits>
#include <utility>

#include "daemon/password_checks.h"
#include "daemon/result_fields.h"

namespace charterd::daemon {
namespace {

double seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }
double seconds(Instant instant) { return seconds(instant.time_since_epoch()); }
double number(std::uint64_t count) { return static_cast<double>(count); }

// Whole: the registry's histograms take single observations only.
prometheus::MetricFamily commit_seconds(const StoreStats& store) {
  prometheus::MetricFamily family;
  family.name = "charterd_state_commit_duration_seconds";
  family.help = "How long commits of the state took.";
  family.type = prometheus::MetricType::Histogram;
  prometheus::ClientMetric metric;
  metric.histogram.sample_sum = store.seconds.sum;
  for (std::size_t i = 0; i < store.seconds.counts.size(); ++i) {
    metric.histogram.sample_count += store.seconds.counts[i];
    const bool bounded = i < CommitSeconds::kBounds.size();
    const double bound =
        bounded ? CommitSeconds::kBounds.at(i) : std::numeric_limits<double>::infinity();
    metric.histogram.bucket.push_back({metric.histogram.sample_count, bound});
  }
  family.metric.push_back(std::move(metric));
  return family;
}

}  // namespace

SelfMetrics::SelfMetrics(std::string version) : version_(std::move(version)) {}

// The registry gives back the family and the series that are there already.
void SelfMetrics::gauge(const char* name, const char* help, const Labels& labels, double value) {
  prometheus::BuildGauge().Name(name).Help(help).Register(registry_).Add(labels).Set(value);
}

void SelfMetrics::counter(const char* name, const char* help, const Labels& labels, double value) {
  auto& series = prometheus::BuildCounter().Name(name).Help(help).Register(registry_).Add(labels);
  if (value > series.Value()) series.Increment(value - series.Value());
}

void SelfMetrics::take_source(const SourceResult& result, const SourceState& state) {
  const Labels source{{"source", result.name}};
  const collectors::SourceCounts& counts = result.counts;
  std::uint64_t rejected = 0;
  for (std::size_t i = 0; i < counts.rejected.size(); ++i) {
    const auto reason = static_cast<collectors::Reason>(i);
    rejected += counts.rejected[i];
    counter("charterd_source_rejected_total", "Records rejected, by their first reason.",
            {{"source", result.name}, {"reason", std::string(name_of(reason))}},
            number(counts.rejected[i]));
  }
  const auto records = [&](const char* outcome, std::uint64_t count) {
    counter("charterd_source_records_total", "Records read, by what became of them.",
            {{"source", result.name}, {"result", outcome}}, number(count));
  };
  records("accepted", counts.accepted);
  records("filtered", counts.filtered);
  records("duplicate", counts.duplicate);
  records("rejected", rejected);
  counter("charterd_source_bytes_total", "Bytes read, before decompression.", source,
          number(counts.bytes));
  gauge("charterd_source_lag_seconds",
        "For how long something has been left to read; 0 when the source is caught up.", source,
        seconds(state.behind));
  gauge("charterd_source_caught_up", "1 when everything that is there has been read.", source,
        state.caught_up ? 1 : 0);
  gauge("charterd_source_silent", "1 when no event has come for longer than is expected.", source,
        state.silent ? 1 : 0);
  take_intake(result.name, state.intake);
  gauge("charterd_source_files", "Files known: those there, and those gone but still followed.",
        source, number(state.holdings.files));
  gauge("charterd_source_remembered_ids", "Ids kept to tell duplicates.", source,
        number(state.holdings.ids));
  if (counts.last_event) {
    gauge("charterd_source_last_event_timestamp_seconds", "The latest time of an accepted event.",
          source, seconds(*counts.last_event));
  }
}

void SelfMetrics::take_intake(const std::string& name, const collectors::IntakeStats& intake) {
  const Labels source{{"source", name}};
  if (intake.gaps) {
    counter("charterd_source_gaps_total",
            "How often records were gone before they were read: a vacuumed journal.", source,
            number(*intake.gaps));
  }
  if (!intake.sockets) return;
  const collectors::IntakeStats::Sockets& sockets = *intake.sockets;
  gauge("charterd_source_connections", "Open connections of senders.", source,
        number(sockets.connections));
  gauge("charterd_source_connections_limit", "Open connections beyond which some are closed.",
        source, number(sockets.connections_limit));
  counter("charterd_source_connections_closed_total", "Connections of senders closed by charterd.",
          source, number(sockets.closed_connections));
  counter("charterd_source_kernel_drops_total",
          "Datagrams lost because the receive buffer was full.", source,
          number(sockets.kernel_drops));
  gauge("charterd_source_queue_bytes", "Received and not yet kept.", source,
        number(sockets.queued_bytes));
  gauge("charterd_source_queue_bytes_limit",
        "Beyond so many bytes nothing is received until a commit has kept some.", source,
        number(sockets.queued_bytes_limit));
}

void SelfMetrics::take_retired(const RetiredCount& retired) {
  const auto known = [&](const char* what, std::size_t count, std::size_t limit) {
    gauge("charterd_retired_sources",
          "Sources configured no more, by what is known of them: their place, or the name alone.",
          {{"known", what}}, number(count));
    gauge("charterd_retired_sources_limit", "Beyond so many those taken out first are let go.",
          {{"known", what}}, number(limit));
  };
  known("place", retired.waiting, kMostRetired);
  known("name", retired.let_go, kMostLetGo);
}

void SelfMetrics::take_measures(const rules::Figures& figures) {
  counter("charterd_folded_label_values_total",
          "Outcomes whose label value was counted as `other`, there being too many.", {},
          number(figures.folded_label_values));
  std::uint64_t corrected = 0, orphans = 0;
  for (const rules::CaseFigures& cases : figures.cases) {
    corrected += cases.corrected_outcomes;
    orphans += cases.early_events;
    take_case(cases);
  }
  counter("charterd_corrected_outcomes_total",
          "Outcomes of cases that were decided and then judged otherwise by later events.", {},
          number(corrected));
  counter("charterd_orphan_events_total",
          "Events of cases whose opening was not known when they came.", {}, number(orphans));
  for (const rules::TargetFigures& target : figures.targets) {
    if (!target.no_due) continue;
    gauge("charterd_target_no_due", "Cases left out because nothing has been promised for them.",
          {{"target", target.target->id}}, static_cast<double>(*target.no_due));
  }
  for (const rules::MeasureCounts& counts : figures.measures) {
    const auto unusable = [&](const char* reason, std::uint64_t count) {
      counter("charterd_measure_unusable_total",
              "Events without a usable value for a measure that wanted them.",
              {{"measure", counts.measure}, {"reason", reason}}, number(count));
    };
    unusable("no_value", counts.no_value);
    unusable("bad_value", counts.bad_value);
  }
}

// Gauges: a later event may show that an earlier one was in place after all.
void SelfMetrics::take_case(const rules::CaseFigures& cases) {
  for (const auto& [name, count] : unusual_events_of(cases)) {
    gauge("charterd_case_unusual_events",
          "Events of cases that are counted because nothing else became of them, by why.",
          {{"case", cases.id}, {"reason", std::string(name)}}, static_cast<double>(count));
  }
}

void SelfMetrics::take_http(const HttpStats& http, const HttpLimits& limits) {
  gauge("charterd_http_connections", "Open connections.", {}, number(http.connections));
  gauge("charterd_http_connections_limit",
        "Open connections beyond which those idle longest are closed.", {},
        number(limits.connections));
  counter("charterd_http_connections_total", "Connections taken.", {}, number(http.accepted));
  const auto closed = [&](const char* reason, std::uint64_t count) {
    counter("charterd_http_connections_closed_total", "Connections closed by charterd, by reason.",
            {{"reason", reason}}, number(count));
  };
  closed("limit", http.closed_at_limit);
  closed("timeout", http.timed_out);
  closed("tls_handshake", http.failed_handshakes);
  gauge("charterd_http_waiting", "Requests whose answer waits for something else.", {},
        number(http.waiting));
  if (http.web.is_used) take_web_config(http.web);
  for (const PushStats& push : http.push) take_push(push);
  for (std::size_t i = 0; i < kCountedStatuses.size(); ++i) {
    counter("charterd_http_answers_total", "Answers begun, by status.",
            {{"code", std::to_string(kCountedStatuses[i])}}, number(http.answers[i]));
  }
}

void SelfMetrics::take_web_config(const WebConfigStats& web) {
  gauge("charterd_web_config_last_reload_successful",
        "1 when the web configuration, as it is now, is in force.", {}, web.is_good ? 1 : 0);
  gauge("charterd_http_password_checks", "Passwords that wait to be checked.", {},
        number(web.password_checks));
  gauge("charterd_http_password_checks_limit",
        "Passwords that may wait to be checked; further ones are refused.", {},
        number(kMostPasswordChecks));
}

void SelfMetrics::take_push(const PushStats& push) {
  const Labels source{{"source", push.source}};
  gauge("charterd_source_posts_waiting", "Posts that wait to be read.", source, number(push.posts));
  gauge("charterd_source_posts_waiting_limit", "Posts that may wait; further ones get 429.", source,
        number(push.posts_limit));
  gauge("charterd_source_posts_waiting_bytes", "Bytes of the posts that wait to be read.", source,
        number(push.bytes));
  gauge("charterd_source_posts_waiting_limit_bytes",
        "Bytes of the posts that may wait; further ones get 429.", source,
        number(push.bytes_limit));
  for (std::size_t i = 0; i < kPushRefusals.size(); ++i) {
    counter("charterd_source_posts_refused_total", "Posts refused, by why.",
            {{"source", push.source}, {"reason", std::string(kPushRefusals.at(i))}},
            number(push.refused.at(i)));
  }
}

void SelfMetrics::take_process(const ProcessStats& process) {
  const auto add = [&](const char* name, const char* help, std::optional<double> value) {
    if (value) gauge(name, help, {}, *value);
  };
  if (process.cpu_seconds) {
    counter("process_cpu_seconds_total", "Processor time used, of user and system.", {},
            *process.cpu_seconds);
  }
  add("process_resident_memory_bytes", "Memory resident.", process.resident_bytes);
  add("process_virtual_memory_bytes", "Address space used.", process.virtual_bytes);
  add("process_open_fds", "Open file descriptors.", process.open_files);
  add("process_max_fds", "File descriptors that may be open.", process.max_files);
  add("process_start_time_seconds", "When the process started, since 1970.", process.start_time);
}

void SelfMetrics::take_store(const StoreStats& store, bool stale) {
  gauge("charterd_state_bytes", "Size of the kept state on disk.", {}, number(store.bytes));
  gauge("charterd_state_stale",
        "1 while figures stand still and nothing is read; /-/ready says why.", {}, stale ? 1 : 0);
  counter("charterd_state_commit_failures_total", "Commits of the state that failed.", {},
          number(store.failed_commits));
  counter("charterd_state_rows_total", "Rows of the state that commits changed.", {},
          number(store.rows));
}

std::vector<prometheus::MetricFamily> SelfMetrics::collect(
    const Snapshot& snapshot, const HttpStats& http, const HttpLimits& limits,
    const ProcessStats& process, const ReloadState& reload, const StoreStats& store) {
  gauge("charterd_build_info", "The version of charterd; always 1.", {{"version", version_}}, 1);
  gauge("charterd_config_last_reload_successful",
        "1 when the files were last loaded without error.", {}, reload.successful ? 1 : 0);
  gauge("charterd_config_last_reload_success_timestamp_seconds",
        "When the files were last loaded without error.", {}, seconds(reload.succeeded_at));
  for (std::size_t i = 0; i < snapshot.results.sources.size(); ++i) {
    take_source(snapshot.results.sources[i], snapshot.states[i]);
  }
  take_retired(snapshot.retired);
  take_measures(snapshot.results.figures);
  take_http(http, limits);
  take_process(process);
  take_store(store, !snapshot.stale_because.empty());
  std::vector<prometheus::MetricFamily> families = registry_.Collect();
  families.push_back(commit_seconds(store));
  return families;
}

}  // namespace charterd::daemon
