// What the public listener serves: rendered beforehand, in every language.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "daemon/http_types.h"
#include "daemon/page_language.h"
#include "daemon/page_public.h"

namespace charterd::daemon {

/// A document, ready to be sent.
struct PublicDocument {
  std::shared_ptr<const std::string> body;
  std::shared_ptr<const std::string> packed;  ///< by gzip; nullptr where that failed
  std::string tag;                            ///< of `body`: 16 hexadecimal digits
};

/// Everything as of one instant. Not changed once it is made; any thread may read it.
struct PublicPages {
  std::vector<Language> languages;                                       ///< never empty
  std::map<std::pair<std::string, Language>, PublicDocument> documents;  ///< path, language
};

/// Renders the page and the badges in each of the charter's languages.
PublicPages render_public_pages(const PublicInput& input);

/// The answer to anybody's request. GET and HEAD of "/" and "/badge/TARGET.svg" only.
HttpAnswer answer_publicly(const PublicPages& pages, const HttpRequest& request);

}  // namespace charterd::daemon
