#include "daemon/http_later.h"

#include <utility>

namespace charterd::daemon {

void LaterAnswer::give(Make make) {
  std::function<void(Make)> take;
  {
    const std::lock_guard lock(mutex_);
    if (given_) return;
    given_ = true;
    if (!take_) {
      make_ = std::move(make);
      return;
    }
    take = std::exchange(take_, nullptr);
  }
  take(std::move(make));
}

void LaterAnswer::give(HttpAnswer answer) {
  give([answer = std::move(answer)] { return answer; });
}

void LaterAnswer::when_given(std::function<void(Make)> take) {
  Make make;
  {
    const std::lock_guard lock(mutex_);
    if (!given_) {
      take_ = std::move(take);
      return;
    }
    make = std::exchange(make_, nullptr);
  }
  if (make) take(std::move(make));
}

HttpAnswer line_answer(unsigned status, std::string line) {
  HttpAnswer answer;
  answer.status = status;
  answer.body = std::make_shared<const std::string>(std::move(line) + "\n");
  return answer;
}

HttpAnswer answer_by(std::shared_ptr<LaterAnswer> later) {
  HttpAnswer answer;
  answer.later = std::move(later);
  return answer;
}

}  // namespace charterd::daemon
