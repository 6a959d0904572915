// What became of posted records, as an answer.
#pragma once

#include "collectors/push_queue.h"
#include "daemon/http_types.h"

namespace charterd::daemon {

/// 200 once they are kept, with the counts and the places of what was rejected, never its content;
/// 400 when none of them could be used, 413 when they are too many; 503 when they are to be sent
/// again.
HttpAnswer answer_of(const collectors::PostResult& result);

}  // namespace charterd::daemon
