#!/usr/bin/env python3
"""sbom.py DIST SOURCES JDK CONTROL VERSION: what the package is made of, as CycloneDX 1.6: every jar with those that are inside of it, the npm
packages of the pages, the Java runtime, and the Debian packages that it depends on. Time and number come from SOURCE_DATE_EPOCH and the version."""
import hashlib
import json
import os
import re
import sys
import time
import uuid
import zipfile


def properties(text):
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line and not line.startswith("#"))


def maven(group, name, version, **more):
    purl = f"pkg:maven/{group}/{name}@{version}"
    return {"type": "library", "bom-ref": purl, "group": group, "name": name, "version": version, "purl": purl, **more}


def of_jar(folder, file):
    """The jar itself and what its makers have put into it."""
    path = os.path.join(folder, file)
    with open(path, "rb") as jar:
        digest = hashlib.sha256(jar.read()).hexdigest()
    with zipfile.ZipFile(path) as archive:
        poms = [
            properties(archive.read(name).decode())
            for name in archive.namelist()
            if re.fullmatch(r"META-INF/maven/[^/]+/[^/]+/pom\.properties", name)
        ]
    stem = file[: -len(".jar")]
    own = [pom for pom in poms if stem.endswith(f"{pom['artifactId']}-{pom['version']}") or f"{pom['artifactId']}-{pom['version']}-" in stem]
    hashes = {"hashes": [{"alg": "SHA-256", "content": digest}], "properties": [{"name": "tidegate:file", "value": file}]}
    if own:
        pom = max(own, key=lambda each: len(each["artifactId"]))
        main = maven(pom["groupId"], pom["artifactId"], pom["version"].strip(), **hashes)
        classifier = stem.rpartition(f"{pom['artifactId']}-{pom['version'].strip()}")[2].lstrip("-")
        if classifier:
            main["purl"] += "?classifier=" + classifier
            main["bom-ref"] = main["purl"]
    else:
        named = re.match(r"(?:(?P<group>[a-z0-9.]+)\.)?(?P<name>[A-Za-z0-9_.-]+?)-(?P<version>\d.*)$", stem)
        name, version = (named["name"], named["version"]) if named else (stem, "")
        main = {"type": "library", "bom-ref": f"jar:{file}", "name": name, "version": version, "purl": f"pkg:generic/{name}@{version}", **hashes}
    inside = [maven(pom["groupId"], pom["artifactId"], pom["version"].strip()) for pom in poms if pom not in own]
    return [main, *inside]


def of_npm(lock):
    with open(lock, encoding="utf-8") as file:
        packages = json.load(file)["packages"]
    for path, package in sorted(packages.items()):
        if path and not package.get("dev") and not package.get("devOptional"):
            name = path.rsplit("node_modules/", 1)[-1]
            purl = f"pkg:npm/{name.replace('@', '%40')}@{package['version']}"
            licence = {"licenses": [{"license": {"name": package["license"]}}]} if isinstance(package.get("license"), str) else {}
            yield {"type": "library", "bom-ref": purl, "name": name, "version": package["version"], "purl": purl, **licence}


def of_debian(control):
    with open(control, encoding="utf-8") as file:
        depends = re.search(r"^Depends:(.*(?:\n .*)*)", file.read(), re.M).group(1)
    for item in depends.replace("\n", " ").split(","):
        names = [re.match(r"\s*([a-z0-9.+-]+)", choice) for choice in item.split("|")]
        if names[0]:
            name = names[0].group(1)
            purl = f"pkg:deb/debian/{name}"
            yield {"type": "library", "bom-ref": purl, "name": name, "purl": purl, "scope": "required", "description": "depends on it: " + item.strip()}


def main():
    dist, sources, jdk, control, version = sys.argv[1:]
    epoch = int(os.environ["SOURCE_DATE_EPOCH"])
    lib = os.path.join(dist, "lib")
    with open(os.path.join(jdk, "release"), encoding="utf-8") as file:
        release = {key: value.strip('"') for key, value in properties(file.read()).items()}
    java = release.get("JAVA_RUNTIME_VERSION", release["JAVA_VERSION"])
    found = {}
    for jar in sorted(os.listdir(lib)):
        for component in of_jar(lib, jar):
            found.setdefault(component["bom-ref"], component)
    for folder in ("admin-ui", "gateway/web"):
        for component in of_npm(os.path.join(sources, folder, "package-lock.json")):
            found.setdefault(component["bom-ref"], component)
    for component in of_debian(control):
        found[component["bom-ref"]] = component
    found["java"] = {
        "type": "platform", "bom-ref": "java", "name": "openjdk", "version": java, "supplier": {"name": release.get("IMPLEMENTOR", "unknown")},
        "purl": f"pkg:generic/openjdk@{java.replace('+', '%2B')}",
    }
    json.dump({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": "urn:uuid:" + str(uuid.uuid5(uuid.NAMESPACE_URL, f"tidegate/{version}/{epoch}")),
        "version": 1,
        "metadata": {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(epoch)),
            "component": {"type": "application", "bom-ref": "tidegate", "name": "tidegate", "version": version, "purl": f"pkg:deb/tidegate/tidegate@{version}"},
        },
        "components": [found[key] for key in sorted(found)],
    }, sys.stdout, indent=1)
    print()


main()
