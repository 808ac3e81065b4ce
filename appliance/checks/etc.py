"""What operators set below /etc, in two slots beside each other that share a data partition; on folders, without a machine."""

import os
import shutil
import subprocess

CONFIGURATION = "etc/tidegate/tidegate.yaml"
NETWORK = "etc/systemd/network/50-tidegate-eth0.network"


class Slot:
    """A folder as the root of a slot; /data is the same one in both."""

    def __init__(self, folder, name, program, configuration):
        self.root = os.path.join(folder, name)
        self.program = program
        os.makedirs(os.path.join(self.root, "run"))
        os.symlink("../data", os.path.join(self.root, "data"))
        self.write("proc/cmdline", f"quiet tidegate.slot={name} rw\n")
        for base in ("etc", "usr/lib/tidegate/etc"):
            self.write(os.path.join(base, "hostname"), "tidegate\n")
            self.write(os.path.join(base, "tidegate/tidegate.yaml"), configuration)

    def write(self, path, text):
        file = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(file), exist_ok=True)
        with open(file, "w", encoding="utf-8") as out:
            out.write(text)

    def read(self, path):
        file = os.path.join(self.root, path)
        return open(file, encoding="utf-8").read() if os.path.exists(file) else None

    def does(self, verb):
        subprocess.run([self.program, verb], env={"ROOT": self.root, "PATH": os.environ["PATH"]}, check=True)


def keeps(report, here, folder):
    folder = os.path.join(folder, "etc")
    os.makedirs(os.path.join(folder, "data"))
    program = os.path.join(here, "image/root/usr/lib/tidegate/bin/tidegate-etc")
    a, b = Slot(folder, "a-2", program, "of a\n"), Slot(folder, "b-3", program, "of b\n")
    a.does("load")
    a.write("etc/hostname", "gate-7\n")
    a.write(NETWORK, "[Match]\n")
    a.does("save")
    b.does("load")
    report.point(11, "a new slot has what was set", (b.read("etc/hostname"), b.read(NETWORK)) == ("gate-7\n", "[Match]\n"), b.read("etc/hostname").strip())
    report.point(11, "and its own version of what was not", b.read(CONFIGURATION) == "of b\n", b.read(CONFIGURATION).strip())
    # power goes before anything could be saved
    b.write(CONFIGURATION, "by hand\n")
    os.unlink(os.path.join(b.root, NETWORK))
    b.does("load")
    report.point(11, "what was set just before a loss of power stays set", b.read(CONFIGURATION) == "by hand\n" and b.read(NETWORK) is None, b.read(CONFIGURATION).strip())
    a.does("load")
    well = (a.read(CONFIGURATION), a.read(NETWORK), a.read("etc/hostname")) == ("by hand\n", None, "gate-7\n")
    report.point(11, "back in the slot before it is set, too, and what was taken away is away", well, a.read(CONFIGURATION).strip())
    a.write(CONFIGURATION, "of a\n")
    a.does("save")
    b.does("load")
    report.point(11, "what is as it was brought follows the release again", b.read(CONFIGURATION) == "of b\n", b.read(CONFIGURATION).strip())
    shutil.rmtree(folder)
