#include "daemon/web_config.h"

#include <utility>

#include <sys/stat.h>

#include "daemon/http_tls.h"

namespace charterd::daemon {
namespace {

FileMark mark_of(const std::filesystem::path& file) {
  struct stat status {};
  if (file.empty() || ::stat(file.c_str(), &status) != 0) return {};
  return {static_cast<std::uint64_t>(status.st_dev), static_cast<std::uint64_t>(status.st_ino),
          static_cast<std::uint64_t>(status.st_size),
          status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec};
}

}  // namespace

bool WatchedFile::has_changed() const { return mark_of(path) != mark; }

WatchedFile watch(std::filesystem::path path) {
  const FileMark mark = mark_of(path);
  return {std::move(path), mark};
}

LoadedWebConfig load_web_config(const std::filesystem::path& file) {
  LoadedWebConfig result;
  result.files.push_back(watch(file));
  auto loaded = config::load_web_settings(file);
  result.diagnostics = std::move(loaded.diagnostics);
  if (!loaded.value) return result;
  WebConfig web{*std::move(loaded.value), nullptr};
  if (const auto& settings = web.settings.tls) {
    for (const auto& named : {settings->cert_file, settings->key_file, settings->client_ca_file}) {
      if (!named.empty()) result.files.push_back(watch(named));
    }
    auto tls = load_tls(*settings);
    if (!tls) {
      config::Diagnostic wrong;
      wrong.file = file.string();
      wrong.place = settings->place;
      wrong.message = tls.error();
      result.diagnostics.push_back(std::move(wrong));
      return result;
    }
    web.tls = *std::move(tls);
  }
  result.value = std::move(web);
  return result;
}

}  // namespace charterd::daemon
