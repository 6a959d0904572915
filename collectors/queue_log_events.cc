#include "collectors/queue_log_events.h"

#include <array>

namespace charterd::collectors {
namespace {

constexpr std::array kEvents = {
    QueueLogEvent{"ABANDON", "position origposition waittime"},
    QueueLogEvent{"ADDMEMBER", "paused"},
    QueueLogEvent{"AGENTCALLBACKLOGIN", "exten@context"},
    QueueLogEvent{"AGENTCALLBACKLOGOFF", "exten@context logintime reason"},
    QueueLogEvent{"AGENTDUMP", ""},
    QueueLogEvent{"AGENTLOGIN", "channel"},
    QueueLogEvent{"AGENTLOGOFF", "channel logintime"},
    // The destination has one, two or three parts (BRIDGE, APP, LINK, or extension and context).
    QueueLogEvent{"ATTENDEDTRANSFER", "extension context <holdtime <calltime <origposition"},
    QueueLogEvent{"BLINDTRANSFER", "extension context holdtime calltime origposition"},
    QueueLogEvent{"CALLSTATUS", "status"},
    QueueLogEvent{"COMPLETEAGENT", "holdtime calltime origposition"},
    QueueLogEvent{"COMPLETECALLER", "holdtime calltime origposition"},
    QueueLogEvent{"CONFIGRELOAD", ""},
    QueueLogEvent{"CONNECT", "holdtime bridgedchanneluniqueid ringtime"},
    QueueLogEvent{"DID", "did"},
    QueueLogEvent{"ENTERQUEUE", "url callerid position"},
    QueueLogEvent{"EXITEMPTY", "position origposition waittime"},
    QueueLogEvent{"EXITWITHKEY", "key position origposition waittime"},
    QueueLogEvent{"EXITWITHTIMEOUT", "position origposition waittime"},
    QueueLogEvent{"INFO", "info"},
    QueueLogEvent{"PAUSE", "reason"},
    QueueLogEvent{"PAUSEALL", "reason"},
    QueueLogEvent{"PENALTY", "penalty"},
    QueueLogEvent{"QUEUESTART", ""},
    QueueLogEvent{"REMOVEMEMBER", ""},
    QueueLogEvent{"RINGCANCELED", "ringtime"},
    QueueLogEvent{"RINGNOANSWER", "ringtime"},
    QueueLogEvent{"SYSCOMPAT", ""},
    QueueLogEvent{"TRANSFER", "extension context holdtime calltime origposition"},
    QueueLogEvent{"UNPAUSE", "reason"},
    QueueLogEvent{"UNPAUSEALL", "reason"},
};

}  // namespace

std::span<const QueueLogEvent> queue_log_events() { return kEvents; }

}  // namespace charterd::collectors
