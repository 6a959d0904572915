#include "config/yaml_reader.h"

#include <algorithm>
#include <exception>
#include <sstream>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include "config/loader.h"
#include "config/yaml_syntax.h"
#include "config/yaml_text.h"

namespace charterd::config {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// A file with more mistakes than this in its form is no YAML file of ours.
constexpr int kMaximumMistakes = 100;

// Ends the reading; the reason has been reported.
struct Stop {};

// Makes the tree of the parser's events. Refuses all that would need more than a tree.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(YamlText& text, Diagnostics& diagnostics) : text_(text), diagnostics_(diagnostics) {}

  YamlNode take_root() { return std::move(root_); }

  ParserState state() const {
    for (auto frame = frames_.rbegin(); frame != frames_.rend(); ++frame) {
      if (frame->bracket != '\0') return {frame->bracket, frame->node.place, long_quote_};
    }
    return {'\0', {}, long_quote_};
  }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ == 0) return;
    report(offset_of(mark), "a second document cannot follow", "keep one document in one file");
    throw Stop{};
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
    const std::size_t offset = offset_of(mark);
    const std::string_view word = text_.word(offset);
    const bool written = word == "~" || word == "null" || word == "Null" || word == "NULL";
    YamlNode node;
    const Frame* parent = frames_.empty() ? nullptr : &frames_.back();
    const bool has_key = parent != nullptr && parent->has_key;
    node.place = !written && has_key ? parent->key_place : text_.place(offset);
    add(std::move(node));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
    report(offset_of(mark), "aliases are not read",
           "write the value out; a text that begins with * must stand in quotes");
    add(unusable(mark));
  }

  void OnAnchor(const YAML::Mark& mark, const std::string& /*name*/) override {
    report(offset_of(mark), "anchors are not read",
           "leave it out; a text that begins with & must stand in quotes");
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t /*anchor*/,
                const std::string& value) override {
    const std::size_t offset = offset_of(mark);
    const char first = text_.at(offset);
    if (first == '!') {
      report(explain_tag(offset, text_));
      return add(unusable(mark));
    }
    if (first == '"' || first == '\'') check_quote(offset);
    YamlNode node;
    node.kind = YamlNode::Kind::scalar;
    node.text = value;
    node.quoted = tag == "!";
    node.place = text_.place(offset);
    add(std::move(node));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t /*anchor*/,
                       YAML::EmitterStyle::value style) override {
    begin(YamlNode::Kind::sequence, mark, tag, style == YAML::EmitterStyle::Flow ? '[' : '\0');
  }
  void OnSequenceEnd() override { end(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t /*anchor*/,
                  YAML::EmitterStyle::value style) override {
    begin(YamlNode::Kind::mapping, mark, tag, style == YAML::EmitterStyle::Flow ? '{' : '\0');
  }
  void OnMapEnd() override { end(); }

 private:
  // A sequence or mapping that is not yet complete.
  struct Frame {
    YamlNode node;
    char bracket = '\0';  // of the flow form
    bool has_key = false;
    bool key_is_bad = false;  // its value is dropped
    std::string key;
    Place key_place;
    std::unordered_set<std::string> keys;
  };

  static std::size_t offset_of(const YAML::Mark& mark) {
    return static_cast<std::size_t>(std::max(mark.pos, 0));
  }

  void check_quote(std::size_t offset) {
    const auto end = text_.closing_quote(offset);
    if (!end) {
      report(offset, "this quote is never closed", "");
      throw Stop{};
    }
    if (text_.line_start(*end) != text_.line_start(offset)) long_quote_ = text_.place(offset);
  }

  void report(std::size_t offset, std::string message, std::string hint) {
    diagnostics_.error(text_.place(offset), std::move(message), std::move(hint));
    if (++mistakes_ == kMaximumMistakes) throw Stop{};
  }
  void report(YamlText::Mistake mistake) {
    report(mistake.offset, std::move(mistake.message), std::move(mistake.hint));
  }

  YamlNode unusable(const YAML::Mark& mark) {
    YamlNode node;
    node.kind = YamlNode::Kind::unusable;
    node.place = text_.place(offset_of(mark));
    return node;
  }

  void begin(YamlNode::Kind kind, const YAML::Mark& mark, const std::string& tag, char bracket) {
    const std::size_t offset = offset_of(mark);
    if (tag != "?" && !tag.empty()) report(explain_tag(offset, text_));
    if (static_cast<int>(frames_.size()) == kMaximumYamlDepth) {
      report(offset, fmt::format("nested more than {} deep", kMaximumYamlDepth), "");
      throw Stop{};
    }
    Frame frame;
    frame.node.kind = kind;
    frame.node.place = text_.place(offset);
    frame.bracket = bracket;
    frames_.push_back(std::move(frame));
  }

  void end() {
    YamlNode node = std::move(frames_.back().node);
    frames_.pop_back();
    add(std::move(node));
  }

  void add(YamlNode node) {
    if (frames_.empty()) {
      root_ = std::move(node);
      return;
    }
    Frame& frame = frames_.back();
    if (frame.node.is_sequence()) {
      frame.node.items.push_back(std::move(node));
    } else if (!frame.has_key) {
      add_key(frame, std::move(node));
    } else {
      frame.has_key = false;
      if (frame.key_is_bad) return;
      frame.node.entries.push_back({std::move(frame.key), frame.key_place, std::move(node)});
    }
  }

  void add_key(Frame& frame, YamlNode key) {
    frame.has_key = true;
    frame.key_is_bad = true;
    frame.key_place = key.place;
    if (key.is_unusable()) return;
    if (!key.is_scalar() || key.text.empty()) {
      return report_at(key.place, fmt::format("a key must be a text, not {}",
                                              key.is_scalar() ? "empty" : describe(key.kind)));
    }
    if (key.text == "<<" && !key.quoted) {
      return report_at(key.place, "merge keys are not read", "write the keys out");
    }
    if (!frame.keys.insert(key.text).second) {
      return report_at(key.place, fmt::format("the key \"{}\" stands here a second time", key.text),
                       "keep one of the two");
    }
    frame.key_is_bad = false;
    frame.key = std::move(key.text);
  }

  void report_at(Place place, std::string message, std::string hint = {}) {
    diagnostics_.error(place, std::move(message), std::move(hint));
    if (++mistakes_ == kMaximumMistakes) throw Stop{};
  }

  YamlText& text_;
  Diagnostics& diagnostics_;
  YamlNode root_;
  std::vector<Frame> frames_;
  Place long_quote_;
  int documents_ = 0;
  int mistakes_ = 0;
};

