// Standard input, or any other open descriptor, as one stream without a name.
#pragma once

#include "collectors/problem_log.h"
#include "collectors/read_buffer.h"
#include "collectors/record_reader.h"
#include "collectors/source.h"

namespace charterd::collectors {

/// With ReadMode::once poll() waits for input; with ReadMode::follow it takes only what is there.
/// In both the end of the input ends the last line. Of its state only the counts and the ids that
/// tell duplicates are kept: a place in it means nothing to another process.
class StdinSource : public Source {
 public:
  /// As open_source(). `descriptor` stays the caller's.
  StdinSource(const config::Source& source, std::uint32_t index, Vocabulary& vocabulary,
              config::Zone zone, ReadMode mode, int descriptor);

  std::size_t poll(EventSink& sink, std::size_t budget) override;
  void rescan() override {}
  bool caught_up() const override { return ended_ || idle_; }
  const SourceCounts& counts() const override { return reader_.counts(); }
  Holdings holdings() const override { return {0, reader_.remembered_ids()}; }
  std::string_view stream_path(std::uint32_t stream) const override;
  Progress progress() const override;
  std::vector<SourceProblem> take_problems() override { return problems_.take(); }
  std::vector<std::string> watched_folders() const override { return {}; }
  void save(config::RowChanges& changes) override { reader_.save(changes); }
  bool restore(const config::RowKey& key, std::string_view value) override {
    return reader_.restore(key, value);
  }
  void take_over(Source& predecessor) override;
  void follow(const Source&) override { ended_ = true; }
  bool is_level() const override { return true; }

 private:
  bool ready(int timeout) const;
  void deliver(EventSink& sink, bool last);

  const ReadMode mode_;
  const int descriptor_;
  RecordReader reader_;
  ReadBuffer buffer_;
  StreamState state_;
  ProblemLog problems_;
  bool idle_ = false;   // nothing was there at the last poll
  bool ended_ = false;  // nothing will ever come
};

}  // namespace charterd::collectors
