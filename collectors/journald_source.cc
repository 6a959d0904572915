#include "collectors/journald_source.h"

#include <algorithm>
#include <compare>
#include <utility>

#include "collectors/journal_cursor.h"
#include "collectors/time_text.h"

namespace charterd::collectors {
namespace {

constexpr std::size_t kBytesOfAnEntry = 64;  // for the budget, beside its fields
// In microseconds. That only entries of others have come is not worth a commit each second.
constexpr std::uint64_t kCoveredSteps = 60'000'000;

}  // namespace

JournaldSource::JournaldSource(const config::Source& source, std::uint32_t index,
                               Vocabulary& vocabulary, config::Zone zone, ReadMode mode)
    : source_(source),
      index_(index),
      mode_(mode),
      reader_(source, index, vocabulary, zone, mode == ReadMode::once) {
  place_.path = source.journald.directory.empty() ? "journal" : source.journald.directory;
  place_.line = 0;
}

void JournaldSource::rescan() {
  begun_ = true;
  if (!journal_) {
    open();
  } else if (idle_ && journal_->descriptor() < 0) {
    journal_.reset();  // it would never see what is new
    open();
  }
  for (const std::string& path : unreadable_journals(source_.journald.directory)) {
    problems_.say(path,
                  "cannot be read: its entries are missing; put the user of charterd into the "
                  "group systemd-journal");
  }
}

void JournaldSource::open() {
  idle_ = false;
  broken_ = false;
  ahead_ = false;
  auto opened = Journal::open(source_.journald);
  if (!opened) return fail(opened.error());
  journal_ = *std::move(opened);
  if (const auto sought = journal_->seek(cursor_); !sought) return fail(sought.error());
  resuming_ = !cursor_.empty();
  look_for_gap();
}

void JournaldSource::look_for_gap() {
  if (gone_ || (cursor_.empty() && covered_ == 0)) return;
  config::JournaldOptions all;
  all.directory = source_.journald.directory;
  const auto journal = Journal::open(all);
  if (!journal || is_there(**journal)) return;
  gone_ = true;
  ++gaps_;
  const Instant since{Duration{static_cast<Duration::rep>(std::max(covered_, place_.offset))}};
  problems_.say(place_.path,
                "the entry that was read last is not there any more, so what followed it may be "
                "missing, since " +
                    rfc3339(since) +
                    ": the journal was vacuumed or moved away; keep more of it (SystemMaxUse= in "
                    "journald.conf)");
}

bool JournaldSource::is_there(Journal& journal) const {
  if (covered_ != 0 && journal.seek(covered_) && journal.next().value_or(false) &&
      journal.realtime() == covered_) {
    return true;
  }
  return !cursor_.empty() && journal.seek(cursor_) && journal.next().value_or(false) &&
         journal.is_at(cursor_);
}

// It is opened anew at the next rescan().
void JournaldSource::fail(const std::string& message) {
  problems_.say(place_.path, message);
  journal_.reset();
  broken_ = true;
}

std::size_t JournaldSource::poll(EventSink& sink, std::size_t budget) {
  if (!begun_) rescan();
  if (!journal_) return 0;
  const auto changed = journal_->process();
  if (!changed) {
    fail(changed.error());
    return 0;
  }
  if (*changed) look_for_gap();
  const std::uint64_t latest = journal_->latest();  // before what comes while the others are read
  std::size_t used = 0;
  while (journal_ && used < budget && step()) used += deliver(sink);
  if (idle_ && leader_ == nullptr && latest != 0) {
    covered_ = latest;
    gone_ = false;
  }
  return used;
}

// Goes to the next entry to be delivered, if there is one.
bool JournaldSource::step() {
  idle_ = false;
  for (;;) {
    if (!ahead_) {
      const auto moved = journal_->next();
      if (!moved) {
        fail(moved.error());
        return false;
      }
      if (!*moved) break;
      if (!is_new_entry()) continue;
    }
    ahead_ = leader_ != nullptr && is_beyond_leader();
    if (!ahead_) return true;
    break;
  }
  idle_ = true;
  if (leader_ != nullptr) level_with_ = leader_->cursor_;
  return false;
}

bool JournaldSource::is_new_entry() {
  if (!std::exchange(resuming_, false)) return true;
  return !journal_->is_at(cursor_);
}

bool JournaldSource::is_beyond_leader() {
  if (leader_->cursor_.empty()) return true;
  return std::is_gt(compare_cursors(journal_->cursor(), leader_->cursor_));
}

std::size_t JournaldSource::deliver(EventSink& sink) {
  // Without a place it would be read again, from the beginning of the journal.
  std::string place = journal_->cursor();
  if (place.empty()) {
    fail("the place of an entry cannot be told: it is tried again");
    return 0;
  }
  cursor_ = std::move(place);
  covered_ = 0;
  gone_ = false;
  place_.offset = std::max(place_.offset + 1, journal_->realtime());
  ++place_.line;
  values_.clear();
  scratch_.reset();
  std::size_t bytes = 0;
  std::optional<Reason> wrong;
  for (const std::string& name : reader_.wanted_fields()) {
    const auto value = journal_->field(name);
    if (value) {
      values_.push_back({name, scratch_.copy(*value)});
      bytes += value->size();
    } else if (value.error() != Journal::Missing::absent) {
      const bool long_one = value.error() == Journal::Missing::too_long;
      wrong = long_one ? Reason::too_long : Reason::unparsable;
    }
  }
  reader_.add_bytes(bytes);
  if (wrong) {
    reader_.reject(place_, *wrong, sink);
  } else {
    reader_.read(place_, values_, sink);
  }
  return bytes + kBytesOfAnEntry;
}

// What cannot be read is tried again only by whoever follows.
bool JournaldSource::caught_up() const {
  return begun_ && (broken_ ? mode_ == ReadMode::once : idle_);
}

std::string_view JournaldSource::stream_path(std::uint32_t stream) const {
  return stream == place_.stream ? std::string_view(place_.path) : std::string_view();
}

std::vector<int> JournaldSource::watched_descriptors() const {
  if (!journal_ || journal_->descriptor() < 0) return {};
  return {journal_->descriptor()};
}

void JournaldSource::save(config::RowChanges& changes) {
  reader_.save(changes);
  if (cursor_.empty() && covered_ == 0 && !gone_) return;
  config::Packer row = place_row();
  const bool moved_on = (covered_ == 0) != (kept_covered_ == 0) || covered_ < kept_covered_ ||
                        covered_ - kept_covered_ >= kCoveredSteps;
  if (row.bytes() == kept_ && !moved_on) return;
  kept_ = row.bytes();
  kept_covered_ = covered_;
  changes.put({config::Table::files, index_, 0}, row.number(covered_).bytes());
}

config::Packer JournaldSource::place_row() const {
  config::Packer row;
  row.text(cursor_).number(place_.offset).number(place_.line).number(gaps_).flag(gone_);
  return row;
}

bool JournaldSource::restore(const config::RowKey& key, std::string_view value) {
  if (key.table != config::Table::files) return reader_.restore(key, value);
  if (key.a != index_) return false;
  config::Unpacker from(value);
  cursor_ = from.text();
  place_.offset = from.number();
  place_.line = from.number();
  gaps_ = from.number();
  if (!from.ended()) {  // a row as it was before had no more
    gone_ = from.flag();
    covered_ = from.number();
  }
  kept_ = place_row().bytes();
  kept_covered_ = covered_;
  return from.ended();
}

void JournaldSource::follow(const Source& leader) {
  leader_ = dynamic_cast<const JournaldSource*>(&leader);
}

bool JournaldSource::is_level() const {
  if (leader_ == nullptr) return true;
  return cursor_ == leader_->cursor_ || (begun_ && level_with_ == leader_->cursor_);
}

}  // namespace charterd::collectors
