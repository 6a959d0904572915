// YAML text as a plain tree with places. yaml_reader.cc is the only file that sees yaml-cpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/diagnostic.h"

namespace charterd::config {

struct YamlEntry;

/// A node of the tree. Scalars keep their text: nothing is evaluated, `010` stays "010".
struct YamlNode {
  enum class Kind {
    null,  ///< nothing was written, or `~` or `null` without quotes
    scalar,
    sequence,
    mapping,
    unusable,  ///< its mistake has been reported: readers pass over it in silence
  };
  Kind kind = Kind::null;
  std::string text;             ///< of a scalar
  bool quoted = false;          ///< the scalar stands in quotes or is a block (`|` or `>`)
  Place place;                  ///< where the value begins; of a value that is not there, its key
  std::vector<YamlNode> items;  ///< of a sequence
  std::vector<YamlEntry> entries;  ///< of a mapping, in the order of the file, keys unique

  bool is_null() const { return kind == Kind::null; }
  bool is_scalar() const { return kind == Kind::scalar; }
  bool is_sequence() const { return kind == Kind::sequence; }
  bool is_mapping() const { return kind == Kind::mapping; }
  bool is_unusable() const { return kind == Kind::unusable; }
};

struct YamlEntry {
  std::string key;
  Place place;  ///< of the key
  YamlNode value;
};

/// Sequences and mappings may stand in each other this deep.
inline constexpr int kMaximumYamlDepth = 64;

/// Reads the one document of `text`. An empty document is a null node. nullopt when there is no
/// tree to go on with; whatever is wrong is in `diagnostics`, also when a tree is returned.
/// Refused: text that is not UTF-8 or holds NUL, anchors, aliases, tags, duplicate keys, keys that
/// are no texts, a second document, nesting beyond kMaximumYamlDepth, a file beyond
/// kMaximumFileSize. A byte order mark is skipped. Never throws.
std::optional<YamlNode> read_yaml(std::string_view text, Diagnostics& diagnostics);

/// "a text", "a list", "a mapping" or "nothing": what there is, for messages.
std::string_view describe(YamlNode::Kind kind);
/// "not a list", "but nothing is there": what follows `... needs a text,`.
std::string found_instead(const YamlNode& node);

}  // namespace charterd::config
