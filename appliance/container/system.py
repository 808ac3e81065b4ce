"""The little of Debian that the image has: libraries that something in it links, the programs that confine FFmpeg's children, time zones and
certificates. No shell, no package manager."""

import os
import re
import subprocess
import tempfile

import pack

MIRRORS = "deb {0} {1} main\ndeb {0} {1}-updates main\ndeb http://security.debian.org/debian-security {1}-security main\n"
# what a child of FFmpeg is started by
PROGRAMS = {"usr/bin/" + name for name in ("nice", "prlimit", "setpriv", "setsid", "taskset")}
BESIDES = ["util-linux", "coreutils", "base-files", "ca-certificates", "tzdata"]
# loaded by name
LOADED = {"libsrt.so.1.5", "libgcc_s.so.1"}
LOADER = "usr/lib64/ld-linux-x86-64.so.2"
# of the runtime: windows of a desktop, which are not in use
NOT_LINKED = re.compile(r"lib(X|freetype|asound)")
USER = 10001


def downloaded(mirror, suite, packages, folder):
    """Brings the packages and all that they depend on, by apt as it checks signatures; with a state of its own, so it needs no root."""
    os.makedirs(folder, exist_ok=True)
    sources = os.path.join(folder, "sources.list")
    with open(sources, "w", encoding="ascii") as out:
        out.write(MIRRORS.format(mirror, suite))
    for name in ("state/lists/partial", "cache/archives/partial"):
        os.makedirs(os.path.join(folder, name))
    status = os.path.join(folder, "status")
    open(status, "w", encoding="ascii").close()
    apt = ["apt-get", "-qq", "-o", "Dir::Etc::SourceList=" + sources, "-o", "Dir::Etc::SourceParts=/dev/null", "-o", "Dir::Etc::Preferences=/dev/null",
           "-o", "Dir::Etc::PreferencesParts=/dev/null", "-o", f"Dir::State={folder}/state", "-o", "Dir::State::status=" + status,
           "-o", f"Dir::Cache={folder}/cache", "-o", "APT::Architecture=amd64", "-o", "APT::Architectures=amd64",
           "-o", "APT::Install-Recommends=false", "-o", "APT::Sandbox::User="]  # fmt: skip
    for command in (["update"], ["install", "-y", "--download-only", *packages]):
        subprocess.run([*apt, *command], check=True, stdout=subprocess.DEVNULL)


def archives(folder):
    """Files of the packages that were brought there."""
    archives = os.path.join(folder, "cache/archives")
    return sorted(os.path.join(archives, name) for name in os.listdir(archives) if name.endswith(".deb"))


def merged(path):
    """Where it lies once /lib and the like are links into /usr."""
    return "usr/" + path if path.split("/")[0] in ("bin", "sbin", "lib", "lib64") else path


def linked(content):
    """Names of the libraries that a program or library asks for."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        told = subprocess.run(["readelf", "-dW", file.name], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env={**os.environ, "LC_ALL": "C"}).stdout
    return re.findall(r"\(NEEDED\).*\[(.+)\]", told)


def target(path, file):
    """Of a link."""
    return merged(os.path.normpath(os.path.join(os.path.dirname(path), file.link)).lstrip("/"))


def libraries(debian, own):
    """Paths of all of Debian that own files and PROGRAMS need, links and what they lead to."""
    by_name = {}
    for path in sorted(debian):
        if re.search(r"\.so(\.[\d.]+)?$", path) and path.startswith("usr/lib"):
            by_name.setdefault(os.path.basename(path), path)
    inside = {os.path.basename(path) for path in own}
    wanted = [(LOADED | {os.path.basename(LOADER)}, "the image")]
    wanted += [(linked(file.content), path) for path, file in own.items() if file.content and file.content[:4] == b"\x7fELF"]
    wanted += [(linked(debian[path].content), path) for path in PROGRAMS]
    found = set()
    while wanted:
        names, asking = wanted.pop()
        for name in names:
            if name in inside and name not in LOADED:
                continue
            if name not in by_name:
                if asking.startswith(pack.HOME + "/runtime") and NOT_LINKED.match(name):
                    continue
                raise SystemExit(f"build-oci: no package has {name}, which {asking} links")
            path = LOADER if name == os.path.basename(LOADER) else by_name[name]
            while path not in found:
                found.add(path)
                if debian[path].link is None:
                    wanted.append((linked(debian[path].content), path))
                else:
                    path = target(path, debian[path])
    return found


def described(debs, kept, owners):
    """As scanners of images look for it: which package each file came from, and its copyright."""
    tree = {}
    for deb in debs:
        name = pack.field(deb, "Package")
        if any(owners[path] == name for path in kept):
            control = subprocess.run(["dpkg-deb", "-f", deb], check=True, stdout=subprocess.PIPE).stdout
            tree["var/lib/dpkg/status.d/" + name] = pack.File(control, 0o644)
    return tree


def layer(debs, own):
    """Path to File."""
    debian, owners = {}, {}
    for deb in debs:
        name = pack.field(deb, "Package")
        for path, file in pack.files(deb).items():
            debian[merged(path)] = file
            owners[merged(path)] = name
    kept = PROGRAMS | libraries(debian, own) | {"usr/lib/os-release", "etc/debian_version"}
    kept |= {path for path in debian if path.startswith("usr/share/common-licenses/")}
    kept |= {path for path in debian if path.startswith("usr/share/zoneinfo/") and not re.match("usr/share/zoneinfo/(right|posix)/", path)}
    authorities = sorted(path for path in debian if path.startswith("usr/share/ca-certificates/") and path.endswith(".crt"))
    tree = {path: debian[path] for path in kept}
    tree |= described(debs, [*kept, *authorities], owners)
    for name in {owners[path] for path in [*kept, *authorities]}:
        notice = f"usr/share/doc/{name}/copyright"
        while notice in debian and notice not in tree:
            tree[notice] = debian[notice]
            notice = target(notice, debian[notice]) if debian[notice].link else notice
    tree["etc/ssl/certs/ca-certificates.crt"] = pack.File(b"".join(debian[path].content for path in authorities), 0o644)
    tree |= texts()
    return tree


def texts():
    tree = {name: pack.File(link="usr/" + name, mode=0o777) for name in ("bin", "sbin", "lib", "lib64")}
    tree["usr/sbin"] = pack.File()
    tree["etc/os-release"] = pack.File(link="../usr/lib/os-release", mode=0o777)
    for name, text in {
        "passwd": f"root:x:0:0:root:/:/sbin/nologin\ntidegate:x:{USER}:{USER}:Tidegate:/var/lib/tidegate:/sbin/nologin\n",
        "group": f"root:x:0:\ntidegate:x:{USER}:\n",
        "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
    }.items():
        tree["etc/" + name] = pack.File(text.encode(), 0o644)
    for name in ("dev", "proc", "sys", "run", "root"):
        tree[name] = pack.File()
    for name in ("tmp", "var/tmp"):
        tree[name] = pack.File(mode=0o1777)
    return tree
