// Files given by globs: read once, or followed through growth and rotation.
#pragma once

#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "collectors/followed_file.h"
#include "collectors/problem_log.h"
#include "collectors/read_buffer.h"
#include "collectors/reading_memory.h"
#include "collectors/record_reader.h"
#include "collectors/source.h"

namespace charterd::collectors {

inline constexpr std::size_t kMostHeldOpen = 128;

/// Files take turns: each is read to the size it had when its turn began, so that one that grows
/// without end keeps no other waiting, and at most one archive is being decompressed.
///
/// A file is known again by device and inode; an open one by its descriptor, whatever happens to
/// its name. A file that is new under both is compared with what was read before under a name of
/// which rotation makes the new one, or of a file that is gone, and goes on where that reading
/// ended. A copy that holds less than was read rests until it changes.
///
/// After a restart files are closed. One is found again by device and inode, also under another
/// name in its folder that no glob gives; or by its inode alone where the system has given the
/// device another number. Then content decides: nothing is read on before the file has been seen
/// to hold what was read of it. Kept are the last 256 readings of files that are gone and the
/// last 65,536 names of streams.
class FileSource : public Source {
 public:
  /// As open_source(). At most `most_open` files are held open while they wait for more, and its
  /// share of an eighth of the descriptors that the process may have, which is for `sources` of
  /// them (twice that while the charter changes, and again while targets are filled in); fewer
  /// where they do not suffice.
  FileSource(const config::Source& source, std::uint32_t index, Vocabulary& vocabulary,
             config::Zone zone, ReadMode mode, std::size_t most_open = kMostHeldOpen,
             std::size_t sources = 1);

  std::size_t poll(EventSink& sink, std::size_t budget) override;
  void rescan() override;
  bool caught_up() const override;
  const SourceCounts& counts() const override { return reader_.counts(); }
  Holdings holdings() const override { return {files_.size(), reader_.remembered_ids()}; }
  std::string_view stream_path(std::uint32_t stream) const override;
  Progress progress() const override;
  std::vector<SourceProblem> take_problems() override { return problems_.take(); }
  std::vector<std::string> watched_folders() const override;

  /// How far each file that is known has been read.
  struct Position {
    std::string path;
    std::uint64_t offset = 0;  ///< behind the last whole record
    std::uint64_t line = 1;
  };
  std::vector<Position> positions() const;
  void save(config::RowChanges& changes) override;
  bool restore(const config::RowKey& key, std::string_view value) override;
  void follow(const Source& leader) override;
  bool is_level() const override;

 private:
  // file_source_following.cc: reading behind another one.
  static constexpr std::uint64_t kNoLimit = std::numeric_limits<std::uint64_t>::max();
  const FollowedFile* led(const FollowedFile& file) const;
  Reading delivered_by_leader(const FollowedFile& file) const;
  std::uint64_t limit_of(const FollowedFile& file) const;
  bool has_more_behind_leader(const FollowedFile& file) const;
  bool is_as_leader_read_it(FollowedFile& file);
  void take_over_leaders_reading(FollowedFile& file);
  void end_turn_behind_leader(FollowedFile& file, EventSink& sink);

  // file_source_scan.cc: which files there are.
  void scan();
  void look();
  void note_unseen(const std::string& path, const char* what, int error);
  // Something could not be looked into for now, so that nothing is known to be gone.
  bool is_blind() const;
  void say_unmatched(const std::vector<std::string>& unmatched);
  void list(const std::string& path);
  void add(const std::string& path, const FileStatus& status);
  void number_streams_from(std::size_t first);
  void look_again(FollowedFile& file, const std::string& path, const FileStatus& status);
  void begin_again(FollowedFile& file, const std::string& path, const FileStatus& status);
  bool is_at_last_line(const FollowedFile& file);
  bool is_succeeded(const FollowedFile& file) const;
  void settle_if_unchanged(FollowedFile& file, const FileStatus& status);
  bool is_over(FollowedFile& file);
  bool is_comparing() const;
  bool is_continued(const FollowedFile& file) const;
  void remove_files_that_are_over();
  std::uint32_t new_stream(const std::string& path);

  // file_source_open.cc: opening a file, and finding where to begin.
  bool open(FollowedFile& file);
  bool resume(FollowedFile& file);
  bool is_surpassed(const Reading& earlier, const FollowedFile& file) const;
  void wait_as_new(FollowedFile& file);
  void start_anew(FollowedFile& file);
  void begin_stream(FollowedFile& file);
  bool was_replaced(FollowedFile& file, const FileStatus& status);
  void hold_fewer_open(FollowedFile& file);
  void hold_more_open();
  void rest_longest_idle();

