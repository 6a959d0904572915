#include <catch2/catch.hpp>

#include "daemon/page_locale.h"
#include "daemon/page_words.h"

namespace charterd::daemon {
namespace {

// Blanks that do not break are told by eye as little as they matter here.
std::string plain(const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = std::string_view(text).substr(i);
    const bool blank = rest.starts_with("\xC2\xA0");
    const bool narrow = rest.starts_with("\xE2\x80\xAF");
    result += blank || narrow ? ' ' : text[i];
    i += blank ? 1 : narrow ? 2 : 0;
  }
  return result;
}

std::string days(Language language, double n) {
  return plain(PageLocale(language).message(words_of(language).last_days, {{"n", n}}));
}

TEST_CASE("Days are counted as each language counts them") {
  CHECK(days(Language::en, 1) == "in the last day");
  CHECK(days(Language::en, 28) == "in the last 28 days");
  CHECK(days(Language::cs, 1) == "za poslední den");
  CHECK(days(Language::cs, 3) == "za poslední 3 dny");
  CHECK(days(Language::cs, 28) == "za posledních 28 dní");
  CHECK(days(Language::sk, 2) == "za posledné 2 dni");
  CHECK(days(Language::sk, 5) == "za posledných 5 dní");
  CHECK(days(Language::sv, 7) == "de senaste 7 dagarna");
  CHECK(days(Language::ro, 1) == "în ultima zi");
  CHECK(days(Language::ro, 7) == "în ultimele 7 zile");
  CHECK(days(Language::ro, 19) == "în ultimele 19 zile");
  CHECK(days(Language::ro, 20) == "în ultimele 20 de zile");
  CHECK(days(Language::ro, 102) == "în ultimele 102 zile");
}

TEST_CASE("Numbers, shares, times and money are written as each language writes them") {
  const PageLocale en(Language::en);
  const PageLocale cs(Language::cs);
  const PageLocale ro(Language::ro);
  CHECK(en.number(1234567.25, 1) == "1,234,567.2");
  CHECK(plain(cs.number(1234.5, 1)) == "1 234,5");
  CHECK(ro.number(1234) == "1.234");
  CHECK(en.percent(0.84722) == "84.7%");
  CHECK(en.percent(0.8) == "80%");
  CHECK(plain(cs.percent(0.84722)) == "84,7 %");
  CHECK(en.time_span(20) == "20 seconds");
  CHECK(en.time_span(90) == "90 seconds");
  CHECK(en.time_span(60) == "1 minute");
  CHECK(en.time_span(28440) == "7 hours, 54 minutes");
  CHECK(en.time_span(172800) == "2 days");
  CHECK(en.time_span(172800, 0, true) == "48 hours");
  CHECK(plain(cs.time_span(7200)) == "2 hodiny");
  CHECK(plain(ro.time_span(3120)) == "52 de minute");
  CHECK(en.money(20, "EUR") == "€20");
  CHECK(en.money(40.5, "GBP") == "£40.50");
  CHECK(plain(cs.money(20, "CZK")) == "20 Kč");
  CHECK(en.money(3, "points").find("points") != std::string::npos);
  CHECK(plain(cs.date(Day(std::chrono::local_days(std::chrono::year{2026} / 10 / 1)))) ==
        "1. října 2026");
}

// A missing row would be a null pointer, and a message with a fault would throw.
TEST_CASE("Every language has every text, and every text can be said") {
  const std::vector<PageLocale::Argument> arguments{
      {"time", "T"},     {"kept", 3.0},   {"judged", 4.0}, {"good", 5.0},     {"bad", 6.0},
      {"total", 7.0},    {"share", "S"},  {"value", "V"},  {"part", "P"},     {"n", 22.0},
      {"promise", "P"},  {"change", "C"}, {"date", "D"},   {"baseline", "B"}, {"goal", "G"},
      {"expected", "E"}, {"from", "F"},   {"to", "T"},     {"minimum", 50.0}, {"amount", "A"},
      {"low", "L"},      {"high", "H"},   {"version", "7"}};
  constexpr std::size_t kTexts = sizeof(PageWords) / sizeof(const char*);
  for (const Language language : kLanguages) {
    const PageLocale locale(language);
    const PageWords& words = words_of(language);
    const auto* const texts = reinterpret_cast<const char* const*>(&words);
    for (std::size_t i = 0; i < kTexts; ++i) {
      INFO(code_of(language) << " " << i);
      REQUIRE(texts[i] != nullptr);
      const std::string said = locale.message(texts[i], arguments);
      CHECK_FALSE(said.empty());
      CHECK(said.find_first_of("{}'") == std::string::npos);
    }
  }
}

TEST_CASE("Romanian has commas below, not cedillas") {
  const PageWords& words = words_of(Language::ro);
  const auto* const texts = reinterpret_cast<const char* const*>(&words);
  for (std::size_t i = 0; i < sizeof(PageWords) / sizeof(const char*); ++i) {
    const std::string text = texts[i];
    INFO(text);
    for (const char* cedilla : {"ş", "ţ", "Ş", "Ţ"}) {
      CHECK(text.find(cedilla) == std::string::npos);
    }
  }
}

}  // namespace
}  // namespace charterd::daemon
