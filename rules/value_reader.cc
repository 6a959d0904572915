#include "rules/value_reader.h"

namespace charterd::rules {

Reading ValueReader::read(const collectors::Event& event) const {
  const collectors::FieldValue& value = event.fields[field];
  if (!value.present()) return {};
  if (value.kind != collectors::FieldValue::Kind::text) return {Reading::State::bad, 0};
  const std::optional<Fixed> number = parse_fixed(value.text, scale);
  if (!number || (range && (*number < range->first || *number > range->second))) {
    return {Reading::State::bad, 0};
  }
  return {Reading::State::fine, *number};
}

std::optional<ValueReader> value_reader(const config::Charter& charter, std::size_t measure,
                                        collectors::NameTable& fields) {
  const config::Measure& config = charter.measures[measure];
  if (config.value_field.empty()) return std::nullopt;
  return ValueReader{static_cast<std::uint16_t>(measure), fields.add(config.value_field),
                     config::scale_to_base(config.unit), config.range};
}

}  // namespace charterd::rules
