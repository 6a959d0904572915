#include "collectors/source.h"

#include <stdexcept>

#include <unistd.h>

#include "collectors/file_source.h"
#include "collectors/journald_source.h"
#include "collectors/push_queue.h"
#include "collectors/push_source.h"
#include "collectors/stdin_source.h"
#include "collectors/syslog_source.h"

namespace charterd::collectors {
namespace {

Instant wall_clock() { return std::chrono::floor<Duration>(std::chrono::system_clock::now()); }

}  // namespace

void Source::take_over(Source&) {}

std::unique_ptr<Source> open_source(const config::Source& source, std::uint32_t index,
                                    Vocabulary& vocabulary, config::Zone zone, ReadMode mode,
                                    const PushQueues* posts, std::size_t sources) {
  switch (source.kind) {
    case config::Source::Kind::file:
      return std::make_unique<FileSource>(source, index, vocabulary, zone, mode, kMostHeldOpen,
                                          sources);
    case config::Source::Kind::standard_input:
      return std::make_unique<StdinSource>(source, index, vocabulary, zone, mode, STDIN_FILENO);
    case config::Source::Kind::http:
      return std::make_unique<PushSource>(source, index, vocabulary, zone,
                                          posts == nullptr ? nullptr : posts->find(source.name));
    case config::Source::Kind::syslog:
      return std::make_unique<SyslogSource>(source, index, vocabulary, zone, mode, wall_clock);
    case config::Source::Kind::journald:
      return std::make_unique<JournaldSource>(source, index, vocabulary, zone, mode);
  }
  throw std::invalid_argument("a source of an unknown kind");
}

}  // namespace charterd::collectors
