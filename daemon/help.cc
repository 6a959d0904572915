#include <algorithm>

#include <fmt/format.h>

#include "daemon/flags.h"

namespace charterd::daemon {
namespace {

constexpr std::size_t kTextColumn = 34;
constexpr std::size_t kLineWidth = 100;

// Breaks `text` between words so that lines that begin at `column` end within the line width.
std::string folded(std::string_view text, std::size_t column) {
  std::string out;
  while (text.size() > kLineWidth - column) {
    const std::size_t end = text.rfind(' ', kLineWidth - column);
    if (end == std::string_view::npos) break;
    out += fmt::format("{}\n{:{}}", text.substr(0, end), "", column);
    text.remove_prefix(end + 1);
  }
  return out.append(text);
}

std::string flag_line(const Flag& flag) {
  std::string usage = fmt::format("--{}", flag.name);
  if (!flag.placeholder.empty()) usage += fmt::format(" {}", flag.placeholder);
  return fmt::format("  {:<{}}{}\n", usage, kTextColumn - 2, folded(flag.help, kTextColumn));
}

std::string flag_lines(const CommandWord& word) {
  std::string text;
  for (const Flag& flag : flags()) {
    const auto& takers = flag.commands;
    if (std::find(takers.begin(), takers.end(), word.command) != takers.end()) {
      text += flag_line(flag);
    }
  }
  return text;
}

}  // namespace

std::string general_help() {
  std::string text =
      "charterd measures a customer service charter from event logs, for Prometheus.\n\n"
      "Usage: charterd [COMMAND] [FLAGS]\n\nCommands:\n";
  for (const CommandWord& word : command_words()) {
    text += fmt::format("  {:<10}{}\n", word.name, word.summary);
  }
  text += fmt::format("\nFlags of {}:\n{}", command_words().front().name,
                      flag_lines(command_words().front()));
  text += "\nA flag beats the file. Each command says more: charterd COMMAND --help\n";
  return text;
}

std::string help_of(const CommandWord& word) {
  const std::string_view operand = word.operand.substr(0, word.operand.find(','));
  return fmt::format("Usage: charterd {}{}{} [FLAGS]\n\n{}\n\nFlags:\n{}\nExample:\n{}", word.name,
                     operand.empty() ? "" : " ", operand, word.description, flag_lines(word),
                     word.example);
}

}  // namespace charterd::daemon
