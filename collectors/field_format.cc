#include "collectors/field_format.h"

#include <algorithm>

#include "collectors/record_reader.h"
#include "config/intake_fields.h"

namespace charterd::collectors {
namespace {

// What rsyslog and others put before JSON in a message (Common Event Expression).
constexpr std::string_view kCookie = "@cee:";

std::string_view without_cookie(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(' '), text.size());
  if (!text.substr(begin).starts_with(kCookie)) return text;
  return text.substr(begin + kCookie.size());
}

}  // namespace

FieldFormat::FieldFormat(const config::Source& source, const SlotNames& slots, TextDecoder& decoder)
    : decoder_(decoder) {
  const bool has_format = source.format.kind != config::FormatKind::none;
  SlotNames in_message;
  for (std::size_t i = 0; i < slots.names().size(); ++i) {
    const std::string& name = slots.names()[i];
    const auto slot = static_cast<Slot>(i);
    const std::string_view inner = config::field_of_message(source.kind, name);
    if (config::is_intake_field(source.kind, name)) {
      wanted_.push_back(name);
      slots_.emplace_back(slot);
    } else if (has_format) {
      of_message_.emplace_back(in_message.add(inner.empty() ? name : inner), slot);
    }
  }
  if (has_format) {
    const std::string message(config::message_field(source.kind));
    auto known = std::find(wanted_.begin(), wanted_.end(), message);
    if (known == wanted_.end()) {
      known = wanted_.insert(wanted_.end(), message);
      slots_.emplace_back(std::nullopt);
    }
    message_ = static_cast<std::uint16_t>(known - wanted_.begin());
    message_slots_.values.resize(in_message.names().size());
    format_ = make_format(source.format, in_message);
  }
  index_ = KeyIndex(wanted_);
}

std::optional<Reason> FieldFormat::read(std::span<const NamedValue> fields, SlotValues& slots) {
  std::string_view message;
  for (const NamedValue& field : fields) {
    const std::uint16_t number = index_.find(field.name);
    if (number == KeyIndex::kNone) continue;
    if (field.value.size() > kMaximumRecordSize) return Reason::too_long;
    const auto decoded = decoder_.decode(field.value);
    if (!decoded) return Reason::bad_encoding;
    // What was converted is valid only until the next one is.
    const bool kept = decoded->data() == field.value.data();
    const std::string_view value = kept ? *decoded : slots.scratch.copy(*decoded);
    if (number == message_ && message.empty()) message = value;
    const std::optional<Slot> slot = slots_[number];
    if (slot && slots.values[*slot].empty()) slots.values[*slot] = value;
  }
  return format_ ? read_message(message, slots) : std::nullopt;
}

std::optional<Reason> FieldFormat::read_message(std::string_view text, SlotValues& slots) {
  text_ = without_cookie(text);
  const std::size_t size = text_.size();
  text_ += '\n';
  text_.resize(size + 1 + kReadPadding);
  message_slots_.clear();
  if (!format_->read(std::string_view(text_).substr(0, size), message_slots_)) {
    return Reason::unparsable;
  }
  for (const auto& [from, to] : of_message_) slots.values[to] = message_slots_.values[from];
  return std::nullopt;
}

}  // namespace charterd::collectors
