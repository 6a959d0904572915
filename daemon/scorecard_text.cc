#include "daemon/scorecard_text.h"

#include <string_view>

#include <fmt/format.h>

#include "daemon/utf8.h"

namespace charterd::daemon {
namespace {

TextTable::Cell grade_cell(config::Grade grade) {
  switch (grade) {
    case config::Grade::present:
      return {"✓", Ink::good};
    case config::Grade::doubtful:
      return {"?", Ink::fair};
    case config::Grade::missing:
      break;
  }
  return {"✗", Ink::bad};
}

std::string_view word_of_letter(char letter) {
  switch (letter) {
    case 'S':
      return "specific";
    case 'M':
      return "measurable";
    case 'A':
      return "achievable";
    case 'R':
      return "relevant";
    default:
      return "time-bound";
  }
}

TextTable grade_table(const config::Scorecard& scorecard) {
  std::vector<TextTable::Column> columns = {{"TARGET", Align::left, true}};
  for (const char letter : std::string_view("SMART")) columns.push_back({std::string(1, letter)});
  TextTable table(std::move(columns));
  for (const config::TargetScore& target : scorecard.targets) {
    std::vector<TextTable::Cell> row = {{target.target}};
    for (const config::SmartItem& item : target.items) row.push_back(grade_cell(item.grade));
    table.add(std::move(row));
  }
  return table;
}

// What is not present of one target, a line each; empty when all is.
std::string findings_of(const config::TargetScore& target, const Look& look) {
  std::string lines;
  for (const config::SmartItem& item : target.items) {
    if (item.grade == config::Grade::present) continue;
    const TextTable::Cell sign = grade_cell(item.grade);
    lines += fmt::format("    {} {:<10}  {}\n", inked(sign.text, sign.ink, look.colour),
                         word_of_letter(item.letter), one_line(item.finding));
  }
  return lines.empty() ? lines : "  " + target.target + '\n' + lines;
}

std::string counted(int number, std::string_view word) {
  return fmt::format("{} {}{}", number, word, number == 1 ? "" : "s");
}

}  // namespace

std::string scorecard_text(const config::Scorecard& scorecard, const Look& look) {
  std::string out = grade_table(scorecard).text(look);
  out +=
      "\n  S specific, M measurable, A achievable, R relevant, T time-bound: ✓ there, ? doubtful, "
      "✗ missing\n";
  std::string findings;
  for (const config::TargetScore& target : scorecard.targets) {
    findings += findings_of(target, look);
  }
  if (!findings.empty()) out += '\n' + findings;
  if (scorecard.document.empty()) return out;
  out += "\n  The charter\n";
  const std::string sign = inked("✗", Ink::bad, look.colour);
  for (const std::string& finding : scorecard.document) {
    out += fmt::format("    {} {}\n", sign, one_line(finding));
  }
  return out;
}

std::string verdict_text(int errors, int warnings) {
  if (errors == 0 && warnings == 0) return "fine";
  if (errors == 0) return counted(warnings, "warning");
  if (warnings == 0) return counted(errors, "error");
  return counted(errors, "error") + ", " + counted(warnings, "warning");
}

}  // namespace charterd::daemon
