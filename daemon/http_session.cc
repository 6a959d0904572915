#include "daemon/http_session.h"

#include <algorithm>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

#include <boost/beast/http/read.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <boost/beast/http/write.hpp>

namespace charterd::daemon {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;

constexpr std::size_t kReadSize = 4096;

// What a refused client may still send before the connection is dropped: closing at once would
// throw away the answer before it has read it.
constexpr std::size_t kDiscarded = 1 << 20;
constexpr std::chrono::seconds kDiscardTime{2};

constexpr const char* kTargetTooLong = "The request's path is too long.\n";

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// True when the header allows gzip: named, or by `*`, and not with a weight of 0.
bool accepts_gzip(beast::string_view header) {
  bool any = false;
  for (const auto& [coding, parameters] : http::ext_list(header)) {
    const bool named = beast::iequals(coding, "gzip");
    if (!named && coding != "*") continue;
    bool wanted = true;
    for (const auto& [key, value] : parameters) {
      const bool zero = !value.empty() && view(value).find_first_not_of("0.") == std::string::npos;
      if (beast::iequals(key, "q") && zero) wanted = false;
    }
    if (named) return wanted;
    any = wanted;
  }
  return any;
}

HttpHeaders plain_headers(const http::fields& fields) {
  HttpHeaders headers;
  for (const auto& field : fields) {
    std::string name(view(field.name_string()));
    std::transform(name.begin(), name.end(), name.begin(), to_lower);
    headers.emplace_back(std::move(name), view(field.value()));
  }
  return headers;
}

/// Takes the body over.
template <class Message>
HttpRequest plain_request(Message& message) {
  const std::string_view target = view(message.target());
  const std::size_t question = std::min(target.find('?'), target.size());
  HttpRequest request;
  request.method = view(message.method_string());
  request.path = target.substr(0, question);
  if (question < target.size()) request.query = target.substr(question + 1);
  request.accepts_gzip = accepts_gzip(message[http::field::accept_encoding]);
  request.headers = plain_headers(message);
  request.body = std::move(message.body());
  return request;
}

HttpAnswer plain_answer(unsigned status, std::string text) {
  HttpAnswer answer;
  answer.status = status;
  answer.body = std::make_shared<const std::string>(std::move(text));
  return answer;
}

}  // namespace

HttpSession::HttpSession(boost::asio::ip::tcp::socket socket, HttpShared& shared)
    : stream_(std::move(socket)),
      shared_(shared),
      place_(shared.sessions.insert(shared.sessions.end(), this)),
      buffer_(shared.limits.header + shared.limits.body + kReadSize) {
  ++shared_.stats.connections;
  ++shared_.stats.accepted;
}

HttpSession::~HttpSession() {
  --shared_.stats.connections;
  shared_.sessions.erase(place_);
  if (shared_.sessions.empty() && shared_.on_last_gone) shared_.on_last_gone();
}

void HttpSession::close() {
  idle_ = false;
  stream_.close();
}

bool HttpSession::failed(Error error) {
  if (error == beast::error::timeout) ++shared_.stats.timed_out;
  return static_cast<bool>(error);
}

void HttpSession::wait_for_request() {
  if (shared_.stopping) return close();
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(shared_.limits.header));
  parser_->body_limit(shared_.limits.body);
  if (buffer_.size() > 0) return read_request();
  idle_ = true;
  shared_.sessions.splice(shared_.sessions.end(), shared_.sessions, place_);
  stream_.expires_after(shared_.limits.idle);
  stream_.async_read_some(buffer_.prepare(kReadSize),
                          [self = shared_from_this()](Error error, std::size_t size) {
                            self->idle_ = false;
                            if (self->failed(error)) return self->close();
                            self->buffer_.commit(size);
                            self->read_request();
                          });
}

void HttpSession::read_request() {
  stream_.expires_after(shared_.limits.request);
  http::async_read(
      stream_, buffer_, *parser_,
      [self = shared_from_this()](Error error, std::size_t) { self->on_request(error); });
}

