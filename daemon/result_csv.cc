#include <string>
#include <vector>

#include "daemon/json_writer.h"
#include "daemon/result_fields.h"
#include "daemon/results.h"

namespace charterd::daemon {
namespace {

constexpr std::string_view kHeader =
    "charter,at,target,goal,by,by_value,window,from,to,good,bad,count,sum,excluded,pending,overdue,"
    "value,unit,low,high,budget_remaining,baseline,goal_value,expected,status\r\n";

std::string quoted(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string out = "\"";
  for (const char character : text) {
    if (character == '"') out += '"';
    out += character;
  }
  return out += '"';
}

// One line of RFC 4180: fields by commas, a carriage return and a line feed at the end.
class CsvLine {
 public:
  CsvLine& text(std::string_view value) {
    if (started_) line_ += ',';
    started_ = true;
    line_ += quoted(value);
    return *this;
  }
  CsvLine& number(const std::optional<double>& value) {
    return text(value ? number_text(*value) : "");
  }
  CsvLine& integer(const std::optional<std::int64_t>& value) {
    return text(value ? std::to_string(*value) : "");
  }
  std::string end() { return line_ + "\r\n"; }

 private:
  std::string line_;
  bool started_ = false;  // the first field may be empty
};

std::string line_of(const rules::Figures& figures, const rules::TargetFigures& of,
                    const rules::WindowFigure& figure) {
  const config::Target& target = *of.target;
  CsvLine line;
  line.text(figures.charter->id).text(format_instant(figures.at));
  line.text(target.id).text(target.goal.text).text(figure.part.by).text(figure.part.value);
  line.text(window_name(figure));
  line.text(format_instant(figure.from)).text(format_instant(figure.to));
  line.number(figure.good).number(figure.bad).integer(figure.count).number(figure.sum);
  line.integer(figure.excluded);
  line.integer(pending_of(target, figure)).integer(overdue_of(target, figure));
  line.number(figure.value).text(of.unit).number(figure.low).number(figure.high);
  line.number(figure.budget_remaining);
  line.number(figure.baseline).number(figure.goal_value).number(figure.expected);
  line.text(rules::name_of(figure.status));
  return line.end();
}

}  // namespace

std::string render_csv(const Results& results) {
  std::string out(kHeader);
  for (const rules::TargetFigures& target : results.figures.targets) {
    for (const rules::WindowFigure& figure : target.series) {
      out += line_of(results.figures, target, figure);
    }
  }
  return out;
}

}  // namespace charterd::daemon
