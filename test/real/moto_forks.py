#!/usr/bin/env python3
"""Starts emulators as moto_lab.py has them, one for each connection to a socket, whose path it is given.

An emulator says through its connection what moto_server says, its address included, and ends with it. To load moto takes longer than
most of what a test asks of it, so that is done once, and each emulator is a fork of this process. It ends with its standard input.
"""

import gc
import os
import select
import signal
import socket
import sys
import threading

# Before moto is loaded, so that who starts this needs not wait for it.
listener = socket.socket(socket.AF_UNIX)
listener.bind(sys.argv[1])
listener.listen(32)
print("listening", flush=True)

import moto_lab  # noqa: E402
from moto.backends import get_backend  # noqa: E402

for service in ("account", "cloudformation", "cloudwatch", "ec2", "ecs", "iam", "logs", "organizations", "route53", "s3", "ssm", "sts"):
    get_backend(service)
gc.freeze()


def end_with(connection):
    try:
        while connection.recv(64):
            pass
    finally:
        os._exit(0)


def emulate(connection):
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    listener.close()
    os.dup2(connection.fileno(), sys.stderr.fileno())
    threading.Thread(target=end_with, args=(connection,), daemon=True).start()
    moto_lab.main(["-H", "127.0.0.1", "-p", "0"])


signal.signal(signal.SIGCHLD, signal.SIG_IGN)
while sys.stdin not in (ready := select.select([listener, sys.stdin], [], [])[0]):
    connection, _ = listener.accept()
    if os.fork() == 0:
        emulate(connection)
    connection.close()
