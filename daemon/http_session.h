// One connection of the HTTP server: requests and answers in turn.
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <optional>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include "daemon/http_types.h"

namespace charterd::daemon {

class HttpSession;

/// What the sessions share; owned by the server, outlives them. All on the server's thread.
struct HttpShared {
  HttpLimits limits;
  HttpStats stats;
  HttpHandler handler;
  /// Those idle longest first, then, anywhere, the busy ones.
  std::list<HttpSession*> sessions;
  bool stopping = false;
  std::function<void()> on_last_gone;  ///< while stopping
};

/// Lives as long as an operation of its socket is under way.
class HttpSession : public std::enable_shared_from_this<HttpSession> {
 public:
  HttpSession(boost::asio::ip::tcp::socket socket, HttpShared& shared);
  ~HttpSession();
  HttpSession(const HttpSession&) = delete;
  HttpSession& operator=(const HttpSession&) = delete;

  void start() { wait_for_request(); }
  /// Between requests.
  bool idle() const { return idle_; }
  void close();

 private:
  using Error = boost::beast::error_code;
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
  using Body = boost::beast::http::span_body<const char>;
  using Response = boost::beast::http::response<Body>;

  void wait_for_request();
  void read_request();
  void on_request(Error error);
  void refuse(Error error);
  void answer();
  void send(HttpAnswer answer, unsigned version, bool keep_alive, bool head);
  void on_sent(Error error);
  void finish();
  void discard(std::size_t left);
  bool failed(Error error);

  boost::beast::tcp_stream stream_;
  HttpShared& shared_;
  std::list<HttpSession*>::iterator place_;
  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  std::shared_ptr<const std::string> body_;  // what response_ refers to
  std::optional<Response> response_;
  std::optional<boost::beast::http::response_serializer<Body>> serializer_;
  bool idle_ = false;
};

}  // namespace charterd::daemon
