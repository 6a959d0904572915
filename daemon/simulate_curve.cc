#include "daemon/simulate_curve.h"

#include <array>
#include <chrono>
#include <cmath>
#include <numeric>

namespace charterd::daemon {
namespace {

constexpr std::chrono::minutes kStep{15};

// How busy each hour of a day is, at its middle; only the proportions count.
constexpr std::array<double, 24> kHours = {0.06, 0.04, 0.03, 0.03, 0.04, 0.08, 0.2, 0.5,
                                           1.0,  1.7,  2.3,  2.4,  1.8,  1.5,  1.8, 2.0,
                                           1.8,  1.4,  1.0,  0.8,  0.6,  0.4,  0.2, 0.1};
constexpr std::array<double, 7> kDays = {1.05, 1.0, 1.0, 1.0, 0.95, 0.7, 0.5};  // Monday first

template <std::size_t kSize>
double mean(const std::array<double, kSize>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / kSize;
}

// The mean of the values as those see it who come at these rates, as a part of the plain mean.
template <std::size_t kSize>
double crowd(const std::array<double, kSize>& values) {
  const double squares =
      std::inner_product(values.begin(), values.end(), values.begin(), 0.0) / kSize;
  return squares / (mean(values) * mean(values));
}

double rate_of(LocalTime local) {
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const unsigned weekday = std::chrono::weekday(day).iso_encoding() - 1;
  const double hour = std::chrono::duration<double, std::ratio<3600>>(local - day).count();
  const double before = std::floor(hour - 0.5);
  const double part = hour - 0.5 - before;
  const auto index = static_cast<std::size_t>(before + 24);
  const double here = kHours[index % 24] * (1 - part) + kHours[(index + 1) % 24] * part;
  return here / mean(kHours) * kDays[weekday] / mean(kDays);
}

}  // namespace

const DailyCurve::Step& DailyCurve::at(Instant instant) {
  if (instant < step_.begin || instant >= step_.end) {
    step_.begin = std::chrono::floor<std::chrono::duration<std::int64_t, std::ratio<900>>>(instant);
    step_.end = step_.begin + kStep;
    step_.rate = rate_of(zone_.local_of(step_.begin + kStep / 2));
  }
  return step_;
}

double DailyCurve::busy() { return crowd(kHours) * crowd(kDays); }

}  // namespace charterd::daemon
