// Writes a month of a contact centre's events, the same ones as JSON lines, logfmt and CSV:
//   bench_generate LINES SEED JSON LOGFMT CSV
// The same LINES and SEED give the same bytes. A JSON line has about 190 bytes.
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace {

// SplitMix64: small, and the same everywhere.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  /// 0 <= x < 1
  double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  int below(int end) { return static_cast<int>(uniform() * end); }
  double log_normal(double median, double spread) {
    const double angle = 2 * M_PI * uniform();
    return median * std::exp(spread * std::sqrt(-2 * std::log(1 - uniform())) * std::cos(angle));
  }

 private:
  std::uint64_t state_;
};

struct Choice {
  std::string_view text;
  double share;  // of all; the last one takes the rest
};

std::string_view pick(Random& random, std::span<const Choice> choices) {
  double left = random.uniform();
  for (const Choice& choice : choices) {
    left -= choice.share;
    if (left < 0) return choice.text;
  }
  return choices.back().text;
}

constexpr std::array<Choice, 6> kEvents = {{{"call.answered", 0.30},
                                            {"call.abandoned", 0.04},
                                            {"ticket.opened", 0.16},
                                            {"ticket.replied", 0.22},
                                            {"order.completed", 0.18},
                                            {"survey.answered", 0.10}}};
constexpr std::array<Choice, 4> kChannels = {
    {{"phone", 0.6}, {"email", 0.25}, {"store", 0.1}, {"social", 0.05}}};
constexpr std::array<Choice, 4> kSegments = {
    {{"returning", 0.55}, {"first_time", 0.3}, {"long_term", 0.1}, {"business", 0.05}}};
constexpr std::array<Choice, 5> kSites = {
    {{"prague", 0.4}, {"brno", 0.25}, {"ostrava", 0.15}, {"plzen", 0.1}, {"remote", 0.1}}};

struct Row {
  char time[32];
  std::string_view event, channel, segment, site;
  int agent = 0;
  std::uint64_t case_number = 0, id = 0;
  double wait = -1;  // seconds; negative: the event has none
  double talk = -1;
  int score = 0;  // 0: none
  bool note = false;
};

// The whole file is in March 2026, so that no date but the day changes.
void write_time(Row& row, double seconds) {
  const auto milliseconds = static_cast<std::int64_t>(seconds * 1000);
  const auto second = milliseconds / 1000;
  std::snprintf(row.time, sizeof row.time, "2026-03-%02dT%02d:%02d:%02d.%03dZ",
                static_cast<int>(second / 86400 + 1), static_cast<int>(second / 3600 % 24),
                static_cast<int>(second / 60 % 60), static_cast<int>(second % 60),
                static_cast<int>(milliseconds % 1000));
}

void fill(Row& row, Random& random, std::uint64_t index) {
  row.event = pick(random, kEvents);
  row.channel = pick(random, kChannels);
  row.segment = pick(random, kSegments);
  row.site = pick(random, kSites);
  row.agent = random.below(600);
  row.case_number = 100'000 + index / 3;
  row.id = random.next() & 0xff'ffff'ffff;
  row.wait = row.talk = -1;
  row.score = 0;
  if (row.event == "call.answered" || row.event == "call.abandoned") {
    row.wait = std::round(random.log_normal(12, 0.85) * 10) / 10;
    if (row.event == "call.answered") row.talk = std::round(random.log_normal(200, 0.7));
  } else if (row.event == "ticket.replied") {
    row.wait = std::round(random.log_normal(1300, 1.2));
  } else if (row.event == "survey.answered") {
    row.score = 1 + random.below(5);
  }
  row.note = random.below(100) == 0;
}

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

File create(const char* path) {
  File file(std::fopen(path, "wb"), &std::fclose);
  if (!file) {
    std::perror(path);
    std::exit(1);
  }
  return file;
}

int length(std::string_view text) { return static_cast<int>(text.size()); }

