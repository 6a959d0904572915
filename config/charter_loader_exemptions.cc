// Exemptions: periods that leave the figures of some or all targets.
#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "config/charter_loader.h"
#include "config/yaml_form.h"

namespace charterd::config {
namespace {

constexpr std::array kExemptionKeys = {
    YamlKey{"from", YamlShape::text, "a date such as 2026-03-02", YamlPresence::required},
    YamlKey{"to", YamlShape::text, "a date such as 2026-03-04", YamlPresence::required},
    YamlKey{"targets", YamlShape::texts, "a list of targets"},
    YamlKey{"because", YamlShape::text_or_mapping, "the reason, which the page tells",
            YamlPresence::required},
};

std::vector<std::string> target_ids(const CharterReading& reading) {
  std::vector<std::string> ids;
  for (const Target& target : reading.charter.targets) ids.push_back(target.id);
  return ids;
}

void add_target(const YamlNode& node, Exemption& exemption, const CharterReading& reading) {
  const std::vector<std::string> known = target_ids(reading);
  auto& targets = exemption.targets;
  if (std::find(known.begin(), known.end(), node.text) == known.end()) {
    reading.error(node.place, fmt::format("the target \"{}\" is not known", node.text),
                  choice_hint(node.text, known, "targets"));
  } else if (std::find(targets.begin(), targets.end(), node.text) != targets.end()) {
    reading.error(node.place, fmt::format("the target \"{}\" stands here twice", node.text));
  } else {
    targets.push_back(node.text);
  }
}

}  // namespace

void load_exemptions(const YamlNode& node, const CharterReading& reading) {
  for (const YamlNode& item : node.items) {
    const YamlMapping mapping(item, "an exemption", kExemptionKeys, reading.diagnostics);
    if (!mapping.is_mapping()) continue;
    Exemption exemption;
    exemption.because = load_text(mapping, "because", reading);
    if (const auto period = load_period(mapping, false, reading)) exemption.period = *period;
    if (const YamlNode* targets = mapping.find("targets")) {
      if (targets->is_scalar()) add_target(*targets, exemption, reading);
      for (const YamlNode& target : targets->items) add_target(target, exemption, reading);
    }
    reading.charter.exemptions.push_back(std::move(exemption));
  }
}

namespace {

constexpr std::array kInsides = {YamlInside{"because", &kLanguageTextForm}};
constexpr YamlForm kExemptionForm{YamlForm::Kind::keys, kExemptionKeys, kInsides};

}  // namespace

const YamlForm kExemptionsForm{YamlForm::Kind::items, {}, {}, &kExemptionForm};

}  // namespace charterd::config
