// A charter and an engine under test, fed by hand.
#pragma once

#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "config/loader.h"
#include "rules/engine.h"
#include "rules/plan.h"

namespace charterd::tests {

/// 2026-03-01T10:00:00Z; whole seconds, UTC.
inline Instant at(const std::string& text) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  if (std::sscanf(text.c_str(), "%d-%d-%dT%d:%d:%dZ", &year, &month, &day, &hour, &minute,
                  &second) != 6) {
    throw std::invalid_argument(text);
  }
  using namespace std::chrono;
  const year_month_day date{std::chrono::year{year},
                            std::chrono::month{static_cast<unsigned>(month)},
                            std::chrono::day{static_cast<unsigned>(day)}};
  return sys_days{date} + hours{hour} + minutes{minute} + seconds{second};
}

class World {
 public:
  /// `body` follows `organization` and `timezone`.
  explicit World(const std::string& body, const std::string& zone = "UTC",
                 rules::EngineOptions options = {})
      : charter_(load("organization: Example\ntimezone: " + zone + "\n" + body)),
        plan_(rules::Plan::compile(charter_, vocabulary_)),
        engine_(plan_, options) {}

  using Fields = std::map<std::string, std::string>;

  void event(const std::string& time, const std::string& type, const Fields& fields = {}) {
    event(at(time), type, fields);
  }
  void event(Instant time, const std::string& type, const Fields& fields = {},
             const collectors::Origin& origin = {}) {
    const auto id = vocabulary_.types.find(type);
    if (!id) return;
    std::vector<collectors::FieldValue> values(vocabulary_.fields.size());
    for (const auto& [name, text] : fields) {
      if (const auto field = vocabulary_.fields.find(name)) {
        values[*field] = {collectors::FieldValue::Kind::text, text, {}};
      }
    }
    engine_.apply({time, *id, values, origin});
  }

  rules::Figures figures(const std::string& time) { return engine_.figures(at(time)); }
  /// The total of the first target in its current window.
  rules::WindowFigure total(const std::string& time) {
    return figures(time).targets.front().series.front();
  }
  rules::Engine& engine() { return engine_; }
  /// A new engine takes the place of the one there was.
  rules::Engine& restart(const rules::EngineOptions& options) {
    return engine_ = rules::Engine(plan_, options);
  }

 private:
  static std::shared_ptr<const config::Charter> load(const std::string& text) {
    config::Loaded<config::Charter> loaded = config::parse_charter(text, "charter.yml");
    std::string faults;
    for (const auto& diagnostic : loaded.diagnostics) {
      if (diagnostic.severity == config::Severity::error) faults += render(diagnostic);
    }
    if (!faults.empty()) throw std::runtime_error(faults);
    return std::make_shared<config::Charter>(std::move(*loaded.value));
  }

  std::shared_ptr<const config::Charter> charter_;
  collectors::Vocabulary vocabulary_;
  std::shared_ptr<const rules::Plan> plan_;
  rules::Engine engine_;
};

}  // namespace charterd::tests
