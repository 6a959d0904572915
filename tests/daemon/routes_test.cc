#include "daemon/routes.h"

#include <catch2/catch.hpp>
#include <zlib.h>

#include "daemon/gzip.h"
#include "daemon/landing_page.h"
#include "tests/daemon/promtool.h"
#include "tests/daemon/sample_snapshot.h"

namespace charterd::daemon {
namespace {

std::string gunzip(const std::string& packed, std::size_t size) {
  std::string text(size, '\0');
  z_stream stream{};
  if (inflateInit2(&stream, 15 + 16) != Z_OK) return "";
  std::string input = packed;
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  const int status = inflate(&stream, Z_FINISH);
  text.resize(stream.total_out);
  inflateEnd(&stream);
  return status == Z_STREAM_END && stream.avail_in == 0 ? text : "";
}

class RoutesTest {
 public:
  HttpAnswer ask(const std::string& path, const std::string& method = "GET", bool gzip = false) {
    return routes_.answer({method, path, "", gzip});
  }

 protected:
  std::shared_ptr<Snapshot> snapshot_ = sample_snapshot();

 private:
  Routes routes_{{.snapshot = [this]() -> SnapshotPtr { return snapshot_; },
                  .http = [] { return HttpStats{}; },
                  .store = [] { return StoreStats{}; },
                  .protection = {},
                  .limits = {},
                  .reload_state = [] { return ReloadState{}; },
                  .reload = {},
                  .version = "1.2.3"}};
};

TEST_CASE_METHOD(RoutesTest, "The metrics are the charter's and the daemon's") {
  const HttpAnswer answer = ask("/metrics");
  CHECK(answer.status == 200);
  CHECK(answer.content_type == "text/plain; version=0.0.4; charset=utf-8");
  CHECK(answer.vary == "Accept-Encoding");
  CHECK_FALSE(answer.gzipped);
  CHECK(answer.body->find("\ncharter_target_value{") != std::string::npos);
  CHECK(answer.body->find("\ncharterd_source_bytes_total{") != std::string::npos);
  CHECK(answer.body->find("\nprocess_cpu_seconds_total ") != std::string::npos);
  CHECK(promtool_complaint(*answer.body) == "");
}

TEST_CASE_METHOD(RoutesTest, "The metrics are packed for those who accept it") {
  const HttpAnswer answer = ask("/metrics", "GET", true);
  CHECK(answer.gzipped);
  const std::string text = gunzip(*answer.body, 1 << 20);
  CHECK(text.find("\ncharter_target_value{") != std::string::npos);
  CHECK(text.ends_with("\n"));
}

TEST_CASE_METHOD(RoutesTest, "A new snapshot is served as soon as it is there") {
  CHECK(ask("/metrics").body->find("0.8397") != std::string::npos);
  CHECK(ask("/api/v1/targets").body->find("0.8397") != std::string::npos);
  snapshot_ = sample_snapshot();
  snapshot_->results.figures.targets[0].series[0].value = 0.9125;
  CHECK(ask("/metrics").body->find("0.8397") == std::string::npos);
  CHECK(ask("/metrics").body->find("0.9125") != std::string::npos);
  CHECK(ask("/api/v1/targets").body->find("0.9125") != std::string::npos);
}

TEST_CASE_METHOD(RoutesTest, "Targets are JSON") {
  const HttpAnswer answer = ask("/api/v1/targets");
  CHECK(answer.status == 200);
  CHECK(answer.content_type == "application/json");
  CHECK(*answer.body == render_json(snapshot_->results));
}

TEST_CASE_METHOD(RoutesTest, "Readiness comes with the last source") {
  CHECK(ask("/-/healthy").status == 200);
  const HttpAnswer before = ask("/-/ready");
  CHECK(before.status == 503);
  CHECK(*before.body == "charterd is not ready: it is still reading what there is: survey\n");
  snapshot_ = sample_snapshot();
  snapshot_->ready = true;
  CHECK(ask("/-/ready").status == 200);
}

TEST_CASE_METHOD(RoutesTest, "What is not there is 404 and what cannot be done is 405") {
  CHECK(ask("/metric").status == 404);
  CHECK(ask("/metrics/").status == 404);
  CHECK(ask("").status == 404);
  const HttpAnswer answer = ask("/metrics", "DELETE");
  CHECK(answer.status == 405);
  CHECK(answer.allow == "GET, HEAD");
  CHECK(ask("/metrics", "HEAD").status == 200);
}

TEST_CASE_METHOD(RoutesTest, "Reload is refused with a reason") {
  const HttpAnswer post = ask("/-/reload", "POST");
  CHECK(post.status == 403);
  CHECK(post.body->find("--web.enable-lifecycle") != std::string::npos);
  const HttpAnswer get = ask("/-/reload");
  CHECK(get.status == 405);
  CHECK(get.allow == "POST, PUT");
}

TEST_CASE_METHOD(RoutesTest, "The landing page names the charter and escapes it") {
  const HttpAnswer answer = ask("/");
  CHECK(answer.content_type == "text/html; charset=utf-8");
  CHECK(answer.body->starts_with("<!DOCTYPE html>"));
  CHECK(answer.body->find("<h1>Example &amp; Outfitters</h1>") != std::string::npos);
  CHECK(
      answer.body->find("<code>example-outfitters</code>, version 3, measured by charterd 1.2.3") !=
      std::string::npos);
  for (const char* link : {"/metrics", "/api/v1/targets", "/-/healthy", "/-/ready"}) {
    CHECK(answer.body->find(std::string("href=\"") + link + "\"") != std::string::npos);
  }
  CHECK(answer.body->find("<script") == std::string::npos);
}

TEST_CASE("HTML's own characters are escaped") {
  CHECK(escape_html(R"(<a href="x">'&'</a>)") ==
        "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
}

TEST_CASE("What gzip packs can be unpacked, whatever its size") {
  for (const std::size_t size : {0U, 1U, 1000U, 1'000'000U}) {
    const std::string text(size, 'x');
    const auto packed = gzip(text);
    REQUIRE(packed);
    CHECK(gunzip(*packed, size + 1) == text);
  }
}

}  // namespace
}  // namespace charterd::daemon
