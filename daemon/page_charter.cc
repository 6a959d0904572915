#include "daemon/page_charter.h"

#include <algorithm>
#include <array>

#include "daemon/page_words.h"

namespace charterd::daemon {
namespace {

using config::Charter;

/// So long after its end an exemption is still in the figures of a month that is shown.
constexpr Duration kExemptionShown = std::chrono::days{400};

/// Reads the charter for a reader of one language.
class CharterPage {
 public:
  CharterPage(const rules::Figures& figures, const PageLocale& locale)
      : charter_(*figures.charter),
        at_(figures.at),
        locale_(locale),
        words_(words_of(locale.language())) {}

  void add(PageData& data) const {
    data.set("organization", text(charter_.organization));
    data.set("overview", text(charter_.overview));
    data.set("purpose", text(charter_.purpose));
    data.set("rights", named(charter_.rights));
    data.set("commitments", named(charter_.commitments));
    data.set("sections", sections());
    data.set("recourse", recourse());
    const PageData::List owed = compensations();
    data.set("has_compensations", !owed.empty());
    data.set("compensations", owed);
    const PageData::List exempt = exemptions();
    data.set("has_exemptions", !exempt.empty());
    data.set("exemptions", exempt);
    // Whom to call, where a reader looks first.
    const PageData::List steps = recourse();
    data.set("first_step", steps.empty() ? PageData::List{} : PageData::List{steps.front()});
    data.set("scope", scope());
    data.set("facts", facts());
  }

 private:
  LocalText text(const config::Text& text) const {
    return local_text(charter_, text, locale_.language());
  }

  PageData::List named(const std::vector<std::pair<std::string, config::Text>>& texts) const {
    PageData::List list;
    for (const auto& [id, one] : texts) list.push_back(PageData::of(text(one)));
    return list;
  }

  PageData::List sections() const {
    PageData::List list;
    for (const config::Section& section : charter_.sections) {
      if (section.for_staff) continue;
      list.push_back(PageData().set("title", text(section.title)).set("body", text(section.text)));
    }
    return list;
  }

  // "tel:+420555123456"; "" where it is not one number.
  static std::string phone_link(const std::string& number) {
    std::string link = "tel:";
    for (const char c : number) {
      if ((c >= '0' && c <= '9') || (c == '+' && link.size() == 4)) {
        link += c;
      } else if (std::string_view(" -./()").find(c) == std::string_view::npos) {
        return {};
      }
    }
    return link.size() > 4 ? link : "";
  }

  static std::string email_link(const std::string& address) {
    const bool plain = std::all_of(address.begin(), address.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
             std::string_view("@._+-").find(c) != std::string_view::npos;
    });
    const bool one = std::count(address.begin(), address.end(), '@') == 1;
    return plain && one ? "mailto:" + address : "";
  }

  static std::string web_link(const std::string& address) {
    return address.starts_with("https://") || address.starts_with("http://") ? address : "";
  }

  struct Known {
    std::string_view key;
    const char* PageWords::*name;
    std::string (*link)(const std::string&);
  };
  static std::string no_link(const std::string& /*text*/) { return {}; }

  static const Known* known(const std::string& key) {
    static constexpr std::array<Known, 7> kKnown{{
        {"phone", &PageWords::phone, phone_link},
        {"email", &PageWords::email, email_link},
        {"address", &PageWords::address, no_link},
        {"refund", &PageWords::refund, no_link},
        {"website", &PageWords::website, web_link},
        {"web", &PageWords::website, web_link},
        {"url", &PageWords::website, web_link},
    }};
    const auto* const found = std::find_if(kKnown.begin(), kKnown.end(),
                                           [&](const Known& one) { return one.key == key; });
    return found == kKnown.end() ? nullptr : found;
  }

  // A long address may break behind its "@".
  static PageData breakable(const LocalText& what) {
    PageData data = PageData::of(what);
    const std::size_t at = email_link(what.text).empty() ? std::string::npos : what.text.find('@');
    if (at == std::string::npos) return data.set("user", false);
    return data.set("user", what.text.substr(0, at + 1)).set("host", what.text.substr(at + 1));
  }

