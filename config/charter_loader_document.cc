// What the charter says besides its measures and targets.
#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "config/charter_loader.h"
#include "config/yaml_choice.h"
#include "config/yaml_form.h"
#include "config/yaml_values.h"

namespace charterd::config {
namespace {

constexpr std::array kSectionKeys = {
    YamlKey{"title", YamlShape::text_or_mapping, "a title", YamlPresence::required},
    YamlKey{"text", YamlShape::text_or_mapping, "a text", YamlPresence::required},
    YamlKey{"audience", YamlShape::text, "public or staff"},
};
constexpr std::array<std::string_view, 2> kAudiences = {"public", "staff"};
// A step has whatever keys help to take it, too.
constexpr std::array kStepKeys = {
    YamlKey{"step", YamlShape::text_or_mapping, "what to do", YamlPresence::required},
};

// "Example Outfitters" is example-outfitters.
std::string id_from(const std::string& name) {
  std::string id;
  for (const char c : name) {
    const char small = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if ((small >= 'a' && small <= 'z') || (small >= '0' && small <= '9')) {
      id += small;
    } else if (!id.empty() && id.back() != '-') {
      id += '-';
    }
  }
  constexpr std::size_t kLongest = 63;
  id.resize(std::min(id.size(), kLongest));
  while (!id.empty() && id.back() == '-') id.pop_back();
  return id.empty() ? "charter" : id;
}

void load_languages(const YamlMapping& document, const CharterReading& reading) {
  const YamlNode* node = document.find("languages");
  if (node == nullptr) return;
  auto& languages = reading.charter.languages;
  const auto add = [&](const YamlNode& item) {
    const bool two_letters =
        item.text.size() == 2 && std::all_of(item.text.begin(), item.text.end(),
                                             [](char c) { return c >= 'a' && c <= 'z'; });
    if (!two_letters) {
      reading.error(item.place, fmt::format("\"{}\" is no language", item.text),
                    "a language is two small letters such as en");
    } else if (std::find(languages.begin(), languages.end(), item.text) != languages.end()) {
      reading.error(item.place, fmt::format("the language \"{}\" is listed twice", item.text));
    } else {
      languages.push_back(item.text);
    }
  };
  if (node->is_scalar()) add(*node);
  for (const YamlNode& item : node->items) add(item);
}

void load_timezone(const YamlMapping& document, const CharterReading& reading) {
  const YamlNode* node = document.find("timezone");
  if (node == nullptr) return;
  if (const auto zone = Zone::find(node->text)) {
    reading.charter.timezone = *zone;
  } else {
    reading.error(node->place, fmt::format("the time zone \"{}\" is not known", node->text),
                  "an IANA name such as Europe/Prague is expected");
  }
}

void load_head(const YamlMapping& document, const CharterReading& reading) {
  Charter& charter = reading.charter;
  charter.organization = load_text(document, "organization", reading);
  if (const YamlNode* id = document.find("id")) {
    charter.id = id->text;
    check_id({id->text, id->place, {}}, "charter", reading);
  } else {
    charter.id = id_from(charter.organization.in("en"));
  }
  charter.version = document.text("version");
  if (const YamlNode* node = document.find("effective")) {
    charter.effective = read_date(*node, "effective", reading.diagnostics);
  }
  if (const YamlNode* node = document.find("review_by")) {
    charter.review_by = read_date(*node, "review_by", reading.diagnostics);
    if (charter.effective && charter.review_by && *charter.review_by <= *charter.effective) {
      reading.error(node->place, "\"review_by\" must be after \"effective\"");
    }
  }
  charter.overview = load_text(document, "overview", reading);
  charter.purpose = load_text(document, "purpose", reading);
}

void load_scope(const YamlMapping& document, const CharterReading& reading) {
  const YamlNode* scope = document.find("scope");
  if (scope == nullptr) return;
  for (const YamlEntry& label : scope->entries) {
    if (!check_shape(label.value, YamlShape::texts, label.key, "a list of values",
                     reading.diagnostics)) {
      continue;
    }
    std::vector<std::string> values;
    const auto add = [&](const YamlNode& item) {
      if (item.text.empty()) {
        reading.error(item.place, fmt::format("a value of \"{}\" cannot be empty", label.key));
      } else if (std::find(values.begin(), values.end(), item.text) != values.end()) {
        reading.error(item.place,
                      fmt::format("\"{}\" is listed twice in \"{}\"", item.text, label.key));
      } else {
        values.push_back(item.text);
      }
    };
    if (label.value.is_scalar()) add(label.value);
    for (const YamlNode& item : label.value.items) add(item);
    reading.charter.scope.emplace_back(label.key, std::move(values));
  }
}

// Of what the scope lists: labels and values.
void load_names(const YamlMapping& document, const CharterReading& reading) {
  const YamlNode* names = document.find("names");
  if (names == nullptr) return;
  std::vector<std::string> known;
  for (const auto& [label, values] : reading.charter.scope) {
    known.push_back(label);
    known.insert(known.end(), values.begin(), values.end());
  }
  for (const YamlEntry& entry : names->entries) {
    if (std::find(known.begin(), known.end(), entry.key) == known.end()) {
      reading.error(entry.place,
                    fmt::format("the scope has neither a label nor a value \"{}\"", entry.key),
                    choice_hint(entry.key, known, "names of the scope"));
    }
    reading.charter.names.emplace_back(entry.key, load_text(entry.value, entry.key, reading));
  }
}

void load_named_texts(const YamlMapping& document, std::string_view key,
                      std::vector<std::pair<std::string, Text>>& texts,
                      const CharterReading& reading) {
  const YamlNode* node = document.find(key);
  if (node == nullptr) return;
  const std::string_view what = key == "rights" ? "right" : "commitment";
  for (const YamlEntry& entry : node->entries) {
    check_id(entry, what, reading);
    texts.emplace_back(entry.key, load_text(entry.value, entry.key, reading));
  }
}

void load_section(const YamlNode& node, const CharterReading& reading) {
  const YamlMapping mapping(node, "a section", kSectionKeys, reading.diagnostics);
  Section section;
  section.title = load_text(mapping, "title", reading);
  section.text = load_text(mapping, "text", reading);
  if (const YamlNode* audience = mapping.find("audience")) {
    const auto choice = read_choice(*audience, "audience", kAudiences, reading.diagnostics);
    section.for_staff = choice && *choice == 1;
  }
  reading.charter.sections.push_back(std::move(section));
}

// A step has whatever keys help to take it: phone, email, address, refund.
void load_recourse_step(const YamlNode& node, const CharterReading& reading) {
  if (node.is_unusable()) return;
  if (!node.is_mapping()) {
    return reading.error(node.place, fmt::format("a step of recourse needs a mapping such as "
                                                 "{{step: Talk to us.}}, not {}",
                                                 describe(node.kind)));
  }
  RecourseStep step;
  bool has_step = false;
  for (const YamlEntry& entry : node.entries) {
    Text text = load_text(entry.value, entry.key, reading);
    if (entry.key == "step") {
      has_step = true;
      step.step = std::move(text);
    } else {
      step.details.emplace_back(entry.key, std::move(text));
    }
  }
  if (!has_step) reading.error(node.place, "a step of recourse lacks the key \"step\"");
  reading.charter.recourse.push_back(std::move(step));
}

}  // namespace

void load_document(const YamlMapping& document, const CharterReading& reading) {
  load_languages(document, reading);
  load_timezone(document, reading);
  load_head(document, reading);
  load_scope(document, reading);
  load_names(document, reading);
  load_named_texts(document, "rights", reading.charter.rights, reading);
  load_named_texts(document, "commitments", reading.charter.commitments, reading);
  if (const YamlNode* sections = document.find("sections")) {
    for (const YamlNode& item : sections->items) load_section(item, reading);
  }
  if (const YamlNode* recourse = document.find("recourse")) {
    for (const YamlNode& item : recourse->items) load_recourse_step(item, reading);
  }
}

namespace {

using Form = YamlForm;

constexpr Form kAudienceForm{Form::Kind::words, {}, {}, nullptr, kAudiences};
constexpr std::array kSectionInsides = {YamlInside{"title", &kLanguageTextForm},
                                        YamlInside{"text", &kLanguageTextForm},
                                        YamlInside{"audience", &kAudienceForm}};
constexpr Form kSectionForm{Form::Kind::keys, kSectionKeys, kSectionInsides};
constexpr std::array kStepInsides = {YamlInside{"step", &kLanguageTextForm}};
constexpr Form kStepForm{Form::Kind::keys, kStepKeys, kStepInsides, &kLanguageTextForm};

}  // namespace

const YamlForm kSectionsForm{Form::Kind::items, {}, {}, &kSectionForm};
const YamlForm kRecourseForm{Form::Kind::items, {}, {}, &kStepForm};
const YamlForm kNamesForm{Form::Kind::names, {}, {}, &kLanguageTextForm};
const YamlForm kNamedTextsForm{Form::Kind::ids, {}, {}, &kLanguageTextForm};

}  // namespace charterd::config
