#include "daemon/log_limit.h"

#include "daemon/logging.h"

namespace charterd::daemon {
namespace {

constexpr Duration kMinute = std::chrono::minutes(1);

// A clock that was set back begins a new minute, too.
bool is_over(Instant since, Instant now) { return now < since || now - since >= kMinute; }

}  // namespace

std::vector<LogLimit::LeftOut> LogLimit::take_left_out(Instant now) {
  std::vector<LeftOut> result;
  if (!any_left_out_) return result;
  any_left_out_ = false;
  for (auto& [kind, counted] : kinds_) {
    if (counted.left_out == 0) continue;
    if (is_over(counted.since, now)) {
      result.push_back({kind.substr(0, kind.find('\n')), counted.left_out});
      counted = {now, 0, 0};
    } else {
      any_left_out_ = true;
    }
  }
  return result;
}

bool LogLimit::allows(const std::string& kind, Instant now) {
  if (kinds_.size() >= kMostKinds) {
    std::erase_if(kinds_, [](const auto& entry) { return entry.second.left_out == 0; });
    if (kinds_.size() >= kMostKinds) kinds_.clear();
  }
  Counted& counted = kinds_.try_emplace(kind, Counted{now, 0, 0}).first->second;
  if (is_over(counted.since, now)) counted = {now, 0, 0};
  if (counted.lines < kLinesPerMinute) {
    ++counted.lines;
    return true;
  }
  ++counted.left_out;
  any_left_out_ = true;
  return false;
}

}  // namespace charterd::daemon
