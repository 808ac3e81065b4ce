#!/usr/bin/env python3
"""layout.py DIST HOME SECONDS: the jars of DIST into HOME/lib without native libraries, those of Linux on amd64 into HOME/native.

Entries are in order and all have the time given, so that the same classes make the same bytes."""
import os
import re
import sys
import time
import zipfile

NATIVE = {
    "com/sun/jna/linux-x86-64/libjnidispatch.so",
    "org/sqlite/native/Linux/x86_64/libsqlitejdbc.so",
    "META-INF/native/libnetty_transport_native_epoll_x86_64.so",
}
FOLDERS = ("org/bytedeco/ffmpeg/linux-x86_64/", "org/bytedeco/ffmpeg/linux-x86_64-gpl/", "org/bytedeco/javacpp/linux-x86_64/")
PROGRAMS = ("ffmpeg", "ffprobe")
# Debian has them, with its updates; FFmpeg's own libraries do not look beside themselves for them
OF_DEBIAN = ("libdrm.so.2", "libva.so.2", "libva-drm.so.2")
# a signature of the jar as it was; the JVM keeps classes of signed jars out of its archive
SIGNATURE = re.compile(r"META-INF/[^/]+\.(SF|RSA|DSA|EC)")


def is_native(name):
    last = name.rsplit("/", 1)[-1]
    return (last.endswith((".so", ".a", ".dll", ".dylib", ".jnilib")) or ".so." in last
            or name.startswith(FOLDERS) and last in PROGRAMS)


def keep(archive, name, native):
    last = name.rsplit("/", 1)[-1]
    if name in NATIVE or name.startswith(FOLDERS) and is_native(name) and last not in OF_DEBIAN:
        target = os.path.join(native, last)
        with open(target, "wb") as file:
            file.write(archive.read(name))
        os.chmod(target, 0o755 if name.endswith(PROGRAMS) else 0o644)


def main():
    dist, home, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3])
    date = time.gmtime(seconds)[:6]
    lib, native = os.path.join(home, "lib"), os.path.join(home, "native")
    os.makedirs(lib)
    os.makedirs(native)
    for jar in sorted(os.listdir(os.path.join(dist, "lib"))):
        with zipfile.ZipFile(os.path.join(dist, "lib", jar)) as archive:
            names = archive.namelist()
            for name in names:
                keep(archive, name, native)
            rest = sorted({name for name in names if not (is_native(name) or name.endswith("/") or SIGNATURE.fullmatch(name))},
                          key=lambda name: (name != "META-INF/MANIFEST.MF", name))
            if not any(name.endswith(".class") for name in rest) and any(is_native(name) for name in names):
                continue
            with zipfile.ZipFile(os.path.join(lib, jar), "w", zipfile.ZIP_DEFLATED) as written:
                for name in rest:
                    info = zipfile.ZipInfo(name, date)
                    info.compress_type = zipfile.ZIP_DEFLATED
                    info.external_attr = 0o644 << 16
                    written.writestr(info, archive.read(name))


main()