void report(Diagnostics& diagnostics, YamlText& text, const YamlText::Mistake& mistake) {
  diagnostics.error(text.place(mistake.offset), mistake.message, mistake.hint);
}

std::optional<YamlNode> parse(const std::string& bytes, YamlText& text, Diagnostics& diagnostics) {
  TreeBuilder builder(text, diagnostics);
  try {
    std::istringstream stream(bytes);
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
    return builder.take_root();
  } catch (const Stop&) {
    return std::nullopt;
  } catch (const YAML::Exception& error) {
    const auto offset = static_cast<std::size_t>(std::max(error.mark.pos, 0));
    report(diagnostics, text, explain_syntax_error(error.msg, offset, text, builder.state()));
  } catch (const std::exception& error) {
    diagnostics.error({}, fmt::format("the file cannot be read as YAML: {}", error.what()));
  }
  return std::nullopt;
}

}  // namespace

std::optional<YamlNode> read_yaml(std::string_view text, Diagnostics& diagnostics) {
  if (text.size() > kMaximumFileSize) {
    diagnostics.error({}, fmt::format("the file is larger than {} MiB", kMaximumFileSize >> 20));
    return std::nullopt;
  }
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  YamlText source(text);
  if (const auto mistake = source.find_bad_character()) {
    report(diagnostics, source, *mistake);
    return std::nullopt;
  }
  return parse(std::string(text), source, diagnostics);
}

std::string_view describe(YamlNode::Kind kind) {
  switch (kind) {
    case YamlNode::Kind::scalar:
      return "a text";
    case YamlNode::Kind::sequence:
      return "a list";
    case YamlNode::Kind::mapping:
      return "a mapping";
    case YamlNode::Kind::null:
    case YamlNode::Kind::unusable:
      break;
  }
  return "nothing";
}

std::string found_instead(const YamlNode& node) {
  return node.is_null() ? "but nothing is there" : fmt::format("not {}", describe(node.kind));
}

}  // namespace charterd::config
