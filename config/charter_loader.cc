#include "config/charter_loader.h"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "config/hash.h"
#include "config/loader.h"
#include "config/text_file.h"
#include "config/yaml_form.h"
#include "config/yaml_values.h"

namespace charterd::config {
namespace {

using Presence = YamlPresence;
using Shape = YamlShape;

constexpr std::string_view kText = "a text or a mapping of languages to texts";

constexpr std::array kDocumentKeys = {
    YamlKey{"id", Shape::text, "an id such as example-outfitters"},
    YamlKey{"organization", Shape::text_or_mapping, "the organization's name", Presence::required},
    YamlKey{"version", Shape::text, "a version such as 3"},
    YamlKey{"effective", Shape::text, "a date such as 2026-01-01"},
    YamlKey{"review_by", Shape::text, "a date such as 2027-01-01"},
    YamlKey{"overview", Shape::text_or_mapping, kText},
    YamlKey{"purpose", Shape::text_or_mapping, kText},
    YamlKey{"languages", Shape::texts, "a list of languages such as [en, cs]"},
    YamlKey{"timezone", Shape::text, "a time zone such as Europe/Prague", Presence::required},
    YamlKey{"scope", Shape::mapping, "a mapping of labels to lists of their values"},
    YamlKey{"names", Shape::mapping, "a mapping of the scope's labels and values to texts"},
    YamlKey{"rights", Shape::mapping, "a mapping of ids to texts"},
    YamlKey{"commitments", Shape::mapping, "a mapping of ids to texts"},
    YamlKey{"sections", Shape::sequence, "a list of {title, text}"},
    YamlKey{"recourse", Shape::sequence, "a list of steps such as {step, phone}"},
    YamlKey{"calendars", Shape::mapping, "a mapping of ids to calendars"},
    YamlKey{"measures", Shape::mapping, "a mapping of ids to measures"},
    YamlKey{"cases", Shape::mapping, "a mapping of ids to cases"},
    YamlKey{"exempt", Shape::sequence, "a list of {from, to, targets, because}"},
    YamlKey{"defaults", Shape::mapping, "a mapping of a target's keys"},
    YamlKey{"targets", Shape::mapping, "a mapping of ids to targets", Presence::required},
};

void load(const YamlNode& root, const CharterReading& reading) {
  const YamlMapping document(root, "the charter", kDocumentKeys, reading.diagnostics);
  if (!document.is_mapping()) return;
  load_document(document, reading);
  using Part = void (*)(const YamlNode&, const CharterReading&);
  constexpr std::array<std::pair<std::string_view, Part>, 3> kParts = {{
      {"calendars", load_calendars},
      {"measures", load_measures},
      {"cases", load_cases},
  }};
  for (const auto& [key, part] : kParts) {
    if (const YamlNode* node = document.find(key)) part(*node, reading);
  }
  if (const YamlNode* targets = document.find("targets")) {
    load_targets(*targets, document.find("defaults"), reading);
  }
  if (const YamlNode* exempt = document.find("exempt")) load_exemptions(*exempt, reading);
}

// A mistake in `defaults` is found again with every target, one in a file with all that name it.
void drop_repeated(std::vector<Diagnostic>& diagnostics) {
  std::set<std::tuple<std::string, int, int, std::string, std::string>> seen;
  std::erase_if(diagnostics, [&](const Diagnostic& d) {
    return !seen.emplace(d.file, d.place.line, d.place.column, d.message, d.hint).second;
  });
}

}  // namespace

Loaded<Charter> parse_charter(const std::string& text, const std::filesystem::path& file) {
  Diagnostics diagnostics(file.string(), text);
  Charter charter;
  charter.hash = hash_of(text);
  std::vector<Diagnostic> of_other_files;
  if (const auto root = read_yaml(text, diagnostics)) {
    load(*root, {charter, diagnostics, file.parent_path(), of_other_files});
  }
  Loaded<Charter> loaded;
  loaded.diagnostics = diagnostics.take();
  loaded.diagnostics.insert(loaded.diagnostics.end(), of_other_files.begin(), of_other_files.end());
  const bool has_errors =
      std::any_of(loaded.diagnostics.begin(), loaded.diagnostics.end(),
                  [](const Diagnostic& d) { return d.severity == Severity::error; });
  if (!has_errors) loaded.value = std::move(charter);
  drop_repeated(loaded.diagnostics);
  return loaded;
}

Loaded<Charter> load_charter(const std::filesystem::path& file) {
  const auto text = read_text_file(file);
  if (text) return parse_charter(*text, file);
  Diagnostics diagnostics(file.string(), {});
  diagnostics.error({}, fmt::format("the charter cannot be read: {}", text.error()));
  return {std::nullopt, diagnostics.take()};
}

namespace {

constexpr std::array kInsides = {
    YamlInside{"organization", &kLanguageTextForm},
    YamlInside{"overview", &kLanguageTextForm},
    YamlInside{"purpose", &kLanguageTextForm},
    YamlInside{"scope", &kTextsByNameForm},
    YamlInside{"names", &kNamesForm},
    YamlInside{"rights", &kNamedTextsForm},
    YamlInside{"commitments", &kNamedTextsForm},
    YamlInside{"sections", &kSectionsForm},
    YamlInside{"recourse", &kRecourseForm},
    YamlInside{"calendars", &kCalendarsForm},
    YamlInside{"measures", &kMeasuresForm},
    YamlInside{"cases", &kCasesForm},
    YamlInside{"exempt", &kExemptionsForm},
    YamlInside{"defaults", &kDefaultsForm},
    YamlInside{"targets", &kTargetsForm},
};

}  // namespace

const YamlForm kCharterForm{YamlForm::Kind::keys, kDocumentKeys, kInsides};

}  // namespace charterd::config
