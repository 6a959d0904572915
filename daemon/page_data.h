// What a template is filled with: texts, lists and yes or no, by name.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "daemon/page_language.h"

namespace charterd::daemon {

/// A name that is not set is looked for further outside, as mustache has it: so what is optional
/// within a list is set to false.
class PageData {
 public:
  using List = std::vector<PageData>;
  /// Another one, by itself.
  struct Object {
    List one;
  };
  using Value = std::variant<bool, std::string, List, Object>;

  PageData& set(std::string name, std::string text) {
    return put(std::move(name), std::move(text));
  }
  PageData& set(std::string name, const char* text) {
    return put(std::move(name), std::string(text));
  }
  PageData& set(std::string name, bool yes) { return put(std::move(name), yes); }
  /// An empty list is as good as false.
  PageData& set(std::string name, List list) { return put(std::move(name), std::move(list)); }
  PageData& set(std::string name, PageData one) {
    return put(std::move(name), Object{{std::move(one)}});
  }
  /// "" is as good as false.
  PageData& set_if_any(std::string name, std::string text) {
    return text.empty() ? set(std::move(name), false) : set(std::move(name), std::move(text));
  }
  /// Data with `text` and `lang`; false where there is no text.
  PageData& set(std::string name, LocalText text) {
    if (text.text.empty()) return set(std::move(name), false);
    return set(std::move(name), of(std::move(text)));
  }

  static PageData of(LocalText text) {
    PageData data;
    data.set("text", std::move(text.text));
    return text.lang ? data.set("lang", std::move(*text.lang)) : data.set("lang", false);
  }

  const std::map<std::string, Value>& values() const { return values_; }

 private:
  PageData& put(std::string name, Value value) {
    values_.insert_or_assign(std::move(name), std::move(value));
    return *this;
  }

  std::map<std::string, Value> values_;
};

}  // namespace charterd::daemon
