#include "daemon/page_language.h"

#include <algorithm>
#include <cctype>

namespace charterd::daemon {
namespace {

struct Named {
  Language language;
  std::string_view code, name;
};

constexpr std::array<Named, 5> kNames{{{Language::en, "en", "English"},
                                       {Language::cs, "cs", "Čeština"},
                                       {Language::sv, "sv", "Svenska"},
                                       {Language::sk, "sk", "Slovenčina"},
                                       {Language::ro, "ro", "Română"}}};

const Named& named(Language language) { return kNames.at(static_cast<std::size_t>(language)); }

constexpr std::string_view kNoBreak = "\u00A0";

bool offers(const std::vector<Language>& offered, Language language) {
  return std::find(offered.begin(), offered.end(), language) != offered.end();
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

/// Takes what stands before the next `separator` off the front of `text`.
std::string_view take(std::string_view& text, char separator) {
  const std::size_t end = std::min(text.find(separator), text.size());
  const std::string_view first = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return first;
}

// In thousandths: "1", "0.8", "0.875"; what cannot be read counts as 0, so that it is not taken.
int quality(std::string_view text) {
  if (text.empty() || (text[0] != '0' && text[0] != '1')) return 0;
  int thousandths = (text[0] - '0') * 1000;
  if (text.size() > 1 && text[1] != '.') return 0;
  int unit = 100;
  for (const char c : text.substr(std::min<std::size_t>(2, text.size()))) {
    if (c < '0' || c > '9') return 0;
    thousandths += (c - '0') * unit;
    unit /= 10;
  }
  return std::min(thousandths, 1000);
}

struct Wish {
  std::string_view tag;
  int quality = 1000;
};

Wish wish_of(std::string_view range) {
  Wish wish{trimmed(take(range, ';')), 1000};
  while (!range.empty()) {
    const std::string_view parameter = trimmed(take(range, ';'));
    if (parameter.size() > 1 && (parameter[0] == 'q' || parameter[0] == 'Q') &&
        parameter[1] == '=') {
      wish.quality = quality(trimmed(parameter.substr(2)));
    }
  }
  return wish;
}

}  // namespace

std::string_view code_of(Language language) { return named(language).code; }
std::string_view name_of(Language language) { return named(language).name; }

std::optional<Language> language_of(std::string_view tag) {
  const std::string_view primary = take(tag, '-');
  std::string small;
  for (const char c : primary.substr(0, 3)) {
    small += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  for (const Named& one : kNames) {
    if (one.code == small) return one.language;
  }
  return std::nullopt;
}

std::vector<Language> page_languages(const config::Charter& charter) {
  if (charter.languages.empty()) return {kLanguages.begin(), kLanguages.end()};
  std::vector<Language> spoken;
  for (const std::string& code : charter.languages) {
    if (const auto language = language_of(code)) spoken.push_back(*language);
  }
  if (spoken.empty()) spoken.push_back(Language::en);
  return spoken;
}

Language negotiate(std::string_view query, std::string_view accept,
                   const std::vector<Language>& offered) {
  while (!query.empty()) {
    std::string_view value = take(query, '&');
    if (take(value, '=') != "lang") continue;
    const auto language = language_of(value);
    if (language && offers(offered, *language)) return *language;
  }
  Language best = offered.front();
  int best_quality = 0;
  while (!accept.empty()) {
    const Wish wish = wish_of(take(accept, ','));
    const auto language = wish.tag == "*" ? offered.front() : language_of(wish.tag);
    if (!language || !offers(offered, *language) || wish.quality <= best_quality) continue;
    best = *language;
    best_quality = wish.quality;
  }
  return best;
}

namespace {

LocalText chosen_text(const config::Charter& charter, const config::Text& text, Language language) {
  const auto& texts = text.by_language;
  const std::string code(code_of(language));
  if (texts.empty()) return {};
  if (const auto found = texts.find(code); found != texts.end()) return {found->second, {}};
  if (const auto found = texts.find(""); found != texts.end()) {
    const std::string first = charter.languages.empty() ? "" : charter.languages.front();
    if (first == code) return {found->second, {}};
    return {found->second, first};
  }
  for (const std::string& other : charter.languages) {
    if (const auto found = texts.find(other); found != texts.end()) return {found->second, other};
  }
  return {texts.begin()->second, texts.begin()->first};
}

bool ends_a_word(std::string_view text) {
  constexpr std::string_view kBefore = " \n(";
  return text.empty() || kBefore.find(text.back()) != std::string_view::npos ||
         text.ends_with(kNoBreak);
}

}  // namespace

std::string with_bound_words(std::string_view text, std::string_view code) {
  if (code != code_of(Language::cs) && code != code_of(Language::sk)) return std::string(text);
  constexpr std::string_view kWords = "aikosuvzAIKOSUVZ";
  std::string bound;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool alone = kWords.find(text[i]) != std::string_view::npos && ends_a_word(bound);
    bound += text[i];
    if (!alone || i + 1 == text.size() || text[i + 1] != ' ') continue;
    bound += kNoBreak;
    ++i;
  }
  return bound;
}

LocalText local_text(const config::Charter& charter, const config::Text& text, Language language) {
  LocalText chosen = chosen_text(charter, text, language);
  chosen.text = with_bound_words(chosen.text, chosen.lang.value_or(std::string(code_of(language))));
  return chosen;
}

}  // namespace charterd::daemon
