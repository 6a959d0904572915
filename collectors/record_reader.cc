#include "collectors/record_reader.h"

#include <algorithm>
#include <cstring>

#include "collectors/csv_format.h"
#include "collectors/duplicate_filter.h"
#include "collectors/event_mapper.h"
#include "collectors/field_format.h"
#include "collectors/reader_state.h"
#include "collectors/record_format.h"
#include "collectors/text_decoder.h"

namespace charterd::collectors {
namespace {

// The byte order mark, which editors and exports put at the beginning, and concatenation anywhere.
constexpr std::string_view kMark = "\xef\xbb\xbf";

bool is_blank(std::string_view line) {
  if (!line.empty() && line.front() > ' ') return false;
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

std::string_view without_return(std::string_view text) {
  if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
  return text;
}

}  // namespace

class RecordReader::Impl {
 public:
  Impl(const config::Source& source, std::uint32_t index, Vocabulary& vocabulary, config::Zone zone,
       bool keep_all_ids);

  std::size_t consume(StreamState& state, std::string_view bytes, bool last, EventSink& sink);
  bool is_whole_record(std::string_view rest);
  void read(const StreamState& state, std::span<const NamedValue> record, EventSink& sink);
  void reject(const StreamState& state, Reason reason, EventSink& sink);
  void save(config::RowChanges& changes);
  bool restore(const config::RowKey& key, std::string_view value);
  std::size_t remembered_ids() const { return duplicates_ ? duplicates_->size() : 0; }

  SourceCounts counts;
  std::optional<FieldFormat> fields;  // in place of format_

 private:
  std::size_t read_records(StreamState& state, std::string_view bytes, bool last);
  void read_tail(StreamState& state, std::string_view bytes);
  std::string_view with_line_feed(std::string_view bytes);
  std::optional<std::size_t> read_first(StreamState& state, std::string_view rest, std::size_t line,
                                        bool last);
  std::optional<Reason> read_record(StreamState& state, std::string_view record);
  void set_header(StreamState& state, std::string_view header);
  void deliver(const StreamState& state);
  bool is_duplicate(std::string_view id, Instant time) const;
  std::optional<Reason> take(const Event& event);
  bool restore_counts(std::string_view value);
  void reject_line(StreamState& state, Reason reason);
  void reject(const StreamState& state, Reason reason);
  Origin origin(const StreamState& state) const {
    return {index_, state.stream, state.offset, state.line};
  }

  const std::string& name_;
  const std::uint32_t index_;
  const std::size_t known_types_;  // further ones are only kept to be looked at
  const std::string absent_as_;
  TextDecoder decoder_;
  std::vector<EventMapper> mappers_;
  std::optional<DuplicateFilter> duplicates_;
  Slot id_slot_ = 0;  // when there is a filter
  SlotValues slots_;
  std::unique_ptr<RecordFormat> format_;
  std::string header_;  // the one that format_ has taken
  std::string tail_;
  EventSink* sink_ = nullptr;  // during consume()