void HttpSession::on_request(Error error) {
  if (!error) return answer();
  const bool of_the_protocol = error.category() == http::make_error_code(http::error{}).category();
  if (failed(error) && (!of_the_protocol || error == http::error::end_of_stream ||
                        error == http::error::partial_message)) {
    return close();
  }
  refuse(error);
}

void HttpSession::refuse(Error error) {
  HttpAnswer answer = plain_answer(400, "This is not a valid HTTP request.\n");
  if (error == http::error::body_limit) {
    answer = plain_answer(413, "The request's body is too large.\n");
  } else if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    // The request line is taken first, and was not if it is what is too large.
    answer = parser_->get().target().empty()
                 ? plain_answer(414, kTargetTooLong)
                 : plain_answer(431, "The request's header is too large.\n");
  }
  send(std::move(answer), 11, false, false);
}

void HttpSession::answer() {
  auto& message = parser_->get();
  const bool keep_alive = message.keep_alive() && !shared_.stopping;
  const bool head = message.method() == http::verb::head;
  HttpAnswer answer;
  if (message.target().size() > shared_.limits.target) {
    answer = plain_answer(414, kTargetTooLong);
  } else {
    try {
      answer = shared_.handler(plain_request(message));
    } catch (const std::exception&) {
      // Out of memory, most likely, while a large answer was made: no reason to stop measuring.
      answer = plain_answer(500, "charterd could not make this answer.\n");
    }
  }
  send(std::move(answer), message.version(), keep_alive, head);
}

void HttpSession::send(HttpAnswer answer, unsigned version, bool keep_alive, bool head) {
  for (std::size_t i = 0; i < kCountedStatuses.size(); ++i) {
    if (kCountedStatuses[i] == answer.status) ++shared_.stats.answers[i];
  }
  const bool without_body = answer.status == 204 || answer.status == 304;
  body_ = without_body ? std::make_shared<const std::string>() : std::move(answer.body);
  Response& response = response_.emplace(static_cast<http::status>(answer.status), version);
  response.set(http::field::server, "charterd");
  if (!without_body) response.set(http::field::content_type, answer.content_type);
  response.set("X-Content-Type-Options", "nosniff");
  if (answer.gzipped) response.set(http::field::content_encoding, "gzip");
  if (!answer.vary.empty()) response.set(http::field::vary, answer.vary);
  if (!answer.allow.empty()) response.set(http::field::allow, answer.allow);
  for (const auto& [name, value] : answer.headers) response.set(name, value);
  response.keep_alive(keep_alive);
  response.body() = {body_->data(), body_->size()};
  response.prepare_payload();
  // Of a 304 it would be that of the page which the client has.
  if (without_body) response.erase(http::field::content_length);
  serializer_.emplace(response);

  stream_.expires_after(shared_.limits.answer);
  auto sent = [self = shared_from_this()](Error error, std::size_t) { self->on_sent(error); };
  if (head) {
    http::async_write_header(stream_, *serializer_, std::move(sent));
  } else {
    http::async_write(stream_, *serializer_, std::move(sent));
  }
}

void HttpSession::on_sent(Error error) {
  const bool keep_alive = response_->keep_alive();
  serializer_.reset();
  response_.reset();
  body_.reset();
  if (failed(error)) return close();
  if (keep_alive) return wait_for_request();
  finish();
}

void HttpSession::finish() {
  Error ignored;
  stream_.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
  stream_.expires_after(kDiscardTime);
  discard(kDiscarded);
}

void HttpSession::discard(std::size_t left) {
  buffer_.clear();
  stream_.async_read_some(buffer_.prepare(kReadSize),
                          [self = shared_from_this(), left](Error error, std::size_t size) {
                            if (error || size >= left) return self->close();
                            self->discard(left - size);
                          });
}

}  // namespace charterd::daemon
