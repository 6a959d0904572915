// What was posted and waits to be read: between the thread that takes requests and that of the
// sources.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "collectors/event_sink.h"
#include "collectors/push_body.h"

namespace charterd::collectors {

/// A record of one post that was rejected.
struct PostProblem {
  std::uint64_t record = 0;  ///< its line, or its number in the array, from 1
  Reason reason = Reason::unparsable;
};
inline constexpr std::size_t kMostPostProblems = 20;

/// What became of one post.
struct PostResult {
  /// False: nothing of it counts, as far as is known; it is to be sent again.
  bool kept = false;
  std::optional<BodyFault> fault;     ///< then it could not be read at all
  SourceCounts counts;                ///< of its records alone
  std::vector<PostProblem> problems;  ///< the first kMostPostProblems
};

struct Post {
  std::string body;
  bool gzipped = false;
  /// Called once, in any thread; not at all when nobody is interested.
  std::function<void(const PostResult&)> done;
  /// False: whoever sent it has been told that it failed. Any thread.
  std::function<bool()> wanted;
};

struct PushLimits {
  std::size_t posts = 256;
  std::size_t bytes = 16 << 20;
};

/// The posts of one source, in their order. Any thread.
class PushQueue {
 public:
  enum class Verdict { taken, full, closed };

  explicit PushQueue(const PushLimits& limits) : limits_(limits) {}
  ~PushQueue() { close(); }
  PushQueue(const PushQueue&) = delete;
  PushQueue& operator=(const PushQueue&) = delete;

  Verdict push(Post post);
  std::optional<Post> pop();
  /// What was taken and could not be kept, to be read first; `posts` in their order. May exceed the
  /// limits.
  void put_back(std::vector<Post> posts);
  /// Whatever waits, or comes, is answered as not kept.
  void close();
  /// Would be taken.
  bool has_room(std::size_t bytes) const;

  struct Size {
    std::size_t posts = 0, bytes = 0;
  };
  Size size() const;
  PushLimits limits() const;
  /// What is there already stays.
  void set_limits(const PushLimits& limits);

 private:
  bool fits(std::size_t bytes) const;

  mutable std::mutex mutex_;  // guards all below
  PushLimits limits_;
  std::deque<Post> posts_;
  std::size_t bytes_ = 0;
  bool closed_ = false;
};

/// By the names of their sources. Any thread.
class PushQueues {
 public:
  /// Those that are there already keep what they hold, and get these limits.
  void add(const std::map<std::string, PushLimits>& sources);
  /// Closes the others, and forgets them.
  void keep_only(const std::set<std::string>& sources);
  /// nullptr when there is none of that name.
  std::shared_ptr<PushQueue> find(const std::string& source) const;
  void close();

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<PushQueue>> queues_;
};

}  // namespace charterd::collectors
