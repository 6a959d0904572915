#include "daemon/progress_bar.h"

#include <sstream>

#include <catch2/catch.hpp>

using namespace charterd;
using namespace charterd::daemon;
using namespace std::chrono_literals;

TEST_CASE("Progress is told in parts and in bytes") {
  CHECK(progress_text({1'300'000'000, 3'000'000'000}) ==
        " 43% █████████████░░░░░░░░░░░░░░░░░  1.3 of 3.0 GB");
  CHECK(progress_text({0, 500}) == "  0% ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  0.0 of 0.5 kB");
  CHECK(progress_text({900, 500}) == "100% ██████████████████████████████  0.5 of 0.5 kB");
  CHECK(progress_text({2'000'000, 0}) == "2.0 MB");
}

TEST_CASE("The bar is drawn at most ten times a second and removed at the end") {
  std::ostringstream out;
  Duration now = 5s;
  {
    ProgressBar bar(out, true, [&] { return now; });
    bar.update({1, 10});
    const std::string first = out.str();
    CHECK_FALSE(first.empty());
    now += 99ms;
    bar.update({2, 10});
    CHECK(out.str() == first);
    now += 1ms;
    bar.update({3, 10});
    CHECK(out.str().size() > first.size());
  }
  const std::string all = out.str();
  CHECK(all.substr(all.size() - 4) == "\r\x1b[K");
}

TEST_CASE("Without a terminal no bar is ever drawn") {
  std::ostringstream out;
  {
    ProgressBar bar(out, false, [] { return Duration{}; });
    bar.update({1, 10});
  }
  CHECK(out.str().empty());
}
