#include "daemon/options.h"

#include <algorithm>
#include <exception>
#include <set>
#include <utility>

#include <boost/program_options.hpp>
#include <fmt/format.h>

#include "config/diagnostic.h"
#include "daemon/flags.h"

namespace charterd::daemon {
namespace {

namespace po = boost::program_options;

constexpr int kUsageStatus = 2;

// Where a usage error points to: the command's own help once the command is known.
Ending usage_error(const std::string& message, const CommandWord* word = nullptr) {
  const std::string command = word == nullptr ? "" : " " + std::string(word->name);
  return {kUsageStatus, fmt::format("charterd: {}\nSee: charterd{} --help\n", message, command)};
}

std::string did_you_mean(const std::string& nearest) {
  return nearest.empty() ? "" : ", did you mean " + nearest + "?";
}

po::options_description describe_flags() {
  po::options_description description;
  const auto add = [&](std::string_view name, bool has_value) {
    if (has_value) {
      description.add_options()(std::string(name).c_str(), po::value<std::string>());
    } else {
      description.add_options()(std::string(name).c_str(), "");
    }
  };
  for (const Flag& flag : flags()) add(flag.name, !flag.placeholder.empty());
  return description;
}

using Tokens = std::vector<po::option>;

// Splits the command line; knows every command's flags, so that `--at T` is one token for all.
std::variant<Tokens, Ending> tokens_of(const std::vector<std::string>& arguments) {
  using po::command_line_style::allow_long;
  using po::command_line_style::long_allow_adjacent;
  using po::command_line_style::long_allow_next;
  const po::options_description description = describe_flags();
  try {
    return po::command_line_parser(arguments)
        .options(description)
        .style(allow_long | long_allow_adjacent | long_allow_next)
        .allow_unregistered()
        .run()
        .options;
  } catch (const po::error_with_option_name& error) {
    const std::string name = error.get_option_name();
    const bool takes_none =
        dynamic_cast<const po::invalid_command_line_syntax*>(&error) != nullptr &&
        dynamic_cast<const po::invalid_command_line_syntax&>(error).kind() ==
            po::invalid_syntax::extra_parameter;
    return usage_error(name + (takes_none ? " takes no value" : " needs a value"));
  } catch (const std::exception& error) {
    return usage_error(error.what());
  }
}

bool is_positional(const po::option& token) { return token.position_key >= 0; }

const CommandWord* find_word(std::string_view name) {
  const auto& words = command_words();
  const auto found = std::find_if(words.begin(), words.end(),
                                  [&](const CommandWord& word) { return word.name == name; });
  return found == words.end() ? nullptr : &*found;
}

const Flag* find_flag(std::string_view name) {
  const auto found = std::find_if(flags().begin(), flags().end(),
                                  [&](const Flag& flag) { return flag.name == name; });
  return found == flags().end() ? nullptr : &*found;
}

Ending unknown_command(const std::string& name) {
  std::vector<std::string> names;
  for (const CommandWord& word : command_words()) names.emplace_back(word.name);
  return usage_error(
      fmt::format("unknown command \"{}\"{}", name, did_you_mean(config::nearest(name, names))));
}

Ending unknown_flag(const po::option& token, const CommandWord& word) {
  const std::string text = token.original_tokens.front();
  const std::string dashed = text.substr(0, text.find('='));
  std::vector<std::string> names;
  for (const Flag& flag : flags()) {
    const auto& takers = flag.commands;
    const bool taken = std::find(takers.begin(), takers.end(), word.command) != takers.end();
    if (taken) names.push_back("--" + std::string(flag.name));
  }
  return usage_error(
      fmt::format("unknown flag {}{}", dashed, did_you_mean(config::nearest(dashed, names))),
      &word);
}

// The command word; nullptr where there is none. What follows an unknown flag may be its value, so
// that flag is what is wrong then.
std::variant<const CommandWord*, Ending> command_of(const Tokens& tokens) {
  const CommandWord* word = nullptr;
  const po::option* unknown = nullptr;
  bool has_operand = false;
  for (const po::option& token : tokens) {
    if (!is_positional(token)) {
      if (token.unregistered) unknown = &token;
      continue;
    }
    const std::string& text = token.value.front();
    const CommandWord* const found = word == nullptr ? find_word(text) : nullptr;
    if (found == nullptr && unknown != nullptr) {
      return unknown_flag(*unknown, word != nullptr ? *word : word_of(Command::run));
    }
    if (word != nullptr) {
      if (!word->operand.empty() && !std::exchange(has_operand, true)) continue;
      return usage_error(fmt::format("unexpected argument \"{}\"", text), word);
    }
    if (found == nullptr) return unknown_command(text);
    word = found;
  }
  return word;
}

std::string takers_of(const Flag& flag) {
  std::string names;
  for (const Command command : flag.commands) {
    if (!names.empty()) names += " and ";
    names += word_of(command).name;
  }
  return names;
}

// Puts one flag into `options`; an Ending when that cannot be done.
std::optional<Ending> apply(const po::option& token, const CommandWord& word, Options& options) {
  const Flag* const flag = find_flag(token.string_key);
  if (flag == nullptr || token.unregistered) return unknown_flag(token, word);
  const auto& takers = flag->commands;
  if (std::find(takers.begin(), takers.end(), word.command) == takers.end()) {
    return usage_error(
        fmt::format("--{} is a flag of {}, not of {}", flag->name, takers_of(*flag), word.name),
        &word);
  }
  const std::string value = token.value.empty() ? "" : token.value.front();
  if (flag->set == nullptr) return std::nullopt;
  const auto problem = flag->set(options, value);
  if (!problem) return std::nullopt;
  return usage_error(fmt::format("--{} \"{}\": {}", flag->name, value, *problem), &word);
}

bool has_flag(const Tokens& tokens, std::string_view name) {
  return std::any_of(tokens.begin(), tokens.end(), [&](const po::option& token) {
    return !is_positional(token) && token.string_key == name;
  });
}

std::optional<Ending> repeated_flag(const Tokens& tokens, const CommandWord& word) {
  std::set<std::string> seen;
  for (const po::option& token : tokens) {
    if (is_positional(token) || seen.insert(token.string_key).second) continue;
    return usage_error(fmt::format("--{} is given twice", token.string_key), &word);
  }
  return std::nullopt;
}

std::variant<Options, Ending> options_of(const Tokens& tokens, const CommandWord& word) {
  if (auto ending = repeated_flag(tokens, word)) return *ending;
  Options options;
  options.command = word.command;
  int positionals = 0;
  for (const po::option& token : tokens) {
    if (is_positional(token)) {
      // The first one is the command; the last one, if the command takes any, its operand.
      if (!word.operand.empty()) options.operand = token.value.front();
      ++positionals;
      continue;
    }
    if (auto ending = apply(token, word, options)) return *ending;
  }
  if (!word.operand.empty() && positionals < 2) {
    return usage_error(fmt::format("{} needs {}", word.name, word.operand), &word);
  }
  return options;
}

}  // namespace

std::variant<Options, Ending> parse_options(const std::vector<std::string>& arguments) {
  auto split = tokens_of(arguments);
  if (auto* ending = std::get_if<Ending>(&split)) return *ending;
  const Tokens& tokens = std::get<Tokens>(split);
  if (has_flag(tokens, "version")) return Ending{0, "charterd " CHARTERD_VERSION "\n"};
  const auto command = command_of(tokens);
  if (const auto* ending = std::get_if<Ending>(&command)) return *ending;
  const CommandWord* const word = std::get<const CommandWord*>(command);
  if (has_flag(tokens, "help")) return Ending{0, word ? help_of(*word) : general_help()};
  return options_of(tokens, word ? *word : word_of(Command::run));
}

}  // namespace charterd::daemon
