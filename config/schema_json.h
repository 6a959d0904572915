// JSON as a tree, for schemas. Not for others: config has no use for JSON besides.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace charterd::config {

struct SchemaJson {
  std::string scalar;  ///< as JSON; "" for a list or an object
  std::vector<SchemaJson> items;
  std::vector<std::pair<std::string, SchemaJson>> entries;
  bool is_object = false;

  static SchemaJson text(std::string_view text);
  static SchemaJson flag(bool flag);
  static SchemaJson number(int number);
  static SchemaJson list(std::vector<SchemaJson> items);
  static SchemaJson object(std::vector<std::pair<std::string, SchemaJson>> entries = {});

  SchemaJson& add(std::string_view key, SchemaJson value);
  /// Appends the JSON; lists of scalars stand on one line.
  void write(std::string& out, int depth = 0) const;
};

}  // namespace charterd::config
