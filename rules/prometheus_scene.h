// What two instances of charterd export while an alert is tested.
#pragma once

#include <string>

#include "rules/prometheus_rules.h"

namespace charterd::rules {

/// Series as promtool reads them, each with one sample every five minutes from 0 to `until`.
/// Numbers are divided between the two instances, so that only their sums are right.
class PrometheusScene {
 public:
  PrometheusScene(const config::Charter& charter, const PrometheusOptions& options, Duration until)
      : charter_(charter), options_(options), until_(until) {}

  /// Both serve the charter and have read all of `source`, or one of them has not.
  void served(const std::string& source, bool caught_up);
  /// A series of the first instance, and one of the second.
  void both(const std::string& name, const std::string& labels, double first, double second);
  /// A series of the first instance alone, with values in promtool's notation.
  void one(const std::string& name, const std::string& labels, const std::string& values);

  /// Outcomes of a share; `part` is `by="",by_value=""` or such of a part.
  void events(const config::Target& target, const std::string& window, double good, double bad,
              const std::string& part = R"(by="",by_value="")");
  void statistic(const config::Target& target, const std::string& window, double amount,
                 double observations);
  /// One of the target's own metrics, the same on both instances.
  void value(const std::string& metric, const config::Target& target, const std::string& more,
             double value);

  std::string constant(double value) const;
  const config::Charter& charter() const { return charter_; }
  PrometheusTexts take() { return std::move(series_); }

 private:
  std::string labels_of(const config::Target& target, const std::string& more) const;
  std::string instance(const std::string& labels, const char* which) const;

  const config::Charter& charter_;
  const PrometheusOptions& options_;
  Duration until_;
  PrometheusTexts series_;
};

/// Sets a target's figure in its decisive window (improvements: the current one): exactly at the
/// limit, or next to it on the wrong side.
void set_at_limit(PrometheusScene& scene, const config::Target& target, bool missed);

/// The limit that set_at_limit looks at: of improvements the value that their goal or path has
/// then.
double improvement_limit(const config::Target& target);

}  // namespace charterd::rules
