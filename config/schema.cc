#include "config/schema.h"

#include <utility>

#include "config/schema_json.h"

namespace charterd::config {
namespace {

using Json = SchemaJson;
using Kind = YamlForm::Kind;

Json reference(std::string_view name) {
  return Json::object({{"$ref", Json::text("#/definitions/" + std::string(name))}});
}

Json any_of(std::vector<Json> choices) {
  return Json::object({{"anyOf", Json::list(std::move(choices))}});
}

// Nothing is evaluated: a number or a truth value is its text.
Json scalar() {
  return Json::object(
      {{"type", Json::list({Json::text("string"), Json::text("number"), Json::text("boolean")})}});
}

Json list_of(Json item, int least) {
  Json list = Json::object({{"type", Json::text("array")}});
  if (least > 0) list.add("minItems", Json::number(least));
  return list.add("items", std::move(item));
}

Json mapping_of(Json value) {
  return Json::object({{"type", Json::text("object")}, {"additionalProperties", std::move(value)}});
}

// `pattern` is of all keys.
Json mapping_of(Json value, std::string_view pattern) {
  Json mapping = mapping_of(std::move(value));
  return mapping.add("propertyNames", Json::object({{"pattern", Json::text(pattern)}}));
}

Json selector() {
  Json object = Json::object({{"type", Json::text("object")}});
  object.add("properties",
             Json::object({{"event", reference("texts")}, {"where", reference("condition")}}));
  object.add("required", Json::list({Json::text("event")}));
  return object.add("additionalProperties", Json::flag(false));
}

// A mapping whose entries must all hold; a list of them, of which any must.
Json tests(std::string_view name, Json properties) {
  Json map = mapping_of(reference("texts"));
  map.add("minProperties", Json::number(1)).add("properties", std::move(properties));
  return any_of({std::move(map), list_of(reference(name), 1)});
}

Json definitions() {
  Json all = Json::object();
  all.add("text", scalar());
  all.add("texts", any_of({reference("text"), list_of(reference("text"), 1)}));
  all.add(
      "language_text",
      any_of({reference("text"),
              mapping_of(reference("text"), "^[a-z]{2}$").add("minProperties", Json::number(1))}));
  all.add("condition", tests("condition", Json::object({{"not", reference("condition")}})));
  all.add("exclusion", tests("exclusion", Json::object({{"not", reference("condition")},
                                                        {"because", reference("language_text")}})));
  return all.add("events", any_of({reference("texts"), selector()}));
}

class Writer {
 public:
  std::string schema(const YamlForm& root, std::string_view title) const {
    Json json = Json::object({{"$schema", Json::text("http://json-schema.org/draft-07/schema#")},
                              {"title", Json::text(title)}});
    for (auto& [key, value] : form(root).entries) json.add(key, std::move(value));
    std::string out;
    json.add("definitions", definitions()).write(out);
    return out + '\n';
  }

 private:
  Json form(const YamlForm& form) const {
    switch (form.kind) {
      case Kind::keys:
      case Kind::partial_keys:
        return keys(form);
      case Kind::ids:
        return mapping_of(this->form(*form.inner), "^[a-z0-9][a-z0-9_-]{0,62}$");
      case Kind::names:
        return mapping_of(this->form(*form.inner));
      case Kind::items:
        return list_of(this->form(*form.inner), 0);
      case Kind::one_or_items:
        return any_of({this->form(*form.inner), list_of(this->form(*form.inner), 0)});
      case Kind::text_or:
        return any_of({reference("text"), this->form(*form.inner)});
      case Kind::words:
        return words(form);
      case Kind::nothing:
        return any_of({truth(), Json::object({{"type", Json::text("object")},
                                              {"maxProperties", Json::number(0)}})});
      case Kind::true_or:
        return any_of({truth(), this->form(*form.inner)});
      default:
        return reference(name_of(form.kind));
    }
  }

  static Json truth() {
    return Json::object({{"enum", Json::list({Json::flag(true), Json::text("true")})}});
  }

  static std::string_view name_of(Kind kind) {
    switch (kind) {
      case Kind::texts:
        return "texts";
      case Kind::language_text:
        return "language_text";
      case Kind::events:
        return "events";
      case Kind::condition:
        return "condition";
      case Kind::exclusion:
        return "exclusion";
      default:
        return "text";
    }
  }

  static Json words(const YamlForm& form) {
    std::vector<Json> all;
    for (const std::string_view word : form.words) all.push_back(Json::text(word));
    return Json::object({{"enum", Json::list(std::move(all))}});
  }

  Json keys(const YamlForm& form) const {
    Json properties = Json::object();
    std::vector<Json> required;
    for (const YamlKey& key : form.keys) {
      if (key.presence == YamlPresence::later) continue;
      properties.add(key.name, value(form, key));
      if (key.presence == YamlPresence::required) required.push_back(Json::text(key.name));
    }
    Json object = Json::object({{"type", Json::text("object")}});
    object.add("properties", std::move(properties));
    if (!required.empty() && form.kind == Kind::keys) {
      object.add("required", Json::list(std::move(required)));
    }
    return object.add("additionalProperties",
                      form.inner != nullptr ? this->form(*form.inner) : Json::flag(false));
  }

  // Beside a reference draft 7 passes over everything else, so the reference stands inside.
  Json value(const YamlForm& of, const YamlKey& key) const {
    const YamlForm* inside = form_of(of, key);
    Json json = Json::object();
    if (!key.expected.empty()) json.add("description", Json::text(key.expected));
    if (inside == nullptr) return json;
    Json content = form(*inside);
    if (content.entries.front().first == "$ref") {
      return json.add("allOf", Json::list({std::move(content)}));
    }
    for (auto& [name, entry] : content.entries) json.add(name, std::move(entry));
    return json;
  }
};

void find_formless(const YamlForm& form, const std::string& path, std::vector<std::string>& found) {
  if (form.inner != nullptr) find_formless(*form.inner, path + "*.", found);
  for (const YamlKey& key : form.keys) {
    if (key.presence == YamlPresence::later) continue;
    const YamlForm* inside = form_of(form, key);
    const std::string name = path + std::string(key.name);
    if (inside == nullptr) {
      found.push_back(name);
    } else {
      find_formless(*inside, name + ".", found);
    }
  }
}

}  // namespace

std::string charter_schema() { return Writer().schema(kCharterForm, "A charter of charterd"); }
std::string settings_schema() {
  return Writer().schema(kSettingsForm, "A configuration of charterd");
}

std::vector<std::string> keys_without_form(const YamlForm& form) {
  std::vector<std::string> found;
  find_formless(form, {}, found);
  return found;
}

}  // namespace charterd::config
