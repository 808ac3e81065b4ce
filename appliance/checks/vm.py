"""An appliance in QEMU without KVM: the image on a disk of its own, in a network of its own that leads nowhere but here."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time

from machine import Machine, waits

# of each kind of processor: a machine of QEMU's, its firmware, and a second line beside the serial one
KINDS = {
    "amd64": {
        "machine": ["qemu-system-x86_64", "-machine", "q35", "-cpu", "max"],
        "firmware": "/usr/share/OVMF/OVMF_CODE_4M.fd",
        "variables": "/usr/share/OVMF/OVMF_VARS_4M.fd",
        "packages": {"qemu-system-x86_64": "qemu-system-x86", "/usr/share/OVMF/OVMF_CODE_4M.fd": "ovmf"},
        "line": "ttyS1",
        "second": ["-serial", "chardev:shell"],
    },
    "arm64": {
        "machine": ["qemu-system-aarch64", "-machine", "virt", "-cpu", "cortex-a72"],
        "firmware": "/usr/share/AAVMF/AAVMF_CODE.fd",
        "variables": "/usr/share/AAVMF/AAVMF_VARS.fd",
        "packages": {"qemu-system-aarch64": "qemu-system-arm", "/usr/share/AAVMF/AAVMF_CODE.fd": "qemu-efi-aarch64"},
        "line": "hvc0",
        "second": ["-device", "virtio-serial-pci", "-device", "virtconsole,chardev=shell"],
    },
}
# systemd-boot adds it to the command line of the kernel (SMBIOS type 11): a shell of root on the second line, for this test, and
# patience with a processor that is emulated, and shared with others
EXTRA = "io.systemd.boot.kernel-cmdline-extra=systemd.debug_shell={} systemd.default_timeout_start_sec=900 systemd.default_device_timeout_sec=900"
PORTS = ("tcp:80", "tcp:443", "tcp:1935", "tcp:8554", "udp:8890")


def plain(text):
    """Without colours and moves of the cursor."""
    return re.sub(r"\x1b\[[0-9;?=]*[A-Za-z]", "", text)


class Appliance(Machine):
    """The disk lies over the image, which stays as it is, and is larger. Power comes and goes by on() and cut(); killed on leaving.

    QEMU's own network forwards the ports into a network namespace that has nothing but them: there is no internet behind it, no name server
    and no clock. (Its restrict=on would do that too, but drops what answers over UDP.)"""

    def __init__(self, image, folder, arch="amd64", gigabytes=8):
        self.arch = arch
        self.kind = KINDS[arch]
        self.folder = os.path.join(folder, "vm")
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        self.disk = os.path.join(self.folder, "disk.qcow2")
        form = "qcow2" if image.endswith(".qcow2") else "raw"
        subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", "-b", os.path.abspath(image), "-F", form, self.disk, f"{gigabytes}G"], check=True)
        shutil.copy(self.kind["variables"], os.path.join(self.folder, "vars.fd"))
        self.console = os.path.join(self.folder, "console.log")
        self.process = None
        self.leader = 0
        self.shell = None
        self.boots = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.cut()

    def command(self):
        forwarded = ",".join(f"hostfwd={kind}:127.0.0.1:{port}-:{port}" for kind, port in (each.split(":") for each in PORTS))
        qemu = [*self.kind["machine"], "-accel", "tcg,thread=multi", "-smp", "2", "-m", "1536", "-display", "none", "-nodefaults",
                "-drive", f"if=pflash,format=raw,unit=0,readonly=on,file={self.kind['firmware']}", "-drive", f"if=pflash,format=raw,unit=1,file={self.folder}/vars.fd",
                # what the machine has flushed is in the file, or in this machine's memory, which outlives QEMU: see docs/appliance.md
                "-drive", f"if=none,id=disk,format=qcow2,cache=writeback,file={self.disk}", "-device", "virtio-blk-pci,drive=disk,bootindex=0",
                "-nic", f"user,model=virtio-net-pci,{forwarded}", "-global", "virtio-net-pci.romfile=",
                # a cable without anybody who gives out addresses
                "-netdev", "socket,id=silent,udp=127.0.0.1:9,localaddr=127.0.0.1:10", "-device", "virtio-net-pci,netdev=silent", "-device", "virtio-rng-pci",
                "-chardev", f"file,id=console,append=on,path={self.console}", "-serial", "chardev:console",
                "-chardev", f"socket,id=shell,server=on,wait=off,path={self.folder}/shell", *self.kind["second"],
                "-smbios", "type=11,value=" + EXTRA.format(self.kind["line"])]  # fmt: skip
        return ["unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh", *qemu]

    def on(self):
        """Power. The process is QEMU itself: neither unshare nor sh stay."""
        self.process = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=open(os.path.join(self.folder, "qemu.log"), "ab"), stderr=subprocess.STDOUT)
        self.leader = self.process.pid
        self.began = time.monotonic()
        self.boots += 1
        if not waits(lambda: os.path.exists(f"/proc/{self.leader}/exe") and "qemu" in os.readlink(f"/proc/{self.leader}/exe"), 20):
            raise RuntimeError(open(os.path.join(self.folder, "qemu.log"), encoding="utf-8").read())
        self._connect()
        return self

    def _connect(self):
        if self.shell:
            self.shell.close()
        self.shell = socket.socket(socket.AF_UNIX)
        waits(lambda: os.path.exists(f"{self.folder}/shell"), 20)
        waits(lambda: self.shell.connect_ex(f"{self.folder}/shell") == 0, 20)

    def cut(self):
        """Takes the power away, at this very moment."""
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        self.process = None
        if self.shell:
            self.shell.close()
            self.shell = None
        if os.path.exists(f"{self.folder}/shell"):
            os.unlink(f"{self.folder}/shell")

    def ready(self, seconds):
        """Seconds from the start of the machine until /health/ready answers 200, 0 where it does not within these seconds."""
        well = waits(lambda: self.call("/health/ready", patience=5)[0] == 200, seconds, 1)
        return time.monotonic() - self.began if well else 0

    def call(self, path, body=None, user=None, method=None, raw=False, headers=(), patience=120):
        if not self.process or self.process.poll() is not None:
            return 0, ""
        return super().call(path, body, user, method, raw, headers, patience)

    def asked(self, path, user):
        """What the API answers with 200, None where it knows no such thing. Another answer is told and asked for again: refused is not the same as lost."""
        begun, seen = time.monotonic(), []
        while time.monotonic() - begun < 300:
            status, answer = self.call(path, user=user)
            if status == 200:
                if seen:
                    print(f"note    {path} answered after {time.monotonic() - begun:.0f} s, before with {seen}", flush=True)
                return answer
            if status == 404:
                return None
            seen.append(status)
            time.sleep(2)
        raise RuntimeError(f"{path} answers with {seen}, {answer}")

    def _heard(self, text, until, seconds):
        """Sends it to the shell, and what has come until there is a match of `until`, or None."""
        self.shell.settimeout(1)
        try:
            self.shell.sendall(text.encode())
        except OSError:
            return None
        seen, limit = "", time.monotonic() + seconds
        while time.monotonic() < limit:
            try:
                piece = self.shell.recv(65536)
            except TimeoutError:
                continue
            except OSError:
                return None
            if not piece:
                return None
            seen += piece.decode(errors="replace").replace("\r", "")
            found = re.search(until, seen, re.S)
            if found:
                return found
        return None

    def run(self, script, check=True, seconds=300):
        """What a shell of root inside has written. The serial line echoes what is sent: marks are put together inside."""
        self.count = getattr(self, "count", 0) + 1
        # sent once it listens: a command is not to run twice
        if not waits(lambda: self._heard(f"stty -echo; printf '<%s-here>\\n' {self.count}\n", f"<{self.count}-here>", 5), 120, 0):
            raise RuntimeError("the shell does not answer")
        line = f"printf '<%s-begin>\\n' {self.count}; ( {script}\n) 2>&1; printf '\\n<%s-end:%s>\\n' {self.count} $?\n"
        done = self._heard(line, rf"<{self.count}-begin>\n(.*)\n<{self.count}-end:(\d+)>", seconds)
        if not done:
            raise RuntimeError(f"it does not end: {script}")
        if check and done[2] != "0":
            raise RuntimeError(f"{script}: {done[2]}\n{done[1][-3000:]}")
        return plain(done[1]).strip()

    def said(self):
        """All that the serial console has shown."""
        try:
            return plain(open(self.console, encoding="utf-8", errors="replace").read())
        except OSError:
            return ""

    def slot(self):
        return self.run("/usr/lib/tidegate/bin/tidegate-slot status")
