#include "config/goal_text.h"

#include <algorithm>
#include <optional>
#include <vector>

#include <fmt/format.h>

namespace charterd::config {
namespace {

constexpr Fixed kMedian = kFixedOne / 2;
constexpr std::string_view kForms =
    "goals are written: at least 80%, every one, at most 5%, p90 at most 20s, mean at least 4.2, "
    "mean reduced by 50%, share raised by 5 points, gap at most 5 points";

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  constexpr std::string_view kBlanks = " \t\r\n";
  while (true) {
    const std::size_t first = text.find_first_not_of(kBlanks);
    if (first == std::string_view::npos) return words;
    text.remove_prefix(first);
    const std::size_t length = std::min(text.find_first_of(kBlanks), text.size());
    words.emplace_back(text.substr(0, length));
    text.remove_prefix(length);
  }
}

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

std::string join(const std::vector<std::string>& words, std::size_t first) {
  std::string joined;
  for (std::size_t i = first; i < words.size(); ++i) {
    if (i > first) joined += ' ';
    joined += words[i];
  }
  return joined;
}

// What stands before `at least`, `at most`, `reduced by` or `raised by`.
struct Subject {
  Statistic statistic = Statistic::share;
  Fixed percentile = 0;
  bool gap = false;
};

std::optional<Subject> parse_subject(const std::string& word) {
  if (word == "share") return Subject{};
  if (word == "gap") return Subject{Statistic::share, 0, true};
  if (word == "mean") return Subject{Statistic::mean};
  if (word == "median") return Subject{Statistic::percentile, kMedian};
  if (word == "sum") return Subject{Statistic::sum};
  if (word == "count") return Subject{Statistic::count};
  if (word == "nps") return Subject{Statistic::nps};
  const bool digits = word.find_first_not_of("0123456789.", 1) == std::string::npos;
  if (word.size() < 2 || word[0] != 'p' || !digits) return std::nullopt;
  const auto percentile = parse_fixed(std::string_view(word).substr(1), {1, 100});
  if (!percentile || *percentile <= 0 || *percentile >= kFixedOne) return std::nullopt;
  return Subject{Statistic::percentile, *percentile};
}

std::optional<Goal::Kind> parse_verb(const std::string& first, const std::string& second) {
  if (first == "at" && second == "least") return Goal::Kind::at_least;
  if (first == "at" && second == "most") return Goal::Kind::at_most;
  if (first == "reduced" && second == "by") return Goal::Kind::reduced;
  if (first == "raised" && second == "by") return Goal::Kind::raised;
  return std::nullopt;
}

tl::unexpected<GoalError> no_goal(const std::string& text) {
  return tl::make_unexpected(
      GoalError{fmt::format("\"{}\" is no goal", text), std::string(kForms)});
}

// The word in front of the verb must be one that goes with it.
std::optional<GoalError> check_combination(bool has_subject, const Subject& subject,
                                           Goal::Kind kind, const std::string& rest) {
  const bool is_change = kind == Goal::Kind::reduced || kind == Goal::Kind::raised;
  if (subject.gap && kind != Goal::Kind::at_most) {
    return GoalError{"a gap can only be \"gap at most N points\"", ""};
  }
  if (is_change && !has_subject) {
    return GoalError{"a change needs to say of what",
                     fmt::format("write \"share {} by {}\" or \"mean {} by {}\"",
                                 kind == Goal::Kind::reduced ? "reduced" : "raised", rest,
                                 kind == Goal::Kind::reduced ? "reduced" : "raised", rest)};
  }
  if (!is_change && has_subject && !subject.gap && subject.statistic == Statistic::share) {
    return GoalError{
        "a share is meant where nothing is said",
        fmt::format("write \"{} {}\"", kind == Goal::Kind::at_most ? "at most" : "at least", rest)};
  }
  return std::nullopt;
}

}  // namespace

tl::expected<GoalText, GoalError> parse_goal(std::string_view text) {
  const std::vector<std::string> words = words_of(text);
  const std::string folded = join(words, 0);
  if (lower(folded) == "every one" || lower(folded) == "everyone") {
    return GoalText{Goal::Kind::every_one, Statistic::share, 0, {}};
  }
  if (words.size() < 3) return no_goal(folded);
  const auto subject = parse_subject(lower(words[0]));
  const std::size_t verb = subject ? 1 : 0;
  const auto kind = parse_verb(lower(words[verb]), lower(words[verb + 1]));
  if (!kind || words.size() < verb + 3) return no_goal(folded);
  const std::string rest = join(words, verb + 2);
  const Subject meant = subject.value_or(Subject{});
  if (auto wrong = check_combination(subject.has_value(), meant, *kind, rest)) {
    return tl::make_unexpected(std::move(*wrong));
  }
  const auto quantity = parse_quantity(rest);
  if (!quantity) return tl::make_unexpected(GoalError{quantity.error(), ""});
  return GoalText{meant.gap ? Goal::Kind::gap_at_most : *kind, meant.statistic, meant.percentile,
                  *quantity};
}

std::string statistic_name(Statistic statistic, Fixed percentile) {
  switch (statistic) {
    case Statistic::share:
      return "share";
    case Statistic::mean:
      return "mean";
    case Statistic::percentile:
      return percentile == kMedian ? "median" : "p" + format_fixed(percentile * 100);
    case Statistic::sum:
      return "sum";
    case Statistic::count:
      return "count";
    case Statistic::nps:
      break;
  }
  return "nps";
}

}  // namespace charterd::config
