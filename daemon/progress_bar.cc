#include "daemon/progress_bar.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <ostream>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace charterd::daemon {
namespace {

constexpr std::uint64_t kCells = 30;
constexpr std::string_view kClearLine = "\r\x1b[K";

struct ByteUnit {
  double size;
  std::string_view name;
};

ByteUnit unit_for(std::uint64_t bytes) {
  constexpr std::array<ByteUnit, 4> kUnits = {
      {{1e3, "kB"}, {1e6, "MB"}, {1e9, "GB"}, {1e12, "TB"}}};
  ByteUnit unit = kUnits.front();
  for (const ByteUnit& larger : kUnits) {
    if (static_cast<double>(bytes) >= larger.size) unit = larger;
  }
  return unit;
}

double in_unit(std::uint64_t bytes, const ByteUnit& unit) {
  return static_cast<double>(bytes) / unit.size;
}

}  // namespace

std::string progress_text(const collectors::Source::Progress& progress) {
  const ByteUnit unit = unit_for(std::max(progress.total, progress.read));
  if (progress.total == 0) return fmt::format("{:.1f} {}", in_unit(progress.read, unit), unit.name);
  const std::uint64_t read = std::min(progress.read, progress.total);
  const double part = static_cast<double>(read) / static_cast<double>(progress.total);
  const auto full = static_cast<std::uint64_t>(part * static_cast<double>(kCells));
  std::string bar;
  for (std::uint64_t i = 0; i < kCells; ++i) bar += i < full ? "█" : "░";
  return fmt::format("{:3}% {}  {:.1f} of {:.1f} {}", static_cast<int>(part * 100), bar,
                     in_unit(read, unit), in_unit(progress.total, unit), unit.name);
}

ProgressBar::ProgressBar(std::ostream& out, bool shown, std::function<Duration()> now)
    : out_(out), shown_(shown), now_(std::move(now)) {}

ProgressBar::~ProgressBar() {
  if (drawn_) out_ << kClearLine << std::flush;
}

void ProgressBar::update(const collectors::Source::Progress& progress) {
  if (!shown_) return;
  const Duration now = now_();
  if (drawn_ && now - *drawn_ < kInterval) return;
  drawn_ = now;
  out_ << kClearLine << progress_text(progress) << std::flush;
}

Duration ProgressBar::steady_now() {
  return std::chrono::floor<Duration>(std::chrono::steady_clock::now().time_since_epoch());
}

}  // namespace charterd::daemon
