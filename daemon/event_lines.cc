#include "daemon/event_lines.h"

#include "daemon/json_writer.h"
#include "daemon/results.h"

namespace charterd::daemon {
namespace {

void write_place(JsonWriter& json, const collectors::StreamName& stream,
                 const collectors::Origin& place) {
  json.key("source").text(stream.source);
  if (!stream.path.empty()) json.key("path").text(stream.path);
  if (place.line > 0) json.key("line").integer(place.line);
}

void write_fields(JsonWriter& json, const collectors::Event& event,
                  const collectors::Vocabulary& vocabulary) {
  json.key("fields").begin_object();
  for (std::size_t id = 0; id < event.fields.size(); ++id) {
    const collectors::FieldValue& value = event.fields[id];
    if (!value.present()) continue;
    json.key(vocabulary.fields.name(static_cast<collectors::FieldId>(id)));
    if (value.kind == collectors::FieldValue::Kind::instant) {
      json.text(format_instant(value.instant));
    } else {
      json.text(value.text);
    }
  }
  json.end_object();
}

}  // namespace

std::string event_line(const collectors::Event& event, const collectors::Vocabulary& vocabulary,
                       const collectors::StreamName& stream) {
  std::string line;
  JsonWriter json(line);
  json.begin_object();
  json.key("time").text(format_instant(event.time));
  json.key("event").text(vocabulary.types.name(event.type));
  write_place(json, stream, event.origin);
  write_fields(json, event, vocabulary);
  json.end_object();
  return line += '\n';
}

std::string rejection_line(const collectors::StreamName& stream, const collectors::Origin& place,
                           collectors::Reason reason) {
  std::string line;
  JsonWriter json(line);
  json.begin_object();
  json.key("rejected").text(collectors::name_of(reason));
  write_place(json, stream, place);
  json.key("offset").integer(place.offset);
  json.end_object();
  return line += '\n';
}

}  // namespace charterd::daemon
