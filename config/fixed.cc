#include "config/fixed.h"

#include <array>
#include <charconv>
#include <cstddef>

namespace charterd {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr int kFractionDigits = 6;
constexpr std::uint64_t kLimit = 9'200'000'000'000'000'000U;  // |Fixed| stays below
constexpr std::int64_t kMaximumExponent = 1'000'000'000;

constexpr std::array<std::uint64_t, kFractionDigits + 1> kPowersOfTen = {
    1, 10, 100, 1'000, 10'000, 100'000, 1'000'000};

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
constexpr unsigned digit_of(char c) { return static_cast<unsigned char>(c) - unsigned{'0'}; }

// A number cut into its parts; nothing is computed yet.
struct Parts {
  bool negative = false;
  std::string_view whole;     // digits in front of the point
  std::string_view fraction;  // digits behind it
  std::int64_t exponent = 0;
};

std::string_view take_digits(const char*& at, const char* end) {
  const char* begin = at;
  while (at != end && is_digit(*at)) ++at;
  return {begin, static_cast<std::size_t>(at - begin)};
}

bool take_sign(const char*& at, const char* end) {
  if (at == end || (*at != '-' && *at != '+')) return false;
  return *at++ == '-';
}

// An exponent beyond kMaximumExponent says no more than that one.
std::optional<std::int64_t> take_exponent(const char*& at, const char* end) {
  const bool negative = take_sign(at, end);
  const std::string_view digits = take_digits(at, end);
  if (digits.empty()) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : digits) {
    if (value < kMaximumExponent) value = value * 10 + static_cast<std::int64_t>(digit_of(c));
  }
  return negative ? -value : value;
}

std::optional<Parts> split(std::string_view text, char decimal_point) {
  const char* at = text.data();
  const char* end = at + text.size();
  while (at != end && is_blank(*at)) ++at;
  while (at != end && is_blank(end[-1])) --end;
  Parts parts;
  parts.negative = take_sign(at, end);
  parts.whole = take_digits(at, end);
  if (at != end && *at == decimal_point) {
    ++at;
    parts.fraction = take_digits(at, end);
  }
  if (parts.whole.empty() && parts.fraction.empty()) return std::nullopt;
  if (at != end && (*at == 'e' || *at == 'E')) {
    ++at;
    const auto exponent = take_exponent(at, end);
    if (!exponent) return std::nullopt;
    parts.exponent = *exponent;
  }
  if (at != end) return std::nullopt;
  return parts;
}

// What lies behind the units of a non-negative number, as far as rounding needs to know it.
enum class Rest { zero, below_half, half, above_half };

struct Rounded {
  Wide units = 0;
  Rest rest = Rest::zero;
};

// One tenth of units.rest.
Rounded tenth(const Rounded& value) {
  const auto last = static_cast<unsigned>(value.units % 10);
  Rest rest = Rest::below_half;
  if (last == 0 && value.rest == Rest::zero) {
    rest = Rest::zero;
  } else if (last == 5 && value.rest == Rest::zero) {
    rest = Rest::half;
  } else if (last >= 5) {
    rest = Rest::above_half;
  }
  return {value.units / 10, rest};
}

std::optional<Fixed> signed_fixed(Wide magnitude, bool negative) {
  if (magnitude >= kLimit) return std::nullopt;
  const auto value = static_cast<Fixed>(magnitude);
  return negative ? -value : value;
}

// value / denominator, rounded half up.
Wide divide(const Rounded& value, std::uint64_t denominator) {
  const Wide quotient = value.units / denominator;
  const auto remainder = static_cast<std::uint64_t>(value.units % denominator);
  const std::uint64_t half = denominator / 2;
  bool up = false;
  if (denominator % 2 == 0) {
    up = remainder >= half;
  } else {
    // The half of an odd denominator lies between two units, so what is behind them decides.
    up = remainder > half || (remainder == half && value.rest >= Rest::half);
  }
  return up ? quotient + 1 : quotient;
}

// The digits of a number as one row, whole and fraction joined.
class Digits {
 public:
  explicit Digits(const Parts& parts) : whole_(parts.whole), fraction_(parts.fraction) {}
  std::int64_t size() const { return static_cast<std::int64_t>(whole_.size() + fraction_.size()); }
  unsigned at(std::int64_t index) const {
    const auto i = static_cast<std::size_t>(index);
    return digit_of(i < whole_.size() ? whole_[i] : fraction_[i - whole_.size()]);
  }

