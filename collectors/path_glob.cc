#include "collectors/path_glob.h"

#include <cerrno>
#include <filesystem>
#include <set>
#include <system_error>

#include <fmt/format.h>
#include <fnmatch.h>
#include <glob.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collectors/byte_stream.h"
#include "collectors/rotation_name.h"

namespace charterd::collectors {
namespace {

namespace fs = std::filesystem;

bool is_glob(const std::string& text) { return text.find_first_of("*?[") != std::string::npos; }

bool exists(const std::string& path) {
  struct stat unused {};
  return ::lstat(path.c_str(), &unused) == 0;
}

bool is_folder(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

// glob() tells a plain function of the folders that it cannot look into.
thread_local std::vector<UnlistedFolder>* unlisted_now = nullptr;

int note_unlisted(const char* folder, int error) {
  if (is_passing(error) || is_away(error)) unlisted_now->push_back({folder, error});
  return 0;  // the others are looked into
}

std::vector<std::string> matches_of(const std::string& pattern,
                                    std::vector<UnlistedFolder>& unlisted) {
  if (exists(pattern)) return {pattern};
  if (!is_glob(pattern)) return {};
  glob_t found{};
  std::vector<std::string> result;
  unlisted_now = &unlisted;
  const int outcome = ::glob(pattern.c_str(), GLOB_NOSORT, note_unlisted, &found);
  unlisted_now = nullptr;
  if (outcome == 0) result.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  if (outcome == GLOB_NOSPACE) unlisted.push_back({pattern, ENOMEM});
  ::globfree(&found);
  return result;
}

std::string folder_of(const std::string& path) {
  const std::string folder = fs::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

// Whether the last part of the pattern gives any of the names that this one had before rotation.
bool is_rotated_from(const std::string& pattern, bool literal, const std::string& name) {
  if (literal && !name.starts_with(pattern)) return false;
  std::string earlier = name;
  for (;;) {
    const std::size_t size = less_rotated(earlier).size();
    if (size == earlier.size()) return false;
    earlier.resize(size);
    if (earlier == pattern) return true;
    if (!literal && ::fnmatch(pattern.c_str(), earlier.c_str(), FNM_PERIOD) == 0) return true;
  }
}

std::vector<std::string> rotated_from(const std::string& pattern,
                                      std::vector<UnlistedFolder>& unlisted) {
  std::vector<std::string> result;
  const std::string name = fs::path(pattern).filename().string();
  const std::string above = folder_of(pattern);
  const bool literal = !is_glob(name) || exists(pattern);
  for (const std::string& folder : matches_of(above, unlisted)) {
    std::error_code error;
    fs::directory_iterator entry(folder, error);
    for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
      if (!is_rotated_from(name, literal, entry->path().filename().string())) continue;
      // As the pattern would write it.
      const bool bare = above == "." && pattern == name;
      result.push_back(bare ? entry->path().filename().string() : entry->path().string());
    }
    if (is_passing(error.value()) || is_away(error.value())) {
      unlisted.push_back({folder, error.value()});
    }
  }
  return result;
}

// The part of the path above the first wildcard that exists; "/" or "." always does.
std::string nearest_folder(std::string path) {
  do {
    path = folder_of(path);
  } while ((is_glob(path) || !is_folder(path)) && path != "/" && path != ".");
  return path;
}

}  // namespace

bool is_passing(int error) {
  switch (error) {
    case 0:
    case ENOENT:
    case ENOTDIR:
    case EACCES:
    case EPERM:
    case ELOOP:
    case ENAMETOOLONG:
      return false;
    default:
      return !is_away(error);
  }
}

bool is_away(int error) {
  switch (error) {
    case EIO:
    case ENOTCONN:
    case ESTALE:
    case ETIMEDOUT:
    case EHOSTDOWN:
      return true;
    default:
      return false;
  }
}

Listing list_paths(const std::vector<std::string>& patterns) {
  std::set<std::string> paths;
  Listing result;
  for (const std::string& pattern : patterns) {
    const auto matches = matches_of(pattern, result.unlisted);
    const auto rotated = rotated_from(pattern, result.unlisted);
    if (matches.empty() && rotated.empty()) result.unmatched.push_back(pattern);
    paths.insert(matches.begin(), matches.end());
    paths.insert(rotated.begin(), rotated.end());
  }
  result.paths.assign(paths.begin(), paths.end());
  return result;
}

std::string why_unmatched(const std::string& pattern) {
  const std::string folder = folder_of(pattern);
  const std::string nearest = nearest_folder(pattern);
  if (::access(nearest.c_str(), R_OK | X_OK) != 0) {
    return fmt::format("nothing matches: the folder {} cannot be read: {}", nearest,
                       system_message(errno));
  }
  if (!is_glob(folder) && folder != nearest) {
    return fmt::format("nothing matches: the folder {} does not exist", folder);
  }
  return "nothing matches: no such file";
}

std::vector<std::string> watched_by(const std::vector<std::string>& patterns) {
  std::set<std::string> folders;
  std::vector<UnlistedFolder> ignored;
  for (const std::string& pattern : patterns) {
    folders.insert(nearest_folder(pattern));
    // Wildcards among the folders: each level that one stands in, and all that match it now.
    for (std::string folder = folder_of(pattern); is_glob(folder); folder = folder_of(folder)) {
      for (const std::string& match : matches_of(folder, ignored)) {
        if (is_folder(match)) folders.insert(match);
      }
    }
  }
  return {folders.begin(), folders.end()};
}

}  // namespace charterd::collectors
