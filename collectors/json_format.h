// JSON lines: one object a line.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "collectors/key_index.h"
#include "collectors/key_memory.h"
#include "collectors/record_format.h"

namespace charterd::collectors {

/// A field is a key of the object, or a path: `ticket.id` is the key `ticket.id` itself, or `id` of
/// the object `ticket`. The last of equal keys wins. Numbers, true and false keep their text;
/// arrays and objects are their JSON text; null is absent.
class JsonFormat : public RecordFormat {
 public:
  explicit JsonFormat(const SlotNames& slots);
  bool read(std::string_view text, SlotValues& slots) override;
  bool is_closed(std::string_view text) const override;

 private:
  static constexpr std::uint16_t kNoSlot = std::numeric_limits<std::uint16_t>::max();

  struct Member {
    std::uint16_t slot = kNoSlot;   // where the value itself goes
    std::uint16_t child = kNoSlot;  // the node of the object behind this key
  };
  // What is wanted of one object.
  struct Node {
    std::vector<std::string> keys;
    std::vector<Member> members;  // as keys
    KeyIndex index;               // of keys
    std::vector<Slot> slots;      // all slots of this node and those below
    KeyMemory memory;             // of numbers in `members`, or KeyIndex::kNone
  };

  // The key that was read last.
  struct Key {
    std::uint16_t member = KeyIndex::kNone;
    KeyMemory::Entry* entry = nullptr;
  };

  void want(std::size_t node, std::string_view path, Slot slot);
  Member& member_of(std::size_t node, std::string_view key);
  const char* read_object(const char* p, Node& node, int depth, SlotValues& slots);
  const char* read_key(const char* p, Node& node, Key& key, SlotValues& slots);
  static void remember_key(std::string_view text, Node& node, Key& key);
  const char* read_value(const char* p, const Member& member, int depth, SlotValues& slots);
  const char* read_other_value(const char* p, const Member& member, int depth, SlotValues& slots);

  std::vector<Node> nodes_;  // the first is the record itself
};

}  // namespace charterd::collectors
