// A small HTTP/1.1 server: one thread, many connections, none of which can hold up another.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <tl/expected.hpp>

#include "config/settings.h"
#include "daemon/http_types.h"

namespace charterd::daemon {

class HttpServer {
 public:
  /// Listens at once. The error says what to do about it.
  static tl::expected<std::unique_ptr<HttpServer>, std::string> listen(
      const config::ListenAddress& address, const HttpLimits& limits);
  /// The same on a TCP socket that listens already (systemd's socket activation), which is the
  /// server's from here on, also when it is refused.
  static tl::expected<std::unique_ptr<HttpServer>, std::string> listen(int descriptor,
                                                                       const HttpLimits& limits);
  ~HttpServer();

  /// "127.0.0.1:41234", "[::1]:41234": where it really listens.
  std::string address() const;

  /// Serves until stop() and all answers under way are sent, or limits.stop has passed. Call once.
  void run(HttpHandler handler, HttpPolicy policy = {});

  /// Takes no more connections and ends run(). Any thread.
  void stop();

  /// Has run() call `work` between two requests. Any thread.
  void post(std::function<void()> work);

  /// Only within the handler, or while run() is not running.
  const HttpStats& stats() const;
  const HttpLimits& limits() const;

 private:
  class Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace charterd::daemon