  std::string kept_;       // the counts' row as it was kept
  bool drop_ids_ = false;  // rows of ids are kept, but there is no filter any more
};

RecordReader::Impl::Impl(const config::Source& source, std::uint32_t index, Vocabulary& vocabulary,
                         config::Zone zone, bool keep_all_ids)
    : name_(source.name),
      index_(index),
      known_types_(vocabulary.types.size()),
      absent_as_(source.format.absent_as),
      decoder_(source.format.encoding) {
  SlotNames names;
  mappers_.reserve(source.events.size());
  for (const config::EventMapping& mapping : source.events) {
    mappers_.emplace_back(mapping, source.format, vocabulary, zone, names);
  }
  if (source.drop_duplicates) {
    id_slot_ = names.add(source.drop_duplicates->by);
    using Keep = DuplicateFilter::Keep;
    duplicates_.emplace(source.drop_duplicates->within, keep_all_ids ? Keep::all : Keep::recent);
  }
  slots_.values.resize(names.names().size());
  if (source.kind == config::Source::Kind::syslog ||
      source.kind == config::Source::Kind::journald) {
    fields.emplace(source, names, decoder_);
  } else {
    format_ = make_format(source.format, names);
  }
}

void RecordReader::Impl::read(const StreamState& state, std::span<const NamedValue> record,
                              EventSink& sink) {
  sink_ = &sink;
  slots_.clear();
  if (const auto wrong = fields->read(record, slots_)) return reject(state, *wrong);
  deliver(state);
}

void RecordReader::Impl::reject(const StreamState& state, Reason reason, EventSink& sink) {
  sink_ = &sink;
  reject(state, reason);
}

std::size_t RecordReader::Impl::consume(StreamState& state, std::string_view bytes, bool last,
                                        EventSink& sink) {
  sink_ = &sink;
  if (format_->has_header() && state.header != header_) {
    header_ = state.header;
    format_->set_header(header_);
  }
  const std::size_t taken = read_records(state, bytes, false);
  if (!last || taken == bytes.size()) return taken;
  read_tail(state, bytes.substr(taken));
  return bytes.size();
}

// The last line need not end with a line feed, but it is read from a copy that does.
void RecordReader::Impl::read_tail(StreamState& state, std::string_view bytes) {
  const bool unfinished = bytes.back() != '\n';
  read_records(state, with_line_feed(bytes), true);
  if (unfinished) {
    --state.offset;
    --state.line;
  }
}

// Valid until the next call.
std::string_view RecordReader::Impl::with_line_feed(std::string_view bytes) {
  tail_.assign(bytes);
  if (tail_.empty() || tail_.back() != '\n') tail_ += '\n';
  const std::size_t size = tail_.size();
  tail_.resize(size + kReadPadding);
  return {tail_.data(), size};
}

bool RecordReader::Impl::is_whole_record(std::string_view rest) {
  if (!format_ || rest.size() > kMaximumRecordSize) return false;
  std::string_view text = with_line_feed(rest);
  if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
  return format_->is_closed(text);
}

std::size_t RecordReader::Impl::read_records(StreamState& state, std::string_view bytes,
                                             bool last) {
  decoder_.begin(bytes);
  std::string_view rest = bytes;
  while (!rest.empty()) {
    const std::size_t within = state.skipping ? rest.size() : kMaximumRecordSize + 1;
    const void* const found = std::memchr(rest.data(), '\n', std::min(rest.size(), within));
    std::size_t size = rest.size();
    if (found != nullptr) {
      const auto line = static_cast<std::size_t>(static_cast<const char*>(found) - rest.data());
      size = line;
      if (state.skipping) {
        state.skipping = false;
      } else {
        const auto read = read_first(state, rest, line, last);
        if (!read) break;
        size = *read;
      }
      ++state.line;
      ++size;
    } else if (!state.skipping) {
      if (rest.size() <= kMaximumRecordSize) break;
      reject_line(state, Reason::too_long);
      state.skipping = true;
      continue;
    }
    state.offset += size;
    rest.remove_prefix(size);
  }
  return bytes.size() - rest.size();
}

// Reads the record at the front of `rest`, whose first line has `line` bytes. Returns its size
// without the last line feed, and counts the line feeds inside it; nullopt: more bytes are needed.
std::optional<std::size_t> RecordReader::Impl::read_first(StreamState& state, std::string_view rest,
                                                          std::size_t line, bool last) {
  const std::size_t mark = decoder_.is_utf8() && rest.starts_with(kMark) ? kMark.size() : 0;
  rest.remove_prefix(mark);
  const std::string_view first_line = rest.substr(0, line - mark);
  if (is_blank(first_line)) return line;

  std::size_t size = format_->size_of_first(rest, first_line.size(), kMaximumRecordSize + 1 - mark);
  if (size == RecordFormat::kIncomplete) {
    if (!last) return std::nullopt;
    size = RecordFormat::kMalformed;
  }
  std::optional<Reason> wrong = Reason::unparsable;
  if (size != RecordFormat::kMalformed) wrong = read_record(state, rest.substr(0, size));
  if (!wrong && size == first_line.size()) return line;
  if (!wrong) {
    state.line += static_cast<std::uint64_t>(std::count(rest.data(), rest.data() + size, '\n'));
    return mark + size;
  }
  // What a stray quote has tied together comes apart again: only its first line is lost.
  if (size != first_line.size()) {
    wrong = decoder_.decode(first_line) ? Reason::unparsable : Reason::bad_encoding;
  }
  reject_line(state, *wrong);
  return line;
}

// Returns why it is none, if so.
std::optional<Reason> RecordReader::Impl::read_record(StreamState& state, std::string_view record) {
  const auto decoded = decoder_.decode(record);
  if (!decoded) return Reason::bad_encoding;
  const std::string_view text = without_return(*decoded);
  if (format_->has_header()) {
    if (state.header.empty()) {
      set_header(state, text);
      state.only_header = true;
      return std::nullopt;
    }
    if (text == header_) return std::nullopt;  // exports that were put together
  }
  state.only_header = false;
  slots_.clear();
  if (!format_->read(text, slots_)) return Reason::unparsable;
  deliver(state);
  return std::nullopt;
}

void RecordReader::Impl::set_header(StreamState& state, std::string_view header) {
  state.header = header;
  header_ = header;
  format_->set_header(header_);
}

void RecordReader::Impl::deliver(const StreamState& state) {
  if (!absent_as_.empty()) {
    for (std::string_view& value : slots_.values) {
      if (value == absent_as_) value = {};
    }
  }
  const std::string_view id = duplicates_ ? slots_.values[id_slot_] : std::string_view{};
  std::optional<Instant> accepted;
  bool known = false;
  std::optional<Reason> rejected;
  bool first = true;
  Event event;
  event.origin = origin(state);
  for (EventMapper& mapper : mappers_) {
    const EventMapper::Result result = mapper.make(slots_, event);
    if (result == EventMapper::Result::nothing) continue;
    std::optional<Reason> reason = Reason::no_time;
    if (result == EventMapper::Result::event) {
      known = known || event.type < known_types_;
      if (first && known && is_duplicate(id, event.time)) {
        ++counts.records;
        ++counts.duplicate;
        return;
      }
      first = false;
      reason = take(event);
      if (!reason && !accepted) accepted = event.time;
    }
    if (reason && !rejected) rejected = reason;
  }
  if (!accepted) {
    if (rejected) return reject(state, *rejected);
    ++counts.records;
    ++counts.filtered;
    return;
  }
  ++counts.records;
  ++counts.accepted;
  if (known && !id.empty()) duplicates_->remember(id, *accepted, *counts.last_event);
}

bool RecordReader::Impl::is_duplicate(std::string_view id, Instant time) const {
  return !id.empty() && counts.last_event &&
         duplicates_->is_duplicate(id, time, *counts.last_event);
}

std::optional<Reason> RecordReader::Impl::take(const Event& event) {
  const auto reason = sink_->take(event);
  if (!reason && (!counts.last_event || *counts.last_event < event.time)) {
    counts.last_event = event.time;
  }
  return reason;
}

void RecordReader::Impl::reject(const StreamState& state, Reason reason) {
  ++counts.records;
  ++counts.rejected[static_cast<std::size_t>(reason)];
  sink_->rejected({name_, state.path}, origin(state), reason);
}

void RecordReader::Impl::reject_line(StreamState& state, Reason reason) {
  reject(state, reason);
  state.only_header = false;
  // No later line is taken for the header: values in the wrong columns are worse than none.
  if (format_->has_header() && state.header.empty()) set_header(state, CsvFormat::kNoHeader);
}

void RecordReader::Impl::save(config::RowChanges& changes) {
  config::Packer row;
  pack(row, counts);
  row.flag(duplicates_.has_value());
  if (duplicates_) duplicates_->pack(row);
  if (row.bytes() != kept_) {
    kept_ = row.bytes();
    changes.put({config::Table::sources, index_}, kept_);
  }
  if (duplicates_) duplicates_->save(changes, index_);
  if (drop_ids_) changes.erase_all(config::Table::record_ids, index_);
  drop_ids_ = false;
}

bool RecordReader::Impl::restore(const config::RowKey& key, std::string_view value) {
  if (key.a != index_) return false;
  if (key.table == config::Table::sources) return restore_counts(value);
  if (key.table != config::Table::record_ids) return false;
  if (duplicates_) return duplicates_->restore(key, value);
  drop_ids_ = true;
  return true;
}

bool RecordReader::Impl::restore_counts(std::string_view value) {
  config::Unpacker from(value);
  if (!unpack(from, counts)) return false;
  if (from.flag()) {
    DuplicateFilter unused(Duration(1));
    if (!(duplicates_ ? *duplicates_ : unused).unpack(from)) return false;
  }
  kept_ = value;
  return from.ended();
}

RecordReader::RecordReader(const config::Source& source, std::uint32_t index,
                           Vocabulary& vocabulary, config::Zone zone, bool keep_all_ids)
    : impl_(std::make_unique<Impl>(source, index, vocabulary, zone, keep_all_ids)) {}

RecordReader::~RecordReader() = default;

bool RecordReader::is_whole_record(std::string_view rest) { return impl_->is_whole_record(rest); }
std::size_t RecordReader::consume(StreamState& state, std::string_view bytes, bool last,
                                  EventSink& sink) {
  return impl_->consume(state, bytes, last, sink);
}

void RecordReader::read(const StreamState& state, std::span<const NamedValue> fields,
                        EventSink& sink) {
  impl_->read(state, fields, sink);
}

const std::vector<std::string>& RecordReader::wanted_fields() const {
  return impl_->fields->wanted();
}

void RecordReader::reject(const StreamState& state, Reason reason, EventSink& sink) {
  impl_->reject(state, reason, sink);
}

const SourceCounts& RecordReader::counts() const { return impl_->counts; }

std::size_t RecordReader::remembered_ids() const { return impl_->remembered_ids(); }

void RecordReader::save(config::RowChanges& changes) { impl_->save(changes); }

bool RecordReader::restore(const config::RowKey& key, std::string_view value) {
  return impl_->restore(key, value);
}

void RecordReader::add_bytes(std::uint64_t bytes) { impl_->counts.bytes += bytes; }

}  // namespace charterd::collectors
