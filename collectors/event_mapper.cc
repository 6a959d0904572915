#include "collectors/event_mapper.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace charterd::collectors {

EventMapper::EventMapper(const config::EventMapping& mapping, const config::Format& format,
                         Vocabulary& vocabulary, config::Zone zone, SlotNames& slots)
    : vocabulary_(vocabulary),
      decimal_point_(format.decimal),
      type_(compile(mapping.type, slots)),
      time_(mapping.time, zone, format.decimal),
      values_(vocabulary.fields.size()) {
  if (type_.constant) {
    if (vocabulary.keep_unknown_types) vocabulary.types.add(type_.value);
    constant_type_ = vocabulary.types.find(type_.value);
    if (!constant_type_) constant_type_ = vocabulary.unnamed;
  }
  std::vector<std::string> types;
  for (std::size_t i = 0; i < vocabulary.types.size(); ++i) {
    types.push_back(vocabulary.types.name(static_cast<EventTypeId>(i)));
  }
  types_ = KeyIndex(types);
  if (mapping.when) when_.emplace(*mapping.when, format.decimal, slots);
  if (mapping.time.fields.empty()) throw std::invalid_argument("a mapping without a time");
  for (const std::string& field : mapping.time.fields) time_slots_.push_back(slots.add(field));
  add_fields(mapping, slots);
}

EventMapper::Text EventMapper::compile(const config::TextSource& source, SlotNames& slots) {
  Text text;
  text.constant = source.field.empty();
  if (text.constant) {
    text.value = source.value;
    return text;
  }
  text.slot = slots.add(source.field);
  if (source.map) {
    text.mapped = true;
    std::vector<std::string> keys;
    for (const auto& [key, value] : *source.map) {
      keys.push_back(key);
      text.values.push_back(value);
    }
    text.keys = KeyIndex(keys);
  }
  return text;
}

// A field that the mapping does not name keeps the source's name.
void EventMapper::add_fields(const config::EventMapping& mapping, SlotNames& slots) {
  std::vector<bool> named(vocabulary_.fields.size(), false);
  for (const auto& [name, source] : mapping.fields) {
    const auto id = vocabulary_.fields.find(name);
    if (!id) continue;  // nobody asks for it
    named[*id] = true;
    mapped_fields_.push_back({*id, compile(source.text, slots), source.as_time});
  }
  for (std::size_t i = 0; i < named.size(); ++i) {
    const auto id = static_cast<FieldId>(i);
    if (!named[i]) plain_fields_.push_back({id, slots.add(vocabulary_.fields.name(id))});
  }
}

std::string_view EventMapper::Text::of(const SlotValues& slots) const {
  if (constant) return value;
  const std::string_view text = slots.values[slot];
  if (!mapped || text.empty()) return text;
  const std::uint16_t index = keys.find(text);
  return index == KeyIndex::kNone ? std::string_view{} : std::string_view(values[index]);
}

EventMapper::Result EventMapper::make(SlotValues& slots, Event& event) {
  const auto type = type_of(slots);
  if (!type || (when_ && !when_->holds(slots))) return Result::nothing;

  const bool unnamed = type == vocabulary_.unnamed;
  if (unnamed && !(set_fields(slots) && tells_something())) return Result::nothing;
  bool complete = true;
  const std::string_view time = time_text(slots, complete);
  if (time.empty()) return Result::nothing;
  const auto instant = complete ? time_.read(time) : std::nullopt;
  if (!instant) return Result::unreadable_time;

  if (!set_fields(slots)) return Result::unreadable_time;
  event.time = *instant;
  event.type = *type;
  event.fields = values_;
  return Result::event;
}

// False when a time among them cannot be read.
bool EventMapper::set_fields(SlotValues& slots) {
  for (const PlainField& field : plain_fields_) {
    set_text(values_[field.id], slots.values[field.slot], slots);
  }
  return std::all_of(mapped_fields_.begin(), mapped_fields_.end(),
                     [&](const Field& field) { return set_mapped_field(field, slots); });
}

bool EventMapper::tells_something() const {
  const auto& sets = vocabulary_.telling;
  return std::any_of(sets.begin(), sets.end(), [this](const std::vector<FieldId>& set) {
    return std::all_of(set.begin(), set.end(),
                       [this](FieldId id) { return values_[id].present(); });
  });
}

std::optional<EventTypeId> EventMapper::type_of(const SlotValues& slots) {
  if (type_.constant) return constant_type_;
  const std::string_view text = type_.of(slots);
  if (text.empty()) return std::nullopt;
  const std::uint16_t type = types_.find(text);
  if (type != KeyIndex::kNone) return type;
  if (!vocabulary_.keep_unknown_types) return vocabulary_.unnamed;
  NameTable& types = vocabulary_.types;
  if (const auto added = types.find(text)) return added;
  if (types.size() >= std::numeric_limits<EventTypeId>::max()) return std::nullopt;
  return types.add(text);
}

// Empty when all parts are absent; not complete when only some are.
std::string_view EventMapper::time_text(SlotValues& slots, bool& complete) const {
  if (time_slots_.size() == 1) return slots.values[time_slots_.front()];
  std::size_t size = 0;
  std::size_t present = 0;
  for (const Slot slot : time_slots_) {
    size += slots.values[slot].size() + 1;
    if (!slots.values[slot].empty()) ++present;
  }
  if (present == 0) return {};
  complete = present == time_slots_.size();
  char* const begin = slots.scratch.take(size);
  char* out = begin;
  for (const Slot slot : time_slots_) {
    if (out != begin) *out++ = ' ';
    out = std::copy(slots.values[slot].begin(), slots.values[slot].end(), out);
  }
  return {begin, static_cast<std::size_t>(out - begin)};
}

bool EventMapper::set_mapped_field(const Field& field, SlotValues& slots) {
  FieldValue& value = values_[field.id];
  const std::string_view text = field.text.of(slots);
  if (!field.as_time) {
    set_text(value, text, slots);
    return true;
  }
  value = {};
  if (text.empty()) return true;
  const auto instant = time_.read(text);
  if (!instant) return false;
  value.kind = FieldValue::Kind::instant;
  value.instant = *instant;
  return true;
}

void EventMapper::set_text(FieldValue& field, std::string_view text, SlotValues& slots) const {
  if (decimal_point_ != '.' && text.find(decimal_point_) != std::string_view::npos &&
      parse_fixed(text, {}, decimal_point_)) {
    char* const copy = slots.scratch.take(text.size());
    std::replace_copy(text.begin(), text.end(), copy, decimal_point_, '.');
    text = {copy, text.size()};
  }
  field.text = text;
  field.kind = text.empty() ? FieldValue::Kind::absent : FieldValue::Kind::text;
}

}  // namespace charterd::collectors
