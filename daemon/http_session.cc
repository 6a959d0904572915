#include "daemon/http_session.h"

#include <exception>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include "daemon/http_plain.h"

namespace charterd::daemon {
namespace {

namespace http = boost::beast::http;

constexpr std::size_t kReadSize = 4096;
constexpr std::size_t kLargestPiece = 1 << 16;  // of a body, that is read in one go

// What a refused client may still send before the connection is dropped: closing at once would
// throw away the answer before it has read it.
constexpr std::size_t kDiscarded = 1 << 20;

constexpr const char* kTargetTooLong = "The request's path is too long.";
constexpr const char* kBodyTooLarge = "The request's body is too large.";
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr std::string_view kNeedsTls =
    "HTTP/1.0 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    "This is an HTTPS server: write https:// in place of http://.\n";
constexpr char kTlsHandshake = 0x16;  // the first byte of every TLS connection

// What else is ready comes in between.
void take_next_handshake(HttpShared& shared, const boost::asio::any_io_executor& loop) {
  boost::asio::post(loop, [&shared, loop] {
    const auto begin = std::move(shared.handshakes.front());
    shared.handshakes.pop_front();
    begin();
    if (!shared.handshakes.empty()) take_next_handshake(shared, loop);
  });
}

}  // namespace

void HttpGate::post(std::function<void()> work) {
  const std::lock_guard lock(mutex_);
  if (context_ != nullptr) boost::asio::post(*context_, std::move(work));
}

void HttpGate::close() {
  const std::lock_guard lock(mutex_);
  context_ = nullptr;
}

HttpSession::HttpSession(std::unique_ptr<HttpStream> stream, bool with_tls, HttpShared& shared)
    : stream_(std::move(stream)),
      with_tls_(with_tls),
      shared_(shared),
      place_(shared.sessions.insert(shared.sessions.end(), this)),
      buffer_(shared.limits.header + kLargestPiece + kReadSize),
      patience_(stream_->tcp().get_executor()) {
  ++shared_.stats.connections;
  ++shared_.stats.accepted;
}

HttpSession::~HttpSession() { leave(); }

void HttpSession::leave() {
  if (std::exchange(closed_, true)) return;
  shared_.bodies -= body_room_;
  --shared_.stats.connections;
  shared_.sessions.erase(place_);
  if (shared_.sessions.empty() && shared_.on_last_gone) shared_.on_last_gone();
}

void HttpSession::close() {
  leave();
  waits_ = false;
  patience_.cancel();
  alive_.reset();  // who calls keeps this alive
  stream_->tcp().close();
}

bool HttpSession::failed(Error error) {
  if (error == boost::beast::error::timeout) ++shared_.stats.timed_out;
  return static_cast<bool>(error);
}

void HttpSession::enter(Phase phase) {
  phase_ = phase;
  since_ = Clock::now();
  shared_.sessions.splice(shared_.sessions.end(), shared_.sessions, place_);
}

HttpStream::Done HttpSession::then(void (HttpSession::*step)(Error)) {
  // What had come when it was closed is not looked at.
  return [self = shared_from_this(), step](Error error, std::size_t) {
    if (!self->closed_) ((*self).*step)(error);
  };
}

void HttpSession::start() {
  if (!with_tls_) return wait_for_request();
  waits_ = true;
  stream_->tcp().expires_after(shared_.limits.request);
  stream_->tcp().async_read_some(buffer_.prepare(kReadSize),
                                 [self = shared_from_this()](Error error, std::size_t size) {
                                   self->buffer_.commit(size);
                                   if (!self->closed_) self->greet(error);
                                 });
}

void HttpSession::greet(Error error) {
  if (failed(error)) return close();
  waits_ = false;
  if (*static_cast<const char*>(buffer_.data().data()) != kTlsHandshake) {
    ++shared_.stats.failed_handshakes;
    return boost::asio::async_write(
        stream_->tcp(), boost::asio::buffer(kNeedsTls),
        [self = shared_from_this()](Error, std::size_t) { self->let_go(); });
  }
  shared_.handshakes.emplace_back([self = shared_from_this()] { self->shake_hands(); });
  if (shared_.handshakes.size() == 1) {
    take_next_handshake(shared_, stream_->tcp().get_executor());
  }
}

void HttpSession::shake_hands() {
  if (closed_) return;
  stream_->tcp().expires_after(shared_.limits.request);
  stream_->handshake(buffer_, then(&HttpSession::on_hands_shaken));
}

void HttpSession::on_hands_shaken(Error error) {
  if (error) ++shared_.stats.failed_handshakes;
  if (failed(error)) return close();
  buffer_.clear();
  wait_for_request();
}

void HttpSession::wait_for_request() {
  if (shared_.stopping) return close();
  shared_.bodies -= std::exchange(body_room_, 0);
  request_ = {};
  head_ = false;
  version_ = 11;
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(shared_.limits.header));
  // Decided when the header has been read.
  parser_->body_limit(std::numeric_limits<std::uint64_t>::max());
  if (buffer_.size() > 0) return read_header();
  if (buffer_.capacity() > kReadSize) buffer_.shrink_to_fit();
  if (phase_ != Phase::fresh) enter(Phase::idle);
  waits_ = true;
  stream_->tcp().expires_after(shared_.limits.idle);
  stream_->read_some(buffer_, kReadSize, then(&HttpSession::on_first_bytes));
}

