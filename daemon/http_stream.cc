#include "daemon/http_stream.h"

#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include "daemon/http_tls_context.h"

namespace charterd::daemon {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;

template <class Stream>
class StreamOf : public HttpStream {
 public:
  template <class... Arguments>
  explicit StreamOf(Arguments&&... arguments) : stream_(std::forward<Arguments>(arguments)...) {}

  beast::tcp_stream& tcp() override { return beast::get_lowest_layer(stream_); }

  void read_some(Buffer& buffer, std::size_t most, Done done) override {
    stream_.async_read_some(buffer.prepare(most),
                            [&buffer, done = std::move(done)](Error error, std::size_t size) {
                              buffer.commit(size);
                              done(error, size);
                            });
  }
  void read_header(Buffer& buffer, Parser& parser, Done done) override {
    http::async_read_header(stream_, buffer, parser, std::move(done));
  }
  void read_rest(Buffer& buffer, Parser& parser, Done done) override {
    http::async_read(stream_, buffer, parser, std::move(done));
  }
  void write_header(Serializer& serializer, Done done) override {
    http::async_write_header(stream_, serializer, std::move(done));
  }
  void write(Serializer& serializer, Done done) override {
    http::async_write(stream_, serializer, std::move(done));
  }
  void write_bytes(asio::const_buffer bytes, Done done) override {
    asio::async_write(stream_, bytes, std::move(done));
  }

 protected:
  Stream stream_;
};

class PlainStream : public StreamOf<beast::tcp_stream> {
 public:
  explicit PlainStream(tcp::socket socket) : StreamOf(std::move(socket)) {}

  void handshake(const Buffer&, Done done) override { call(std::move(done), {}); }
  void say_end(Done done) override {
    Error error;
    tcp().socket().shutdown(tcp::socket::shutdown_send, error);
    call(std::move(done), error);
  }

 private:
  void call(Done done, Error error) {
    asio::post(tcp().get_executor(), [done = std::move(done), error] { done(error, 0); });
  }
};

class TlsStream : public StreamOf<beast::ssl_stream<beast::tcp_stream>> {
 public:
  TlsStream(tcp::socket socket, std::shared_ptr<TlsContext> tls)
      : StreamOf(std::move(socket), tls->context), tls_(std::move(tls)) {}

  void handshake(const Buffer& begun, Done done) override {
    stream_.async_handshake(asio::ssl::stream_base::server, begun.data(), std::move(done));
  }
  void say_end(Done done) override {
    stream_.async_shutdown([done = std::move(done)](Error error) { done(error, 0); });
  }

 private:
  std::shared_ptr<TlsContext> tls_;
};

}  // namespace

std::unique_ptr<HttpStream> http_stream(tcp::socket socket, std::shared_ptr<TlsContext> tls) {
  if (tls == nullptr) return std::make_unique<PlainStream>(std::move(socket));
  return std::make_unique<TlsStream>(std::move(socket), std::move(tls));
}

}  // namespace charterd::daemon
