// `charterd init`: a charter and a configuration to start from.
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "config/schema.h"
#include "config/starter.h"
#include "daemon/commands.h"
#include "daemon/terminal.h"

namespace charterd::daemon {
namespace {

namespace fs = std::filesystem;

struct StarterFile {
  std::string name;
  std::string text;
};

constexpr std::string_view kSchemaFolder = "schema";

// A file below the prefix that this program was installed under; nullopt where it is not there.
std::optional<fs::path> installed(const fs::path& name) {
  std::error_code failed;
  const fs::path program = fs::read_symlink("/proc/self/exe", failed);
  const fs::path path = program.parent_path().parent_path() / "share" / name;
  if (failed || !fs::exists(path, failed)) return std::nullopt;
  return path;
}

// A file, and the schema that it names for editors: the installed one, which an upgrade keeps in
// step, or else a copy in a folder beside it.
void add(std::string_view name, std::string_view text, std::string schema,
         std::vector<StarterFile>& files) {
  const fs::path file = fs::path(kSchemaFolder) / (fs::path(name).stem().string() + ".schema.json");
  const auto kept = installed("charterd" / file);
  files.push_back({std::string(name), fmt::format("# yaml-language-server: $schema={}\n{}",
                                                  kept.value_or(file).string(), text)});
  if (!kept) files.push_back({file.string(), std::move(schema)});
}

std::vector<StarterFile> starter_files() {
  std::vector<StarterFile> files;
  add("charter.yml", config::kStarterCharter, config::charter_schema(), files);
  add("charterd.yml", config::kStarterSettings, config::settings_schema(), files);
  return files;
}

// As a shell takes it for one word.
std::string shell_word(const std::string& text) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./+:,@%-";
  if (!text.empty() && text.find_first_not_of(kPlain) == std::string::npos) return text;
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

// What is wrong; nullopt when the whole file was written. Never replaces a file.
std::optional<std::string> write_new(const fs::path& path, std::string_view text) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "wxe"),
                                                             std::fclose);
  const auto problem = [&] {
    return path.string() + ": " + std::generic_category().message(errno);
  };
  if (!file) return problem();
  const bool written = std::fwrite(text.data(), 1, text.size(), file.get()) == text.size();
  if (written && std::fflush(file.get()) == 0) return std::nullopt;
  std::string message = problem();
  std::error_code ignored;
  fs::remove(path, ignored);
  return message;
}

// All files or none.
std::optional<std::string> write_files(const fs::path& folder) {
  const std::vector<StarterFile> files = starter_files();
  std::error_code failed;
  for (const StarterFile& file : files) {
    if (fs::symlink_status(folder / file.name, failed).type() == fs::file_type::not_found) continue;
    return fmt::format(
        "{} is there already, so nothing was written: name another folder, or move it away first",
        (folder / file.name).string());
  }
  for (const StarterFile& file : files) {
    const fs::path parent = (folder / file.name).parent_path();
    fs::create_directories(parent, failed);
    if (failed) return fmt::format("{}: {}", parent.string(), failed.message());
  }
  std::optional<std::string> problem;
  std::size_t written = 0;
  for (const StarterFile& file : files) {
    problem = write_new(folder / file.name, file.text);
    if (problem) break;
    ++written;
  }
  if (!problem) return std::nullopt;
  for (std::size_t i = 0; i < written; ++i) fs::remove(folder / files[i].name, failed);
  return problem;
}

std::string next_steps(const fs::path& folder) {
  // As the user has called it, so that the lines work as they stand.
  const std::string charterd = shell_word(program_invocation_name);
  const std::string settings = shell_word((folder / "charterd.yml").string());
  const std::string events = shell_word((folder / "events.jsonl").string());
  std::error_code failed;
  std::string schemas;
  if (const fs::path copies = folder / kSchemaFolder; fs::exists(copies, failed)) {
    schemas = shell_word(copies.string()) +
              "\n    for editors: they check both files and complete their keys\n";
  }
  return fmt::format(
      "{3}\n    what you promise, and what counts as kept\n"
      "{1}\n    where the events come from\n"
      "{4}\n"
      "Next, as it stands here:\n\n"
      "  {0} check --config.file {1}\n    grades every promise\n"
      "  {0} simulate --config.file {1} --for 120d --events-per-second 0.005 > {2}\n"
      "    makes up events, until you have your own\n"
      "  {0} evaluate --config.file {1}\n    says how each promise was kept\n"
      "  {0} run --config.file {1}\n    keeps saying it, to Prometheus\n\n"
      "Then make the charter yours: its comments, and {5}, say how.\n",
      charterd, settings, events, shell_word((folder / "charter.yml").string()), schemas,
      installed("doc/charterd/GUIDE.md").value_or("config/GUIDE.md").string());
}

}  // namespace

int run_init(const Options& options) {
  if (options.operand.empty()) {
    std::cerr << "charterd: init needs DIR, a folder for the two files\n";
    return 2;
  }
  const fs::path folder = fs::path(options.operand).lexically_normal();
  if (const auto problem = write_files(folder)) {
    std::cerr << "charterd: " << *problem << '\n';
    return 1;
  }
  std::cout << next_steps(folder);
  return finish_output() ? 0 : 1;
}

}  // namespace charterd::daemon
