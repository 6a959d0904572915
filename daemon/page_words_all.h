// The tables of page_words_*.cc; words_of() chooses.
#pragma once

#include "daemon/page_words.h"

namespace charterd::daemon {

extern const PageWords kEnglish, kCzech, kSwedish, kSlovak, kRomanian;

}  // namespace charterd::daemon
