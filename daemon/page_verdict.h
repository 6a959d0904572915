// What a target's figure comes to for somebody who was promised something.
#pragma once

#include "daemon/page_words.h"
#include "rules/figures.h"

namespace charterd::daemon {

/// Coarser than a status, and never what fewer than ten outcomes say.
enum class Standing { kept, close, missed, none };

struct PublicVerdict {
  Standing standing = Standing::none;
  const char* PageWords::*word = &PageWords::no_figure;
  bool shown = false;  ///< the figure may be shown
};

/// Of one of the target's figures for all outcomes.
PublicVerdict public_verdict(const rules::TargetFigures& figures,
                             const rules::WindowFigure& figure);

/// The promise is kept as far as its time has come: kept, just so, or on its way.
bool is_kept(const PublicVerdict& verdict);

}  // namespace charterd::daemon
