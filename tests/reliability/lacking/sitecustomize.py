"""Takes from Python what macOS or Windows lack: read at the start of every process of a test.

The names are those that the documentation of os and signal gives to Unix or Linux alone, but for
`os.uname`, which numpy asks for wherever it was built for Linux.
"""

import os
import signal
import sys

MODULES = ("fcntl", "resource", "termios", "tty", "pwd", "grp", "syslog")
FUNCTIONS = (
    "sched_getaffinity", "sched_setaffinity", "fork", "forkpty", "sysconf", "confstr", "fchmod",
    "fchown", "chown", "geteuid", "getuid", "getpgid", "setsid", "killpg", "mkfifo", "mknod",
    "statvfs", "nice", "sync",
)  # fmt: skip
FLAGS = ("O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK", "O_DIRECTORY", "O_SYNC", "O_NOCTTY")
SIGNALS = ("pthread_sigmask", "pthread_kill", "sigwait", "SIGPIPE", "SIGHUP", "SIGUSR1", "SIGALRM")

for name in MODULES:
    sys.modules[name] = None  # type: ignore[assignment]  # its import fails
for name in (*FUNCTIONS, *FLAGS):
    delattr(os, name)
for name in SIGNALS:
    delattr(signal, name)
