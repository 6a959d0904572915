#include "daemon/forgetting.h"

#include <algorithm>

namespace charterd::daemon {

void Forgetting::look() {
  if (requests_ == nullptr || stage_ != Stage::idle) return;
  std::erase_if(unanswered_,
                [this](const auto& one) { return requests_->answer(one.first, one.second); });
  batch_ = requests_->waiting();
  std::erase_if(batch_, [this](const ForgetRequest& request) {
    return std::any_of(unanswered_.begin(), unanswered_.end(),
                       [&](const auto& one) { return one.first.name == request.name; });
  });
  if (!batch_.empty()) stage_ = Stage::found;
}

std::size_t Forgetting::forget(const ForgetRequest& request, rules::Engine& engine) const {
  std::size_t forgotten = 0;
  for (std::size_t i = 0; i < plan_.cases.size(); ++i) {
    const bool asked = request.kind.empty() || plan_.cases[i].config->id == request.kind;
    if (asked && engine.forget(i, request.key)) ++forgotten;
  }
  return forgotten;
}

bool Forgetting::begin(rules::Engine& engine) {
  if (stage_ != Stage::found) return false;
  for (const ForgetRequest& request : batch_) {
    // A commit that failed may have been kept: then nothing is left to forget the next time.
    std::size_t& most = forgotten_[request.name];
    most = std::max(most, forget(request, engine));
  }
  stage_ = Stage::begun;
  return true;
}

void Forgetting::committed() {
  if (stage_ == Stage::begun) stage_ = Stage::committed;
}

void Forgetting::failed() { stage_ = Stage::idle; }

bool Forgetting::wants_purge(Duration boot) const {
  return stage_ == Stage::committed && boot >= next_purge_;
}

std::size_t Forgetting::purged() {
  std::size_t sum = 0;
  for (const ForgetRequest& request : batch_) {
    sum += forgotten_[request.name];
    const std::size_t count = forgotten_[request.name];
    if (!requests_->answer(request, count)) unanswered_.emplace_back(request, count);
  }
  batch_.clear();
  forgotten_.clear();
  stage_ = Stage::idle;
  return sum;
}

void Forgetting::purge_failed(Duration boot) {
  stage_ = Stage::committed;
  next_purge_ = boot + kPurgeRetryInterval;
}

}  // namespace charterd::daemon
