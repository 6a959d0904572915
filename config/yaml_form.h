// What may stand where in the two files, as a tree over the tables of keys: what editors are told.
#pragma once

#include <span>
#include <string_view>

#include "config/yaml_mapping.h"

namespace charterd::config {

struct YamlForm;

/// What stands inside the value of a key of a table.
struct YamlInside {
  std::string_view key;
  const YamlForm* form = nullptr;
};

/// The form of a value. Points to tables that live as long as the program.
struct YamlForm {
  enum class Kind {
    keys,           ///< a mapping with `keys`; with `inner`, other keys have that form
    partial_keys,   ///< the same, but required keys may come from elsewhere
    ids,            ///< a mapping of ids to `inner`
    names,          ///< a mapping of names of any kind to `inner`
    items,          ///< a list of `inner`
    one_or_items,   ///< `inner`, or a list of it
    text_or,        ///< a text, or `inner`
    words,          ///< one of `words`
    text,           ///< a scalar
    texts,          ///< a scalar or a list of some
    language_text,  ///< a text, or a mapping of languages to texts
    events,         ///< names of events, or {event, where}
    condition,      ///< a mapping of tests, or a list of them
    exclusion,      ///< the same with `because`
    nothing,        ///< {} or true
    true_or,        ///< true, or `inner`
  };
  Kind kind = Kind::text;
  std::span<const YamlKey> keys{};
  std::span<const YamlInside> insides{};  ///< of keys whose shape alone does not say all
  const YamlForm* inner = nullptr;
  std::span<const std::string_view> words{};
};

/// Of a key whose row says `text` or `texts`, or whose inside is given. nullptr: the row's shape
/// asks for an inside and there is none.
const YamlForm* form_of(const YamlForm& of, const YamlKey& key);

/// The whole files.
extern const YamlForm kCharterForm;
extern const YamlForm kSettingsForm;

// Forms that several tables use.
extern const YamlForm kTextForm;
extern const YamlForm kTextsForm;
extern const YamlForm kLanguageTextForm;
extern const YamlForm kEventsForm;
extern const YamlForm kConditionForm;
extern const YamlForm kExclusionForm;
extern const YamlForm kNothingForm;
extern const YamlForm kTextsByNameForm;  ///< a mapping of names to texts or lists of texts

// Parts of the files, where their loaders are.
extern const YamlForm kCalendarsForm;
extern const YamlForm kMeasuresForm;
extern const YamlForm kCasesForm;
extern const YamlForm kExemptionsForm;
extern const YamlForm kTargetsForm;
extern const YamlForm kDefaultsForm;
extern const YamlForm kBaselineForm;
extern const YamlForm kSectionsForm;
extern const YamlForm kRecourseForm;
extern const YamlForm kNamesForm;
extern const YamlForm kNamedTextsForm;  ///< rights, commitments
extern const YamlForm kSourcesForm;
extern const YamlForm kHttpSourceForm;
extern const YamlForm kJournaldForm;
extern const YamlForm kSyslogForm;
extern const YamlForm kEventMappingsForm;
extern const YamlForm kTimeForm;

}  // namespace charterd::config
