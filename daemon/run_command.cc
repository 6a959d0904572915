// `charterd run`: the daemon, from its two files to a clean stop.
#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>
#include <utility>

#include <unistd.h>

#include "daemon/clock.h"
#include "daemon/commands.h"
#include "daemon/daemon.h"
#include "daemon/descriptor_limit.h"
#include "daemon/logging.h"
#include "daemon/setup.h"
#include "daemon/signals.h"

namespace charterd::daemon {
namespace {

// EX_CONFIG of sysexits.h: the files have mistakes, there is no use in trying again.
constexpr int kConfigurationStatus = 78;

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
  if (const auto enough = raise_descriptor_limit(); !enough) {
    Log(std::cerr, *level, *format, system_time().wall).error(enough.error());
    return 1;
  }
  std::unique_ptr<Setup> setup = load_setup(options, std::cerr);
  // The files may be right where the system has no descriptor left to open them.
  if (!setup) return may_open_files() ? kConfigurationStatus : 1;
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
