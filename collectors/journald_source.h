// The journal of systemd: read from its beginning, or followed from where reading ended.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "collectors/journal.h"
#include "collectors/problem_log.h"
#include "collectors/record_reader.h"
#include "collectors/scratch.h"
#include "collectors/source.h"
#include "config/packed.h"

namespace charterd::collectors {

/// A record is an entry that matches. Its place: `line` is its number among those that were read,
/// `offset` the time of its receipt in microseconds since 1970, or one more than the last one's, so
/// that offsets always grow.
///
/// What is kept is the cursor of the last entry, and up to which time all was read that matches.
/// When neither that entry nor one of that time is there any more, at the next start or because
/// files were taken away meanwhile, reading goes on with the first one after its place; that is
/// said and counted, as others may have been between.
class JournaldSource : public Source {
 public:
  /// As open_source().
  JournaldSource(const config::Source& source, std::uint32_t index, Vocabulary& vocabulary,
                 config::Zone zone, ReadMode mode);

  std::size_t poll(EventSink& sink, std::size_t budget) override;
  void rescan() override;
  bool caught_up() const override;
  const SourceCounts& counts() const override { return reader_.counts(); }
  std::string_view stream_path(std::uint32_t stream) const override;
  Progress progress() const override { return {}; }
  std::vector<SourceProblem> take_problems() override { return problems_.take(); }
  std::vector<std::string> watched_folders() const override { return {}; }
  std::vector<int> watched_descriptors() const override;
  IntakeStats intake() const override { return {std::nullopt, gaps_}; }
  void save(config::RowChanges& changes) override;
  bool restore(const config::RowKey& key, std::string_view value) override;
  void follow(const Source& leader) override;
  bool is_level() const override;

 private:
  void open();
  void fail(const std::string& message);
  void look_for_gap();
  bool is_there(Journal& journal) const;
  config::Packer place_row() const;
  bool step();
  bool is_new_entry();
  bool is_beyond_leader();
  std::size_t deliver(EventSink& sink);

  const config::Source& source_;
  const std::uint32_t index_;
  const ReadMode mode_;
  RecordReader reader_;
  ProblemLog problems_;
  std::unique_ptr<Journal> journal_;

  std::string cursor_;  // of the last entry that was delivered
  StreamState place_;   // of the last one, too
  // When the latest entry of the whole journal had come at a moment when all behind the cursor that
  // matches had been read, and none has been since; 0 when there was no such moment.
  std::uint64_t covered_ = 0;
  bool gone_ = false;  // the place is there no more, which was counted
  std::uint64_t gaps_ = 0;
  std::string kept_;  // the row as it was kept, less covered_
  std::uint64_t kept_covered_ = 0;
  bool resuming_ = false;  // the next entry may be the last one again
  bool ahead_ = false;     // at an entry that waits for the leader
  bool begun_ = false;
  bool idle_ = false;    // nothing was there at the last poll
  bool broken_ = false;  // the journal could not be read on

  const JournaldSource* leader_ = nullptr;
  std::string level_with_;  // the leader's cursor when all behind it had been read

  std::vector<NamedValue> values_;
  Scratch scratch_;
};

}  // namespace charterd::collectors
