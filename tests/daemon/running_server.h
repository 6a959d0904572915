// A server on a free port, for tests.
#pragma once

#include <chrono>
#include <future>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include <catch2/catch.hpp>

#include "daemon/http_later.h"
#include "daemon/http_server.h"
#include "tests/daemon/http_client.h"

namespace charterd::daemon {

/// A server on a free port. It answers with what it was asked, and /big with many bytes.
class RunningServer {
 public:
  explicit RunningServer(const HttpLimits& limits = {}, const HttpPolicy& policy = {}) {
    auto listening = HttpServer::listen({"127.0.0.1", 0}, limits);
    REQUIRE(listening);
    server_ = std::move(*listening);
    address_ = server_->address();
    thread_ = std::thread([this, policy] {
      server_->run([this](const HttpRequest& request) { return answer(request); }, policy);
      ended_.set_value();
    });
  }
  ~RunningServer() { stop(); }

  void stop() {
    if (!thread_.joinable()) return;
    server_->stop();
    thread_.join();
  }

  /// Of the request for /later that has come, or comes.
  std::shared_ptr<LaterAnswer> wait_for_later() { return later_.get_future().get(); }

  HttpClient connect() const { return HttpClient(address_); }
  const std::string& address() const { return address_; }
  HttpServer& server() { return *server_; }
  std::future<void> ended() { return ended_.get_future(); }
  /// Of the last request.
  HttpStats stats() const {
    const std::lock_guard lock(mutex_);
    return stats_;
  }

  /// As of now.
  HttpStats current_stats() const {
    std::promise<HttpStats> result;
    server_->post([&] { result.set_value(server_->stats()); });
    return result.get_future().get();
  }
  /// Asks for them again and again until `holds`.
  template <class Holds>
  HttpStats stats_when(const Holds& holds) const {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    HttpStats stats = current_stats();
    while (!holds(stats) && std::chrono::steady_clock::now() < deadline) stats = current_stats();
    CHECK(holds(stats));
    return stats;
  }

  static constexpr std::size_t kBig = 8 << 20;

 private:
  HttpAnswer answer(const HttpRequest& request) {
    {
      const std::lock_guard lock(mutex_);
      stats_ = server_->stats();
    }
    HttpAnswer answer;
    if (request.path == "/stop") server_->stop();
    const bool big = request.path == "/big" || request.path == "/stop";
    answer.body = std::make_shared<const std::string>(
        big ? std::string(kBig, 'x')
            : request.method + " " + request.path + " " + request.query +
                  (request.accepts_gzip ? " gzip" : ""));
    if (request.path == "/later") {
      auto later = std::make_shared<LaterAnswer>();
      later_.set_value(later);
      return answer_by(std::move(later));
    }
    if (request.path == "/missing") answer.status = 404;
    if (request.path == "/headers") {
      const std::string* const tag = request.header("if-none-match");
      if (tag != nullptr) answer.status = 304;
      answer.headers = {{"ETag", "\"1\""}, {"X-Content-Type-Options", "other"}};
      answer.body = std::make_shared<const std::string>(request.body + (tag ? *tag : "none"));
    }
    if (request.path == "/broken") throw std::runtime_error("broken");
    return answer;
  }

  std::unique_ptr<HttpServer> server_;
  std::string address_;
  std::promise<void> ended_;
  std::promise<std::shared_ptr<LaterAnswer>> later_;
  mutable std::mutex mutex_;
  HttpStats stats_;
  std::thread thread_;
};

}  // namespace charterd::daemon
