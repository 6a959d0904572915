#include "collectors/reading_memory.h"

namespace charterd::collectors {

void ReadingMemory::remember(const Reading& reading) {
  if (reading.mark.empty()) return;
  readings_.push_back(reading);
  if (readings_.size() > kMost) readings_.pop_front();
}

}  // namespace charterd::collectors
