#!/usr/bin/env python3
"""layout.py DIST HOME SECONDS ARCH [JAR...]: the jars of DIST into HOME/lib without native libraries, those of Linux on ARCH (Debian's
name) into HOME/native. JAR: more of these, of which DIST has another machine's.

Entries are in order and all have the time given, so that the same classes make the same bytes."""
import os
import re
import sys
import time
import zipfile

# what JNA, SQLite, Netty and JavaCPP call the machine
NAMES = {"amd64": ("x86-64", "x86_64", "x86_64", "x86_64"), "arm64": ("aarch64", "aarch64", "aarch_64", "arm64")}
JNA, SQLITE, NETTY, BYTEDECO = NAMES[sys.argv[4]]
NATIVE = {
    f"com/sun/jna/linux-{JNA}/libjnidispatch.so",
    f"org/sqlite/native/Linux/{SQLITE}/libsqlitejdbc.so",
    f"META-INF/native/libnetty_transport_native_epoll_{NETTY}.so",
}
OTHERS = tuple(f"-linux-{other}{build}.jar" for names in NAMES.values() for other in names for build in ("", "-gpl") if other not in NAMES[sys.argv[4]])
FOLDERS = tuple(f"org/bytedeco/{name}/" for name in (f"ffmpeg/linux-{BYTEDECO}", f"ffmpeg/linux-{BYTEDECO}-gpl", f"javacpp/linux-{BYTEDECO}"))
PROGRAMS = ("ffmpeg", "ffprobe")
# Debian has them, with its updates; FFmpeg's own libraries do not look beside themselves for them
OF_DEBIAN = ("libdrm.so.2", "libva.so.2", "libva-drm.so.2")
# a signature of the jar as it was; the JVM keeps classes of signed jars out of its archive
SIGNATURE = re.compile(r"META-INF/[^/]+\.(SF|RSA|DSA|EC)")
MANIFEST = "META-INF/MANIFEST.MF"
# for OSGi, which is not here
BUNDLE = re.compile(rb"(Export-Package|Import-Package|Private-Package|Include-Resource|(Require|Provide)-Capability):", re.IGNORECASE)


def is_native(name):
    last = name.rsplit("/", 1)[-1]
    return (last.endswith((".so", ".a", ".dll", ".dylib", ".jnilib")) or ".so." in last
            or name.startswith("org/bytedeco/") and last in PROGRAMS)


def keep(archive, name, native):
    last = name.rsplit("/", 1)[-1]
    if name in NATIVE or name.startswith(FOLDERS) and is_native(name) and last not in OF_DEBIAN:
        target = os.path.join(native, last)
        with open(target, "wb") as file:
            file.write(archive.read(name))
        os.chmod(target, 0o755 if name.endswith(PROGRAMS) else 0o644)


def manifest(content):
    """Its main section without lists of packages, and without the check sums of signed entries: the JVM reads it all at each start."""
    sections = re.split(rb"(?:\r\n){2,}|\n{2,}", content.strip())
    kept = [b"\n".join(line for line in logical(sections[0]) if not BUNDLE.match(line))]
    kept += [section for section in sections[1:] if not all(re.match(rb"Name:|\S+-Digest", line) for line in logical(section))]
    return b"\n\n".join(kept) + b"\n\n"


def logical(section):
    """Lines with what was carried over to the next ones."""
    return re.split(rb"\r?\n(?! )", section)


def main():
    dist, home, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3])
    date = time.gmtime(seconds)[:6]
    lib, native = os.path.join(home, "lib"), os.path.join(home, "native")
    os.makedirs(lib)
    os.makedirs(native)
    jars = [os.path.join(dist, "lib", name) for name in os.listdir(os.path.join(dist, "lib"))] + sys.argv[5:]
    for path in sorted(jars, key=os.path.basename):
        jar = os.path.basename(path)
        if jar.endswith(OTHERS):
            continue
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            for name in names:
                keep(archive, name, native)
            rest = sorted({name for name in names if not (is_native(name) or name.endswith("/") or SIGNATURE.fullmatch(name))},
                          key=lambda name: (name != MANIFEST, name))
            if not any(name.endswith(".class") for name in rest) and any(is_native(name) for name in names):
                continue
            with zipfile.ZipFile(os.path.join(lib, jar), "w", zipfile.ZIP_DEFLATED) as written:
                for name in rest:
                    info = zipfile.ZipInfo(name, date)
                    info.compress_type = zipfile.ZIP_DEFLATED
                    info.external_attr = 0o644 << 16
                    content = archive.read(name)
                    written.writestr(info, manifest(content) if name == MANIFEST else content)


main()
