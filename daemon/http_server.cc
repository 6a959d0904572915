#include "daemon/http_server.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "daemon/http_session.h"

namespace charterd::daemon {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Error = boost::system::error_code;

// When the process has no more file descriptors, this passes before the next attempt.
constexpr std::chrono::milliseconds kAcceptPause{100};

std::string with_port(const std::string& host, unsigned port) {
  const bool v6 = host.find(':') != std::string::npos;
  return v6 ? fmt::format("[{}]:{}", host, port) : fmt::format("{}:{}", host, port);
}

/// What to do when `address` cannot be listened on.
std::string advice(const Error& error) {
  if (error == asio::error::address_in_use) {
    return "another program listens there already (perhaps another charterd): stop it, or choose "
           "another port with --web.listen-address";
  }
  if (error == asio::error::access_denied) {
    return "permission denied: choose a port above 1023 with --web.listen-address, or give the "
           "service the capability CAP_NET_BIND_SERVICE";
  }
  if (error == boost::system::errc::address_not_available) {
    return "this machine has no such address: choose one that `ip address` shows with "
           "--web.listen-address";
  }
  if (error == boost::system::errc::address_family_not_supported) {
    return "this service may open no socket to a network: have systemd open it, by charterd.socket "
           "or for the public page charterd-public.socket";
  }
  return error.message() + ": choose another address with --web.listen-address";
}

/// The address family of a TCP socket that listens; AF_UNSPEC for anything else.
int family_of_listener(int descriptor) {
  int family = AF_UNSPEC, type = 0, listens = 0;
  const auto ask = [&](int option, int& value) {
    socklen_t size = sizeof value;
    return ::getsockopt(descriptor, SOL_SOCKET, option, &value, &size) == 0;
  };
  const bool known = ask(SO_DOMAIN, family) && ask(SO_TYPE, type) && ask(SO_ACCEPTCONN, listens);
  const bool right = (family == AF_INET || family == AF_INET6) && type == SOCK_STREAM;
  return known && right && listens != 0 ? family : AF_UNSPEC;
}

/// Connections, of all listeners together, take at most half of the file descriptors: the sources
/// need some too.
std::size_t affordable(const HttpLimits& limits) {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur == RLIM_INFINITY) {
    return limits.connections;
  }
  const std::size_t share = files.rlim_cur / 2 / limits.listeners;
  return std::min<std::size_t>(limits.connections, std::max<std::size_t>(share, 1));
}

}  // namespace

class HttpServer::Impl {
 public:
  explicit Impl(const HttpLimits& limits)
      : acceptor_(context_), accept_timer_(context_), stop_timer_(context_) {
    shared.gate = std::make_shared<HttpGate>(context_);
    shared.limits = limits;
    shared.limits.connections = affordable(limits);
  }
  ~Impl();
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  Error open(const config::ListenAddress& wanted);
  /// False, and the descriptor is closed, when it is no TCP socket that listens.
  bool adopt(int descriptor);
  void run(HttpHandler handler, HttpPolicy policy);
  void stop();
  void post(std::function<void()> work) { asio::post(context_, std::move(work)); }

  HttpShared shared;
  std::string address;  // kept, as another thread may ask for it

 private:
  void note_address();
  void accept();
  void admit(tcp::socket socket);
  bool make_room();
  void begin_stop();

  asio::io_context context_{1};
  tcp::acceptor acceptor_;
  asio::steady_timer accept_timer_;
  asio::steady_timer stop_timer_;
};

Error HttpServer::Impl::open(const config::ListenAddress& wanted) {
  Error error;
  tcp::endpoint endpoint(tcp::v6(), wanted.port);
  if (!wanted.host.empty()) {
    tcp::resolver resolver(context_);
    const auto found =
        resolver.resolve(wanted.host, std::to_string(wanted.port), tcp::resolver::passive, error);
    if (error) return error;
    endpoint = *found.begin();
  }
  acceptor_.open(endpoint.protocol(), error);
  if (error && wanted.host.empty()) {  // a machine without IPv6
    endpoint = {tcp::v4(), wanted.port};
    acceptor_.open(endpoint.protocol(), error);
  }
  if (error) return error;
  acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  if (wanted.host.empty() && endpoint.protocol() == tcp::v6()) {
    acceptor_.set_option(asio::ip::v6_only(false), error);
  }
  acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (!error) note_address();
  return error;
}

bool HttpServer::Impl::adopt(int descriptor) {
  const int family = family_of_listener(descriptor);
  Error error;
  if (family != AF_UNSPEC) {
    acceptor_.assign(family == AF_INET6 ? tcp::v6() : tcp::v4(), descriptor, error);
  }
  if (!acceptor_.is_open()) {
    ::close(descriptor);
    return false;
  }
  note_address();
  return true;
}

void HttpServer::Impl::note_address() {
  Error ignored;
  const tcp::endpoint endpoint = acceptor_.local_endpoint(ignored);
  address = with_port(endpoint.address().to_string(), endpoint.port());
}

// The sessions end here or with context_, when the timer is no more.
HttpServer::Impl::~Impl() {
  shared.on_last_gone = nullptr;
  shared.gate->close();
  shared.handshakes.clear();
  std::vector<std::shared_ptr<HttpSession>> left;
  for (HttpSession* session : shared.sessions) left.push_back(session->shared_from_this());
  for (const auto& session : left) session->close();
}

