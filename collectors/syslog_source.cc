#include "collectors/syslog_source.h"

#include <algorithm>
#include <utility>

#include "config/packed.h"

namespace charterd::collectors {

SyslogSource::SyslogSource(const config::Source& source, std::uint32_t index,
                           Vocabulary& vocabulary, config::Zone zone, ReadMode mode,
                           std::function<Instant()> now)
    : source_(source),
      index_(index),
      mode_(mode),
      now_(std::move(now)),
      reader_(source, index, vocabulary, zone, mode == ReadMode::once),
      fields_(reader_.wanted_fields(), source.syslog.timezone.value_or(zone)),
      receives_(mode == ReadMode::follow) {
  for (const config::SyslogAddress& address : source.syslog.listen) {
    auto socket = receives_ ? SyslogSocket::find(address, source.name) : nullptr;
    listeners_.push_back({&address, std::move(socket), false, std::nullopt, false, false});
  }
}

void SyslogSource::follow(const Source&) {
  receives_ = false;
  for (Listener& listener : listeners_) listener.socket.reset();
}

void SyslogSource::rescan() {
  if (!std::exchange(begun_, true) && mode_ == ReadMode::once) {
    problems_.say(
        "syslog",
        "what is sent counts in `charterd run` alone and is kept nowhere to be read again; "
        "to read it again, have it written to a file or the journal");
  }
  if (!receives_) return;
  for (Listener& listener : listeners_) {
    if (!listener.attached) open(listener);
    if (listener.attached) listener.socket->tend(now_());
  }
}

void SyslogSource::open(Listener& listener) {
  auto opened = SyslogSocket::open(*listener.address, source_.name);
  if (!opened) {
    problems_.say(listener.address->text, opened.error());
    return;
  }
  listener.socket = *std::move(opened);
  SyslogQueue& queue = listener.socket->queue;
  if (listener.kept && listener.kept->socket == listener.socket->id()) {
    queue.rewind(listener.kept->next);
  } else {
    queue.rewind_all();
  }
  listener.attached = true;
  problems_.forget(listener.address->text);
  problems_.tell(listener.socket->bound_to(), "listening for syslog");
}

std::size_t SyslogSource::poll(EventSink& sink, std::size_t budget) {
  if (!begun_) rescan();
  std::size_t used = 0;
  for (std::size_t i = 0; i < listeners_.size(); ++i) {
    Listener& listener = listeners_[i];
    if (!listener.attached) continue;
    const std::size_t received = listener.socket->receive(now_(), budget);
    const std::size_t delivered = deliver(listener, static_cast<std::uint32_t>(i), sink, budget);
    for (std::string& problem : listener.socket->take_problems()) {
      problems_.say(listener.socket->bound_to(), std::move(problem));
    }
    const SyslogQueue& queue = listener.socket->queue;
    listener.idle = received == 0 && queue.next() == nullptr && !queue.full();
    used += std::max(received, delivered);
  }
  return used;
}

std::size_t SyslogSource::deliver(Listener& listener, std::uint32_t stream, EventSink& sink,
                                  std::size_t budget) {
  SyslogQueue& queue = listener.socket->queue;
  StreamState place;
  place.stream = stream;
  place.path = listener.address->text;
  std::size_t used = 0;
  for (const ReceivedMessage* message = queue.next(); message != nullptr && used < budget;
       message = queue.next()) {
    place.offset = counts().records;
    place.line = place.offset + 1;
    used += message->text.size() + 1;
    reader_.add_bytes(message->text.size());
    if (message->wrong) {
      reader_.reject(place, *message->wrong, sink);
    } else if (const auto* fields = fields_.read(message->text, message->received)) {
      reader_.read(place, *fields, sink);
    } else {
      reader_.reject(place, Reason::unparsable, sink);
    }
    queue.delivered();
  }
  return used;
}

bool SyslogSource::caught_up() const {
  if (!receives_) return begun_;
  return std::all_of(listeners_.begin(), listeners_.end(),
                     [](const Listener& listener) { return listener.attached && listener.idle; });
}

std::string_view SyslogSource::stream_path(std::uint32_t stream) const {
  if (stream >= listeners_.size()) return {};
  return listeners_[stream].address->text;
}

// A full queue waits for a commit, whose end wakes.
std::vector<int> SyslogSource::watched_descriptors() const {
  std::vector<int> result;
  for (const Listener& listener : listeners_) {
    if (listener.attached && !listener.socket->queue.full()) {
      result.push_back(listener.socket->descriptor());
    }
  }
  return result;
}

IntakeStats SyslogSource::intake() const {
  IntakeStats::Sockets sockets;
  for (const Listener& listener : listeners_) {
    if (listener.attached) listener.socket->add_to(sockets);
  }
  return {sockets, std::nullopt};
}

std::vector<std::string> SyslogSource::addresses() const {
  std::vector<std::string> result;
  for (const Listener& listener : listeners_) {
    result.push_back(listener.attached ? listener.socket->bound_to() : "");
  }
  return result;
}

void SyslogSource::save(config::RowChanges& changes) {
  reader_.save(changes);
  for (const std::int64_t number : std::exchange(old_rows_, {})) {
    changes.erase({config::Table::files, index_, number});
  }
  config::Packer row;
  for (std::size_t i = 0; i < listeners_.size(); ++i) {
    Listener& listener = listeners_[i];
    if (!listener.attached) continue;
    const Position now{listener.socket->id(), listener.socket->queue.position()};
    if (listener.in_place && listener.kept == now) continue;
    listener.kept = now;
    listener.in_place = true;
    row.clear();
    row.text(listener.address->text).number(now.socket).number(now.next);
    changes.put({config::Table::files, index_, static_cast<std::int64_t>(i)}, row.bytes());
  }
}

bool SyslogSource::wants_commit() const {
  return std::any_of(listeners_.begin(), listeners_.end(), [](const Listener& listener) {
    return listener.attached && listener.socket->queue.full();
  });
}

void SyslogSource::committed() {
  for (const Listener& listener : listeners_) {
    if (!listener.attached || !listener.kept || listener.kept->socket != listener.socket->id()) {
      continue;
    }
    listener.socket->queue.drop_before(listener.kept->next);
  }
}

bool SyslogSource::restore(const config::RowKey& key, std::string_view value) {
  if (key.table != config::Table::files) return reader_.restore(key, value);
  if (key.a != index_) return false;
  config::Unpacker from(value);
  const std::string_view address = from.text();
  Position position;
  position.socket = from.number();
  position.next = from.number();
  for (std::size_t i = 0; i < listeners_.size(); ++i) {
    if (listeners_[i].address->text != address) continue;
    listeners_[i].kept = position;
    listeners_[i].in_place = static_cast<std::int64_t>(i) == key.b;
  }
  if (key.b >= static_cast<std::int64_t>(listeners_.size())) old_rows_.push_back(key.b);
  return from.ended();
}

}  // namespace charterd::collectors
