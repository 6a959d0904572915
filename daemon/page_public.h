// The customers' page: what is promised, how well it is kept, and what to do when it is not.
#pragma once

#include <string>

#include "daemon/page_data.h"
#include "daemon/page_locale.h"
#include "rules/figures.h"

namespace charterd::daemon {

struct PublicInput {
  const rules::Figures& figures;
  bool standing_still = false;  ///< nothing is read, the figures no longer change
  bool silent = false;          ///< a source has sent nothing for longer than it should
  bool behind = false;          ///< not all that was there has been read
  std::string url;              ///< of the page, for the printed sheet and for links; "" unknown
};

/// The whole HTML document in the language of `locale`. A pure function.
std::string render_public_page(const PublicInput& input, const PageLocale& locale);

/// A target's badge, an SVG document in the language of `locale`.
std::string render_badge(const PublicInput& input, const rules::TargetFigures& target,
                         const PageLocale& locale);

}  // namespace charterd::daemon
