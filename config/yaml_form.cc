#include "config/yaml_form.h"

#include <algorithm>

namespace charterd::config {

using Kind = YamlForm::Kind;

const YamlForm kTextForm{Kind::text};
const YamlForm kTextsForm{Kind::texts};
const YamlForm kLanguageTextForm{Kind::language_text};
const YamlForm kEventsForm{Kind::events};
const YamlForm kConditionForm{Kind::condition};
const YamlForm kExclusionForm{Kind::exclusion};
const YamlForm kNothingForm{Kind::nothing};
const YamlForm kTextsByNameForm{Kind::names, {}, {}, &kTextsForm};

const YamlForm* form_of(const YamlForm& of, const YamlKey& key) {
  const auto inside =
      std::find_if(of.insides.begin(), of.insides.end(),
                   [&](const YamlInside& candidate) { return candidate.key == key.name; });
  if (inside != of.insides.end()) return inside->form;
  if (key.shape == YamlShape::text) return &kTextForm;
  if (key.shape == YamlShape::texts) return &kTextsForm;
  return nullptr;
}

}  // namespace charterd::config
