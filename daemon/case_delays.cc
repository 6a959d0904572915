#include "daemon/case_delays.h"

#include <algorithm>

#include "daemon/source_feeds.h"

namespace charterd::daemon {

std::vector<Duration> case_delays(const config::Settings& settings, const rules::Plan& plan,
                                  const collectors::Vocabulary& vocabulary) {
  const SourceFeeds feeds(settings, plan, vocabulary);
  std::vector<Duration> delays;
  for (std::size_t of = 0; of < plan.cases.size(); ++of) {
    Duration longest{};
    for (std::size_t i = 0; i < settings.sources.size(); ++i) {
      if (feeds.feeds_case(i, of)) longest = std::max(longest, settings.sources[i].arrives_within);
    }
    delays.push_back(longest);
  }
  return delays;
}

}  // namespace charterd::daemon
