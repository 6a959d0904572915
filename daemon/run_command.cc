// `charterd run`: the daemon, from its two files to a clean stop.
#include <algorithm>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>
#include <utility>

#include <sys/resource.h>
#include <unistd.h>

#include "daemon/clock.h"
#include "daemon/commands.h"
#include "daemon/daemon.h"
#include "daemon/logging.h"
#include "daemon/setup.h"
#include "daemon/signals.h"

namespace charterd::daemon {
namespace {

// EX_CONFIG of sysexits.h: the files have mistakes, there is no use in trying again.
constexpr int kConfigurationStatus = 78;

constexpr rlim_t kDescriptors = 65'536;

// Many logs and many connections: the system's hard limit is there to be used.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = std::max(limit.rlim_cur, std::min<rlim_t>(limit.rlim_max, kDescriptors));
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

void log_start(Log& log, const Setup& setup) {
  log.info("charterd starts", {{"version", CHARTERD_VERSION},
                               {"charter", setup.charter->id},
                               {"charter_version", setup.charter->version},
                               {"targets", setup.charter->targets.size()},
                               {"sources", setup.settings.sources.size()},
                               {"storage", setup.settings.storage.string()}});
}

}  // namespace

int run_daemon(const Options& options) {
  const auto level = parse_log_level(options.log_level);
  const auto format = options.log_format.empty()
                          ? usual_log_format(STDERR_FILENO, std::getenv("JOURNAL_STREAM"))
                          : parse_log_format(options.log_format);
  if (!level || !format) {
    std::cerr << "charterd: --log.level is debug, info, warn or error; --log.format is logfmt or "
                 "json\n";
    return 2;
  }
  std::unique_ptr<Setup> setup = load_setup(options, std::cerr);
  if (!setup) return kConfigurationStatus;
  raise_descriptor_limit();
  // Before any thread, so that all of them leave the signals alone.
  const Signals signals;
  Log log(std::cerr, *level, *format, system_time().wall);
  try {
    log_start(log, *setup);
    return Daemon(options, std::move(setup), log).run(signals) ? 0 : 1;
  } catch (const CannotStart& error) {
    log.error(error.what());
    return 1;
  } catch (const std::exception& error) {
    log.error("charterd cannot run", {{"error", error.what()}});
    return 1;
  }
}

}  // namespace charterd::daemon
