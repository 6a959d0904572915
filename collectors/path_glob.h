// The globs of a file source: `*`, `?` and `[...]`, as a shell reads them.
#pragma once

#include <string>
#include <vector>

namespace charterd::collectors {

/// A folder that could not be looked into, see is_passing() and is_away().
struct UnlistedFolder {
  std::string path;
  int error = 0;  ///< an errno value
};

struct Listing {
  std::vector<std::string> paths;        ///< sorted, each once; of any kind, also folders
  std::vector<std::string> unmatched;    ///< patterns that match nothing now
  std::vector<UnlistedFolder> unlisted;  ///< `paths` lacks what is in them
};

/// Whether an errno value tells of the moment, as when the process has no descriptor left: whatever
/// was there may still be there.
bool is_passing(int error);

/// Whether it tells of a disk that fails or a server that does not answer, perhaps for long. Nobody
/// knows what is there; other folders go on.
bool is_away(int error);

/// A pattern that is itself the name of something is taken as it is. A pattern also gives what
/// rotation makes of the files that it stands for, see less_rotated(): x.log also x.log.1 and
/// x.log-20261101.gz, for what was written to a log must be found again after it was rotated.
Listing list_paths(const std::vector<std::string>& patterns);

/// What stands in the way of a pattern that matches nothing: a folder that does not exist or may
/// not be read; otherwise that there is no such file yet.
std::string why_unmatched(const std::string& pattern);

/// The folders in which something that matches could appear, sorted, each once. Where a folder
/// does not exist yet, the nearest one above it that does.
std::vector<std::string> watched_by(const std::vector<std::string>& patterns);

}  // namespace charterd::collectors
