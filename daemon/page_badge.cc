#include <algorithm>
#include <vector>

#include "daemon/page_goal.h"
#include "daemon/page_public.h"
#include "daemon/page_target.h"
#include "daemon/page_template.h"
#include "daemon/utf8.h"

namespace charterd::daemon {
namespace {

/// Characters in a line, of which there are two at most.
constexpr std::size_t kLine = 46;
constexpr std::size_t kLines = 2;

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

// The first `count` characters, never half of one.
std::string beginning(std::string_view text, std::size_t count) {
  std::size_t end = 0;
  for (; end < text.size(); ++end) {
    const bool continues = (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80;
    if (!continues && count-- == 0) break;
  }
  return std::string(text.substr(0, end));
}

// Broken at blanks; what does not fit ends in an ellipsis.
std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines(1);
  std::size_t from = 0;
  while (from < text.size()) {
    const std::size_t to = std::min(text.find(' ', from), text.size());
    const std::string word = text.substr(from, to - from);
    from = to + 1;
    if (word.empty()) continue;
    std::string& line = lines.back();
    if (line.empty()) {
      line = word;
    } else if (characters(line) + 1 + characters(word) <= kLine) {
      line += " " + word;
    } else if (lines.size() < kLines) {
      lines.push_back(word);
    } else {
      line += " …";
      break;
    }
  }
  for (std::string& line : lines) {
    if (characters(line) > kLine + 2) line = beginning(line, kLine) + "…";
  }
  return lines;
}

}  // namespace

std::string render_badge(const PublicInput& input, const rules::TargetFigures& target,
                         const PageLocale& locale) {
  const config::Charter& charter = *input.figures.charter;
  const PageWords& words = words_of(locale.language());
  const GoalWording wording(locale, charter.timezone, target);
  const rules::WindowFigure& figure = target.series.front();
  const PublicVerdict verdict = public_verdict(target, figure);
  const LocalText statement = local_text(charter, target.target->statement, locale.language());
  const std::string name = one_line(statement.text.empty() ? target.target->id : statement.text);
  const bool stale = input.standing_still || input.silent || input.behind;

  PageData data;
  data.set("page_language", std::string(code_of(locale.language())));
  add_verdict(data, verdict, words);
  std::string told = words.*(verdict.word);
  if (verdict.shown) {
    const std::vector<double> limits =
        target.goal ? std::vector<double>{*target.goal} : std::vector<double>{};
    told += " · " + wording.value(*figure.value, limits);
  }
  const std::string promised = wording.say(words.promised, {{"promise", wording.promise()}});
  data.set("told", told);
  data.set("promised", stale ? std::string(words.stale) : promised);
  data.set("name", name);
  data.set("title", name + " – " + told + ", " + promised);
  PageData::List lines;
  const std::vector<std::string> broken = lines_of(name);
  constexpr int kFirst = 21;
  constexpr int kStep = 17;
  int y = broken.size() > 1 ? kFirst : kFirst + kStep / 2;
  for (const std::string& line : broken) {
    lines.push_back(PageData().set("y", std::to_string(y)).set("line", line));
    y += kStep;
  }
  data.set("lines", std::move(lines));
  return fill_template(badge_template(), data);
}

}  // namespace charterd::daemon
