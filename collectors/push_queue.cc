#include "collectors/push_queue.h"

#include <iterator>
#include <utility>

namespace charterd::collectors {

bool PushQueue::fits(std::size_t bytes) const {
  return posts_.size() < limits_.posts && bytes_ + bytes <= limits_.bytes;
}

PushQueue::Verdict PushQueue::push(Post post) {
  const std::lock_guard lock(mutex_);
  if (closed_) return Verdict::closed;
  if (!fits(post.body.size())) return Verdict::full;
  bytes_ += post.body.size();
  posts_.push_back(std::move(post));
  return Verdict::taken;
}

std::optional<Post> PushQueue::pop() {
  const std::lock_guard lock(mutex_);
  while (!posts_.empty()) {
    Post post = std::move(posts_.front());
    posts_.pop_front();
    bytes_ -= post.body.size();
    if (!post.wanted || post.wanted()) return post;
  }
  return std::nullopt;
}

void PushQueue::put_back(std::vector<Post> posts) {
  {
    const std::lock_guard lock(mutex_);
    if (!closed_) {
      for (const Post& post : posts) bytes_ += post.body.size();
      posts_.insert(posts_.begin(), std::make_move_iterator(posts.begin()),
                    std::make_move_iterator(posts.end()));
      return;
    }
  }
  for (const Post& post : posts) {
    if (post.done) post.done({});
  }
}

void PushQueue::close() {
  std::deque<Post> left;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    bytes_ = 0;
    left.swap(posts_);
  }
  for (const Post& post : left) {
    if (post.done) post.done({});
  }
}

bool PushQueue::has_room(std::size_t bytes) const {
  const std::lock_guard lock(mutex_);
  return !closed_ && fits(bytes);
}

PushLimits PushQueue::limits() const {
  const std::lock_guard lock(mutex_);
  return limits_;
}

void PushQueue::set_limits(const PushLimits& limits) {
  const std::lock_guard lock(mutex_);
  limits_ = limits;
}

PushQueue::Size PushQueue::size() const {
  const std::lock_guard lock(mutex_);
  return {posts_.size(), bytes_};
}

void PushQueues::add(const std::map<std::string, PushLimits>& sources) {
  const std::lock_guard lock(mutex_);
  for (const auto& [name, limits] : sources) {
    std::shared_ptr<PushQueue>& queue = queues_[name];
    if (queue) {
      queue->set_limits(limits);
    } else {
      queue = std::make_shared<PushQueue>(limits);
    }
  }
}

void PushQueues::keep_only(const std::set<std::string>& sources) {
  const std::lock_guard lock(mutex_);
  std::erase_if(queues_, [&](const auto& named) {
    if (sources.count(named.first) > 0) return false;
    named.second->close();
    return true;
  });
}

std::shared_ptr<PushQueue> PushQueues::find(const std::string& source) const {
  const std::lock_guard lock(mutex_);
  const auto found = queues_.find(source);
  return found == queues_.end() ? nullptr : found->second;
}

void PushQueues::close() {
  const std::lock_guard lock(mutex_);
  for (const auto& [name, queue] : queues_) queue->close();
}

}  // namespace charterd::collectors
