#include "daemon/reload_requests.h"

#include <utility>

namespace charterd::daemon {
namespace {

HttpAnswer stops() { return line_answer(503, "charterd stops: nothing was reloaded."); }

}  // namespace

HttpAnswer ReloadRequests::ask() {
  auto later = std::make_shared<LaterAnswer>(kReloadPatience);
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return stops();
    if (waiting_.size() == kReloadsWaiting) {
      HttpAnswer answer = line_answer(429, "Too many wait for a reload; ask again later.");
      answer.headers.emplace_back("Retry-After", "5");
      return answer;
    }
    waiting_.push_back(later);
  }
  wake_();
  return answer_by(std::move(later));
}

ReloadRequests::Waiting ReloadRequests::begin() {
  const std::lock_guard lock(mutex_);
  return std::exchange(waiting_, {});
}

void ReloadRequests::end(const Waiting& waiting, const tl::expected<void, std::string>& outcome) {
  for (const auto& later : waiting) {
    later->give(outcome ? line_answer(200, "The files were read again.")
                        : line_answer(500, "Nothing was changed: " + outcome.error()));
  }
}

void ReloadRequests::close() {
  Waiting left;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    left.swap(waiting_);
  }
  for (const auto& later : left) later->give(stops());
}

}  // namespace charterd::daemon
