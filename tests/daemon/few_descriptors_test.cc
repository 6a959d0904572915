// What the daemon does when the process may open nothing more, and when it may again.
#include "tests/collectors/few_descriptors.h"

#include <sstream>

#include <catch2/catch.hpp>

#include "daemon/descriptor_limit.h"
#include "daemon/forgetting.h"
#include "daemon/http_access.h"
#include "daemon/secret_file.h"
#include "daemon/wakeup.h"
#include "tests/collectors/source_world.h"
#include "tests/daemon/pipeline_world.h"

namespace charterd::daemon {
namespace {

using collectors::testing::FewDescriptors;
using collectors::testing::TemporaryFolder;
using collectors::testing::write;
using std::chrono::milliseconds;

TEST_CASE("A limit that is too low to run by is said, with what to do") {
  {
    const FewDescriptors few(kFewestDescriptors - 1);
    CHECK(check_descriptor_limit().error() ==
          "the process may have 31 files open, at least 32 are needed: raise the limit, with "
          "LimitNOFILE= in the unit of the service, or with ulimit -n");
  }
  const FewDescriptors enough(kFewestDescriptors);
  CHECK(check_descriptor_limit());
}

TEST_CASE("Waiting lasts its time also where the limit is below what is waited for") {
  InotifyWakeup wakeup;
  constexpr milliseconds kTime{60};
  const auto begun = std::chrono::steady_clock::now();
  const FewDescriptors none(0);
  CHECK(wakeup.wait(kTime) == Wakeup::Cause::timeout);
  CHECK(wakeup.pause(kTime) == Wakeup::Cause::timeout);
  CHECK(std::chrono::steady_clock::now() - begun >= 2 * kTime);
}

TEST_CASE("A secret that cannot be read now is read when it can be") {
  const TemporaryFolder folder;
  write(folder / "token", "first-first-first\n");
  auto secret = SecretFile::open(folder / "token");
  REQUIRE(secret);
  write(folder / "token", "second-second-second\n");
  {
    const FewDescriptors none(0);
    CHECK_THAT(secret->refresh().error(), Catch::Contains("Too many open files"));
    CHECK_FALSE(secret->refresh());
    CHECK(secret->secret() == "first-first-first");
  }
  CHECK(secret->refresh());
  CHECK(secret->secret() == "second-second-second");
}

TEST_CASE("A web configuration that cannot be read now is read when it can be") {
  const TemporaryFolder folder;
  write(folder / "web.yml", "http_server_config: {headers: {X-Frame-Options: deny}}\n");
  std::ostringstream said;
  Log log(said, LogLevel::info, LogFormat::logfmt, [] { return kStart; });
  Duration boot{};
  HttpAccess access({folder / "web.yml", log, [&boot] { return boot; }});
  const HttpPolicy policy = access.policy();
  const auto look = [&] {
    boot += kWebConfigInterval;
    policy.admit({});
    return policy.headers();
  };
  const auto before = look();
  REQUIRE(before.size() == 1);
  write(folder / "web.yml", "{}\n");
  {
    const FewDescriptors none(0);
    for (int i = 0; i < 3; ++i) CHECK(look() == before);
    CHECK_FALSE(access.stats().is_good);
  }
  const std::string error = "the one before stays in force";
  CHECK_THAT(said.str(), Catch::Contains(error) && Catch::Contains("Too many open files"));
  CHECK(said.str().find(error) == said.str().rfind(error));
  CHECK(look().empty());
  CHECK(access.stats().is_good);
}

TEST_CASE("A request to forget is answered when the answer can be written") {
  const TemporaryFolder folder;
  ForgetRequests requests(folder / ".");
  collectors::Vocabulary vocabulary;
  const auto plan = rules::Plan::compile(counting_charter(), vocabulary);
  rules::Engine engine(plan, {});
  const auto sent = requests.send("4711", "");
  REQUIRE(sent);
  Forgetting forgetting(&requests, *plan);
  forgetting.look();
  REQUIRE(forgetting.begin(engine));
  forgetting.committed();
  forgetting.purge_begun();
  {
    const FewDescriptors none(0);
    CHECK(forgetting.purged() == 0);
    forgetting.look();
  }
  CHECK_FALSE(requests.take_answer(*sent));
  forgetting.look();
  CHECK_FALSE(forgetting.begin(engine));
  CHECK(requests.take_answer(*sent) == 0);
  CHECK(requests.waiting().empty());
}

}  // namespace
}  // namespace charterd::daemon
