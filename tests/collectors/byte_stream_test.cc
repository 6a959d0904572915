// Plain and compressed bytes, read in pieces of any size.
#include "collectors/byte_stream.h"

#include <catch2/catch.hpp>
#include <fcntl.h>

#include "collectors/file_descriptor.h"
#include "tests/collectors/compression.h"
#include "tests/collectors/source_world.h"

namespace charterd::collectors::testing {
namespace {

struct Outcome {
  std::string text;
  std::string error;
  bool incomplete = false;
  std::uint64_t raw_offset = 0;
};

/// Reads all that `file` holds, `piece` bytes at a time.
Outcome read_all(const std::string& file, Compression compression, std::size_t piece) {
  TemporaryFolder folder;
  write(folder / "file", file);
  const FileDescriptor descriptor(::open((folder / "file").c_str(), O_RDONLY | O_CLOEXEC));
  const auto stream = open_bytes(descriptor.number(), compression, 0);
  Outcome outcome;
  std::string buffer(piece, '\0');
  for (;;) {
    const auto got = stream->read(buffer.data(), piece);
    if (!got) outcome.error = got.error();
    if (!got || *got == 0) break;
    outcome.text += buffer.substr(0, *got);
  }
  outcome.incomplete = stream->incomplete();
  outcome.raw_offset = stream->raw_offset();
  return outcome;
}

/// Large enough for several of the buffers inside, and not too easy to compress.
std::string long_text() {
  std::string text;
  std::uint32_t state = 1;
  while (text.size() < 400'000) {
    state = state * 1'664'525 + 1'013'904'223;
    text += std::to_string(state) + '\n';
  }
  return text;
}

std::string compress(Compression compression, const std::string& text) {
  switch (compression) {
    case Compression::gzip:
      return gzip(text);
    case Compression::zstd:
      return zstd(text);
    case Compression::none:
      break;
  }
  return text;
}

TEST_CASE("what was compressed comes back, whatever the size of the pieces") {
  const auto compression = GENERATE(Compression::none, Compression::gzip, Compression::zstd);
  const std::size_t piece = GENERATE(1U, 1000U, 300'000U);
  const std::string text = piece == 1 ? "a\nb\n" : long_text();
  const std::string file = compress(compression, text);
  const Outcome outcome = read_all(file, compression, piece);
  CHECK(outcome.text == text);
  CHECK(outcome.error.empty());
  CHECK_FALSE(outcome.incomplete);
  CHECK(outcome.raw_offset == file.size());
}

TEST_CASE("members and frames one behind another are one text") {
  const auto compression = GENERATE(Compression::gzip, Compression::zstd);
  const std::string empty = compress(compression, "");
  const std::string file =
      compress(compression, "one\n") + empty + compress(compression, long_text()) + empty;
  const Outcome outcome = read_all(file, compression, 7000);
  CHECK(outcome.text == "one\n" + long_text());
  CHECK(outcome.error.empty());
  CHECK_FALSE(outcome.incomplete);
}

TEST_CASE("compressed data that ends too early gives what there is and is incomplete") {
  const auto compression = GENERATE(Compression::gzip, Compression::zstd);
  const std::string text = long_text();
  const std::string file = compress(compression, text);
  const Outcome outcome = read_all(file.substr(0, file.size() - 20), compression, 5000);
  CHECK(outcome.error.empty());
  CHECK(outcome.incomplete);
  CHECK(!outcome.text.empty());
  CHECK(text.starts_with(outcome.text));
}

TEST_CASE("broken compressed data gives what came before it, then an error with its place") {
  const auto compression = GENERATE(Compression::gzip, Compression::zstd);
  const std::string good = compress(compression, "good\n");
  std::string bad = compress(compression, long_text());
  bad.replace(bad.size() / 2, 64, std::string(64, '\xff'));
  const Outcome outcome = read_all(good + bad, compression, 5000);
  CHECK(outcome.text.starts_with("good\n"));
  CHECK(outcome.error.starts_with(compression == Compression::gzip
                                      ? "broken gzip data near byte "
                                      : "broken zstd data near byte "));
}

TEST_CASE("a wrong checksum is an error although all of the text came") {
  const auto compression = GENERATE(Compression::gzip, Compression::zstd);
  std::string file = compress(compression, "text\n");
  // gzip ends with the checksum and the size, four bytes each; zstd with the checksum.
  const std::size_t place = file.size() - (compression == Compression::gzip ? 8 : 4);
  file[place] = static_cast<char>(file[place] ^ 1);
  CHECK_FALSE(read_all(file, compression, 100).error.empty());
}

TEST_CASE("what is not compressed under a compressed name is an error") {
  CHECK(read_all("{\"a\":1}\n", Compression::gzip, 100).error ==
        "broken gzip data near byte 0: it is not in gzip format");
  CHECK_FALSE(read_all("{\"a\":1}\n", Compression::zstd, 100).error.empty());
}

TEST_CASE("zeros behind gzip data are its filling, anything else is an error") {
  const std::string file = gzip("text\n");
  CHECK(read_all(file + std::string(70'000, '\0'), Compression::gzip, 100).error.empty());
  const Outcome outcome = read_all(file + "more", Compression::gzip, 100);
  CHECK(outcome.text == "text\n");
  CHECK(outcome.error == "broken gzip data near byte " + std::to_string(file.size()) +
                             ": what follows the compressed data is not gzip");
}

TEST_CASE("an empty file is empty, under any name") {
  const auto compression = GENERATE(Compression::none, Compression::gzip, Compression::zstd);
  const Outcome outcome = read_all("", compression, 100);
  CHECK(outcome.text.empty());
  CHECK(outcome.error.empty());
  CHECK_FALSE(outcome.incomplete);
}

TEST_CASE("a stream goes on where it was when its file grows") {
  const auto compression = GENERATE(Compression::none, Compression::gzip, Compression::zstd);
  const std::string file = compress(compression, long_text());
  TemporaryFolder folder;
  write(folder / "file", file.substr(0, file.size() / 2));
  const FileDescriptor descriptor(::open((folder / "file").c_str(), O_RDONLY | O_CLOEXEC));
  const auto stream = open_bytes(descriptor.number(), compression, 0);
  std::string text;
  std::string buffer(10'000, '\0');
  const auto read_on = [&] {
    while (const std::size_t got = stream->read(buffer.data(), buffer.size()).value()) {
      text += buffer.substr(0, got);
    }
  };
  read_on();
  CHECK(stream->incomplete() == (compression != Compression::none));
  append(folder / "file", file.substr(file.size() / 2));
  read_on();
  CHECK(text == long_text());
  CHECK_FALSE(stream->incomplete());
}

TEST_CASE("compression goes by the ending of the name") {
  CHECK(compression_of("/var/log/x.log.1.gz") == Compression::gzip);
  CHECK(compression_of("x.zst") == Compression::zstd);
  CHECK(compression_of("x.gz.log") == Compression::none);
  CHECK(begins_compressed(gzip("x")));
  CHECK(begins_compressed(zstd("x")));
  CHECK_FALSE(begins_compressed(gzip("x").substr(0, 2)));
  CHECK_FALSE(begins_compressed("{}"));
}

}  // namespace
}  // namespace charterd::collectors::testing
