// How counts and readings look when they are kept.
#pragma once

#include "collectors/event_sink.h"
#include "collectors/followed_file.h"
#include "config/packed.h"

namespace charterd::collectors {

void pack(config::Packer& to, const SourceCounts& counts);
/// False when it cannot be read.
bool unpack(config::Unpacker& from, SourceCounts& counts);

void pack(config::Packer& to, const Reading& reading);
bool unpack(config::Unpacker& from, Reading& reading);

}  // namespace charterd::collectors
