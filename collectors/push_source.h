// What is posted to the daemon: each post a stream of its own, answered when it has been kept.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "collectors/problem_log.h"
#include "collectors/push_queue.h"
#include "collectors/record_reader.h"
#include "collectors/source.h"

namespace charterd::collectors {

/// Nothing of a post can be read again; of its state only the counts and the ids that tell
/// duplicates are kept.
class PushSource : public Source {
 public:
  /// As open_source(). Without a queue it has nothing to read, and says so as a problem.
  PushSource(const config::Source& source, std::uint32_t index, Vocabulary& vocabulary,
             config::Zone zone, std::shared_ptr<PushQueue> queue);
  /// What was read and not saved goes back to the queue.
  ~PushSource() override;

  std::size_t poll(EventSink& sink, std::size_t budget) override;
  void rescan() override {}
  bool caught_up() const override { return true; }
  const SourceCounts& counts() const override { return reader_.counts(); }
  std::string_view stream_path(std::uint32_t stream) const override;
  Progress progress() const override { return {}; }
  std::vector<SourceProblem> take_problems() override { return problems_.take(); }
  std::vector<std::string> watched_folders() const override { return {}; }
  void save(config::RowChanges& changes) override;
  bool restore(const config::RowKey& key, std::string_view value) override {
    return reader_.restore(key, value);
  }
  void follow(const Source&) override { queue_.reset(); }
  bool is_level() const override { return true; }

  bool wants_commit() const override { return !read_.empty(); }
  void committed() override;
  void not_committed() override;

 private:
  struct ReadPost {
    Post post;
    PostResult result;
  };
  void read(Post post, EventSink& sink);
  void put_back();
  static void answer(std::vector<ReadPost>& posts, bool kept);

  const bool is_json_;
  const std::size_t most_bytes_;  // of a body
  RecordReader reader_;
  std::shared_ptr<PushQueue> queue_;
  std::vector<ReadPost> read_;    // and not saved
  std::vector<ReadPost> saving_;  // with the commit under way
  std::uint64_t end_ = 0;         // the offset behind the last post
  ProblemLog problems_;
};

}  // namespace charterd::collectors
