#include "daemon/page_words_all.h"

namespace charterd::daemon {

const PageWords& words_of(Language language) {
  switch (language) {
    case Language::cs:
      return kCzech;
    case Language::sv:
      return kSwedish;
    case Language::sk:
      return kSlovak;
    case Language::ro:
      return kRomanian;
    case Language::en:
      break;
  }
  return kEnglish;
}

}  // namespace charterd::daemon
