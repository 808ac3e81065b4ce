"""A terminal of the other machine, as somebody sits before it: what stands on it, and keys."""

import fcntl
import os
import re
import struct
import termios
import threading
import time

from machine import waits

TIOCGPTN, TIOCSPTLCK = 0x80045430, 0x40045431
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()=>78cM].?|\x07|\r")
# the page is drawn from the upper left corner on
HOME = re.compile(r"\x1b\[H|\x1b\[2J")


class Terminal:
    """Opened among the pseudo terminals of the machine, so that its services can be given it as /dev/pts/N."""

    def __init__(self, machine, rows=24, columns=80):
        self.machine = machine
        self.master = os.open(f"/proc/{machine.leader}/root/dev/pts/ptmx", os.O_RDWR | os.O_NOCTTY)
        fcntl.ioctl(self.master, TIOCSPTLCK, struct.pack("i", 0))
        self.number = struct.unpack("i", fcntl.ioctl(self.master, TIOCGPTN, struct.pack("i", 0)))[0]
        self.name = f"pts/{self.number}"
        # held open: without anybody at the other end there is nothing to read from
        self.other = os.open(f"/proc/{machine.leader}/root/dev/{self.name}", os.O_RDWR | os.O_NOCTTY)
        fcntl.ioctl(self.other, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.seen = ""
        self.ended = False
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        while not self.ended:
            try:
                piece = os.read(self.master, 65536)
            except OSError:  # nobody has the other end for a moment
                time.sleep(0.05)
                continue
            self.seen += piece.decode("utf-8", "replace")

    def close(self):
        self.ended = True
        os.close(self.other)
        os.close(self.master)

    def keys(self, text):
        os.write(self.master, text.encode("latin-1"))

    def text(self, since=0):
        """All that was written from there on."""
        return ESCAPES.sub("", self.seen[since:])

    def page(self):
        """What stands there now."""
        return ESCAPES.sub("", HOME.split(self.seen)[-1])

    def shows(self, *words, seconds=60):
        """Waits until all of it stands there."""
        return waits(lambda: all(word in self.page() for word in words), seconds)

    def says(self, words, since, seconds=60):
        """Waits until it was written after `since`."""
        return waits(lambda: words in self.text(since), seconds)

    def answers(self, *steps):
        """Types each answer when its question stands there; the words of the first that never came, or nothing."""
        for question, answer in steps:
            if not self.shows(question):
                return question
            self.keys(answer)
        return None