void HttpSession::on_first_bytes(Error error) {
  waits_ = false;
  if (failed(error)) return close();
  read_header();
}

void HttpSession::read_header() {
  if (phase_ != Phase::fresh) enter(Phase::reading);
  stream_->tcp().expires_after(shared_.limits.request);
  stream_->read_header(buffer_, *parser_, then(&HttpSession::on_header));
}

void HttpSession::on_header(Error error) {
  if (error) return refuse(error);
  const auto& message = parser_->get();
  keep_alive_ = message.keep_alive() && !shared_.stopping;
  head_ = message.method() == http::verb::head;
  version_ = message.version();
  request_ = plain_request(message);
  if (message.target().size() > shared_.limits.target) {
    // A body that is not read must not be taken for the next request.
    keep_alive_ = keep_alive_ && parser_->is_done();
    return send(line_answer(414, kTargetTooLong));
  }
  if (!shared_.policy.admit) return read_body();
  run_handler(shared_.policy.admit, &HttpSession::admit);
}

void HttpSession::admit(HttpAnswer verdict) {
  if (verdict.status == kGoOn) return read_body();
  // What of a body has been sent is not read, so nothing behind it can be.
  keep_alive_ = keep_alive_ && parser_->is_done();
  send(std::move(verdict));
}

void HttpSession::read_body() {
  if (parser_->is_done()) return on_body({});
  if (phase_ == Phase::answering) enter(Phase::reading);
  const std::size_t limit =
      shared_.policy.body_limit ? shared_.policy.body_limit(request_) : shared_.limits.body;
  const auto length = parser_->content_length();
  if (length && *length > limit) return refuse(http::error::body_limit);
  const std::size_t room = length ? static_cast<std::size_t>(*length) : limit;
  if (shared_.bodies + room > shared_.limits.bodies) {
    HttpAnswer busy = line_answer(503, "Too much is being sent at once: try again.");
    busy.headers = {{"Retry-After", "1"}};
    keep_alive_ = false;
    return send(std::move(busy));
  }
  shared_.bodies += room;
  body_room_ = room;
  parser_->body_limit(limit);
  stream_->tcp().expires_after(shared_.limits.body_time);
  const std::string* const expected = request_.header("expect");
  if (expected == nullptr || version_ < 11) return on_continued({});
  stream_->write_bytes(boost::asio::buffer(kContinue), then(&HttpSession::on_continued));
}

void HttpSession::on_continued(Error error) {
  if (failed(error)) return close();
  stream_->read_rest(buffer_, *parser_, then(&HttpSession::on_body));
}

void HttpSession::on_body(Error error) {
  if (error) return refuse(error);
  request_.body = std::move(parser_->get().body());
  run_handler(shared_.handler, &HttpSession::answer);
}

void HttpSession::refuse(Error error) {
  const bool of_the_protocol = error.category() == http::make_error_code(http::error{}).category();
  if (failed(error) && (!of_the_protocol || error == http::error::end_of_stream ||
                        error == http::error::partial_message)) {
    return close();
  }
  keep_alive_ = false;
  if (error == http::error::body_limit) return send(line_answer(413, kBodyTooLarge));
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    // The request line is taken first, and was not if it is what is too large.
    return send(parser_->get().target().empty()
                    ? line_answer(414, kTargetTooLong)
                    : line_answer(431, "The request's header is too large."));
  }
  send(line_answer(400, "This is not a valid HTTP request."));
}

void HttpSession::run_handler(const HttpHandler& handler, Step step) {
  HttpAnswer made;
  try {
    made = handler(request_);
  } catch (const std::exception&) {
    // Out of memory, most likely, while a large answer was made: no reason to stop measuring.
    made = line_answer(500, "charterd could not make this answer.");
  }
  take(std::move(made), step);
}

