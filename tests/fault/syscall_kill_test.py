#!/usr/bin/env python3
"""kill -9 at the N-th system call of a kind. Usage: syscall_kill_test.py CHARTERD [arguments]

CHARTERD_FAULT_ROUNDS=100 dies at each of them.
"""

from running import UNREACHABLE, FaultTest, Process, in_parallel, memory_folder, numbers, tracer

# strace counts for each thread: so a kind of call that another thread makes more often hides none.
KINDS = {
    "write": "pwrite64,pwritev,writev",
    "sync": "fsync,fdatasync,sync_file_range,msync",
    "names": "unlink,unlinkat,rename,renameat,renameat2,ftruncate,mkdir,link,fchown,fallocate",
    "read": "pread64",
    "open": "openat",
}
MOST = 100_000


class SyscallKillTest(FaultTest):
    PLACE = memory_folder()

    def run_traced(self, world, kind, number):
        """A short life; true when it ended before its time."""
        kill = tracer(f"{KINDS[kind]}:signal=KILL:when={number}")
        daemon = Process(self.BINARY, world, behind=kill)
        try:
            world.wait_read(daemon)
            world.rotate("rename")
            world.write()
            world.rotate("copytruncate")
            world.write()
            world.wait_read(daemon)
            world.rotate("gzip")
            world.write()
            return daemon.stop() != 0
        except UNREACHABLE:
            return True
        except AssertionError as error:
            if daemon.process.poll() is None or "counters fell" in str(error):
                raise
            return True
        finally:
            daemon.close()

    def die_at(self, seed, kind, number):
        """Twice: in a first life, and where the second one takes up what the first left."""
        world = self.make_world(seed + number)
        killed = [self.run_traced(world, kind, number) for _ in range(2)]
        with Process(self.BINARY, world) as daemon:
            world.check(daemon)
            self.assertEqual(daemon.stop(), 0)
        return any(killed)

    def die_at_all(self, kind):
        seed, tried, killed = self.seed(), [], True
        ahead = numbers(MOST)
        while killed:
            runs = {n: (seed, kind, n) for n in (next(ahead) for _ in range(8))}
            lived = in_parallel(self, self.die_at, runs)
            killed = bool(lived) and all(lived.values())
            tried += [number for number, was_killed in lived.items() if was_killed]
        print(f"{kind}: killed at {len(tried)} calls, up to the {max(tried, default=0)}th")

    def test_write(self):
        self.die_at_all("write")

    def test_sync(self):
        self.die_at_all("sync")

    def test_names(self):
        self.die_at_all("names")

    def test_read(self):
        self.die_at_all("read")

    def test_open(self):
        self.die_at_all("open")


if __name__ == "__main__":
    tracer()  # ends here where it cannot work
    SyscallKillTest.main()
