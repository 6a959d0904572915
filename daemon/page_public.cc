#include "daemon/page_public.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "daemon/page_charter.h"
#include "daemon/page_target.h"
#include "daemon/page_template.h"
#include "daemon/page_words.h"
#include "daemon/utf8.h"

namespace charterd::daemon {
namespace {

/// The interface's texts that take no arguments.
PageData plain_words(Language language) {
  PageData data;
  const auto set = [&](const char* name, const char* PageWords::*word) {
    data.set(name, with_bound_words(words_of(language).*word, code_of(language)));
  };
  set("charter", &PageWords::charter);
  set("skip", &PageWords::skip);
  set("language", &PageWords::language);
  set("stale", &PageWords::stale);
  set("complaint", &PageWords::complaint);
  set("complaint_more", &PageWords::complaint_more);
  set("promises", &PageWords::promises);
  set("not_counted", &PageWords::not_counted);
  set("recourse", &PageWords::recourse);
  set("rights", &PageWords::rights);
  set("commitments", &PageWords::commitments);
  set("about", &PageWords::about);
  set("scope", &PageWords::scope);
  set("history", &PageWords::history);
  set("month", &PageWords::month);
  set("figure", &PageWords::figure);
  set("so_far", &PageWords::so_far);
  set("line_promised", &PageWords::line_promised);
  set("missed", &PageWords::missed);
  set("all_promises", &PageWords::all_promises);
  set("compensation", &PageWords::compensation);
  set("counted_by", &PageWords::counted_by);
  set("this_page", &PageWords::this_page);
  return data;
}

PageData::List language_links(const config::Charter& charter, Language current) {
  PageData::List list;
  for (const Language language : page_languages(charter)) {
    PageData one;
    one.set("code", std::string(code_of(language))).set("name", std::string(name_of(language)));
    one.set("current", language == current);
    list.push_back(std::move(one));
  }
  return list.size() > 1 ? list : PageData::List{};
}

// To the minute: a reader wants no more, and the page stays the same for as long.
std::string minute_text(const rules::Figures& figures, const PageLocale& locale) {
  return locale.date_and_time(
      std::chrono::floor<std::chrono::minutes>(figures.charter->timezone.local_of(figures.at)));
}

PageData::List stale_reasons(const PublicInput& input, const std::string& time,
                             const PageLocale& locale) {
  const PageWords& words = words_of(locale.language());
  PageData::List reasons;
  const auto add = [&](std::string text) {
    reasons.push_back(PageData().set("reason", std::move(text)));
  };
  if (input.standing_still) add(locale.message(words.standing_still, {{"time", time}}));
  if (input.behind) add(words.behind);
  if (input.silent) add(words.silent);
  return reasons;
}

/// How many promises stand how: by the words that stand at each of them.
class Tally {
 public:
  void count(const PublicVerdict& verdict) {
    judged_ += verdict.standing == Standing::none ? 0 : 1;
    kept_ += is_kept(verdict) ? 1 : 0;
    const auto found = std::find_if(lines_.begin(), lines_.end(), [&](const Line& line) {
      return line.verdict.word == verdict.word;
    });
    if (found != lines_.end()) {
      ++found->count;
    } else {
      lines_.push_back({verdict, 1});
    }
  }

  PageData::List data(const PageLocale& locale) {
    std::stable_sort(lines_.begin(), lines_.end(), [](const Line& a, const Line& b) {
      return a.verdict.standing < b.verdict.standing;
    });
    PageData::List list;
    for (const Line& line : lines_) {
      PageData one;
      add_verdict(one, line.verdict, words_of(locale.language()));
      list.push_back(std::move(one.set("count", locale.number(line.count))));
    }
    return list;
  }

  std::string summary(const PageLocale& locale) const {
    if (judged_ == 0) return {};
    return locale.message(
        words_of(locale.language()).summary,
        {{"kept", static_cast<double>(kept_)}, {"judged", static_cast<double>(judged_)}});
  }

 private:
  struct Line {
    PublicVerdict verdict;
    int count = 0;
  };
  std::vector<Line> lines_;
  int judged_ = 0, kept_ = 0;
};

// How large the sheet for the wall can be printed and still be one page: by about how many letters
// stand on it. Told by what tests/page prints.
const char* sheet_size(const config::Charter& charter, Language language) {
  constexpr std::size_t kFigure = 220;  // what is said of a promise besides its statement
  constexpr std::size_t kLine = 40;     // what a short line leaves empty
  std::size_t letters = 0;
  const auto add = [&](const config::Text& text, std::size_t more) {
    letters += code_points(local_text(charter, text, language).text) + more;
  };
  add(charter.overview, kLine);
  add(charter.purpose, kLine);
  for (const config::Target& target : charter.targets) add(target.statement, kFigure);
  for (const auto& [id, right] : charter.rights) add(right, kLine);
  for (const config::Exemption& exemption : charter.exemptions) add(exemption.because, 2 * kLine);
  for (const config::Section& section : charter.sections) {
    if (section.for_staff) continue;
    add(section.title, kLine);
    add(section.text, kLine);
  }
  for (const config::RecourseStep& step : charter.recourse) {
    add(step.step, kLine);
    for (const auto& [key, value] : step.details) add(value, kLine);
  }
  constexpr std::array<std::pair<std::size_t, const char*>, 3> kSizes{
      {{1'900, "large"}, {3'100, "medium"}, {4'650, "regular"}}};
  for (const auto& [most, size] : kSizes) {
    if (letters <= most) return size;
  }
  return "small";
}

}  // namespace

std::string render_public_page(const PublicInput& input, const PageLocale& locale) {
  const rules::Figures& figures = input.figures;
  const PageWords& words = words_of(locale.language());
  const std::string time = minute_text(figures, locale);
  PageData data;
  data.set("page_language", std::string(code_of(locale.language())));
  data.set("sheet", sheet_size(*figures.charter, locale.language()));
  data.set("style", std::string(page_style()));
  data.set("w", plain_words(locale.language()));
  const PageData::List languages = language_links(*figures.charter, locale.language());
  data.set("has_languages", !languages.empty());
  data.set("languages", languages);
  data.set("as_of", locale.message(words.figures_up_to, {{"time", time}}));
  const PageData::List reasons = stale_reasons(input, time, locale);
  data.set("is_stale", !reasons.empty());
  data.set("reasons", reasons);
  data.set_if_any("url", input.url);
  add_charter(data, figures, locale);
  Tally tally;
  PageData::List targets;
  for (const rules::TargetFigures& target : figures.targets) {
    tally.count(public_verdict(target, target.series.front()));
    targets.push_back(public_target(figures, target, locale));
  }
  const auto& charter = *figures.charter;
  data.set("has_recourse", !charter.recourse.empty());
  data.set("has_rights", !charter.rights.empty());
  data.set("has_commitments", !charter.commitments.empty());
  data.set("has_scope", !charter.scope.empty());
  data.set("targets", std::move(targets));
  data.set("tally", tally.data(locale));
  data.set_if_any("summary", tally.summary(locale));
  return fill_template(page_template(), data);
}

}  // namespace charterd::daemon
