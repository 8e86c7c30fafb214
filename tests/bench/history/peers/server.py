"""A server of the bench's own: started on a free port of loopback, its CPU time read, stopped by its own pid."""
import http.client
import os
import socket
import subprocess
import time

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(what, probe, seconds=60, every=0.1):
    """Waits until `probe` returns something truthy, and returns it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = probe()
        if found:
            return found
        time.sleep(every)
    raise RuntimeError(f"gave up waiting until {what}")


def bytes_in(folder, suffix=""):
    return sum(
        os.path.getsize(os.path.join(at, name))
        for at, _, names in os.walk(folder)
        for name in names
        if name.endswith(suffix)
    )


def _fields(pid):
    with open(f"/proc/{pid}/stat") as stat:
        return stat.read().rpartition(")")[2].split()


def _tree(root):
    """The process and all below it that are there now."""
    parents = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            parents.setdefault(int(_fields(name)[1]), []).append(int(name))
        except OSError:
            continue  # it ended meanwhile
    found = [root]
    for pid in found:
        found += parents.get(pid, [])
    return found


class Server:
    started = []  # and perhaps still there

    def __init__(self, command, log, **more):
        with open(log, "ab") as out:
            self.process = subprocess.Popen(command, stdout=more.pop("stdout", out), stderr=out, **more)
        Server.started.append(self)

    def cpu_seconds(self):
        """User and system time of the process, its children, and those of them that ended."""
        ticks = 0
        for pid in _tree(self.process.pid):
            try:
                ticks += sum(int(field) for field in _fields(pid)[11:15])
            except OSError:
                continue
        return ticks / TICKS_A_SECOND

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(120)

    @staticmethod
    def stop_all():
        while Server.started:
            Server.started.pop().stop()


class Client:
    """One connection that is kept."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def ask(self, method, path, body=None, headers=None):
        self.connection.request(method, path, body, headers or {})
        response = self.connection.getresponse()
        text = response.read()
        if response.status >= 300:
            raise RuntimeError(f"{method} {path}: {response.status} {text[:300]!r}")
        return text

    def get(self, path):
        return self.ask("GET", path)

    def answers(self):
        try:
            self.get("/health/live")
        except (OSError, http.client.HTTPException):
            self.connection.close()
            return False
        except RuntimeError:
            return True  # a server that does not know the path is there
        return True
