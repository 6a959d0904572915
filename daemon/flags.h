// The command words and flags, each said once: parsing, help and error messages are made of them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/options.h"

namespace charterd::daemon {

struct CommandWord {
  Command command = Command::run;
  std::string_view name;
  std::string_view summary;      ///< one line, for the list of commands
  std::string_view description;  ///< for the command's own help
  std::string_view example;      ///< command lines, each with its line end
  std::string_view operand{};    ///< what must follow the command; "" when nothing may
};

struct Flag {
  /// Puts the value (empty for a switch) into the options; else says what was expected.
  using Set = std::optional<std::string> (*)(Options& options, const std::string& value);

  std::string_view name;         ///< without the dashes
  std::string_view placeholder;  ///< of the value; empty for a switch
  std::string_view help;
  std::vector<Command> commands;  ///< that take it
  Set set = nullptr;              ///< nullptr for --help and --version
};

const std::vector<CommandWord>& command_words();
const std::vector<Flag>& flags();

const CommandWord& word_of(Command command);

/// The help of the whole program, or of one command.
std::string general_help();
std::string help_of(const CommandWord& word);

}  // namespace charterd::daemon
