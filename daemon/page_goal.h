// A target's figures in words that anyone reads.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/page_locale.h"
#include "daemon/page_words.h"
#include "rules/figures.h"

namespace charterd::daemon {

/// What is said about fewer outcomes than these could be said about somebody.
inline constexpr std::int64_t kFewestShown = 10;

/// Speaks of one target in one language. What the references name outlives it.
class GoalWording {
 public:
  GoalWording(const PageLocale& locale, const config::Zone& zone,
              const rules::TargetFigures& figures);

  /// A figure of the target with its unit; told apart from `limits`.
  std::string value(double value, const std::vector<double>& limits = {}) const;

  /// "at least 80%"; of an improvement "50% less by 1 January 2027".
  std::string promise() const;

  /// "Kept for 812 of 967 (84%)", "Half within 27 minutes, 41 seconds, measured 454 times". The
  /// figure has a value.
  std::string sentence(const rules::WindowFigure& figure) const;

  /// "Start: 14 seconds. Goal: 7 seconds. By now: 9.6 seconds."; "" where there is no path.
  std::string path(const rules::WindowFigure& figure) const;

  /// "in the last 28 days", "this month so far"; of an improvement that is over at `at` "until
  /// 1 January 2027".
  std::string window(Instant at) const;

  /// The local day of an instant: "1 January 2027".
  std::string day(Instant instant) const;

  /// The value in the period before: "last month: 83%".
  std::string last_period(config::Window::Kind kind, const std::string& value) const;

  const PageWords& words() const { return words_; }
  /// A message of page_words.h.
  std::string say(const char* words, const std::vector<PageLocale::Argument>& arguments) const;

 private:
  std::string share_sentence(const rules::WindowFigure& figure, const std::string& share) const;
  std::string statistic_sentence(const std::string& value) const;
  std::string change() const;

  const PageLocale& locale_;
  const PageWords& words_;
  const config::Zone& zone_;
  const rules::TargetFigures& figures_;
  const config::Target& target_;
};

/// Of how many outcomes a figure is made; of a gap, the smallest group compared. nullopt: unknown.
std::optional<std::int64_t> outcomes_of(const config::Target& target,
                                        const rules::WindowFigure& figure);

}  // namespace charterd::daemon
