// Passwords compared with their bcrypt hashes, in a thread of their own: each takes long on
// purpose.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace charterd::daemon {

/// So many may wait: beyond, somebody is guessing.
inline constexpr std::size_t kMostPasswordChecks = 64;

/// True when bcrypt of `password` is `hash`. In the calling thread.
bool password_matches(const std::string& password, const std::string& hash);

/// Any thread.
class PasswordChecks {
 public:
  PasswordChecks();
  ~PasswordChecks();  ///< those that wait are dropped
  PasswordChecks(const PasswordChecks&) = delete;
  PasswordChecks& operator=(const PasswordChecks&) = delete;

  /// `done` is told the answer, in the other thread. False, and nothing happens, when
  /// kMostPasswordChecks wait already.
  bool ask(std::string password, std::string hash, std::function<void(bool)> done);

  std::size_t waiting() const;

 private:
  struct Check {
    std::string password, hash;
    std::function<void(bool)> done;
  };
  void run(const std::stop_token& stop);

  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Check> checks_;
  std::jthread thread_;  // last: it uses the others
};

}  // namespace charterd::daemon
