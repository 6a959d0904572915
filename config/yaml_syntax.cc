#include "config/yaml_syntax.h"

#include <array>
#include <optional>

#include <fmt/format.h>

namespace charterd::config {
namespace {

using Mistake = YamlText::Mistake;

// A value of one line, up to where a flow mapping or list would go on.
std::string_view value_at(const YamlText& text, std::size_t offset) {
  std::string_view value = text.rest_of_line(offset);
  value = value.substr(0, value.find_first_of(",}]"));
  const std::size_t last = value.find_last_not_of(' ');
  return last == std::string_view::npos ? value : value.substr(0, last + 1);
}

Mistake needs_quotes(std::size_t offset, const YamlText& text) {
  return {offset, fmt::format("a value that begins with {} must stand in quotes", text.at(offset)),
          fmt::format("write \"{}\"", value_at(text, offset))};
}

// `> 10m`: the parser takes > for the beginning of a block of text and stumbles behind it.
std::optional<Mistake> find_block_mark(std::size_t offset, const YamlText& text) {
  for (std::size_t i = offset; i-- > text.line_start(offset);) {
    const char c = text.at(i);
    if (c == '>' || c == '|') return needs_quotes(i, text);
    if (c == ':') break;
  }
  return std::nullopt;
}

// A tab in the indentation of the line, or of the line above it.
std::optional<Mistake> find_tab(std::size_t offset, const YamlText& text) {
  const std::size_t here = text.line_start(offset);
  const std::size_t above = here == 0 ? 0 : text.line_start(here - 1);
  for (const std::size_t start : {here, above}) {
    std::size_t i = start;
    while (text.at(i) == ' ') ++i;
    if (text.at(i) == '\t') {
      return Mistake{i, "a tab cannot indent a line", "indent with spaces"};
    }
  }
  return std::nullopt;
}

Mistake not_closed(std::size_t offset, const ParserState& state) {
  const char closing = state.bracket == '[' ? ']' : '}';
  return {offset, fmt::format("expected \",\" or \"{}\" here", closing),
          fmt::format("the \"{}\" of line {}, column {} is still open", state.bracket,
                      state.bracket_place.line, state.bracket_place.column)};
}

struct Explanation {
  std::string_view parser_message;  // its beginning
  std::string_view message;
  std::string_view hint;
};

constexpr std::string_view kIndentation =
    "check the indentation and the colons; a text with \": \" in it must stand in quotes";

constexpr std::array kExplanations = {
    Explanation{"illegal map value", "a mapping cannot begin here", kIndentation},
    Explanation{"illegal map key", "a key cannot stand here", kIndentation},
    Explanation{"illegal block entry", "an item of a list cannot stand here", kIndentation},
    Explanation{"end of map not found", "this does not belong to the mapping above it",
                "check the indentation"},
    Explanation{"end of sequence not found", "this does not belong to the list above it",
                "check the indentation, and that every item begins with \"- \""},
    Explanation{"illegal flow end", "a closing bracket without an opening one", ""},
    Explanation{"unknown escape character", "a backslash that YAML does not know",
                "in single quotes a backslash stands for itself"},
    Explanation{"bad character found while scanning hex", "a backslash that YAML does not know",
                "in single quotes a backslash stands for itself"},
    Explanation{"invalid unicode", "a backslash that YAML does not know",
                "in single quotes a backslash stands for itself"},
    Explanation{"the referenced anchor is not defined", "aliases are not read",
                "write the value out; a text that begins with * must stand in quotes"},
    Explanation{"alias not found after *", "aliases are not read",
                "a text that begins with * must stand in quotes"},
    Explanation{"anchor not found after &", "anchors are not read",
                "a text that begins with & must stand in quotes"},
    Explanation{"illegal document indicator in scalar", "--- or ... inside a text in quotes",
                "check that the quote above is closed"},
};

Mistake explain(std::string_view parser_message, std::size_t offset, const YamlText& text,
                const ParserState& state) {
  if (parser_message.starts_with("unexpected character in block scalar") ||
      parser_message.starts_with("cannot set zero indentation")) {
    if (const auto mistake = find_block_mark(offset, text)) return *mistake;
  }
  if (const auto mistake = find_tab(offset, text)) return *mistake;
  const std::string_view reserved = "%@`>|";
  const char here = text.at(offset);
  if (parser_message.starts_with("unknown token") && here != '\0' &&
      reserved.find(here) != std::string_view::npos) {
    return needs_quotes(offset, text);
  }
  if (state.bracket != '\0' && parser_message.find("flow not found") != std::string_view::npos) {
    return not_closed(offset, state);
  }
  for (const Explanation& known : kExplanations) {
    if (parser_message.starts_with(known.parser_message)) {
      return {offset, std::string(known.message), std::string(known.hint)};
    }
  }
  return {offset, fmt::format("this is not YAML ({})", parser_message), ""};
}

}  // namespace

YamlText::Mistake explain_syntax_error(std::string_view parser_message, std::size_t offset,
                                       const YamlText& text, const ParserState& state) {
  Mistake mistake = explain(parser_message, offset, text, state);
  if (state.long_quote.line > 0) {
    mistake.hint = fmt::format("is the quote of line {}, column {} closed where it should be?",
                               state.long_quote.line, state.long_quote.column);
  }
  return mistake;
}

YamlText::Mistake explain_tag(std::size_t offset, const YamlText& text) {
  if (text.at(offset + 1) == '=') {
    return {offset, "a value that begins with ! must stand in quotes: YAML takes it for a tag",
            fmt::format("write \"{}\"", value_at(text, offset))};
  }
  return {offset, fmt::format("tags are not read: {}", text.word(offset)),
          "leave it out; a text that begins with ! must stand in quotes"};
}

}  // namespace charterd::config
