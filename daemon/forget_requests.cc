#include "daemon/forget_requests.h"

#include <cerrno>
#include <charconv>
#include <chrono>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/packed.h"
#include "daemon/sqlite_folder.h"
#include "rules/case_index.h"

namespace charterd::daemon {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kRequest = ".forget", kAnswer = ".done", kUnfinished = ".new";
// Whoever wrote a file that is older does not wait any more.
constexpr std::chrono::minutes kLongestWait{10};
constexpr std::size_t kLongestRequest = 2 << 20;  // more than a record, and so a key, can have

tl::unexpected<std::string> cannot_send(const fs::path& path, int error) {
  return tl::unexpected(
      fmt::format("{}: cannot be written: {}: run this as the user that runs charterd",
                  path.string(), reason_of(error)));
}

// What root makes would be out of the daemon's reach.
bool give_to_owner(int file, const fs::path& state_folder) {
  struct stat owner {};
  if (::geteuid() != 0 || ::stat(state_folder.c_str(), &owner) != 0) return true;
  return ::fchown(file, owner.st_uid, owner.st_gid) == 0;
}

bool make_folder(const fs::path& folder) {
  if (::mkdir(folder.c_str(), 0700) != 0) return errno == EEXIST;
  const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
  const bool given = opened >= 0 && give_to_owner(opened, folder.parent_path());
  if (opened >= 0) ::close(opened);
  return given;
}

// Under another name until it is whole.
bool write_file(const fs::path& path, const std::string& bytes) {
  const std::string unfinished = path.string().append(kUnfinished);
  ::unlink(unfinished.c_str());
  const int file =
      ::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) return false;
  const auto size = static_cast<ssize_t>(bytes.size());
  const bool written = ::write(file, bytes.data(), bytes.size()) == size &&
                       give_to_owner(file, path.parent_path().parent_path()) && ::fsync(file) == 0;
  const int error = errno;
  ::close(file);
  if (written && ::rename(unfinished.c_str(), path.c_str()) == 0) {
    return sync_path(path.parent_path().string());
  }
  if (!written) errno = error;
  ::unlink(unfinished.c_str());
  return false;
}

std::optional<std::string> read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

void erase(const fs::path& path) {
  std::error_code ignored;
  fs::remove(path, ignored);
}

bool is_old(const fs::directory_entry& entry) {
  std::error_code error;
  const auto written = entry.last_write_time(error);
  return !error && fs::file_time_type::clock::now() - written > kLongestWait;
}

std::optional<ForgetRequest> read_request(const fs::directory_entry& entry) {
  std::error_code error;
  if (!entry.is_regular_file(error) || entry.file_size(error) > kLongestRequest || error) {
    return std::nullopt;
  }
  const auto bytes = read_file(entry.path());
  if (!bytes) return std::nullopt;
  config::Unpacker from(*bytes);
  ForgetRequest request{entry.path().filename().string(), std::string(from.text()),
                        std::string(from.text())};
  if (!from.ended()) return std::nullopt;
  return request;
}

}  // namespace

tl::expected<ForgetRequest, std::string> ForgetRequests::send(const std::string& key,
                                                              const std::string& kind) {
  // By the process as well, so that each sender has an answer of its own.
  ForgetRequest request{fmt::format("{:016x}-{}{}", rules::hash_of_key(key), ::getpid(), kRequest),
                        key, kind};
  config::Packer packed;
  packed.text(key).text(kind);
  const fs::path path = folder_ / request.name;
  if (!make_folder(folder_) || !write_file(path, packed.bytes())) return cannot_send(path, errno);
  return request;
}

std::optional<std::size_t> ForgetRequests::take_answer(const ForgetRequest& request) {
  const fs::path path = folder_ / (request.name + std::string(kAnswer));
  const auto bytes = read_file(path);
  if (!bytes) return std::nullopt;
  std::size_t count = 0;
  std::from_chars(bytes->data(), bytes->data() + bytes->size(), count);
  erase(path);
  return count;
}

void ForgetRequests::withdraw(const ForgetRequest& request) { erase(folder_ / request.name); }

std::vector<ForgetRequest> ForgetRequests::waiting() {
  std::vector<ForgetRequest> found;
  std::error_code error;
  for (fs::directory_iterator entry(folder_, error), end; !error && entry != end;
       entry.increment(error)) {
    const fs::path extension = entry->path().extension();
    if (extension == kRequest) {
      if (auto request = read_request(*entry)) found.push_back(*std::move(request));
    } else if ((extension == kAnswer || extension == kUnfinished) && is_old(*entry)) {
      erase(entry->path());
    }
  }
  return found;
}

// The answer first: behind a crash in between the request is carried out once more.
bool ForgetRequests::answer(const ForgetRequest& request, std::size_t forgotten) {
  const fs::path path = folder_ / (request.name + std::string(kAnswer));
  if (!write_file(path, std::to_string(forgotten))) return false;
  erase(folder_ / request.name);
  sync_path(folder_.string());
  return true;
}

}  // namespace charterd::daemon
