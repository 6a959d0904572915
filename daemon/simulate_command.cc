// `charterd simulate`: a believable event stream on standard output.
#include <chrono>
#include <csignal>
#include <iostream>

#include <sys/signalfd.h>
#include <unistd.h>

#include "collectors/file_descriptor.h"
#include "daemon/commands.h"
#include "daemon/setup.h"
#include "daemon/simulate_output.h"
#include "daemon/simulator.h"

namespace charterd::daemon {
namespace {

constexpr int kUsageStatus = 2;

using std::chrono::hours;
using Result = SimulateOutput::Result;

constexpr double kEventsPerSecond = 0.05;
constexpr Duration kWithoutFor = hours{28 * 24};
constexpr Duration kOutage = hours{2};

Instant now() { return std::chrono::floor<Duration>(std::chrono::system_clock::now()); }

/// What the options come to. Events from `from` on and before `until` are written at once.
struct Run {
  SimulationOptions simulation;
  Instant until{};
};

// --follow alone begins now.
Run run_of(const Options& options) {
  const Duration length = options.simulate_for.value_or(options.follow ? Duration{} : kWithoutFor);
  Run run;
  run.simulation.from = options.simulate_from.value_or(now() - length);
  run.simulation.seed = options.seed;
  run.simulation.events_per_second =
      options.events_per_second > 0 ? options.events_per_second : kEventsPerSecond;
  run.until = run.simulation.from + length;
  if (options.outage_from || options.outage_for) {
    const Instant begin = options.outage_from.value_or(run.simulation.from + length / 2);
    run.simulation.outage = config::Period{begin, begin + options.outage_for.value_or(kOutage)};
  }
  return run;
}

// --follow reaches every later outage.
bool misses_outage(const Run& run, bool follow) {
  const auto& outage = run.simulation.outage;
  return outage && (*outage->to <= run.simulation.from || (!follow && run.until <= *outage->from));
}

// Blocks the signals that end a process, so that they can be waited for together with the output.
collectors::FileDescriptor block_signals() {
  sigset_t set;
  ::sigemptyset(&set);
  ::sigaddset(&set, SIGTERM);
  ::sigaddset(&set, SIGINT);
  ::sigprocmask(SIG_BLOCK, &set, nullptr);
  return collectors::FileDescriptor(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

// Writes each event when its time has come. `event` is the first that was not written yet.
Result follow(Simulator& simulator, const SimulatedEvent* event, SimulateOutput& output) {
  const collectors::FileDescriptor signals = block_signals();
  for (;;) {
    const Duration early = event->time - now();
    if (early > Duration{}) {
      if (const Result result = output.flush(); result != Result::fine) return result;
    }
    if (const Result result = output.wait(early, signals.number()); result != Result::fine) {
      return result;
    }
    append_json_line(*event, output.text());
    if (const Result result = output.flush_if_large(); result != Result::fine) return result;
    event = &simulator.next();
  }
}

Result write_stream(Simulator& simulator, const Run& run, bool go_on, SimulateOutput& output) {
  const SimulatedEvent* event = &simulator.next();
  for (; event->time < run.until; event = &simulator.next()) {
    append_json_line(*event, output.text());
    if (const Result result = output.flush_if_large(); result != Result::fine) return result;
  }
  return go_on ? follow(simulator, event, output) : output.flush();
}

}  // namespace

int run_simulate(const Options& options) {
  const auto setup = load_setup(options, std::cerr);
  if (!setup) return 1;
  const Run run = run_of(options);
  if (misses_outage(run, options.follow)) {
    std::cerr
        << "charterd simulate: the outage lies outside the simulated time; see --from, --for, "
           "--outage-from and --outage-for\n";
    return kUsageStatus;
  }
  Simulator simulator(*setup->charter, run.simulation);
  if (simulator.empty()) {
    std::cerr << "charterd simulate: the charter has neither measures nor cases\n";
    return 1;
  }
  std::signal(SIGPIPE, SIG_IGN);
  SimulateOutput output(STDOUT_FILENO);
  if (write_stream(simulator, run, options.follow, output) != Result::failed) return 0;
  std::cerr << "charterd simulate: standard output: " << output.error() << '\n';
  return 1;
}

}  // namespace charterd::daemon
