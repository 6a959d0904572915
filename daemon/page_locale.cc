#include "daemon/page_locale.h"

#include <cmath>
#include <map>
#include <stdexcept>

#include <unicode/dtptngen.h>
#include <unicode/locid.h>
#include <unicode/msgfmt.h>
#include <unicode/numberformatter.h>
#include <unicode/smpdtfmt.h>
#include <unicode/timezone.h>

namespace charterd::daemon {
namespace {

using icu::UnicodeString;

constexpr double kMinute = 60;
constexpr double kHour = 3600;
constexpr double kDay = 86400;

void must(UErrorCode status, const char* what) {
  if (U_FAILURE(status) != 0) {
    throw std::runtime_error(std::string("ICU cannot format ") + what + ": " + u_errorName(status));
  }
}

std::string utf8(const UnicodeString& text) {
  std::string result;
  text.toUTF8String(result);
  return result;
}

UnicodeString utf16(std::string_view text) {
  return UnicodeString::fromUTF8({text.data(), static_cast<int32_t>(text.size())});
}

// The whole units that tell a time of this size, by CLDR's names.
const char* unit_for(double seconds, bool hours_only) {
  const double size = std::abs(seconds);
  const auto whole = [&](double unit) { return std::fmod(size, unit) == 0; };
  if (size >= kDay && !hours_only) return whole(kDay) ? "day" : "day-and-hour";
  if (size >= kHour) return whole(kHour) ? "hour" : "hour-and-minute";
  return whole(kMinute) ? "minute" : "minute-and-second";
}

double in_unit(double seconds, std::string_view unit) {
  if (unit.starts_with("day")) return seconds / kDay;
  return seconds / (unit.starts_with("hour") ? kHour : kMinute);
}

}  // namespace

struct PageLocale::Impl {
  explicit Impl(const char* name)
      : locale(name), numbers(icu::number::NumberFormatter::withLocale(locale)) {}

  std::string format(const icu::number::LocalizedNumberFormatter& formatter, double value) const {
    UErrorCode status = U_ZERO_ERROR;
    const auto formatted = formatter.formatDouble(value, status);
    const UnicodeString text = formatted.toString(status);
    must(status, "a number");
    return utf8(text);
  }

  std::string in_units(const char* unit, double value, int decimals) const {
    UErrorCode status = U_ZERO_ERROR;
    const auto formatter = numbers.unit(icu::MeasureUnit::forIdentifier(unit, status))
                               .unitWidth(UNUM_UNIT_WIDTH_FULL_NAME)
                               .precision(icu::number::Precision::maxFraction(decimals));
    must(status, unit);
    return format(formatter, value);
  }

  // `seconds` since 1970 of a local time, as if that were UTC: the zone has been applied already.
  std::string date(const char16_t* skeleton, double seconds) {
    auto& pattern = dates[skeleton];
    UErrorCode status = U_ZERO_ERROR;
    if (!pattern) {
      pattern.reset(icu::DateFormat::createInstanceForSkeleton(skeleton, locale, status));
      must(status, "a date");
      pattern->setTimeZone(*icu::TimeZone::getGMT());
    }
    UnicodeString text;
    constexpr double kMilliseconds = 1000;
    pattern->format(seconds * kMilliseconds, text);
    return utf8(text);
  }

  icu::Locale locale;
  icu::number::LocalizedNumberFormatter numbers;
  std::map<std::u16string, std::unique_ptr<icu::DateFormat>> dates;
};

// British dates and numbers for English.
PageLocale::PageLocale(Language language)
    : language_(language),
      impl_(std::make_unique<Impl>(
          language == Language::en ? "en_GB" : std::string(code_of(language)).c_str())) {}
PageLocale::~PageLocale() = default;

std::string PageLocale::number(double value, int decimals) const {
  return impl_->format(impl_->numbers.precision(icu::number::Precision::maxFraction(decimals)),
                       value);
}

std::string PageLocale::percent(double ratio, int decimals) const {
  return impl_->format(impl_->numbers.unit(icu::MeasureUnit::getPercent())
                           .scale(icu::number::Scale::powerOfTen(2))
                           .precision(icu::number::Precision::maxFraction(decimals)),
                       ratio);
}

std::string PageLocale::time_span(double seconds, int decimals, bool hours_only) const {
  constexpr double kFewSeconds = 100;
  const bool whole_minutes = seconds != 0 && std::fmod(seconds, kMinute) == 0;
  if (std::abs(seconds) < kFewSeconds && !whole_minutes) {
    return impl_->in_units("second", seconds, decimals);
  }
  const char* const unit = unit_for(seconds, hours_only);
  return impl_->in_units(unit, in_unit(seconds, unit), 0);
}

std::string PageLocale::money(double amount, const std::string& currency) const {
  UErrorCode status = U_ZERO_ERROR;
  const icu::CurrencyUnit unit(utf16(currency).getTerminatedBuffer(), status);
  constexpr std::size_t kCode = 3;
  if (U_FAILURE(status) != 0 || currency.size() != kCode) {
    return number(amount, 2) + " " + currency;
  }
  const auto precision = icu::number::Precision::currency(UCURR_USAGE_STANDARD)
                             .trailingZeroDisplay(UNUM_TRAILING_ZERO_HIDE_IF_WHOLE);
  return impl_->format(impl_->numbers.unit(unit).precision(precision), amount);
}

std::string PageLocale::date(Day day) const {
  const auto seconds = std::chrono::duration<double>(day.time_since_epoch());
  return impl_->date(u"yMMMMd", seconds.count());
}

std::string PageLocale::date_and_time(LocalTime at) const {
  const auto seconds = std::chrono::duration<double>(at.time_since_epoch());
  return impl_->date(u"yMMMMdHmm", seconds.count());
}

std::string PageLocale::month(std::chrono::year_month month) const {
  const auto day = Day{month / 1}.time_since_epoch();
  return impl_->date(u"yMMMM", std::chrono::duration<double>(day).count());
}

std::string PageLocale::short_month(std::chrono::year_month month) const {
  const auto day = Day{month / 1}.time_since_epoch();
  return impl_->date(u"yMMM", std::chrono::duration<double>(day).count());
}

std::string PageLocale::message(std::string_view pattern,
                                const std::vector<Argument>& arguments) const {
  UErrorCode status = U_ZERO_ERROR;
  const icu::MessageFormat format(utf16(pattern), impl_->locale, status);
  must(status, "a message");
  std::vector<UnicodeString> names;
  std::vector<icu::Formattable> values;
  for (const auto& [name, value] : arguments) {
    names.push_back(utf16(name));
    if (const auto* number = std::get_if<double>(&value)) {
      values.emplace_back(*number);
    } else {
      values.emplace_back(utf16(std::get<std::string>(value)));
    }
  }
  UnicodeString text;
  format.format(names.data(), values.data(), static_cast<int32_t>(names.size()), text, status);
  must(status, "a message");
  return with_bound_words(utf8(text), code_of(language_));
}

}  // namespace charterd::daemon
