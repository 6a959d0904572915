#include <string>

#include "daemon/result_fields.h"
#include "daemon/result_parts.h"
#include "daemon/results.h"

namespace charterd::daemon {

std::string csv_header() {
  return "charter,at,target,goal,by,by_value,window,from,to,good,bad,count,sum,excluded,pending,"
         "overdue,value,unit,low,high,budget_remaining,baseline,goal_value,expected,status";
}

CsvLine csv_line(const rules::Figures& figures, const rules::TargetFigures& of,
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
  line.text(verdict_of(figure).value_or(""));
  return line;
}

std::string render_csv(const Results& results) {
  std::string out = csv_header() + "\r\n";
  for (const rules::TargetFigures& target : results.figures.targets) {
    for (const rules::WindowFigure& figure : target.series) {
      out += csv_line(results.figures, target, figure).end();
    }
  }
  return out;
}

}  // namespace charterd::daemon
