#include "daemon/secret_file.h"

#include <cstdlib>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "config/text_file.h"

namespace charterd::daemon {
namespace {

constexpr std::size_t kShortestSecret = 16;
constexpr std::string_view kBlanks = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

}  // namespace

std::filesystem::path secret_path(const std::string& name, const std::filesystem::path& folder) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody changes the environment.
  const char* const credentials = std::getenv("CREDENTIALS_DIRECTORY");
  return (credentials == nullptr ? folder : std::filesystem::path(credentials)) / name;
}

tl::expected<SecretFile, std::string> SecretFile::open(std::filesystem::path path) {
  SecretFile file({std::move(path), {}});
  if (auto read = file.read(); !read) return tl::unexpected(read.error());
  return file;
}

tl::expected<void, std::string> SecretFile::refresh() {
  if (!file_.has_changed()) return {};
  return read();
}

tl::expected<void, std::string> SecretFile::read() {
  file_ = watch(file_.path);
  const auto text = config::read_text_file(file_.path);
  if (!text) {
    file_.mark = {};  // as if it were to come yet: it is tried again
    return tl::unexpected(fmt::format("{}: {}; charterd's user must be able to read it",
                                      file_.path.string(), text.error()));
  }
  const std::string_view secret = trimmed(*text);
  if (secret.size() < kShortestSecret || secret.find_first_of(kBlanks) != std::string_view::npos) {
    return tl::unexpected(
        fmt::format("{} needs one word of at least {} characters, such as `openssl rand -hex 32` "
                    "prints",
                    file_.path.string(), kShortestSecret));
  }
  secret_ = secret;
  return {};
}

}  // namespace charterd::daemon
