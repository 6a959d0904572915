#include "daemon/landing_page.h"

#include <fmt/format.h>

namespace charterd::daemon {
namespace {

constexpr const char* kPage = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>charterd: {organization}</title>
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem;
  color: #1a1a1a; background: #fff; }}
a {{ color: #0b57a4; }}
code {{ background: #f0f0f0; padding: 0 .25em; }}
</style>
</head>
<body>
<main>
<h1{language}>{organization}</h1>
<p>Customer service charter <code>{id}</code>{version}, measured by charterd {program}.</p>
<ul>
<li><a href="/metrics">Metrics</a>, for Prometheus</li>
<li><a href="/api/v1/targets">Targets</a>, as JSON</li>
<li><a href="/-/healthy">Health</a>: whether charterd answers</li>
<li><a href="/-/ready">Readiness</a>: whether all that was there has been read</li>
</ul>
</main>
</body>
</html>
)";

}  // namespace

std::string escape_html(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string render_landing_page(const config::Charter& charter, std::string_view program_version) {
  const std::string language = charter.languages.empty() ? "" : charter.languages.front();
  return fmt::format(
      kPage, fmt::arg("organization", escape_html(charter.organization.in(language))),
      fmt::arg("language", language.empty() ? "" : " lang=\"" + escape_html(language) + "\""),
      fmt::arg("id", escape_html(charter.id)),
      fmt::arg("version",
               charter.version.empty() ? "" : ", version " + escape_html(charter.version)),
      fmt::arg("program", escape_html(program_version)));
}

}  // namespace charterd::daemon
