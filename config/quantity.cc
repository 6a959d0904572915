#include "config/quantity.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace charterd::config {
namespace {

using Kind = Quantity::Kind;

constexpr Fixed kMinute = 60 * kFixedOne;
constexpr Fixed kHour = 60 * kMinute;
constexpr Fixed kDay = 24 * kHour;
constexpr std::int64_t kTooLarge = 1'000'000'000'000'000'000;
constexpr Fixed kMillisecond = kFixedOne / 1'000;

constexpr std::string_view kExamples =
    "such as 20s, 1h30m, 14 days, 4 business hours, 5 working days, 80% or 4.2";
constexpr std::string_view kDurationExamples = "such as 20s, 1h30m or 14 days";

struct Unit {
  std::string_view name;  ///< without the plural's s
  Scale to_seconds;
};

// The largest first; each with its short name before its long one.
constexpr std::array<Unit, 17> kUnits = {{
    {"w", {604'800, 1}},
    {"week", {604'800, 1}},
    {"d", {86'400, 1}},
    {"day", {86'400, 1}},
    {"h", {3'600, 1}},
    {"hr", {3'600, 1}},
    {"hour", {3'600, 1}},
    {"m", {60, 1}},
    {"min", {60, 1}},
    {"minute", {60, 1}},
    {"s", {1, 1}},
    {"sec", {1, 1}},
    {"second", {1, 1}},
    {"ms", {1, 1'000}},
    {"millisecond", {1, 1'000}},
    {"us", {1, 1'000'000}},
    {"microsecond", {1, 1'000'000}},
}};

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_blank(char c) { return c == ' ' || c == '\t'; }
constexpr bool is_number_part(char c) { return is_digit(c) || c == '.' || c == ',' || c == '-'; }

// A number and the words behind it, up to the next number: `5`, `working days`.
struct Term {
  std::string_view number;
  std::vector<std::string> words;  // long ones in lower case
};

using Terms = std::vector<Term>;

std::string word_of(std::string_view text) {
  std::string word(text);
  if (word.size() < 3) return word;  // `M` is not `m`
  for (char& c : word) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return word;
}

// nullopt where the text does not begin with a number.
std::optional<Terms> split(std::string_view text) {
  Terms terms;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    if (is_blank(text[at])) {
      ++at;
    } else if (is_number_part(text[at]) || (text[at] == '+' && terms.empty())) {
      ++at;
      while (at < text.size() && is_number_part(text[at])) ++at;
      terms.push_back({text.substr(begin, at - begin), {}});
    } else {
      if (terms.empty()) return std::nullopt;
      while (at < text.size() && !is_blank(text[at]) && !is_number_part(text[at])) ++at;
      terms.back().words.push_back(word_of(text.substr(begin, at - begin)));
    }
  }
  if (terms.empty()) return std::nullopt;
  return terms;
}

const Unit* find_unit(std::string_view word) {
  for (const Unit& unit : kUnits) {
    if (word == unit.name) return &unit;
    // The plural, but of words only: `ms` is no plural of `m`.
    if (unit.name.size() > 1 && unit.name.back() != 's' && word.size() == unit.name.size() + 1 &&
        word.back() == 's' && word.substr(0, unit.name.size()) == unit.name) {
      return &unit;
    }
  }
  return nullptr;
}

bool is_smaller(const Unit& unit, const Unit& before) {
  return unit.to_seconds.numerator * before.to_seconds.denominator <
         before.to_seconds.numerator * unit.to_seconds.denominator;
}

using Parsed = tl::expected<Quantity, std::string>;

tl::unexpected<std::string> failure(std::string_view text, std::string_view why) {
  return tl::make_unexpected("\"" + std::string(text) + "\" " + std::string(why));
}

tl::unexpected<std::string> unknown_unit(std::string_view text, const std::string& unit) {
  for (const std::string_view vague : {"month", "quarter", "year"}) {
    if (unit == vague || unit == std::string(vague) + "s") {
      return failure(text, "is not a fixed length of time; expected days or weeks in place of " +
                               std::string(vague) + "s");
    }
  }
  return failure(
      text, "has the unknown unit \"" + unit + "\"; expected a quantity " + std::string(kExamples));
}

tl::unexpected<std::string> bad_number(std::string_view text, std::string_view number) {
  if (number.find(',') != std::string_view::npos) {
    return failure(text, "has a comma in its number; expected a decimal point, such as 4.2");
  }
  // A number that is read once it is made small enough is only too large.
  if (parse_fixed(number, {1, kTooLarge})) return failure(text, "is too large");
  return failure(text, "is not a quantity: \"" + std::string(number) + "\" is not a number");
}

Parsed scaled(std::string_view text, const Term& term, Kind kind, Scale scale) {
  const auto amount = parse_fixed(term.number, scale);
  if (!amount) return bad_number(text, term.number);
  if (kind >= Kind::duration && *amount < 0) {
    return failure(text, "is a negative time; expected none or a positive one");
  }
  return Quantity{kind, *amount};
}

Parsed whole_days(std::string_view text, const Term& term, Kind kind) {
  Parsed days = scaled(text, term, kind, {});
  if (days && (days->amount <= 0 || days->amount % kFixedOne != 0)) {
    return failure(text, "is not a whole number of days from 1 on");
  }
  return days;
}

// `working days`, `business hours`, `calendar days`.
Parsed qualified(std::string_view text, const Term& term) {
  const std::string& kind = term.words[0];
  const std::string& unit = term.words[1];
  const bool works = kind == "business" || kind == "working";
  if (!works && kind != "calendar") return unknown_unit(text, kind + " " + unit);
  if (unit == "day" || unit == "days") {
    return whole_days(text, term, works ? Kind::working_days : Kind::calendar_days);
  }
  const Unit* time = find_unit(unit);
  const bool longer_than_hours = time != nullptr && time->to_seconds.numerator > 3'600;
  if (!works || time == nullptr || longer_than_hours) return unknown_unit(text, kind + " " + unit);
  return scaled(text, term, Kind::business_hours, time->to_seconds);
}

Parsed durations(std::string_view text, const Terms& terms) {
  Quantity sum{Kind::duration, 0};
  const Unit* before = nullptr;
  for (const Term& term : terms) {
    if (term.words.size() != 1)
      return failure(text, "is not a quantity; expected one " + std::string(kExamples));
    const Unit* unit = find_unit(term.words[0]);
    if (unit == nullptr) return unknown_unit(text, term.words[0]);
    if (before != nullptr && !is_smaller(*unit, *before)) {
      return failure(text, "has its units out of order; expected the largest first, such as 1h30m");
    }
    before = unit;
    Parsed part = scaled(text, term, Kind::duration, unit->to_seconds);
    if (!part) return part;
    if (__builtin_add_overflow(sum.amount, part->amount, &sum.amount)) {
      return failure(text, "is too large");
    }
  }
  return sum;
}

// The length in whole parts, each with its unit, the largest first: "1h30m".
std::string clock_text(Fixed left) {
  std::string out;
  for (const auto& [length, unit] : {std::pair{kHour, 'h'}, std::pair{kMinute, 'm'}}) {
    if (left >= length) out += format_fixed(left / length * kFixedOne) + unit;
    left %= length;
  }
  if (left != 0) out += format_fixed(left) + 's';
  return out;
}

std::string counted(const std::string& number, std::string_view unit) {
  return number + " " + std::string(unit) + (number == "1" ? "" : "s");
}

std::string business_text(Fixed seconds) {
  if (seconds % 3'600 == 0) return counted(format_fixed(seconds / 3'600), "business hour");
  if (seconds % 60 == 0) return counted(format_fixed(seconds / 60), "business minute");
  return counted(format_fixed(seconds), "business second");
}

// A ratio in percent: the point moves by two places, exactly.
std::string percent_text(Fixed ratio) {
  const Fixed whole = ratio / (kFixedOne / 100);
  const Fixed rest = ratio % (kFixedOne / 100) * 100;
  if (rest == 0) return std::to_string(whole) + "%";
  if (whole == 0) return format_fixed(rest) + "%";
  const std::string fraction = format_fixed(rest < 0 ? -rest : rest);
  return std::to_string(whole) + fraction.substr(1) + "%";
}

}  // namespace

tl::expected<Quantity, std::string> parse_quantity(std::string_view text) {
  const auto terms = split(text);
  if (!terms) {
    return failure(text, "is not a quantity; expected one " + std::string(kExamples));
  }
  const Term& first = terms->front();
  if (terms->size() > 1) return durations(text, *terms);
  if (first.words.empty()) return scaled(text, first, Kind::number, {});
  if (first.words.size() == 2) return qualified(text, first);
  if (first.words.size() == 1) {
    const std::string& word = first.words[0];
    if (word == "%") return scaled(text, first, Kind::percent, {1, 100});
    if (word == "point" || word == "points") return scaled(text, first, Kind::points, {});
  }
  return durations(text, *terms);
}

tl::expected<Duration, std::string> parse_duration(std::string_view text) {
  const Parsed quantity = parse_quantity(text);
  if (!quantity) return tl::make_unexpected(quantity.error());
  if (quantity->kind == Kind::duration) return Duration(quantity->amount);
  if (quantity->kind == Kind::number) {
    return failure(text,
                   "has no unit; expected a length of time " + std::string(kDurationExamples));
  }
  return failure(
      text, "is not an elapsed length of time; expected one " + std::string(kDurationExamples));
}

std::string format_quantity(const Quantity& quantity) {
  std::string number = format_fixed(quantity.amount);
  switch (quantity.kind) {
    case Kind::number:
      return number;
    case Kind::percent:
      return percent_text(quantity.amount);
    case Kind::points:
      return counted(number, "point");
    case Kind::duration:
      return format_duration(Duration(quantity.amount));
    case Kind::business_hours:
      return business_text(quantity.amount);
    case Kind::working_days:
      return counted(number, "working day");
    case Kind::calendar_days:
      return counted(number, "calendar day");
  }
  return number;
}

std::string format_duration(Duration duration) {
  const Fixed length = duration.count();
  if (length == 0) return "0s";
  if (length < 0) return "-" + format_duration(-duration);
  if (length % kDay == 0) return counted(format_fixed(length / kDay * kFixedOne), "day");
  if (length >= kFixedOne) return clock_text(length);
  if (length % kMillisecond == 0) return std::to_string(length / kMillisecond) + "ms";
  return std::to_string(length) + "us";
}

}  // namespace charterd::config
