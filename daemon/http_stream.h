// The bytes of one connection, with TLS or without: the only place that knows the difference.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include "daemon/http_types.h"

namespace charterd::daemon {

/// One operation at a time; the timeout is that of tcp(). What an operation is given outlives it.
class HttpStream {
 public:
  using Error = boost::beast::error_code;
  /// The size of what was read or written.
  using Done = std::function<void(Error, std::size_t)>;
  using Buffer = boost::beast::flat_buffer;
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
  using Serializer =
      boost::beast::http::response_serializer<boost::beast::http::span_body<const char>>;

  virtual ~HttpStream() = default;
  virtual boost::beast::tcp_stream& tcp() = 0;

  /// `begun` has the first bytes that the client has sent.
  virtual void handshake(const Buffer& begun, Done done) = 0;
  /// Whatever comes, behind what `buffer` has; at most `most` bytes.
  virtual void read_some(Buffer& buffer, std::size_t most, Done done) = 0;
  virtual void read_header(Buffer& buffer, Parser& parser, Done done) = 0;
  virtual void read_rest(Buffer& buffer, Parser& parser, Done done) = 0;
  virtual void write_header(Serializer& serializer, Done done) = 0;
  virtual void write(Serializer& serializer, Done done) = 0;
  virtual void write_bytes(boost::asio::const_buffer bytes, Done done) = 0;
  /// Says that nothing will follow.
  virtual void say_end(Done done) = 0;
};

/// `tls` null: without.
std::unique_ptr<HttpStream> http_stream(boost::asio::ip::tcp::socket socket,
                                        std::shared_ptr<TlsContext> tls);

}  // namespace charterd::daemon