  // file_source_copies.cc: files that hold what was read of others.
  std::vector<Reading> readings_copied_by(const FollowedFile& file) const;
  static bool is_gone(const FollowedFile& file);
  bool waits_for_original(const FollowedFile& file) const;
  bool original_comes_first(const FollowedFile& file) const;
  bool is_unread(const FollowedFile& file) const;
  bool find_copied_reading(FollowedFile& file);
  tl::expected<bool, std::string> holds_nothing_new(const FollowedFile& file) const;
  bool would_overtake(const FollowedFile& file, const Reading& reading) const;
  void give_up_copies_beyond(FollowedFile& file);
  void try_next_copy(FollowedFile& file);
  void give_up_own(FollowedFile& file);
  void pass_copied(FollowedFile& file);
  void go_on_from(FollowedFile& file, const Reading& reading);
  void close_surpassed_by(FollowedFile& file);

  // file_source_state.cc: what is kept.
  void save_file(FollowedFile& file, config::Packer& row, config::RowChanges& changes);
  bool restore_file(std::int64_t number, std::string_view value);
  bool restore_stream(std::int64_t number, std::string_view path);

  // file_source_restored.cc: files that are not where they were before a restart.
  void find_restored();
  template <class Key, class KeyOf>
  void find_missing_by(const KeyOf& key_of);
  void find_by_other_names();
  void take_place_of(FollowedFile& file, FollowedFile& found);
  void note_missing(const FollowedFile& file);
  void say_missing();
  bool is_read_on(const Reading& reading) const;
  void open_elsewhere(FollowedFile& file, const std::string& path, const FileStatus& status);

  // file_source.cc: turns.
  void look_at_current();
  bool begin_next_turn(EventSink& sink);
  bool has_more(const FollowedFile& file) const;
  bool begin_turn(FollowedFile& file, EventSink& sink);
  std::size_t read_piece(FollowedFile& file, std::size_t budget, EventSink& sink);
  void deliver(FollowedFile& file, bool last, EventSink& sink);
  void end_turn(FollowedFile& file, EventSink& sink);
  void finish(FollowedFile& file, EventSink& sink);
  bool is_read_elsewhere(const FollowedFile& file) const;
  void fail(FollowedFile& file, const std::string& message);
  void break_off(FollowedFile& file, const std::string& message);
  void close(FollowedFile& file);
  void hold(FollowedFile& file);
  std::string_view unread(const FollowedFile& file) const;

  bool once() const { return mode_ == ReadMode::once; }

  const config::Source& source_;
  const std::uint32_t index_;
  const ReadMode mode_;
  const std::size_t most_open_wanted_;
  std::size_t most_open_;       // fewer while descriptors are scarce
  int looks_since_scarce_ = 0;  // rescans
  RecordReader reader_;
  ReadBuffer buffer_;
  ProblemLog problems_;

  std::vector<std::unique_ptr<FollowedFile>> files_;  // in the order of their turns
  std::map<FileKey, FollowedFile*> by_key_;
  ReadingMemory memory_;

  const FileSource* leader_ = nullptr;

  FollowedFile* current_ = nullptr;  // whose turn it is
  FollowedFile* holder_ = nullptr;   // whose bytes are in buffer_
  std::size_t next_ = 0;             // the index in files_ of the next turn
  std::uint64_t turns_ = 0;
  bool passed_over_ = false;  // a file had no turn, as it waits for others

  bool scanned_ = false;
  bool scan_again_ = false;        // a file was not where the last scan found it
  bool looks_for_copies_ = false;  // what was read of a file is gone from it since the last scan
  std::set<std::string> unmatched_;
  std::map<std::string, int> unseen_;     // what could not be looked into, and why: errno values
  std::set<std::string> linked_folders_;  // where symbolic links lead to

  std::deque<std::string> stream_paths_;  // of the last streams
  std::uint32_t first_stream_ = 0;        // the number of the first of them

  std::int64_t next_number_ = 0;      // FollowedFile::number
  std::vector<std::int64_t> erased_;  // rows of files that were let go since the last save
  RowWindow stream_rows_;
  bool any_restored_ = false;  // and not looked for yet
  /// What was read of files that a restart did not find, or found with another content.
  struct Missing {
    Reading reading;
    bool replaced = false;
    bool had_more = false;
  };
  std::vector<Missing> missing_;
  int looks_since_missing_ = 0;
  bool look_elsewhere_again_ = false;  // a file could not be compared there
};

}  // namespace charterd::collectors
