#include "daemon/http_protection.h"

#include <memory>
#include <utility>

namespace charterd::daemon {
namespace {

HttpAnswer forbidden(std::string text) {
  HttpAnswer answer;
  answer.status = 403;
  answer.body = std::make_shared<const std::string>(std::move(text));
  return answer;
}

}  // namespace

bool is_loopback(const std::string& address) {
  return address.starts_with("127.") || address.starts_with("[::1]:") ||
         address.starts_with("[::ffff:127.");
}

std::optional<HttpAnswer> refuse_change(const HttpRequest& request,
                                        const HttpProtection& protection) {
  if (!protection.loopback && !protection.authenticates) {
    return forbidden(request.path +
                     " is refused on an address that other machines reach, as long as nobody has "
                     "to say who they are: listen on 127.0.0.1, or name users or client "
                     "certificates in the file of --web.config.file.\n");
  }
  // No program but a browser sends this, and no page of charterd's own does.
  if (request.header("origin") != nullptr) {
    return forbidden(request.path + " is not for web pages: send it with a program like curl.\n");
  }
  return std::nullopt;
}

}  // namespace charterd::daemon
