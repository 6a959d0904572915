// Numbers, dates and sentences as a language writes them, by CLDR. The only way to ICU.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "config/instant.h"
#include "daemon/page_language.h"

namespace charterd::daemon {

/// One thread at a time. Every result is UTF-8 text, not HTML. What cannot be formatted throws
/// std::runtime_error: that is a fault of the program.
class PageLocale {
 public:
  explicit PageLocale(Language language);
  ~PageLocale();
  PageLocale(const PageLocale&) = delete;
  PageLocale& operator=(const PageLocale&) = delete;

  Language language() const { return language_; }

  /// "1,234.5", with at most `decimals` digits behind the point.
  std::string number(double value, int decimals = 0) const;
  /// A ratio as "84.7%".
  std::string percent(double ratio, int decimals = 1) const;
  /// "20 seconds", "7 hours, 54 minutes", "3 days, 4 hours": of a time that was rounded already;
  /// below 100 seconds with at most `decimals`. `hours_only`: no unit above the hour.
  std::string time_span(double seconds, int decimals = 1, bool hours_only = false) const;
  /// "€20"; pence only where there are any. An unknown currency stands there as it is.
  std::string money(double amount, const std::string& currency) const;

  std::string date(Day day) const;                               ///< "31 October 2026"
  std::string date_and_time(LocalTime at) const;                 ///< "31 October 2026 at 22:05"
  std::string month(std::chrono::year_month month) const;        ///< "October 2026"
  std::string short_month(std::chrono::year_month month) const;  ///< "Oct 2026"

  using Argument = std::pair<std::string_view, std::variant<double, std::string>>;
  /// An ICU message with named arguments: plurals and the like are the language's own.
  std::string message(std::string_view pattern, const std::vector<Argument>& arguments) const;

 private:
  struct Impl;
  Language language_;
  std::unique_ptr<Impl> impl_;
};

}  // namespace charterd::daemon