 private:
  std::string_view whole_, fraction_;
};

// Any number of digits and any exponent, exactly.
std::optional<Fixed> general(const Parts& parts, Scale scale) {
  const Digits digits(parts);
  const auto numerator = static_cast<std::uint64_t>(scale.numerator);
  // So many digits stand in front of the point once it is moved to the millionths.
  const std::int64_t whole =
      static_cast<std::int64_t>(parts.whole.size()) + parts.exponent + kFractionDigits;

  Wide units = 0;
  for (std::int64_t i = 0; i < whole && (units != 0 || i < digits.size()); ++i) {
    const unsigned digit = i < digits.size() ? digits.at(i) : 0;
    if (__builtin_mul_overflow(units, Wide{10}, &units)) return std::nullopt;
    if (__builtin_add_overflow(units, Wide{digit}, &units)) return std::nullopt;
  }
  if (__builtin_mul_overflow(units, Wide{numerator}, &units)) return std::nullopt;

  // The other digits times the numerator, from the last one to the first.
  Rounded behind;
  for (std::int64_t i = digits.size() - 1; i >= 0 && i >= whole; --i) {
    behind.units += Wide{numerator} * digits.at(i);
    behind = tenth(behind);
  }
  // The zeros between the point and the digits. Once nothing but a rest is left, one of them says
  // as much as all.
  for (std::int64_t i = whole; i < 0; ++i) {
    const bool only_rest = behind.units == 0;
    behind = tenth(behind);
    if (only_rest) break;
  }

  if (__builtin_add_overflow(units, behind.units, &units)) return std::nullopt;
  return signed_fixed(divide({units, behind.rest}, static_cast<std::uint64_t>(scale.denominator)),
                      parts.negative);
}

}  // namespace

std::optional<Fixed> parse_fixed(std::string_view text, Scale scale, char decimal_point) {
  const auto parts = split(text, decimal_point);
  if (!parts) return std::nullopt;
  if (parts->exponent != 0 || parts->fraction.size() > kFractionDigits ||
      parts->whole.size() > 12) {
    return general(*parts, scale);
  }
  std::uint64_t units = 0;
  for (const char c : parts->whole) units = units * 10 + digit_of(c);
  for (const char c : parts->fraction) units = units * 10 + digit_of(c);
  units *= kPowersOfTen[kFractionDigits - parts->fraction.size()];
  if (scale.numerator == 1 && scale.denominator == 1) return signed_fixed(units, parts->negative);
  const Wide scaled = Wide{units} * static_cast<std::uint64_t>(scale.numerator);
  return signed_fixed(divide({scaled, Rest::zero}, static_cast<std::uint64_t>(scale.denominator)),
                      parts->negative);
}

std::string format_fixed(Fixed value) {
  std::array<char, 32> buffer{};
  char* at = buffer.data();
  if (value < 0) *at++ = '-';
  // Negated as unsigned, so that the lowest Fixed has a magnitude too.
  const auto bits = static_cast<std::uint64_t>(value);
  const std::uint64_t magnitude = value < 0 ? 0 - bits : bits;
  at = std::to_chars(at, buffer.data() + buffer.size(), magnitude / kFixedOne).ptr;
  if (std::uint64_t rest = magnitude % kFixedOne; rest != 0) {
    *at++ = '.';
    for (std::size_t place = kFractionDigits; place-- > 0 && rest != 0;) {
      *at++ = static_cast<char>('0' + rest / kPowersOfTen[place]);
      rest %= kPowersOfTen[place];
    }
  }
  return {buffer.data(), at};
}

}  // namespace charterd
