"""Machines on this machine: network namespaces on one switch, each with its own loopback and an address of 198.18.0.0/15
(RFC 2544) that this program reaches, too. Needs root and iproute2."""
import os
import shutil
import subprocess

NOBODY = "02:00:00:00:00:fe"
TABLE = "faults"


def run(*words, text=None, check=True):
    done = subprocess.run(words, input=text, capture_output=True, text=True)
    if check and done.returncode:
        raise RuntimeError("%s: %s" % (" ".join(words), done.stderr.strip()))
    return done.stdout


class Hosts:
    """`count` machines. `close` removes them."""

    def __init__(self, count):
        pid = os.getpid()
        self.prefix = "tf%d" % (pid % 1_000_000)
        self.network = "198.%d.%d." % (18 + pid // 256 % 2, pid % 256)
        self.count = count
        self.nft = shutil.which("nft")
        try:
            self._switch()
            for number in range(1, count + 1):
                self._host(number)
        except RuntimeError:
            self.close()
            raise

    def _switch(self):
        space = self.prefix + "s"
        run("ip", "netns", "add", space)
        run("ip", "-n", space, "link", "add", "br0", "type", "bridge")
        run("ip", "-n", space, "link", "set", "br0", "up")
        run("ip", "-n", space, "link", "add", "v0", "type", "veth", "peer", "name", self.prefix, "netns", str(os.getpid()))
        run("ip", "-n", space, "link", "set", "v0", "master", "br0", "up")
        run("ip", "addr", "add", self.network + "254/24", "dev", self.prefix)
        run("ip", "link", "set", self.prefix, "up")

    def _host(self, number):
        space, switch, line = self.space(number), self.prefix + "s", "v%d" % number
        run("ip", "netns", "add", space)
        run("ip", "-n", space, "link", "set", "lo", "up")
        run("ip", "-n", switch, "link", "add", line, "type", "veth", "peer", "name", "eth0", "netns", space)
        run("ip", "-n", switch, "link", "set", line, "master", "br0", "up")
        run("ip", "-n", space, "addr", "add", self.address(number) + "/24", "dev", "eth0")
        run("ip", "-n", space, "link", "set", "eth0", "up")

    def space(self, number):
        return self.prefix + str(number)

    def address(self, number):
        return self.network + str(number)

    def command(self, number, program):
        """The same program, on that machine."""
        return ["ip", "netns", "exec", self.space(number), *program]

    def way(self):
        """How wires are cut here."""
        return "nftables (drop at input and output)" if self.nft else "neighbours (frames to an address that nobody has)"

    def cut(self, *pairs):
        """Nothing passes between the two of each pair, in either direction, and nothing says so. All else does."""
        self._all([self._cut(*way) for way in self._ways(pairs)])

    def heal(self, *pairs):
        self._all([self._heal(*way) for way in self._ways(pairs)])

    @staticmethod
    def _ways(pairs):
        return [way for one, other in pairs for way in ((one, other), (other, one))]

    @staticmethod
    def _all(commands):
        """At once: a cut is one moment."""
        begun = [(words, subprocess.Popen(words, stderr=subprocess.PIPE, text=True)) for words in commands]
        for words, process in begun:
            problem = process.communicate()[1]
            if process.returncode:
                raise RuntimeError("%s: %s" % (" ".join(words), problem.strip()))

    def _cut(self, here, there):
        address = self.address(there)
        if not self.nft:
            return ["ip", "-n", self.space(here), "neigh", "replace", address, "lladdr", NOBODY, "nud", "permanent", "dev", "eth0"]
        rules = (
            "add table ip {t}; add chain ip {t} in {{ type filter hook input priority 0; }};"
            " add chain ip {t} out {{ type filter hook output priority 0; }};"
            " add rule ip {t} in ip saddr {a} drop; add rule ip {t} out ip daddr {a} drop")
        return self.command(here, [self.nft, rules.format(t="%s%d" % (TABLE, there), a=address)])

    def _heal(self, here, there):
        if not self.nft:
            return ["ip", "-n", self.space(here), "neigh", "del", self.address(there), "dev", "eth0"]
        return self.command(here, [self.nft, "delete table ip %s%d" % (TABLE, there)])

    def close(self):
        for number in range(1, self.count + 1):
            run("ip", "netns", "del", self.space(number), check=False)
        run("ip", "link", "del", self.prefix, check=False)
        run("ip", "netns", "del", self.prefix + "s", check=False)
