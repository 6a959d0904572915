#include <catch2/catch.hpp>

#include "daemon/page_language.h"

namespace charterd::daemon {
namespace {

const std::vector<Language> kThree{Language::cs, Language::en, Language::sv};

Language heard(std::string_view accept) { return negotiate("", accept, kThree); }

TEST_CASE("A reader gets the language that the query asks for, where there is such a page") {
  CHECK(negotiate("lang=sv", "en", kThree) == Language::sv);
  CHECK(negotiate("a=b&lang=en-GB&c", "sv", kThree) == Language::en);
  CHECK(negotiate("lang=ro", "en", kThree) == Language::en);
  CHECK(negotiate("lang=", "", kThree) == Language::cs);
  CHECK(negotiate("language=sv&xlang=sv", "", kThree) == Language::cs);
}

TEST_CASE("Else the one that the browser likes best") {
  CHECK(heard("sv") == Language::sv);
  CHECK(heard("SV-fi;q=0.3, EN;q=0.4") == Language::en);
  CHECK(heard("de, fr;q=0.9, en ; q=0.1 , sv;q=0.2") == Language::sv);
  CHECK(heard("en, sv") == Language::en);
  CHECK(heard("en;q=0.875, sv;q=0.876") == Language::sv);
  CHECK(heard("*, en;q=0.5") == Language::cs);
}

TEST_CASE("Nonsense in Accept-Language is as good as none") {
  for (const char* nonsense : {"", ",,;;", "de", "en;q=0", "en;q=0.000", "en;q=x", "en;q=-1",
                               "english", ";q=1", "e", "en;q=", "sv;q=0.5x"}) {
    INFO(nonsense);
    CHECK(heard(nonsense) == Language::cs);
  }
  CHECK(heard("en;q=7") == Language::cs);
  CHECK(heard("en;q=1.7") == Language::en);
}

TEST_CASE("The page speaks those languages of the charter that it can") {
  config::Charter charter;
  CHECK(page_languages(charter).size() == kLanguages.size());
  charter.languages = {"de", "sk", "en"};
  CHECK(page_languages(charter) == std::vector<Language>{Language::sk, Language::en});
  charter.languages = {"de", "fr"};
  CHECK(page_languages(charter) == std::vector<Language>{Language::en});
}

TEST_CASE("A text that a language lacks says which language it is in") {
  config::Charter charter;
  charter.languages = {"sv", "en"};
  const config::Text both{{{"sv", "hej"}, {"en", "hello"}}};
  CHECK(local_text(charter, both, Language::en).text == "hello");
  CHECK_FALSE(local_text(charter, both, Language::en).lang);
  CHECK(local_text(charter, both, Language::cs).text == "hej");
  CHECK(local_text(charter, both, Language::cs).lang == "sv");
  const config::Text plain{{{"", "hej"}}};
  CHECK_FALSE(local_text(charter, plain, Language::sv).lang);
  CHECK(local_text(charter, plain, Language::en).lang == "sv");
  CHECK(local_text(charter, {{{"fi", "moi"}}}, Language::en).lang == "fi");
  CHECK(local_text(charter, {}, Language::en).text.empty());
  charter.languages.clear();
  CHECK(local_text(charter, plain, Language::en).lang == "");
}

TEST_CASE("No word of one letter stands at the end of a Czech or Slovak line") {
  CHECK(with_bound_words("V botách a v ponožkách.", "cs") ==
        "V\u00A0botách a\u00A0v\u00A0ponožkách.");
  CHECK(with_bound_words("(o čase) i\nk nám", "sk") == "(o\u00A0čase) i\nk\u00A0nám");
  CHECK(with_bound_words("Dva muži, sto let, 3 a", "cs") == "Dva muži, sto let, 3 a");
  CHECK(with_bound_words("What a pity", "en") == "What a pity");
  config::Charter charter;
  charter.languages = {"sk", "en"};
  const config::Text both{{{"sk", "v obchode"}, {"en", "in a shop"}}};
  CHECK(local_text(charter, both, Language::cs).text == "v\u00A0obchode");
  CHECK(local_text(charter, both, Language::en).text == "in a shop");
}

}  // namespace
}  // namespace charterd::daemon
