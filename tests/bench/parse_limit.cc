// The limit P: how fast a program is that takes four fields out of each JSON line with simdjson and
// does nothing else with them.
//   bench_parse_limit FILE     prints {"lines": N, "seconds": S}
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <simdjson.h>
#include <unistd.h>

namespace {

namespace json = simdjson::ondemand;

constexpr std::size_t kChunk = 1 << 20;

struct Totals {
  std::uint64_t lines = 0;
  std::uint64_t bytes_of_text = 0;  // so that nothing is optimized away
  double wait = 0;
};

// Inlined, with its sums in registers: it is to be a limit.
inline std::size_t text_size(json::object& object, std::string_view key) {
  std::string_view text;
  return object[key].get_string().get(text) == simdjson::SUCCESS ? text.size() : 0;
}

// `size` bytes of whole lines, with padding behind them.
bool parse(json::parser& parser, const char* bytes, std::size_t size, Totals& totals) {
  json::document_stream documents;
  if (parser.iterate_many(bytes, size, 2 * kChunk).get(documents) != simdjson::SUCCESS) {
    return false;
  }
  std::uint64_t lines = 0;
  std::uint64_t bytes_of_text = 0;
  double wait = 0;
  for (auto document = documents.begin(); document != documents.end(); ++document) {
    json::object object;
    auto line = *document;
    if (line.get_object().get(object) != simdjson::SUCCESS) return false;
    bytes_of_text += text_size(object, "event") + text_size(object, "channel");
    bytes_of_text += text_size(object, "segment");
    double value = 0;
    if (object["wait_s"].get_double().get(value) == simdjson::SUCCESS) wait += value;
    ++lines;
  }
  totals.lines += lines;
  totals.bytes_of_text += bytes_of_text;
  totals.wait += wait;
  return true;
}

bool read_all(int file, Totals& totals) {
  json::parser parser;
  std::string buffer(2 * kChunk + simdjson::SIMDJSON_PADDING, '\0');
  std::size_t have = 0;
  while (true) {
    const ssize_t got = ::read(file, buffer.data() + have, kChunk);
    if (got < 0) return false;
    have += static_cast<std::size_t>(got);
    if (have == 0) return true;
    const std::size_t newline = std::string_view(buffer.data(), have).rfind('\n');
    const std::size_t whole = got == 0 || newline == std::string_view::npos ? have : newline + 1;
    if (!parse(parser, buffer.data(), whole, totals)) return false;
    std::copy(buffer.data() + whole, buffer.data() + have, buffer.data());
    have -= whole;
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("bench_parse_limit FILE\n", stderr);
    return 2;
  }
  const int file = ::open(argv[1], O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    std::perror(argv[1]);
    return 1;
  }
  const auto begin = std::chrono::steady_clock::now();
  Totals totals;
  if (!read_all(file, totals)) {
    std::fputs("the file cannot be read as JSON lines\n", stderr);
    return 1;
  }
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  std::printf("{\"lines\": %llu, \"seconds\": %.6f, \"text\": %llu, \"wait\": %.1f}\n",
              static_cast<unsigned long long>(totals.lines), taken.count(),
              static_cast<unsigned long long>(totals.bytes_of_text), totals.wait);
}
