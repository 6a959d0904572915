// The languages that the customers' page speaks, and which of them a reader gets.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/charter.h"

namespace charterd::daemon {

enum class Language { en, cs, sv, sk, ro };
inline constexpr std::array<Language, 5> kLanguages{Language::en, Language::cs, Language::sv,
                                                    Language::sk, Language::ro};

/// "en"
std::string_view code_of(Language language);
/// In the language itself: "Čeština".
std::string_view name_of(Language language);
/// Of "cs", "CS", "cs-CZ"; nullopt for any other language.
std::optional<Language> language_of(std::string_view tag);

/// Those of the charter's languages that the page speaks, in the charter's order; all where the
/// charter names none; English where it speaks none of them. Never empty.
std::vector<Language> page_languages(const config::Charter& charter);

/// `query` is what stands behind the '?', not decoded; `accept` the header Accept-Language. What
/// the query's `lang` asks for, else what the header likes best (the first of equals), else the
/// first of `offered`, which is not empty.
Language negotiate(std::string_view query, std::string_view accept,
                   const std::vector<Language>& offered);

/// Czech and Slovak leave no word of one letter at the end of a line: a no-break space binds it to
/// the next word. What is in another language stays as it is. `code`: of the text's language.
std::string with_bound_words(std::string_view text, std::string_view code);

/// A charter's text for a reader of `language`.
struct LocalText {
  std::string text;
  /// What the text is in where that is not the reader's language; "" where nobody knows. nullopt:
  /// it is in the reader's.
  std::optional<std::string> lang;
};

/// The text in `language`, else without a language (that is the charter's first), else in the first
/// of the charter's languages that has it, else any; with_bound_words().
LocalText local_text(const config::Charter& charter, const config::Text& text, Language language);

}  // namespace charterd::daemon
