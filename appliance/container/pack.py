"""What tarball and image share: the files of the Debian package, and tar files that are the same each time."""

import hashlib
import io
import os
import re
import subprocess
import sys
import tarfile
import zlib

HOME = "usr/lib/tidegate"


def package(here, deb, dist, out):
    """The package given, or one that is built now: tarball and image have its bytes."""
    if deb:
        return os.path.abspath(deb)
    done = subprocess.run([os.path.join(here, "build-deb"), "--out", out, *(["--dist", dist] if dist else [])], stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(done.returncode)
    return done.stdout.split()[-1]


def field(deb, name):
    return subprocess.run(["dpkg-deb", "-f", deb, name], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def names(deb):
    """Of what it depends on: the first of each choice."""
    return [re.match(r"\s*([a-z0-9.+-]+)", item).group(1) for item in field(deb, "Depends").split(",")]


class File:
    """A file, a folder (content None) or a symbolic link of a tar."""

    def __init__(self, content=None, mode=0o755, time=0, link=None, owner=0):
        self.content, self.mode, self.time, self.link, self.owner = content, mode, time, link, owner


def files(deb):
    """Path without the leading ./ to File."""
    read = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", deb], stdout=subprocess.PIPE)
    found = {}
    with tarfile.open(fileobj=read.stdout, mode="r|") as tar:
        for member in tar:
            path = member.name.removeprefix("./").rstrip("/")
            if member.isreg():
                found[path] = File(tar.extractfile(member).read(), member.mode, member.mtime)
            elif member.issym():
                found[path] = File(link=member.linkname, mode=0o777, time=member.mtime)
            elif member.islnk():
                found[path] = found[member.linkname.removeprefix("./")]
    if read.wait():
        raise SystemExit(f"{deb} cannot be read")
    return found


def clock(tree):
    """When the package was made, as all of its files say."""
    return max(int(file.time) for file in tree.values())


def write(out, tree, time):
    """A compressed tar of these, in order, with the folders that they are in; owners are numbers, names stay on the machine that builds."""
    folders = {}
    for path in tree:
        while path := os.path.dirname(path):
            folders.setdefault(path, File(time=time))
    everything = {**folders, **tree}
    packed = Gzip(out)
    with tarfile.open(fileobj=packed, mode="w|", format=tarfile.GNU_FORMAT) as tar:
        for path in sorted(everything):
            file = everything[path]
            info = tarfile.TarInfo(path)
            info.mode, info.mtime = file.mode, int(file.time or time)
            info.uid = info.gid = file.owner
            if file.link is not None:
                info.type, info.linkname = tarfile.SYMTYPE, file.link
                tar.addfile(info)
            elif file.content is None:
                info.type = tarfile.DIRTYPE
                tar.addfile(info)
            else:
                info.size = len(file.content)
                tar.addfile(info, io.BytesIO(file.content))
    packed.close()
    return packed


class Gzip:
    """Compresses what is written without a time or a name, and takes the sums of both sides. Most of it is compressed already, so little is tried."""

    def __init__(self, out):
        self.out = out
        self.packer = zlib.compressobj(1, zlib.DEFLATED, 31)
        self.plain, self.packed, self.size = hashlib.sha256(), hashlib.sha256(), 0

    def write(self, data):
        self.plain.update(data)
        self._add(self.packer.compress(data))

    def close(self):
        self._add(self.packer.flush())

    def _add(self, data):
        self.packed.update(data)
        self.size += len(data)
        self.out.write(data)


def same(one, two):
    return subprocess.run(["cmp", one, two]).returncode == 0
