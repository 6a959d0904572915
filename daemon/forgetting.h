// What the daemon has done so far of the requests to forget cases.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "config/instant.h"
#include "daemon/forget_requests.h"
#include "rules/engine.h"
#include "rules/plan.h"

namespace charterd::daemon {

/// So long after the old rows could not be overwritten it is tried again.
inline constexpr Duration kPurgeRetryInterval = std::chrono::seconds(10);

/// Forgets at most one batch of requests at a time: found, carried out, committed, and purged, that
/// is, overwritten wherever the store had them. Only then they are answered. A crash or a failure
/// in between leaves the requests, which are begun anew. The pipeline's thread.
class Forgetting {
 public:
  /// `requests` may be null: nobody ever asks. What is named outlives the object.
  Forgetting(ForgetRequests* requests, const rules::Plan& plan)
      : requests_(requests), plan_(plan) {}

  /// Looks for requests, unless there are some under way.
  void look();
  /// Carries out those that were found. True when there are any: a commit has to follow.
  bool begin(rules::Engine& engine);
  /// How that commit, or any other, has ended.
  void committed();
  void failed();

  /// Whether the store is to be purged, by the boot clock.
  bool wants_purge(Duration boot) const;
  void purge_begun() { stage_ = Stage::purging; }
  bool is_purging() const { return stage_ == Stage::purging; }
  /// Answers the requests, those that cannot be answered now when look() is called; how many cases
  /// they were.
  std::size_t purged();
  void purge_failed(Duration boot);

 private:
  enum class Stage { idle, found, begun, committed, purging };

  std::size_t forget(const ForgetRequest& request, rules::Engine& engine) const;

  ForgetRequests* requests_;
  const rules::Plan& plan_;
  Stage stage_ = Stage::idle;
  std::vector<ForgetRequest> batch_;
  std::map<std::string, std::size_t> forgotten_;                   // cases, by the request's name
  std::vector<std::pair<ForgetRequest, std::size_t>> unanswered_;  // carried out, with the cases
  Duration next_purge_{};
};

}  // namespace charterd::daemon
