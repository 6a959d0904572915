"""A bare Debian 12 in a folder, and how it is booted."""

import contextlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading

RELEASE = "bookworm"
# What a guest has beside Debian's minimal base, and what its tests use. What charterd itself needs
# is left out here: its package has to bring it.
PACKAGES = ["systemd", "systemd-sysv", "dbus", "procps", "curl", "logrotate", "openssl", "passwd"]
# Put where apt finds them without a network; not installed.
KEPT = ["prometheus"]
TOOLS = ["debootstrap", "systemd-nspawn", "tar", "apt-get", "apt-config"]
PATIENCE = 280  # seconds for all that a guest does


def missing():
    """Why no guest can be booted here; None when one can."""
    if os.geteuid() != 0:
        return "it needs root"
    absent = [tool for tool in TOOLS if not shutil.which(tool)]
    if absent:
        return f"it needs {', '.join(absent)} (Debian: debootstrap, systemd-container)"
    if not repositories():
        return f"apt knows no repository of Debian {RELEASE}"
    return None


def run(*command, **options):
    done = subprocess.run([str(part) for part in command], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} failed:\n{done.stdout[-4000:]}")
    return done.stdout


def repositories():
    """Lines of a sources.list: Debian's own repositories, as this machine reaches them."""
    targets = run("apt-get", "indextargets", "--format",
                  "$(ORIGIN)|$(REPO_URI)|$(RELEASE)|$(COMPONENT)", "Created-By: Packages")
    lines = []
    for target in targets.splitlines():
        if target.count("|") != 3:  # a warning
            continue
        origin, address, suite, component = target.split("|")
        if origin == "Debian" and suite.startswith(RELEASE):
            lines.append((address, suite, component))
    return sorted(set(lines), key=lambda line: (line[1] != RELEASE, line))


def make_base(folder):
    """Debian's minimal base, with the packages above and the dependencies of `package` at hand."""
    sources = repositories()
    mirror = next(address for address, suite, _ in sources if suite == RELEASE)
    run("debootstrap", "--variant=minbase", RELEASE, folder, mirror)
    apt = folder / "etc/apt"
    (apt / "sources.list").write_text(
        "".join(f"deb {address} {suite} {component}\n" for address, suite, component in sources))
    # How this machine gets to them: proxies, and certificates of its own.
    settings = run("apt-config", "dump", "Acquire")
    (apt / "apt.conf.d/90host").write_text(
        "".join(line + "\n" for line in settings.splitlines() if "::Proxy" in line))
    (apt / "apt.conf.d/90small").write_text('APT::Install-Recommends "false";\n')
    for path in ("/etc/ssl/certs/ca-certificates.crt", "/etc/resolv.conf"):
        target = folder / path[1:]
        if os.path.exists(path) and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    inside = ["chroot", folder, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y",
              "--no-install-recommends"]
    run(*inside, "update")
    run(*inside, "install", *PACKAGES)
    run(*inside, "clean")
    run(*inside, "install", "--download-only", *KEPT)


def fetch_dependencies(folder, package):
    """Where a guest without a network finds them: apt's own store."""
    shutil.copy(package, folder / "root/package.deb")
    run("chroot", folder, "apt-get", "-q", "-y", "--no-install-recommends", "--download-only",
        "install", "/root/package.deb")
    (folder / "root/package.deb").unlink()


def unpack_base(cache, package, folder):
    """A fresh guest in `folder`, which is empty; the first one takes a few minutes to make."""
    depends = run("dpkg-deb", "-f", package, "Depends")
    archive = pathlib.Path(cache) / f"debian-{RELEASE}.tar"
    known = archive.with_suffix(".depends")
    if not archive.exists() or not known.exists() or known.read_text() != depends:
        with tempfile.TemporaryDirectory(dir=cache) as place:
            made = pathlib.Path(place) / "guest"
            made.mkdir()
            make_base(made)
            fetch_dependencies(made, package)
            run("tar", "-C", made, "--numeric-owner", "-cf", f"{place}/guest.tar", ".")
            os.replace(f"{place}/guest.tar", archive)
        known.write_text(depends)
    run("tar", "-C", folder, "--numeric-owner", "-xpf", archive)


@contextlib.contextmanager
def guest(cache, package):
    """The folder of a fresh guest with the package as /root/charterd.deb."""
    with tempfile.TemporaryDirectory(prefix="charterd-guest-") as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        unpack_base(cache, package, folder)
        shutil.copy(package, folder / "root/charterd.deb")
        yield folder


UNIT = """\
[Unit]
Description=Test
After=multi-user.target
[Service]
Type=oneshot
WorkingDirectory=/root
ExecStart=/bin/bash /root/test.sh
StandardOutput=append:/root/output
StandardError=append:/root/output
ExecStopPost=/bin/systemctl poweroff --no-block
TimeoutStartSec=infinity
"""


def boot(folder, script):
    """Boots the guest, runs the script in it as root, and gives what that wrote. No network."""
    (folder / "root/test.sh").write_text(script)
    units = folder / "etc/systemd/system"
    (units / "charterd-test.service").write_text(UNIT)
    wanted = units / "default.target.wants"
    wanted.mkdir(parents=True, exist_ok=True)
    link = wanted / "charterd-test.service"
    if not link.is_symlink():
        link.symlink_to("../charterd-test.service")
    # The guest's systemd has its cgroup tree to itself, whatever the host's looks like.
    environment = {**os.environ, "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"}
    machine = subprocess.Popen(
        ["systemd-nspawn", "-b", "-D", folder, "--register=no", "--keep-unit", "--console=pipe",
         "--private-network", "--quiet"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env=environment)
    timer = threading.Timer(PATIENCE, machine.terminate)
    timer.start()
    console = machine.stdout.read()
    machine.wait()
    timer.cancel()
    output = folder / "root/output"
    if not output.exists():
        raise RuntimeError(f"the guest did not boot:\n{console[-4000:]}")
    return output.read_text()


def skip(reason):
    print(f"SKIPPED, and so NOT TESTED: {reason}", file=sys.stderr)
    sys.exit(77)
