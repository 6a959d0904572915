"""What the tests of too few descriptors share."""

import signal

from running import FaultTest, memory_folder, wait_for

FULL = "Too many open files"  # EMFILE; ENFILE reads on with "in system"


class Descriptors(FaultTest):
    PLACE = memory_folder()

    def reload(self, world, daemon, charter, there):
        """Has it read the charter until it has; `there`: whether that names the passing target."""
        world.put_charter(charter)

        def ended():
            return sum("the files were read again" in line or "nothing was changed" in line
                       for line in list(daemon.log.lines))

        def is_there():
            return ('"passing"' in daemon.get("/api/v1/targets")[1]) == there
        while not is_there():
            before = ended()
            daemon.process.send_signal(signal.SIGHUP)
            wait_for(lambda: ended() > before, "the reload")
        self.wait_filled_in(daemon)

    def wait_filled_in(self, daemon):
        wait_for(lambda: '"filling":true' not in daemon.get("/api/v1/targets")[1],
                 "the new target to be filled in")