  PageData detail(const std::string& key, const config::Text& value) const {
    const Known* const as = known(key);
    const LocalText what = text(value);
    PageData data;
    data.set("name", as != nullptr ? LocalText{words_.*(as->name), {}} : spoken(key));
    data.set_if_any("link", as != nullptr ? as->link(what.text) : "");
    data.set("value", breakable(what));
    return data;
  }

  PageData::List recourse() const {
    PageData::List list;
    for (const config::RecourseStep& step : charter_.recourse) {
      PageData::List details;
      for (const auto& [key, value] : step.details) {
        if (!value.empty()) details.push_back(detail(key, value));
      }
      list.push_back(PageData().set("step", text(step.step)).set("details", std::move(details)));
    }
    return list;
  }

  PageData::List compensations() const {
    PageData::List list;
    for (const config::Target& target : charter_.targets) {
      if (!target.compensation) continue;
      PageData one;
      one.set("for", text(target.statement));
      one.set("owed",
              locale_.money(to_double(target.compensation->amount), target.compensation->currency));
      list.push_back(std::move(one));
    }
    return list;
  }

  PageData::List exemptions() const {
    PageData::List list;
    for (const config::Exemption& exemption : charter_.exemptions) {
      const auto& [from, to] = exemption.period;
      if (!from || !to || *from > at_ || *to < at_ - kExemptionShown) continue;
      PageData one;
      one.set("days",
              days(charter_.timezone.day_of(*from), charter_.timezone.day_of(*to - Duration{1})));
      one.set("because", text(exemption.because));
      PageData::List concerned;
      for (const config::Target& target : charter_.targets) {
        const auto& ids = exemption.targets;
        if (std::find(ids.begin(), ids.end(), target.id) == ids.end()) continue;
        concerned.push_back(
            PageData().set("concerns", target.id).set("what", text(target.statement)));
      }
      one.set("all", concerned.empty());
      one.set("concerned", std::move(concerned));
      list.push_back(std::move(one));
    }
    return list;
  }

  std::string days(Day first, Day last) const {
    if (first == last) return locale_.date(first);
    return locale_.message(words_.from_to,
                           {{"from", locale_.date(first)}, {"to", locale_.date(last)}});
  }

  // A name of the files as a reader sees it: as `names` says, else "first_time" is "first time", in
  // the charter's first language.
  LocalText spoken(std::string name) const {
    for (const auto& [id, one] : charter_.names) {
      if (id == name) return text(one);
    }
    std::replace(name.begin(), name.end(), '_', ' ');
    return text(config::Text{{{"", std::move(name)}}});
  }

  PageData::List scope() const {
    PageData::List list;
    for (const auto& [label, values] : charter_.scope) {
      PageData::List shown;
      for (const std::string& value : values) {
        shown.push_back(PageData::of(spoken(value)).set("more", &value != &values.back()));
      }
      PageData one;
      one.set("label", spoken(label)).set("has_values", !shown.empty());
      list.push_back(std::move(one.set("values", std::move(shown))));
    }
    return list;
  }

  PageData::List facts() const {
    PageData::List list;
    const auto fact = [&](const char* words, const char* name, std::string value) {
      list.push_back(PageData().set("fact", locale_.message(words, {{name, std::move(value)}})));
    };
    if (!charter_.version.empty()) fact(words_.version, "version", charter_.version);
    if (charter_.effective) fact(words_.in_force, "date", locale_.date(*charter_.effective));
    if (charter_.review_by) fact(words_.review, "date", locale_.date(*charter_.review_by));
    return list;
  }

  const Charter& charter_;
  Instant at_;
  const PageLocale& locale_;
  const PageWords& words_;
};

}  // namespace

void add_charter(PageData& data, const rules::Figures& figures, const PageLocale& locale) {
  CharterPage(figures, locale).add(data);
}

}  // namespace charterd::daemon
