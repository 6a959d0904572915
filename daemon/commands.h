// One function for each command. They return the process's exit status: 0 fine, 1 errors.
#pragma once

#include "daemon/options.h"

namespace charterd::daemon {

int run_init(const Options& options);
int run_check(const Options& options);
int run_evaluate(const Options& options);
int run_explain(const Options& options);
int run_report(const Options& options);
int run_cases(const Options& options);
int run_events(const Options& options);
int run_rules(const Options& options);
int run_simulate(const Options& options);
int run_backup(const Options& options);
int run_forget(const Options& options);
int run_daemon(const Options& options);

}  // namespace charterd::daemon
