#include "daemon/page_target.h"

#include <array>

#include "daemon/page_months.h"

namespace charterd::daemon {
namespace {

using config::Window;

/// Puts one target's data together.
class TargetPage {
 public:
  TargetPage(const rules::Figures& figures, const rules::TargetFigures& target,
             const PageLocale& locale)
      : charter_(*figures.charter),
        at_(figures.at),
        figures_(target),
        target_(*target.target),
        locale_(locale),
        words_(words_of(locale.language())),
        wording_(locale, charter_.timezone, target),
        current_(target.series.front()),
        verdict_(public_verdict(target, current_)) {}

  PageData data() {
    PageData data;
    data.set("id", target_.id);
    data.set("statement", local_text(charter_, statement(), locale_.language()));
    add_verdict(data, verdict_, words_);
    data.set_if_any("sentence", verdict_.shown ? wording_.sentence(current_) : "");
    data.set_if_any("window", verdict_.shown ? wording_.window(at_) : "");
    data.set("promised", wording_.say(words_.promised, {{"promise", wording_.promise()}}));
    data.set_if_any("before", before());
    add_notes(data);
    add_left_out(data);
    add_history(data, months_of({charter_, at_, figures_}, wording_), monthly_goal(figures_),
                words_, locale_);
    return data;
  }

 private:
  // A target without a statement is called by its name.
  config::Text statement() const {
    if (!target_.statement.empty()) return target_.statement;
    return {{{std::string(code_of(locale_.language())), target_.id}}};
  }

  // The period before this one.
  std::string before() const {
    const Window window = target_.effective_window();
    if (!window.is_calendar()) return last_month();
    for (const rules::WindowFigure& figure : figures_.series) {
      if (!figure.previous || figure.part != rules::Part{}) continue;
      const PublicVerdict verdict = public_verdict(figures_, figure);
      if (!verdict.shown) return {};
      return wording_.last_period(window.kind, wording_.value(*figure.value, goal())) + " – " +
             words_.*(verdict.word);
    }
    return {};
  }

  std::string last_month() const {
    const auto months = months_of({charter_, at_, figures_}, wording_);
    const ShownMonth& last = months[months.size() - 2];
    if (!last.value) return {};
    return wording_.last_period(Window::Kind::month, last.text);
  }

  std::vector<double> goal() const {
    return figures_.goal ? std::vector<double>{*figures_.goal} : std::vector<double>{};
  }

  void add_notes(PageData& data) const {
    PageData::List notes;
    const auto note = [&](std::string text) {
      if (!text.empty()) notes.push_back(PageData().set("note", std::move(text)));
    };
    if (figures_.filling) note(words_.filling);
    if (verdict_.shown) note(wording_.path(current_));
    note(too_few());
    note(overdue());
    note(season());
    if (figures_.since) {
      note(wording_.say(words_.since, {{"date", wording_.day(*figures_.since)}}));
    }
    if (const auto& owed = target_.compensation) {
      note(wording_.say(words_.for_a_miss,
                        {{"amount", locale_.money(to_double(owed->amount), owed->currency)}}));
    }
    data.set("notes", std::move(notes));
  }

  // Enough to be shown, not enough to be judged.
  std::string too_few() const {
    const auto outcomes = outcomes_of(target_, current_).value_or(0);
    const std::int64_t minimum = target_.effective_minimum();
    if (verdict_.shown || figures_.filling || outcomes < kFewestShown || outcomes >= minimum) {
      return {};
    }
    return wording_.say(words_.below_minimum, {{"n", static_cast<double>(outcomes)},
                                               {"minimum", static_cast<double>(minimum)}});
  }

  std::string overdue() const {
    const std::int64_t overdue = current_.overdue.value_or(0);
    if (overdue <= 0 || figures_.filling) return {};
    if (overdue < kFewestShown) return words_.overdue_few;
    return wording_.say(words_.overdue, {{"n", static_cast<double>(overdue)}});
  }

  std::string season() const {
    if (!target_.active) return {};
    const auto& [from, to] = *target_.active;
    const std::string first = from ? wording_.day(*from) : "";
    const std::string last = to ? wording_.day(*to - Duration{1}) : "";
    if (first.empty()) return wording_.say(words_.season_to, {{"to", last}});
    if (last.empty()) return wording_.say(words_.season_from, {{"from", first}});
    return wording_.say(words_.season, {{"from", first}, {"to", last}});
  }

  void add_left_out(PageData& data) const {
    const std::int64_t count = figures_.filling ? 0 : current_.excluded;
    if (count == 0 && !target_.exclude) {
      data.set("left_out", false);
      return;
    }
    PageData left_out;
    left_out.set("count", count == 0 ? std::string(words_.left_out_none)
                          : count < kFewestShown
                              ? std::string(words_.left_out_few)
                              : wording_.say(words_.left_out, {{"n", static_cast<double>(count)}}));
    left_out.set("because", local_text(charter_, target_.exclude_because, locale_.language()));
    data.set("left_out", std::move(left_out));
  }

  const config::Charter& charter_;
  Instant at_;
  const rules::TargetFigures& figures_;
  const config::Target& target_;
  const PageLocale& locale_;
  const PageWords& words_;
  GoalWording wording_;
  const rules::WindowFigure& current_;
  PublicVerdict verdict_;
};

}  // namespace

PageData public_target(const rules::Figures& figures, const rules::TargetFigures& target,
                       const PageLocale& locale) {
  return TargetPage(figures, target, locale).data();
}

void add_verdict(PageData& data, const PublicVerdict& verdict, const PageWords& words) {
  static constexpr std::array<const char*, 4> kNames{"kept", "close", "missed", "none"};
  const char* const name = kNames.at(static_cast<std::size_t>(verdict.standing));
  for (const char* const other : kNames) data.set(other, other == name);
  data.set("standing", name);
  data.set("word", words.*(verdict.word));
}

}  // namespace charterd::daemon
