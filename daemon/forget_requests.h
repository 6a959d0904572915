// Requests to forget cases, handed to the daemon that has the state open: files in a folder beside
// it.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

namespace charterd::daemon {

struct ForgetRequest {
  std::string name;  ///< of its file
  std::string key;
  std::string kind;  ///< the id of a case of the charter; "": all of them
};

/// `requests` in the folder of the state (0700): there while somebody waits for the daemon. Each
/// file has a hash of its key for a name. A request may be carried out several times.
class ForgetRequests {
 public:
  /// `folder`: of the state.
  explicit ForgetRequests(const std::filesystem::path& folder) : folder_(folder / "requests") {}

  /// Writes a request, whole or not at all, durably, for the owner of the state to read. The error
  /// says what to do.
  tl::expected<ForgetRequest, std::string> send(const std::string& key, const std::string& kind);
  /// How many cases were forgotten, once the daemon has answered; the answer is gone then.
  std::optional<std::size_t> take_answer(const ForgetRequest& request);
  /// Takes it back.
  void withdraw(const ForgetRequest& request);

  /// The daemon's: all that wait. Clears away what nobody waits for any more. What cannot be read
  /// is left out: its sender sees that nobody answers.
  std::vector<ForgetRequest> waiting();
  /// The daemon's: the request has been carried out, and nothing is left of it. False, and it waits
  /// on, when the answer cannot be written.
  bool answer(const ForgetRequest& request, std::size_t forgotten);

 private:
  std::filesystem::path folder_;
};

}  // namespace charterd::daemon
