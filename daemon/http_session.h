// One connection of the HTTP server: requests and answers in turn.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "daemon/http_later.h"
#include "daemon/http_stream.h"
#include "daemon/http_types.h"

namespace charterd::daemon {

class HttpSession;

/// The way back to the server's thread for an answer that may come when there is no server any
/// more.
class HttpGate {
 public:
  explicit HttpGate(boost::asio::io_context& context) : context_(&context) {}
  /// Any thread. Nothing happens once it is closed.
  void post(std::function<void()> work);
  void close();

 private:
  std::mutex mutex_;
  boost::asio::io_context* context_;
};

/// What the sessions share; owned by the server, outlives them. All on the server's thread.
struct HttpShared {
  HttpLimits limits;
  HttpStats stats;
  HttpHandler handler;
  HttpPolicy policy;
  std::shared_ptr<HttpGate> gate;
  /// By the beginning of what they are at now, earliest first.
  std::list<HttpSession*> sessions;
  /// TLS handshakes that wait for their turn: one at each turn of the loop, as each costs a
  /// millisecond or more of computing.
  std::deque<std::function<void()>> handshakes;
  std::size_t bodies = 0;  ///< bytes of those that are being read, at most
  bool stopping = false;
  std::function<void()> on_last_gone;  ///< while stopping
};

/// Lives as long as an operation of its socket is under way, an answer is waited for or a turn to
/// shake hands.
class HttpSession : public std::enable_shared_from_this<HttpSession> {
 public:
  using Clock = std::chrono::steady_clock;
  enum class Phase {
    fresh,      ///< nothing has been answered yet
    idle,       ///< between two requests
    reading,    ///< a second or later request is coming
    answering,  ///< it is the server's turn
    sending,    ///< the client takes the answer
    ending,     ///< all is said
  };

  HttpSession(std::unique_ptr<HttpStream> stream, bool with_tls, HttpShared& shared);
  ~HttpSession();
  HttpSession(const HttpSession&) = delete;
  HttpSession& operator=(const HttpSession&) = delete;

  void start();
  Phase phase() const { return phase_; }
  Clock::time_point phase_since() const { return since_; }
  /// Nothing of a request has come.
  bool waits() const { return waits_; }
  /// It is no longer one of HttpShared::sessions, and nothing more is done for it.
  void close();

 private:
  using Error = HttpStream::Error;
  using Body = boost::beast::http::span_body<const char>;
  using Response = boost::beast::http::response<Body>;
  using Step = void (HttpSession::*)(HttpAnswer);

  void enter(Phase phase);
  HttpStream::Done then(void (HttpSession::*step)(Error));
  void greet(Error error);
  void shake_hands();
  void on_hands_shaken(Error error);
  void wait_for_request();
  void on_first_bytes(Error error);
  void read_header();
  void on_header(Error error);
  void admit(HttpAnswer verdict);
  void read_body();
  void on_continued(Error error);
  void on_body(Error error);
  void refuse(Error error);
  void answer(HttpAnswer answer);
  void run_handler(const HttpHandler& handler, Step step);
  void take(HttpAnswer answer, Step step);
  void await(const std::shared_ptr<LaterAnswer>& later, Step step);
  void end_waiting();
  void give_up_waiting(Step step);
  void send(HttpAnswer answer);
  void on_sent(Error error);
  void finish();
  void let_go();
  void discard(std::size_t left);
  void leave();
  bool failed(Error error);

  std::unique_ptr<HttpStream> stream_;
  const bool with_tls_;
  HttpShared& shared_;
  std::list<HttpSession*>::iterator place_;
  Phase phase_ = Phase::fresh;
  Clock::time_point since_ = Clock::now();
  bool waits_ = false;
  bool closed_ = false;
  HttpStream::Buffer buffer_;
  std::optional<HttpStream::Parser> parser_;
  HttpRequest request_;
  std::size_t body_room_ = 0;  // its share of HttpShared::bodies
  bool keep_alive_ = false;
  bool head_ = false;
  unsigned version_ = 11;
  // While an answer is waited for:
  std::shared_ptr<HttpSession> alive_;
  boost::asio::steady_timer patience_;
  std::size_t waited_ = 0;                   // answers so far: which of them is meant
  std::shared_ptr<const std::string> body_;  // what response_ refers to
  std::optional<Response> response_;
  std::optional<HttpStream::Serializer> serializer_;
};

}  // namespace charterd::daemon
