// One source kind behind one promise: give what has come, in turn with the others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/event_sink.h"
#include "config/kept_rows.h"
#include "config/settings.h"

namespace charterd::collectors {

enum class ReadMode {
  once,    ///< from beginning to end; a last line without its newline is a record
  follow,  ///< for ever; a last line without its newline waits for it
};

/// A file that cannot be read, or that does not hold what it should (a directory in the glob, no
/// permission, a broken .gz). The source goes on with its other files.
struct SourceProblem {
  std::string path;
  std::string message;  ///< what is wrong and what to do
  bool notice = false;  ///< nothing is wrong: something that the log should say
};

/// What a source that does not read files has to say of itself. Counts are of this process.
struct IntakeStats {
  /// Of sources to which others send.
  struct Sockets {
    std::uint64_t connections = 0;         ///< open now
    std::uint64_t connections_limit = 0;   ///< beyond it the longest idle one, or a new one, goes
    std::uint64_t closed_connections = 0;  ///< by this end
    std::uint64_t kernel_drops = 0;        ///< datagrams for which the receive buffer had no room
    std::uint64_t queued_bytes = 0;        ///< received and not yet kept by a commit
    std::uint64_t queued_bytes_limit = 0;  ///< beyond it nothing is received for a while
    friend bool operator==(const Sockets&, const Sockets&) = default;
  };
  std::optional<Sockets> sockets;
  /// How often records were gone before they were read.
  std::optional<std::uint64_t> gaps;
  friend bool operator==(const IntakeStats&, const IntakeStats&) = default;
};

/// One thread at a time.
class Source {
 public:
  virtual ~Source() = default;

  /// Delivers at most about `budget` bytes' worth of records to `sink` and returns how many bytes
  /// were read. 0: nothing more is there now.
  virtual std::size_t poll(EventSink& sink, std::size_t budget) = 0;

  /// Looks for new, rotated and vanished files. Costs file system calls; poll() alone only looks
  /// into files already known. The first poll() calls it by itself.
  virtual void rescan() = 0;

  /// True once everything that was there at the last rescan() has been delivered.
  virtual bool caught_up() const = 0;

  virtual const SourceCounts& counts() const = 0;

  /// What it holds in memory that grows with its input.
  struct Holdings {
    std::size_t files = 0;  ///< known: there, or gone and still followed
    std::size_t ids = 0;    ///< by which duplicates are told
    friend bool operator==(const Holdings&, const Holdings&) = default;
  };
  virtual Holdings holdings() const { return {}; }

  /// The path of the stream that an event's Origin names, as it was when its reading began; ""
  /// for a stream that was let go long ago. Valid until the next rescan() or poll().
  virtual std::string_view stream_path(std::uint32_t stream) const = 0;

  /// Bytes known to be there in all, and read so far: for a progress bar. 0 total when unknown.
  struct Progress {
    std::uint64_t read = 0;
    std::uint64_t total = 0;
  };
  virtual Progress progress() const = 0;

  /// Problems met since the last call.
  virtual std::vector<SourceProblem> take_problems() = 0;

  /// Appends what has changed since the last save() or restore(): rows of Table::sources, files,
  /// readings, streams and record_ids whose `a` is the source's index. They say how far records
  /// were delivered, never what was read behind the last whole one. To be kept together with what
  /// `sink` has made of the records. Costs little when nothing has changed.
  virtual void save(config::RowChanges& changes) = 0;

  /// Takes one row that was kept; they come by table, then by key, all before the first rescan()
  /// or poll(). The source then goes on behind the last record that was delivered before the
  /// rows were saved, whatever has become of its files. False when the row cannot be read: the
  /// source is of no use any more.
  virtual bool restore(const config::RowKey& key, std::string_view value) = 0;

  /// Takes from `predecessor`, a source of the same name whose rows were restored here and which
  /// reads no more, what no second source can open or read again: sockets, bytes that were read and
  /// are no whole record yet. Before the first rescan() or poll(). Nothing, where all can be.
  virtual void take_over(Source& predecessor);

  /// Somebody waits for what was delivered to be kept: save() is wanted soon.
  virtual bool wants_commit() const { return false; }
  /// What the last save() gave is kept now.
  virtual void committed() {}
  /// It is not, or nobody knows; the source is of no use any more.
  virtual void not_committed() {}

  /// From now on reads only what `leader`, a source of the same settings that outlives this one,
  /// has delivered, as far as it is still there to be read; what came by a source that cannot be
  /// read again is not.
  virtual void follow(const Source& leader) = 0;
  /// All that has been delivered.
  virtual bool is_level() const = 0;

  /// Folders in which a change means that rescan() or poll() may find something new; for waking up.
  virtual std::vector<std::string> watched_folders() const = 0;

  /// Descriptors that are readable when poll() has something to do; for waking up. Valid until the
  /// next poll() or rescan().
  virtual std::vector<int> watched_descriptors() const { return {}; }

  virtual IntakeStats intake() const { return {}; }
};

class PushQueues;

/// `source`, `vocabulary` outlive the result. What is posted comes out of `posts`; without it such
/// a source has nothing to read. So many `sources` (at least 1) share the descriptors that the
/// process may have. Throws std::invalid_argument for a source that the loader should have refused.
std::unique_ptr<Source> open_source(const config::Source& source, std::uint32_t index,
                                    Vocabulary& vocabulary, config::Zone zone, ReadMode mode,
                                    const PushQueues* posts = nullptr, std::size_t sources = 1);

}  // namespace charterd::collectors
