#include "daemon/document.h"

#include <chrono>

#include <fmt/format.h>

#include "daemon/document_target.h"
#include "daemon/figure_text.h"
#include "daemon/moment.h"
#include "daemon/page_template.h"
#include "daemon/result_fields.h"
#include "daemon/result_tables.h"
#include "daemon/worst_first.h"

namespace charterd::daemon {
namespace {

std::string local_time(const config::Charter& charter, Instant instant) {
  return fmt::format(
      "{} ({})",
      format_local(std::chrono::floor<std::chrono::seconds>(charter.timezone.local_of(instant))),
      charter.timezone.name());
}

std::string charter_line(const config::Charter& charter) {
  std::string line = charter.version.empty() ? "Charter" : "Charter version " + charter.version;
  line += fmt::format(", hash {}", charter.hash);
  const auto day = [](Day at) { return format_local(LocalTime(at)).substr(0, 10); };
  if (charter.effective) line += ", in force since " + day(*charter.effective);
  if (charter.review_by) line += ", to be reviewed by " + day(*charter.review_by);
  return line;
}

PageData::List source_rows(const Results& results) {
  PageData::List rows;
  for (const SourceResult& source : results.sources) {
    const collectors::SourceCounts& counts = source.counts;
    PageData row;
    row.set("name", source.name).set("records", grouped(counts.records));
    row.set("accepted", grouped(counts.accepted)).set("filtered", grouped(counts.filtered));
    row.set("duplicate", grouped(counts.duplicate));
    row.set("rejected", grouped(rejected_in_all(counts)));
    rows.push_back(std::move(row));
  }
  return rows;
}

PageData::List exemptions_of(const config::Charter& charter) {
  PageData::List list;
  for (const config::Exemption& exemption : charter.exemptions) {
    PageData one;
    const auto text = [&](const std::optional<Instant>& at) {
      return at ? local_time(charter, *at) : "…";
    };
    one.set("span", text(exemption.period.from) + " – " + text(exemption.period.to));
    one.set("because", document_text(charter, exemption.because));
    std::string targets;
    for (const std::string& id : exemption.targets) targets += (targets.empty() ? "" : ", ") + id;
    one.set("targets_left_out", targets.empty() ? "all targets" : targets);
    list.push_back(std::move(one));
  }
  return list;
}

}  // namespace

std::string render_document(const DocumentInput& input) {
  const rules::Figures figures = worst_first(input.results.figures);
  const config::Charter& charter = *figures.charter;
  PageData data;
  data.set("style", std::string(document_style()));
  data.set("text_language", charter.languages.empty() ? "" : charter.languages.front());
  data.set("organization", document_text(charter, charter.organization));
  data.set("heading", input.title);
  data.set("charter_line", charter_line(charter));
  PageData::List targets;
  for (const rules::TargetFigures& target : figures.targets) {
    targets.push_back(document_target(figures, target, input.period));
  }
  data.set("targets", std::move(targets));
  data.set("has_history", !input.changes.empty() || !input.nothing_changed.empty());
  data.set("has_changes", !input.changes.empty());
  data.set("changes", input.changes).set("nothing_changed", input.nothing_changed);
  const PageData::List exempt = exemptions_of(charter);
  data.set("has_exemptions", !exempt.empty());
  data.set("exemptions", exempt);
  const PageData::List sources = source_rows(input.results);
  data.set("has_sources", !sources.empty());
  data.set("sources", sources);
  PageData::List remarks;
  for (const std::string& remark : input.remarks) {
    remarks.push_back(PageData().set("remark", remark));
  }
  data.set("has_remarks", !remarks.empty());
  data.set("remarks", remarks);
  return fill_template(document_template(), data);
}

std::string render_html(const Results& results) {
  const config::Charter& charter = *results.figures.charter;
  std::vector<std::string> remarks = remarks_of(results);
  remarks.push_back(
      fmt::format("The charter is the one that was read now (hash {}); what it said before, "
                  "\"charterd report\" "
                  "knows from the daemon's state.",
                  charter.hash));
  return render_document({.results = results,
                          .title = "As of " + local_time(charter, results.figures.at),
                          .period = false,
                          .remarks = std::move(remarks)});
}

}  // namespace charterd::daemon
