#include "daemon/page_template.h"

#include <stdexcept>

#include <kainjow/mustache.hpp>

namespace charterd::daemon {
namespace {

using kainjow::mustache::data;

data to_mustache(const PageData& page) {
  data object(data::type::object);
  for (const auto& [name, value] : page.values()) {
    if (const auto* yes = std::get_if<bool>(&value)) {
      object.set(name, data(*yes));
    } else if (const auto* text = std::get_if<std::string>(&value)) {
      object.set(name, data(*text));
    } else if (const auto* one = std::get_if<PageData::Object>(&value)) {
      object.set(name, to_mustache(one->one.front()));
    } else {
      data list(data::type::list);
      for (const PageData& item : std::get<PageData::List>(value)) {
        list.push_back(to_mustache(item));
      }
      object.set(name, list);
    }
  }
  return object;
}

// Of the 32 bytes that `hex` writes.
std::string base64_of(std::string_view hex) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  constexpr unsigned kNibble = 4;
  constexpr unsigned kDigit = 6;
  std::string result;
  unsigned bits = 0;
  unsigned held = 0;
  for (const char c : hex) {
    bits = (bits << kNibble) | static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10);
    held += kNibble;
    if (held < kDigit) continue;
    held -= kDigit;
    result += kDigits[(bits >> held) & 63U];
  }
  if (held > 0) result += kDigits[(bits << (kDigit - held)) & 63U];
  while (result.size() % 4 != 0) result += '=';
  return result;
}

}  // namespace

std::string page_style_hash() { return "sha256-" + base64_of(page_style_digest()); }

std::string fill_template(std::string_view text, const PageData& page) {
  kainjow::mustache::mustache filler{std::string(text)};
  if (!filler.is_valid()) throw std::logic_error("a template is wrong: " + filler.error_message());
  return filler.render(to_mustache(page));
}

}  // namespace charterd::daemon
