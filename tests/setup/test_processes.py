"""deploy/local/processes.py: ports that are free, children that never outlive their parent."""

import importlib.util
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "deploy" / "local"


@pytest.fixture(scope="module")
def processes():
    spec = importlib.util.spec_from_file_location("local_processes", FOLDER / "processes.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_wanted_port_is_taken_when_it_is_free(processes):
    wanted = processes.free_port()
    with processes.listen(wanted) as sock:
        assert sock.getsockname() == ("127.0.0.1", wanted)


def test_another_port_is_taken_when_the_wanted_one_is_in_use(processes):
    with socket.create_server(("127.0.0.1", 0)) as occupied:
        wanted = occupied.getsockname()[1]
        with processes.listen(wanted) as sock:
            assert sock.getsockname()[1] > wanted


def test_no_free_port_is_said_in_plain_words(processes):
    with socket.create_server(("127.0.0.1", 0)) as occupied:
        port = occupied.getsockname()[1]
        with pytest.raises(SystemExit, match=f"{port} 至 {port} 的端口都已被占用"):
            processes.listen(port, tries=1)


# A child that starts a grandchild; the grandchild holds the writing end of a pipe and says so.
FAMILY = """
import os, subprocess, sys
code = "import os, time; os.write({fd}, b'x'); time.sleep(600)"
subprocess.run([sys.executable, "-c", code.format(fd=sys.argv[1])], pass_fds=[int(sys.argv[1])])
"""


def test_ending_a_process_ends_what_it_started(processes):
    reading, writing = os.pipe()
    child = processes.start([sys.executable, "-c", FAMILY, str(writing)], pass_fds=[writing])
    os.close(writing)
    try:
        assert os.read(reading, 1) == b"x"
    finally:
        processes.end(child)
    assert os.read(reading, 1) == b""  # closed by all: nobody of the family is left
    os.close(reading)


# A parent that starts a child as run.py does and then is killed outright.
PARENT = """
import sys
sys.path.insert(0, sys.argv[1])
import processes
fd = int(sys.argv[2])
code = f"import os, time; os.write({fd}, b'x'); time.sleep(600)"
processes.start([sys.executable, "-c", code], pass_fds=[fd]).wait()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's help is Linux's")
def test_children_end_when_their_parent_is_killed():
    reading, writing = os.pipe()
    command = [sys.executable, "-c", PARENT, str(FOLDER), str(writing)]
    parent = subprocess.Popen(command, pass_fds=[writing])
    os.close(writing)
    assert os.read(reading, 1) == b"x"
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    assert os.read(reading, 1) == b""
    os.close(reading)
