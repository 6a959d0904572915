#include "daemon/password_checks.h"

#include <memory>
#include <string_view>
#include <utility>

#include <crypt.h>
#include <openssl/crypto.h>

namespace charterd::daemon {

bool password_matches(const std::string& password, const std::string& hash) {
  // A text of C ends at the first NUL: what stands behind it would not matter.
  if (password.find('\0') != std::string::npos) return false;
  const auto room = std::make_unique<crypt_data>();
  const char* const made = ::crypt_r(password.c_str(), hash.c_str(), room.get());
  const bool same = made != nullptr && std::string_view(made).size() == hash.size() &&
                    CRYPTO_memcmp(made, hash.data(), hash.size()) == 0;
  OPENSSL_cleanse(room.get(), sizeof *room);
  return same;
}

PasswordChecks::PasswordChecks() : thread_([this](const std::stop_token& stop) { run(stop); }) {}

PasswordChecks::~PasswordChecks() = default;

bool PasswordChecks::ask(std::string password, std::string hash, std::function<void(bool)> done) {
  {
    const std::lock_guard lock(mutex_);
    if (checks_.size() >= kMostPasswordChecks) return false;
    checks_.push_back({std::move(password), std::move(hash), std::move(done)});
  }
  changed_.notify_one();
  return true;
}

std::size_t PasswordChecks::waiting() const {
  const std::lock_guard lock(mutex_);
  return checks_.size();
}

void PasswordChecks::run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (changed_.wait(lock, stop, [this] { return !checks_.empty(); })) {
    if (stop.stop_requested()) return;
    Check check = std::move(checks_.front());
    checks_.pop_front();
    lock.unlock();
    check.done(password_matches(check.password, check.hash));
    OPENSSL_cleanse(check.password.data(), check.password.size());
    check = {};
    lock.lock();
  }
}

}  // namespace charterd::daemon
