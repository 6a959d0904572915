// Which names rotation makes of which.
#include "collectors/rotation_name.h"

#include <catch2/catch.hpp>

namespace charterd::collectors {
namespace {

bool made_of(const char* name, const char* other) {
  return RotationName::of(name).made_of(RotationName::of(other));
}

TEST_CASE("numbers, dates and compression are what rotation adds to a name") {
  for (const char* name : {"x.log", "x.log.1", "x.log.2.gz", "x-20261101.log", "x.log-20261101.zst",
                           "x.log.2026-11-01_03", "/var/log/old/x.log.12"}) {
    CAPTURE(name);
    CHECK(RotationName::of(name).base == "x.log");
  }
  CHECK(RotationName::of("x1.log").base == "x1.log");
  CHECK(RotationName::of("2026.log").base == "2026.log");
  CHECK(RotationName::of("x-copy.log").base == "x-copy.log");
  CHECK(RotationName::of("/var/log.1/x").base == "x");
}

TEST_CASE("a rotated name is made of the one before, never the other way round") {
  CHECK(made_of("x.log.1", "x.log"));
  CHECK(made_of("x.log.1.gz", "x.log.1"));
  CHECK(made_of("/old/x.log.2.gz", "/var/log/x.log.1"));
  CHECK(made_of("x-20261101.log.zst", "x-20261101.log"));
  CHECK(made_of("x.log.old", "x.log"));
  CHECK(made_of("x.log-20261101T0300.gz", "x.log"));
  CHECK_FALSE(made_of("x.log", "x.log.old"));
  CHECK_FALSE(made_of("x.log", "x.log.1"));
  CHECK_FALSE(made_of("x.log", "x.log"));
}

TEST_CASE("files of equal rank and files of another name are not made of each other") {
  CHECK_FALSE(made_of("calls-2026-11-02.log", "calls-2026-11-01.log"));
  CHECK_FALSE(made_of("shop-2.csv", "shop-1.csv"));
  CHECK_FALSE(made_of("y.log.1", "x.log"));
  CHECK_FALSE(made_of("x-copy.log", "x.log"));
  CHECK_FALSE(made_of("x.log2", "x.log"));
}

TEST_CASE("a name extends another one that stands in it whole") {
  const auto extends = [](const char* name, const char* other) {
    return RotationName::of(name).extends(RotationName::of(other));
  };
  CHECK(extends("archive-x.log", "x.log"));
  CHECK(extends("archive.x.log.gz", "x.log.1"));
  CHECK(extends("x.20261101T0300.log", "x.log"));
  CHECK(extends("x-copy.log", "x.log"));
  CHECK_FALSE(extends("x.log", "x.log"));
  CHECK_FALSE(extends("x2.log", "x.log"));
  CHECK_FALSE(extends("ax.log", "x.log"));
  CHECK_FALSE(extends("x.log", "archive-x.log"));
  CHECK_FALSE(extends("y.log", "x.log"));
}

TEST_CASE("what rotation added last can be taken off again") {
  CHECK(less_rotated("x.log.2.gz") == "x.log.2");
  CHECK(less_rotated("x.log.2") == "x.log");
  CHECK(less_rotated("x.log-20261101") == "x.log");
  for (const char* name :
       {"x.log", "x", "", ".gz", ".1", "x.log.old", "x1.log", "x-20261101.log"}) {
    CHECK(less_rotated(name) == name);
  }
}

TEST_CASE("pieces of a log are in the order in which they were written") {
  const std::vector<std::string> ordered{"a/x.log-20261101.gz",
                                         "a/x.log-20261102",
                                         "a/x.log.10.gz",
                                         "a/x.log.2",
                                         "a/x.log.1.zst",
                                         "a/x.log.0",
                                         "a/x.log",
                                         "a/x.log.gz",
                                         "a/y.log.2",
                                         "a/y.log",
                                         "b.2026-11-01",
                                         "b.2026-11-02.gz",
                                         "b"};
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    for (std::size_t j = 0; j < ordered.size(); ++j) {
      CAPTURE(ordered[i], ordered[j]);
      CHECK(written_before(ordered[i], ordered[j]) == (i < j));
    }
  }
}

}  // namespace
}  // namespace charterd::collectors