void write_json(std::FILE* to, const Row& row) {
  std::fprintf(to,
               R"({"ts":"%s","event":"%.*s","case":"C%08llu","channel":"%.*s","segment":"%.*s",)"
               R"("site":"%.*s","agent":"a%04d")",
               row.time, length(row.event), row.event.data(),
               static_cast<unsigned long long>(row.case_number), length(row.channel),
               row.channel.data(), length(row.segment), row.segment.data(), length(row.site),
               row.site.data(), row.agent);
  if (row.wait >= 0) std::fprintf(to, R"(,"wait_s":%.1f)", row.wait);
  if (row.talk >= 0) std::fprintf(to, R"(,"talk_s":%.0f)", row.talk);
  if (row.score > 0) std::fprintf(to, R"(,"score":%d)", row.score);
  if (row.note) std::fputs(R"(,"note":"z\u00e1kazn\u00edk \"spěchá\"\tvolat")", to);
  std::fprintf(to,
               R"(,"id":"%010llx"})"
               "\n",
               static_cast<unsigned long long>(row.id));
}

void write_logfmt(std::FILE* to, const Row& row) {
  std::fprintf(to, "ts=%s event=%.*s case=C%08llu channel=%.*s segment=%.*s site=%.*s agent=a%04d",
               row.time, length(row.event), row.event.data(),
               static_cast<unsigned long long>(row.case_number), length(row.channel),
               row.channel.data(), length(row.segment), row.segment.data(), length(row.site),
               row.site.data(), row.agent);
  if (row.wait >= 0) std::fprintf(to, " wait_s=%.1f", row.wait);
  if (row.talk >= 0) std::fprintf(to, " talk_s=%.0f", row.talk);
  if (row.score > 0) std::fprintf(to, " score=%d", row.score);
  if (row.note) std::fputs(R"( note="zákazník \"spěchá\"\tvolat")", to);
  std::fprintf(to, " id=%010llx\n", static_cast<unsigned long long>(row.id));
}

void write_csv(std::FILE* to, const Row& row) {
  std::fprintf(to, "%s,%.*s,C%08llu,%.*s,%.*s,%.*s,a%04d,", row.time, length(row.event),
               row.event.data(), static_cast<unsigned long long>(row.case_number),
               length(row.channel), row.channel.data(), length(row.segment), row.segment.data(),
               length(row.site), row.site.data(), row.agent);
  if (row.wait >= 0) std::fprintf(to, "%.1f", row.wait);
  std::fputc(',', to);
  if (row.talk >= 0) std::fprintf(to, "%.0f", row.talk);
  std::fputc(',', to);
  if (row.score > 0) std::fprintf(to, "%d", row.score);
  std::fprintf(to, ",%s,%010llx\n", row.note ? R"("zákazník ""spěchá"", volat")" : "",
               static_cast<unsigned long long>(row.id));
}

// Busy late in the morning and late in the afternoon, quiet at night.
double rate_at(double seconds) {
  const double hour = std::fmod(seconds, 86400) / 3600;
  const auto bell = [hour](double middle, double width) {
    return std::exp(-(hour - middle) * (hour - middle) / (2 * width * width));
  };
  return 0.15 + 1.7 * bell(11, 3.2) + 1.1 * bell(17, 2.5);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) {
    std::fputs("bench_generate LINES SEED JSON LOGFMT CSV\n", stderr);
    return 2;
  }
  const std::uint64_t lines = std::strtoull(argv[1], nullptr, 10);
  Random random(std::strtoull(argv[2], nullptr, 10));
  const File json = create(argv[3]);
  const File logfmt = create(argv[4]);
  const File csv = create(argv[5]);
  std::fputs("ts,event,case,channel,segment,site,agent,wait_s,talk_s,score,note,id\n", csv.get());

  Row row{};
  double now = 0;
  const double usual_gap = 28.0 * 86400 / static_cast<double>(lines);
  for (std::uint64_t i = 0; i < lines; ++i) {
    now += -std::log(1 - random.uniform()) * usual_gap * 0.88 / rate_at(now);
    // One in twenty is written up to two seconds late.
    const double late = random.below(20) == 0 ? 2 * random.uniform() : 0;
    write_time(row, std::fmin(std::fmax(0, now - late), 31.0 * 86400 - 1));
    fill(row, random, i);
    write_json(json.get(), row);
    write_logfmt(logfmt.get(), row);
    write_csv(csv.get(), row);
  }
}
