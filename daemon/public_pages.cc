#include "daemon/public_pages.h"

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

#include "daemon/gzip.h"
#include "daemon/page_template.h"

namespace charterd::daemon {
namespace {

constexpr const char* kPage = "/";
constexpr const char* kHtml = "text/html; charset=utf-8";
constexpr const char* kSvg = "image/svg+xml; charset=utf-8";
constexpr const char* kVary = "Accept-Encoding, Accept-Language";

// Figures change all the time; who asks again within a minute may get the same ones.
constexpr const char* kCaching = "public, max-age=60";

// 64-bit FNV-1a: says whether two documents are the same, nothing more.
std::string tag_of(std::string_view text) {
  constexpr std::uint64_t kStart = 14695981039346656037U;
  constexpr std::uint64_t kPrime = 1099511628211U;
  std::uint64_t hash = kStart;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * kPrime;
  return fmt::format("{:016x}", hash);
}

PublicDocument document_of(std::string text) {
  PublicDocument document;
  document.tag = tag_of(text);
  if (auto packed = gzip(text)) {
    document.packed = std::make_shared<const std::string>(std::move(*packed));
  }
  document.body = std::make_shared<const std::string>(std::move(text));
  return document;
}

HttpAnswer text_answer(unsigned status, std::string text) {
  HttpAnswer answer;
  answer.status = status;
  answer.body = std::make_shared<const std::string>(std::move(text));
  answer.headers = {{"Content-Security-Policy", "default-src 'none'"}};
  return answer;
}

// "abc", W/"abc", or a list of such, or *.
bool has_tag(std::string_view wanted, const std::string& tag) {
  return wanted == "*" || wanted.find('"' + tag + '"') != std::string_view::npos;
}

std::string accepted_languages(const HttpRequest& request) {
  std::string joined;
  for (const auto& [name, value] : request.headers) {
    if (name == "accept-language") joined += (joined.empty() ? "" : ",") + value;
  }
  return joined;
}

HttpHeaders headers_of(bool page, Language language, std::string tag) {
  HttpHeaders headers{{"ETag", '"' + std::move(tag) + '"'},
                      {"Cache-Control", kCaching},
                      {"Content-Language", std::string(code_of(language))},
                      {"Referrer-Policy", "no-referrer"}};
  if (page) {
    headers.emplace_back("Content-Security-Policy",
                         "default-src 'none'; style-src '" + page_style_hash() +
                             "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  } else {
    headers.emplace_back("Content-Security-Policy", "default-src 'none'");
    headers.emplace_back("Cross-Origin-Resource-Policy", "cross-origin");
  }
  return headers;
}

}  // namespace

PublicPages render_public_pages(const PublicInput& input) {
  PublicPages pages;
  pages.languages = page_languages(*input.figures.charter);
  for (const Language language : pages.languages) {
    const PageLocale locale(language);
    pages.documents[{kPage, language}] = document_of(render_public_page(input, locale));
    for (const rules::TargetFigures& target : input.figures.targets) {
      pages.documents[{"/badge/" + target.target->id + ".svg", language}] =
          document_of(render_badge(input, target, locale));
    }
  }
  return pages;
}

HttpAnswer answer_publicly(const PublicPages& pages, const HttpRequest& request) {
  const Language language = negotiate(request.query, accepted_languages(request), pages.languages);
  const auto found = pages.documents.find({request.path, language});
  if (found == pages.documents.end()) return text_answer(404, "There is nothing here; see / .\n");
  if (request.method != "GET" && request.method != "HEAD") {
    HttpAnswer answer = text_answer(405, "Allowed here: GET, HEAD.\n");
    answer.allow = "GET, HEAD";
    return answer;
  }
  const PublicDocument& document = found->second;
  const bool page = request.path == kPage;
  HttpAnswer answer;
  answer.content_type = page ? kHtml : kSvg;
  answer.vary = kVary;
  answer.gzipped = request.accepts_gzip && document.packed != nullptr;
  answer.body = answer.gzipped ? document.packed : document.body;
  std::string tag = document.tag + (answer.gzipped ? "-gzip" : "");
  const std::string* const known = request.header("if-none-match");
  if (known != nullptr && has_tag(*known, tag)) answer.status = 304;
  answer.headers = headers_of(page, language, std::move(tag));
  return answer;
}

}  // namespace charterd::daemon
