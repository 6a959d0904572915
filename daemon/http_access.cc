#include "daemon/http_access.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "daemon/http_later.h"

namespace charterd::daemon {
namespace {

// On one line, without the line of the file.
std::string first_error(const std::vector<config::Diagnostic>& found) {
  const auto error = std::find_if(found.begin(), found.end(), [](const auto& diagnostic) {
    return diagnostic.severity == config::Severity::error;
  });
  if (error == found.end()) return "";
  return fmt::format("{}:{}:{}: {}", error->file, error->place.line, error->place.column,
                     error->message);
}

}  // namespace

HttpAccess::HttpAccess(Parts parts) : parts_(std::move(parts)) {
  if (parts_.file.empty()) return;
  if (!load()) throw std::runtime_error(error_);
  if (web_.settings.http2_asked) {
    parts_.log.info("http2 has no effect: HTTP/1.1 is served", {{"file", parts_.file.string()}});
  }
}

// False, and what was before stays, when the files cannot be used.
bool HttpAccess::load() {
  next_look_ = parts_.boot() + kWebConfigInterval;
  LoadedWebConfig loaded = load_web_config(parts_.file);
  files_ = std::move(loaded.files);
  error_ = first_error(loaded.diagnostics);
  if (!loaded.value) {
    // Perhaps they could not be read for now: they are tried again.
    for (WatchedFile& file : files_) file.mark = {};
    return false;
  }
  web_ = *std::move(loaded.value);
  users_ = web_.settings.users.empty() ? nullptr
                                       : std::make_shared<HttpUsers>(web_.settings.users, checks_);
  return true;
}

void HttpAccess::look() {
  if (parts_.file.empty() || parts_.boot() < next_look_) return;
  next_look_ = parts_.boot() + kWebConfigInterval;
  if (std::none_of(files_.begin(), files_.end(),
                   [](const WatchedFile& file) { return file.has_changed(); })) {
    return;
  }
  const std::string said = error_;
  if (load()) {
    parts_.log.info("the web configuration was read again", {{"file", parts_.file.string()}});
  } else if (error_ != said) {
    parts_.log.error("the web configuration cannot be used: the one before stays in force",
                     {{"error", error_}});
  }
}

HttpPolicy HttpAccess::policy() {
  HttpPolicy policy;
  if (parts_.file.empty()) return policy;
  policy.tls = [this] {
    look();
    return web_.tls;
  };
  policy.admit = [this](const HttpRequest& request) { return admit(request); };
  policy.headers = [this] { return web_.settings.headers; };
  return policy;
}

HttpAnswer HttpAccess::admit(const HttpRequest& request) {
  look();
  return users_ ? users_->admit(request) : line_answer(kGoOn, "");
}

bool HttpAccess::authenticates() { return web_.settings.authenticates(); }

WebConfigStats HttpAccess::stats() const {
  return {.is_used = !parts_.file.empty(),
          .is_good = error_.empty(),
          .password_checks = checks_.waiting()};
}

}  // namespace charterd::daemon