void HttpSession::take(HttpAnswer answer, Step step) {
  if (answer.later) {
    await(answer.later, step);
  } else {
    (this->*step)(std::move(answer));
  }
}

// The answer may come in another thread, and when there is no session or server any more.
void HttpSession::await(const std::shared_ptr<LaterAnswer>& later, Step step) {
  enter(Phase::answering);
  alive_ = shared_from_this();
  ++shared_.stats.waiting;
  const std::size_t number = ++waited_;
  stream_->tcp().expires_never();
  patience_.expires_after(later->patience().value_or(shared_.limits.later));
  patience_.async_wait([weak = weak_from_this(), number, step, later](Error cancelled) {
    const auto self = weak.lock();
    if (cancelled || !self || !self->alive_ || self->waited_ != number) return;
    later->give_up();
    self->give_up_waiting(step);
  });
  later->when_given(
      [gate = shared_.gate, weak = weak_from_this(), number, step](LaterAnswer::Make make) {
        gate->post([weak, number, step, make = std::move(make)] {
          const auto self = weak.lock();
          if (!self || !self->alive_ || self->waited_ != number) return;
          self->end_waiting();
          self->run_handler([&](const HttpRequest&) { return make(); }, step);
        });
      });
}

void HttpSession::end_waiting() {
  patience_.cancel();
  --shared_.stats.waiting;
  alive_.reset();
}

void HttpSession::give_up_waiting(Step step) {
  end_waiting();
  ++shared_.stats.timed_out;
  HttpAnswer late = line_answer(503, "This takes too long just now: try again.");
  late.headers = {{"Retry-After", "5"}};
  (this->*step)(std::move(late));
}

void HttpSession::answer(HttpAnswer answer) { send(std::move(answer)); }

void HttpSession::send(HttpAnswer answer) {
  enter(Phase::sending);
  for (std::size_t i = 0; i < kCountedStatuses.size(); ++i) {
    if (kCountedStatuses[i] == answer.status) ++shared_.stats.answers[i];
  }
  keep_alive_ = keep_alive_ && !shared_.stopping;
  const bool without_body = answer.status == 204 || answer.status == 304;
  body_ = without_body ? std::make_shared<const std::string>() : std::move(answer.body);
  Response& response = response_.emplace(static_cast<http::status>(answer.status), version_);
  response.set(http::field::server, "charterd");
  if (!without_body) response.set(http::field::content_type, answer.content_type);
  response.set("X-Content-Type-Options", "nosniff");
  if (shared_.policy.headers) {
    for (const auto& [name, value] : shared_.policy.headers()) response.set(name, value);
  }
  if (answer.gzipped) response.set(http::field::content_encoding, "gzip");
  if (!answer.vary.empty()) response.set(http::field::vary, answer.vary);
  if (!answer.allow.empty()) response.set(http::field::allow, answer.allow);
  for (const auto& [name, value] : answer.headers) response.set(name, value);
  response.keep_alive(keep_alive_);
  response.body() = {body_->data(), body_->size()};
  response.prepare_payload();
  // Of a 304 it would be that of the page which the client has.
  if (without_body) response.erase(http::field::content_length);
  serializer_.emplace(response);

  stream_->tcp().expires_after(shared_.limits.answer);
  if (head_) {
    stream_->write_header(*serializer_, then(&HttpSession::on_sent));
  } else {
    stream_->write(*serializer_, then(&HttpSession::on_sent));
  }
}

void HttpSession::on_sent(Error error) {
  serializer_.reset();
  response_.reset();
  body_.reset();
  if (failed(error)) return close();
  if (keep_alive_) return wait_for_request();
  finish();
}

void HttpSession::finish() {
  enter(Phase::ending);
  stream_->tcp().expires_after(shared_.limits.discard);
  stream_->say_end([self = shared_from_this()](Error, std::size_t) {
    Error ignored;
    self->stream_->tcp().socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
    self->let_go();
  });
}

// However slowly it goes on sending, its time is over at one moment.
void HttpSession::let_go() {
  if (closed_) return;
  enter(Phase::ending);
  stream_->tcp().expires_after(shared_.limits.discard);
  discard(kDiscarded);
}

// Below TLS: what it says is of no interest any more.
void HttpSession::discard(std::size_t left) {
  buffer_.clear();
  stream_->tcp().async_read_some(buffer_.prepare(kReadSize),
                                 [self = shared_from_this(), left](Error error, std::size_t size) {
                                   if (self->closed_) return;
                                   if (error || size >= left) return self->close();
                                   self->discard(left - size);
                                 });
}

}  // namespace charterd::daemon
