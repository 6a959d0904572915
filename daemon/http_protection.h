// What protects a listener, and what is refused without it.
#pragma once

#include <optional>
#include <string>

#include "daemon/http_types.h"

namespace charterd::daemon {

struct HttpProtection {
  bool loopback = false;       ///< only this machine can reach the listener
  bool authenticates = false;  ///< every request is of a known user, or with a known certificate
};

/// Of an address as HttpServer names it: "127.0.0.1:41234", "[::1]:41234".
bool is_loopback(const std::string& address);

/// The 403 for a request that would change something, when nothing keeps strangers from sending
/// it: the listener is open to other machines and asks nobody who they are, or a browser sends it
/// on behalf of some page. nullopt: it may be answered.
std::optional<HttpAnswer> refuse_change(const HttpRequest& request,
                                        const HttpProtection& protection);

}  // namespace charterd::daemon