void HttpServer::Impl::run(HttpHandler handler, HttpPolicy policy) {
  shared.handler = std::move(handler);
  shared.policy = std::move(policy);
  accept();
  context_.run();
}

void HttpServer::Impl::accept() {
  acceptor_.async_accept([this](Error error, tcp::socket socket) {
    if (shared.stopping) return;
    if (!error) {
      admit(std::move(socket));
      return accept();
    }
    // Most likely too many open files: give some back, and do not try again at once.
    if (make_room()) ++shared.stats.closed_at_limit;
    accept_timer_.expires_after(kAcceptPause);
    accept_timer_.async_wait([this](Error cancelled) {
      if (!cancelled && !shared.stopping) accept();
    });
  });
}

void HttpServer::Impl::admit(tcp::socket socket) {
  if (shared.stats.connections >= shared.limits.connections) {
    ++shared.stats.closed_at_limit;
    // When all are being answered, it is the new one that has to go.
    if (!make_room()) return;
  }
  Error ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  auto tls = shared.policy.tls ? shared.policy.tls() : nullptr;
  const bool with_tls = tls != nullptr;
  std::make_shared<HttpSession>(http_stream(std::move(socket), std::move(tls)), with_tls, shared)
      ->start();
}

// A scraper asks at once and comes again, so those go first that do not ask: a crowd of them can
// only drive out one another. Then those to whom all is said, or who are idle longest, then whoever
// is slow to ask, and at last whoever is slow to take its answer.
bool HttpServer::Impl::make_room() {
  using Phase = HttpSession::Phase;
  const auto is_fresh = [](const HttpSession* session) { return session->phase() == Phase::fresh; };
  const auto close_first = [this](auto&& matches) {
    const auto found = std::find_if(shared.sessions.begin(), shared.sessions.end(), matches);
    if (found == shared.sessions.end()) return false;
    (*found)->shared_from_this()->close();
    return true;
  };
  const auto fresh = std::count_if(shared.sessions.begin(), shared.sessions.end(), is_fresh);
  const bool is_crowd = static_cast<std::size_t>(fresh) > shared.limits.connections / 2;
  const auto had_time = [by = HttpSession::Clock::now() - shared.limits.crowded](
                            const HttpSession* session) { return session->phase_since() <= by; };
  const auto is_in = [](Phase phase) {
    return [phase](const HttpSession* session) { return session->phase() == phase; };
  };
  return close_first([&](const HttpSession* session) {
           return is_fresh(session) && (is_crowd || had_time(session));
         }) ||
         close_first(is_in(Phase::ending)) || close_first(is_in(Phase::idle)) ||
         close_first([&](const HttpSession* session) {
           return is_fresh(session) || session->phase() == Phase::reading;
         }) ||
         close_first([&](const HttpSession* session) {
           return session->phase() == Phase::sending && had_time(session);
         });
}

void HttpServer::Impl::stop() {
  asio::post(context_, [this] { begin_stop(); });
}

void HttpServer::Impl::begin_stop() {
  if (shared.stopping) return;
  shared.stopping = true;
  Error ignored;
  acceptor_.close(ignored);
  accept_timer_.cancel();
  for (auto at = shared.sessions.begin(); at != shared.sessions.end();) {
    HttpSession* const session = *at++;  // which takes itself out of the list
    if (session->waits()) session->close();
  }
  if (shared.sessions.empty()) return;
  shared.on_last_gone = [this] { stop_timer_.cancel(); };
  stop_timer_.expires_after(shared.limits.stop);
  stop_timer_.async_wait([this](Error) { context_.stop(); });
}

const std::string* HttpRequest::header(std::string_view name) const {
  const auto found = std::find_if(headers.begin(), headers.end(),
                                  [&](const auto& header) { return header.first == name; });
  return found == headers.end() ? nullptr : &found->second;
}

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpServer::~HttpServer() = default;

tl::expected<std::unique_ptr<HttpServer>, std::string> HttpServer::listen(
    const config::ListenAddress& address, const HttpLimits& limits) {
  auto impl = std::make_unique<Impl>(limits);
  if (const Error error = impl->open(address)) {
    return tl::unexpected("cannot listen on " + with_port(address.host, address.port) + ": " +
                          advice(error));
  }
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

tl::expected<std::unique_ptr<HttpServer>, std::string> HttpServer::listen(
    int descriptor, const HttpLimits& limits) {
  auto impl = std::make_unique<Impl>(limits);
  if (!impl->adopt(descriptor)) {
    return tl::unexpected(
        std::string("the socket that was handed over is not a TCP socket that listens: give its "
                    "unit ListenStream=ADDRESS:PORT and Accept=no"));
  }
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

std::string HttpServer::address() const { return impl_->address; }
void HttpServer::run(HttpHandler handler, HttpPolicy policy) {
  impl_->run(std::move(handler), std::move(policy));
}
void HttpServer::stop() { impl_->stop(); }
void HttpServer::post(std::function<void()> work) { impl_->post(std::move(work)); }
const HttpStats& HttpServer::stats() const { return impl_->shared.stats; }
const HttpLimits& HttpServer::limits() const { return impl_->shared.limits; }

}  // namespace charterd::daemon
