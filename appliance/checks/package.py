"""The points that the file itself shows: reproducible, lintian, hardening, contents, bill of materials."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import zipfile


def build(report, here, dist, folder, given):
    """The package, built twice unless one is given."""
    if given:
        report.skip(1, "built twice", "a package was given")
        return os.path.abspath(given)
    done = subprocess.run([os.path.join(here, "build-deb"), "--dist", dist, "--out", folder, "--twice"],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)  # fmt: skip
    debs = [name for name in os.listdir(folder) if name.endswith(".deb")]
    if not debs:
        raise SystemExit(done.stdout)
    report.point(1, "two clean builds are the same", done.returncode == 0, done.stdout.strip().splitlines()[-1])
    return os.path.join(folder, debs[0])


def built(here, dist):
    """The package in target/, built once."""
    out = os.path.join(here, "target")
    done = subprocess.run([os.path.join(here, "build-deb"), "--dist", dist, "--out", out], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise SystemExit(done.stdout)
    return os.path.abspath(done.stdout.split()[-1])


def offline(report, deb, here):
    found = subprocess.run(["lintian", "--allow-root", "--fail-on", "error", "--tag-display-limit", "0", deb], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    errors = [line for line in found.stdout.splitlines() if line.startswith("E:")]
    report.point(2, "lintian without errors", found.returncode == 0 and not errors, errors or "none")
    files = contents(deb)
    natives = [name for name in files if re.search(r"\.so(\.\d+)*$", name)]
    report.point(2, "native libraries lie in place", any("libjnidispatch.so" in name for name in natives), f"{len(natives)} of them")
    sbom(report, deb)
    secrets(report, deb)


# Netty tries by a key of its own what a library can do, and shows it to nobody; the archive of classes has it, too
OF_NETTY = "!io/netty/handler/ssl/"
# a key with what it is made of; the words alone are in every library that reads keys
KEY = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----\s+(?:[A-Za-z-]+: .*\s+)*([A-Za-z0-9+/]{40})")
SETTING = re.compile(rb"^[ \t]*[\w-]*(?:password|passphrase|secret|token|setup-code|-key)[ \t]*[:=][ \t]*(?!''|\"\"|[\s#])\S.*$", re.M | re.I)
NAMES = re.compile(r"(^|/)(setup-code|secret\.key|id_(rsa|ecdsa|ed25519)|shadow|[^/]+\.(p12|pfx|jks|keystore|key))$")
READ_BY_US = re.compile(r"\.(yaml|service|socket|network|conf|sysusers|options)$")


def secret_files(tree):
    """What would be the same secret on all machines: keys, settings with a value, files that hold nothing else."""
    found, keys, known = [], [], set()
    for folder, _, names in os.walk(tree):
        for name in names:
            path = os.path.join(folder, name)
            if os.path.islink(path):
                continue
            said = os.path.relpath(path, tree)
            if NAMES.search(said):
                found.append(said)
            parts = [(said, open(path, "rb").read())]
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as jar:
                    parts += [(said + "!" + entry, jar.read(entry)) for entry in jar.namelist()]
                    found += [said + "!" + entry for entry in jar.namelist() if NAMES.search(entry)]
            for where, content in parts:
                bodies = KEY.findall(content)
                keys += [(where, body) for body in bodies]
                known.update(bodies if OF_NETTY in where else ())
                if READ_BY_US.search(where) and "!" not in where and SETTING.search(content):
                    found.append(where)
    return sorted({*found, *(where for where, body in keys if body not in known)})


def secrets(report, deb):
    with tempfile.TemporaryDirectory(prefix="tidegate-secrets-") as folder:
        planted = os.path.join(folder, "planted")
        os.makedirs(planted)
        key = subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519"], check=True, stdout=subprocess.PIPE).stdout
        with zipfile.ZipFile(os.path.join(planted, "a.jar"), "w", zipfile.ZIP_DEFLATED) as jar:
            jar.writestr("inside", key)
        for name, content in (("any", key), ("set.yaml", b"http:\n  password: admin\n"), ("setup-code", b"A\n"), ("none.yaml", b"# password: eva\npassword:\n")):
            with open(os.path.join(planted, name), "wb") as out:
                out.write(content)
        sees = secret_files(planted)
        tree = os.path.join(folder, "tree")
        subprocess.run(["dpkg-deb", "-x", deb, tree], check=True)
        found = secret_files(tree)
    well = sees == ["a.jar!inside", "any", "set.yaml", "setup-code"]
    report.point(13, "no secret is in the package", well and not found, found or ("none, and those that were planted are found" if well else sees))


def contents(deb):
    listed = subprocess.run(["dpkg-deb", "-c", deb], check=True, stdout=subprocess.PIPE, text=True).stdout
    return [line.split(None, 5)[5] for line in listed.splitlines()]


def of(deb, path):
    """One file of the package."""
    tar = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", deb], stdout=subprocess.PIPE)
    text = subprocess.run(["tar", "xO", path], stdin=tar.stdout, check=True, stdout=subprocess.PIPE).stdout
    tar.stdout.close()
    tar.wait()
    return text


def sbom(report, deb):
    components = json.loads(of(deb, "./usr/share/doc/tidegate/sbom.cdx.json"))["components"]
    known = {entry["value"] for each in components for entry in each.get("properties", [])}
    jars = {os.path.basename(name) for name in contents(deb) if name.startswith("./usr/lib/tidegate/lib/") and name.endswith(".jar")}
    names = {each["name"] for each in components}
    depends = subprocess.run(["dpkg-deb", "-f", deb, "Depends"], check=True, stdout=subprocess.PIPE, text=True).stdout
    wanted = {re.match(r"\s*([a-z0-9.+-]+)", item).group(1) for item in depends.split(",")} - {"systemd"}
    missing = sorted(jars - known) + sorted(wanted - names) + sorted({"react", "hls.js", "openjdk"} - names)
    counts = [sum(each.get("purl", "").startswith("pkg:" + kind) for each in components) for kind in ("npm", "deb")]
    report.point(16, "the SBOM has every jar, npm and Debian package", not missing, missing or f"{len(jars)} jars, {counts[0]} npm, {counts[1]} Debian")


def older(deb, folder):
    """The same program under the version before, with another text of the configuration."""
    tree = os.path.join(folder, "older")
    subprocess.run(["dpkg-deb", "-R", deb, tree], check=True)
    control = os.path.join(tree, "DEBIAN/control")
    text = open(control, encoding="utf-8").read()
    open(control, "w", encoding="utf-8").write(re.sub(r"^Version: (.*)$", r"Version: \1~~before", text, flags=re.M))
    with open(os.path.join(tree, "etc/tidegate/tidegate.yaml"), "a", encoding="utf-8") as conf:
        conf.write("# of the version before\n")
    out = os.path.join(folder, "older.deb")
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Znone", "-b", tree, out], check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(tree)
    return out
