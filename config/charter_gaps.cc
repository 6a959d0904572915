// What a good charter has beside its targets, and whether this one has it.
#include <algorithm>

#include <fmt/format.h>

#include "config/smart_items.h"

namespace charterd::config {
namespace {

// Texts that customers read, each with what a finding calls it.
using Texts = std::vector<std::pair<std::string, const Text*>>;

Texts public_texts(const Charter& charter) {
  Texts texts = {{"overview", &charter.overview}, {"purpose", &charter.purpose}};
  for (const auto& [id, text] : charter.rights) texts.emplace_back("right " + id, &text);
  for (const auto& [id, text] : charter.commitments) texts.emplace_back("commitment " + id, &text);
  for (const Section& section : charter.sections) {
    if (section.for_staff) continue;
    texts.emplace_back("a section's title", &section.title);
    texts.emplace_back("a section's text", &section.text);
  }
  for (const RecourseStep& step : charter.recourse) texts.emplace_back("recourse", &step.step);
  for (const Exemption& exemption : charter.exemptions) {
    texts.emplace_back("an exemption's reason", &exemption.because);
  }
  for (const Target& target : charter.targets) {
    texts.emplace_back("statement of " + target.id, &target.statement);
    texts.emplace_back("reason of " + target.id, &target.exclude_because);
  }
  return texts;
}

// A text without a language counts as written in the first one of the charter.
bool is_written_in(const Text& text, const std::string& language, const Charter& charter) {
  if (text.by_language.count(language) != 0) return true;
  return text.by_language.count("") != 0 && language == charter.languages.front();
}

void find_untranslated(const Charter& charter, std::vector<std::string>& found) {
  const Texts texts = public_texts(charter);
  for (const std::string& language : charter.languages) {
    std::size_t lacking = 0;
    std::string first;
    for (const auto& [name, text] : texts) {
      if (text->empty() || is_written_in(*text, language, charter)) continue;
      if (lacking++ == 0) first = name;
    }
    if (lacking == 0) continue;
    found.push_back(lacking == 1
                        ? fmt::format("1 text is not written in {}: {}", language, first)
                        : fmt::format("{} texts are not written in {}, the first of them: {}",
                                      lacking, language, first));
  }
}

bool contains_contact(const Text& text) {
  return std::any_of(text.by_language.begin(), text.by_language.end(), [](const auto& entry) {
    const std::string& title = entry.second;
    return title.find("ontact") != std::string::npos || title.find("ontakt") != std::string::npos;
  });
}

bool says_how_to_reach(const Charter& charter) {
  const auto reaches = [](const RecourseStep& step) {
    return std::any_of(step.details.begin(), step.details.end(), [](const auto& detail) {
      return detail.first == "phone" || detail.first == "email" || detail.first == "address";
    });
  };
  const auto is_contact = [](const Section& section) {
    return !section.for_staff && contains_contact(section.title);
  };
  return std::any_of(charter.recourse.begin(), charter.recourse.end(), reaches) ||
         std::any_of(charter.sections.begin(), charter.sections.end(), is_contact);
}

void find_unserved(const Charter& charter, std::vector<std::string>& found) {
  for (const auto& [id, text] : charter.rights) {
    const auto serves = [&id = id](const Target& target) {
      return std::find(target.serves.begin(), target.serves.end(), id) != target.serves.end();
    };
    if (std::any_of(charter.targets.begin(), charter.targets.end(), serves)) continue;
    found.push_back(fmt::format("no target serves the right \"{}\"", id));
  }
}

}  // namespace

std::vector<std::string> lacking(const Charter& charter) {
  std::vector<std::string> found;
  const auto need = [&](bool there, const char* finding) {
    if (!there) found.emplace_back(finding);
  };
  need(!charter.overview.empty(), "no overview says what you do and for whom");
  need(!charter.purpose.empty(), "no purpose says what the charter is for");
  need(!charter.scope.empty(), "no scope says which channels, places or customers it covers");
  need(!charter.rights.empty(), "no rights of the customers");
  need(!charter.commitments.empty(), "no commitments say what you do to honour it");
  need(!charter.recourse.empty(), "no recourse says what customers can do when it is broken");
  need(says_how_to_reach(charter),
       "nothing says how to reach you: recourse with a phone, email or address, or a section on "
       "contact");
  need(!charter.version.empty(), "no version tells one edition of the charter from the next");
  need(charter.effective.has_value(), "no date says from when on it is in force (effective)");
  need(charter.review_by.has_value(), "no date says when it is looked at again (review_by)");
  if (charter.effective && charter.review_by && *charter.review_by <= *charter.effective) {
    found.emplace_back("review_by is not after effective");
  }
  need(!charter.languages.empty(), "no languages say in which ones it is written");
  find_untranslated(charter, found);
  find_unserved(charter, found);
  return found;
}

}  // namespace charterd::config
