#include "config/schema_json.h"

#include <algorithm>

namespace charterd::config {
namespace {

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

void new_line(std::string& out, int depth) {
  out += '\n';
  out.append(static_cast<std::size_t>(depth) * 2, ' ');
}

}  // namespace

SchemaJson SchemaJson::text(std::string_view text) { return {in_quotes(text), {}, {}}; }
SchemaJson SchemaJson::flag(bool flag) { return {flag ? "true" : "false", {}, {}}; }
SchemaJson SchemaJson::number(int number) { return {std::to_string(number), {}, {}}; }
SchemaJson SchemaJson::list(std::vector<SchemaJson> items) { return {{}, std::move(items), {}}; }
SchemaJson SchemaJson::object(std::vector<std::pair<std::string, SchemaJson>> entries) {
  return {{}, {}, std::move(entries), true};
}

SchemaJson& SchemaJson::add(std::string_view key, SchemaJson value) {
  entries.emplace_back(key, std::move(value));
  return *this;
}

void SchemaJson::write(std::string& out, int depth) const {
  if (!scalar.empty()) {
    out += scalar;
    return;
  }
  const auto is_scalar = [](const SchemaJson& item) { return !item.scalar.empty(); };
  const bool one_line = !is_object && std::all_of(items.begin(), items.end(), is_scalar);
  out += is_object ? '{' : '[';
  bool first = true;
  const auto begin_next = [&] {
    if (!std::exchange(first, false)) out += one_line ? ", " : ",";
    if (!one_line) new_line(out, depth + 1);
  };
  for (const SchemaJson& item : items) {
    begin_next();
    item.write(out, depth + 1);
  }
  for (const auto& [key, value] : entries) {
    begin_next();
    out += in_quotes(key) + ": ";
    value.write(out, depth + 1);
  }
  if (!first && !one_line) new_line(out, depth);
  out += is_object ? '}' : ']';
}

}  // namespace charterd::config
