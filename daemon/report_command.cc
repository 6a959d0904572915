// `charterd report`: a finished period, out of the state.
#include <chrono>
#include <iostream>

#include <fmt/format.h>

#include "daemon/charter_changes.h"
#include "daemon/commands.h"
#include "daemon/moment.h"
#include "daemon/period_results.h"
#include "daemon/stored_state.h"
#include "daemon/terminal.h"

namespace charterd::daemon {
namespace {

std::string day_text(Day day) { return format_local(LocalTime(day)).substr(0, 10); }

// Why the state cannot tell of the period; "" when it can.
std::string why_not(const Period& period, const StoredState& state, std::optional<Day> first) {
  const config::Zone& zone = state.setup->charter->timezone;
  if (zone.start_of(period.to) > state.at) {
    const auto known = std::chrono::floor<std::chrono::seconds>(zone.local_of(state.at));
    return fmt::format(
        "{} is not over: the state has figures up to {} ({}): ask again when it has more, or "
        "for an earlier period",
        period.name, format_local(known), zone.name());
  }
  if (!first) return "the state knows of no outcomes yet";
  if (period.to > *first) return {};
  return fmt::format("{} lies before what the state knows, which begins on {}", period.name,
                     day_text(*first));
}

// The state again, judged by the edition's goals.
std::unique_ptr<StoredState> load_as_of(const CharterEdition& edition, const CharterEdition& now,
                                        const Options& options, CharterPast& past) {
  return load_stored_state(options, std::cerr, [&](config::Charter& charter) {
    past.remarks = judge_by(edition, now, charter);
  });
}

}  // namespace

int run_report(const Options& options) {
  if (!options.period) {
    std::cerr << "charterd: report needs a period that is over, such as --period 2026-10\n"
                 "See: charterd report --help\n";
    return 2;
  }
  auto state = load_stored_state(options, std::cerr);
  if (!state) return 1;
  const Period& period = *options.period;
  const std::optional<Day> first = state->live->engine().first_day();
  if (const std::string why = why_not(period, *state, first); !why.empty()) {
    std::cerr << "charterd: " << why << '\n';
    return 1;
  }
  const config::Charter& charter = *state->setup->charter;
  const std::vector<CharterEdition> editions = state->live->editions();
  const Instant end = charter.timezone.start_of(period.to);
  CharterPast past{
      changes_between(editions, charter.timezone.start_of(period.from), end), {}, std::nullopt};
  if (!editions.empty()) past.known_from = editions.front().since;
  const CharterEdition* const then = in_force_at(editions, end);
  const CharterEdition now = CharterEdition::of(*state->setup->plan, state->at);
  if (then != nullptr && !then->promises_the_same(now)) {
    state = load_as_of(*then, now, options, past);
    if (!state) return 1;
  }
  std::cout << render(PeriodResults{state->live->engine().period(period.from, period.to), period,
                                    *first, std::move(past)},
                      options.format);
  return finish_output() ? 0 : 1;
}

}  // namespace charterd::daemon
