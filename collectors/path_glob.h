// The globs of a file source: `*`, `?` and `[...]`, as a shell reads them.
#pragma once

#include <string>
#include <vector>

namespace charterd::collectors {

struct Listing {
  std::vector<std::string> paths;      ///< sorted, each once; of any kind, also folders
  std::vector<std::string> unmatched;  ///< patterns that match nothing now
};

/// A pattern that is itself the name of something is taken as it is.
Listing list_paths(const std::vector<std::string>& patterns);

/// What stands in the way of a pattern that matches nothing: a folder that does not exist or may
/// not be read; otherwise that there is no such file yet.
std::string why_unmatched(const std::string& pattern);

/// The folders in which something that matches could appear, sorted, each once. Where a folder
/// does not exist yet, the nearest one above it that does.
std::vector<std::string> watched_by(const std::vector<std::string>& patterns);

}  // namespace charterd::collectors
