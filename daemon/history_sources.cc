#include "daemon/history_sources.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "collectors/path_glob.h"
#include "config/diagnostic.h"

namespace charterd::daemon {
namespace {

namespace fs = std::filesystem;
using config::Source;

constexpr int kUsageStatus = 2;

std::vector<std::string> names_of(const std::vector<Source>& sources) {
  std::vector<std::string> names;
  for (const Source& source : sources) names.push_back(source.name);
  return names;
}

tl::expected<std::vector<Source>, HistoryProblem> chosen(const config::Settings& settings,
                                                         const std::optional<std::string>& name) {
  if (!name) return settings.sources;
  for (const Source& source : settings.sources) {
    if (source.name == *name) return std::vector{source};
  }
  const std::vector<std::string> names = names_of(settings.sources);
  const std::string near = config::nearest(*name, names);
  return tl::unexpected(HistoryProblem{
      kUsageStatus,
      fmt::format("there is no source \"{}\"{}", *name,
                  near.empty() ? fmt::format("; there are: {}", fmt::join(names, ", "))
                               : fmt::format(", did you mean {}?", near))});
}

HistorySources from_folder(const std::vector<Source>& sources, const fs::path& folder) {
  HistorySources found;
  for (Source source : sources) {
    if (source.kind != Source::Kind::file) {
      found.notes.push_back(fmt::format("source {} reads no files and is left out", source.name));
      continue;
    }
    for (std::string& path : source.paths) path = (folder / fs::path(path).filename()).string();
    const auto listing = collectors::list_paths(source.paths);
    for (const std::string& pattern : listing.unmatched) {
      found.notes.push_back(fmt::format("source {}: {}: {}", source.name, pattern,
                                        collectors::why_unmatched(pattern)));
    }
    if (!listing.paths.empty()) found.sources.push_back(std::move(source));
  }
  return found;
}

}  // namespace

tl::expected<HistorySources, HistoryProblem> history_sources(
    const config::Settings& settings, const std::string& logs,
    const std::optional<std::string>& name) {
  auto sources = chosen(settings, name);
  if (!sources) return tl::unexpected(sources.error());
  std::error_code ignored;
  if (fs::is_directory(logs, ignored)) {
    HistorySources found = from_folder(*sources, logs);
    if (!found.sources.empty()) return found;
    return tl::unexpected(
        HistoryProblem{1, fmt::format("{} holds none of the files that the sources read: {}", logs,
                                      found.notes.empty() ? "" : found.notes.front())});
  }
  if (sources->size() > 1) {
    return tl::unexpected(HistoryProblem{
        kUsageStatus, fmt::format("--against {} takes the place of one source's files: say which "
                                  "with --source ({}), or give a folder with the files of all",
                                  logs, fmt::join(names_of(*sources), ", "))});
  }
  if (collectors::list_paths({logs}).paths.empty()) {
    return tl::unexpected(
        HistoryProblem{1, fmt::format("--against {}: {}", logs, collectors::why_unmatched(logs))});
  }
  Source& source = sources->front();
  if (source.kind != Source::Kind::file && source.kind != Source::Kind::standard_input &&
      source.format.kind == config::FormatKind::none) {
    return tl::unexpected(HistoryProblem{
        kUsageStatus,
        fmt::format("source {} says no format, so its records cannot be read from a file",
                    source.name)});
  }
  source.kind = Source::Kind::file;
  source.paths = {logs};
  return HistorySources{*std::move(sources), {}};
}

}  // namespace charterd::daemon
