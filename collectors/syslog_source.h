// Syslog messages as they come, over UDP, TCP and unix sockets.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "collectors/problem_log.h"
#include "collectors/record_reader.h"
#include "collectors/source.h"
#include "collectors/syslog_fields.h"
#include "collectors/syslog_socket.h"

namespace charterd::collectors {

/// Sockets are opened at the first rescan() or poll() and tried again at each rescan() until they
/// can be. With ReadMode::once nothing is received: what has come cannot be read again. A message's
/// place is its number among the source's records.
///
/// From its making on it holds the sockets of its addresses that are open already, so that they
/// stay open when the source before it goes.
///
/// What was received stays with the sockets until a later save() than the one behind its delivery:
/// a source of the same addresses that is restored from what was kept goes on from there, in the
/// same process. What had not been kept when the process ended is lost.
class SyslogSource : public Source {
 public:
  /// As open_source(). `now` is the wall clock.
  SyslogSource(const config::Source& source, std::uint32_t index, Vocabulary& vocabulary,
               config::Zone zone, ReadMode mode, std::function<Instant()> now);

  std::size_t poll(EventSink& sink, std::size_t budget) override;
  void rescan() override;
  bool caught_up() const override;
  const SourceCounts& counts() const override { return reader_.counts(); }
  std::string_view stream_path(std::uint32_t stream) const override;
  Progress progress() const override { return {}; }
  std::vector<SourceProblem> take_problems() override { return problems_.take(); }
  std::vector<std::string> watched_folders() const override { return {}; }
  std::vector<int> watched_descriptors() const override;
  IntakeStats intake() const override;
  void save(config::RowChanges& changes) override;
  /// A full queue: only a commit makes room in it.
  bool wants_commit() const override;
  void committed() override;
  bool restore(const config::RowKey& key, std::string_view value) override;
  void follow(const Source& leader) override;
  bool is_level() const override { return true; }

  /// Where it listens, once it does, in the order of the configuration; "" where it does not yet.
  std::vector<std::string> addresses() const;

 private:
  // How far what one socket has received was delivered.
  struct Position {
    std::uint64_t socket = 0;  // SyslogSocket::id
    std::uint64_t next = 0;    // SyslogQueue::position
    friend bool operator==(const Position&, const Position&) = default;
  };
  struct Listener {
    const config::SyslogAddress* address;
    std::shared_ptr<SyslogSocket> socket;
    bool attached = false;         // the queue stands where this source has got to
    std::optional<Position> kept;  // by the last save() or restore()
    bool in_place = false;         // in the row of this listener's number
    bool idle = false;             // nothing was there at the last poll
  };

  void open(Listener& listener);
  std::size_t deliver(Listener& listener, std::uint32_t stream, EventSink& sink,
                      std::size_t budget);

  const config::Source& source_;
  const std::uint32_t index_;
  const ReadMode mode_;
  const std::function<Instant()> now_;
  RecordReader reader_;
  SyslogFields fields_;
  ProblemLog problems_;
  std::vector<Listener> listeners_;
  std::vector<std::int64_t> old_rows_;  // of listeners that there are no more
  bool receives_;
  bool begun_ = false;
};

}  // namespace charterd::collectors
