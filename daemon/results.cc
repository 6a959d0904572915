#include "daemon/results.h"

#include "daemon/document.h"
#include "daemon/result_tables.h"

namespace charterd::daemon {

std::string render_table(const Results& results, bool colour, std::size_t width) {
  const Look look{colour, width};
  std::string out = inked(heading_of(results), Ink::strong, colour) + "\n\n";
  out += verdict_table(results).text(look) + '\n';
  out += window_table(results).text(look) + '\n';
  out += record_table(results).text(look);
  const auto remarks = remarks_of(results);
  if (!remarks.empty()) out += '\n';
  for (const std::string& remark : remarks) out += "  " + remark + '\n';
  return out;
}

std::string render_markdown(const Results& results) {
  std::string out = "# " + markdown_text(heading_of(results)) + "\n\n";
  out += verdict_table(results).markdown() + '\n';
  out += window_table(results).markdown() + '\n';
  out += record_table(results).markdown();
  const auto remarks = remarks_of(results);
  if (!remarks.empty()) out += '\n';
  for (const std::string& remark : remarks) out += "- " + markdown_text(remark) + '\n';
  return out;
}

std::string render(const Results& results, OutputFormat format, bool colour, std::size_t width) {
  switch (format) {
    case OutputFormat::json:
      return render_json(results);
    case OutputFormat::csv:
      return render_csv(results);
    case OutputFormat::markdown:
      return render_markdown(results);
    case OutputFormat::html:
      return render_html(results);
    case OutputFormat::table:
      break;
  }
  return render_table(results, colour, width);
}

}  // namespace charterd::daemon
