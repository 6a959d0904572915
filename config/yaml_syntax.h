// What a syntax error of the YAML parser means to the person who wrote the file.
#pragma once

#include <cstddef>
#include <string_view>

#include "config/yaml_text.h"

namespace charterd::config {

/// Where the parser stood when it gave up.
struct ParserState {
  char bracket = '\0';  ///< the innermost `{` or `[` that was open
  Place bracket_place;  ///< of it
  Place long_quote;     ///< the last quoted text of several lines; line 0 when there was none
};

/// Puts the parser's words for a mistake at `offset` into ours, with what to do about it. The
/// result's offset may be another one, where the cause is.
YamlText::Mistake explain_syntax_error(std::string_view parser_message, std::size_t offset,
                                       const YamlText& text, const ParserState& state);

/// The same for a value that carries a tag (`!= 3`) at `offset`.
YamlText::Mistake explain_tag(std::size_t offset, const YamlText& text);

}  // namespace charterd::config
