// Gives a scenario's events to an engine, by the numbers of a vocabulary.
#pragma once

#include <vector>

#include "collectors/vocabulary.h"
#include "rules/engine.h"
#include "tests/reference/slow_event.h"

namespace charterd::slow {

/// Events of types that the charter does not name are left out, as a mapping would.
inline void apply(rules::Engine& engine, const collectors::Vocabulary& vocabulary,
                  const Event& event, std::uint64_t line = 0) {
  const auto type = vocabulary.types.find(event.type);
  if (!type) return;
  using Field = collectors::FieldValue;
  std::vector<Field> values(vocabulary.fields.size());
  for (const auto& [name, value] : event.fields) {
    const auto field = vocabulary.fields.find(name);
    if (!field) continue;
    values[*field] = value.instant ? Field{Field::Kind::instant, {}, *value.instant}
                                   : Field{Field::Kind::text, value.text, {}};
  }
  engine.apply({event.time, *type, values, {event.source, event.stream, event.offset, line}});
}

}  // namespace charterd::slow
