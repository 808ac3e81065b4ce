# Set-up shared by ./run and ./test; sourced, from the root of the repository.
# need_packages PROGRAM=PACKAGE…  installs the packages of missing programs, as root; else says how.
need_packages() {
  missing=""
  for pair in "$@"; do
    command -v "${pair%%=*}" >/dev/null 2>&1 || missing="$missing ${pair#*=}"
  done
  [ -z "$missing" ] && return 0
  if [ "$(id -u)" = 0 ]; then
    echo "installing:$missing"
    # shellcheck disable=SC2086
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
  else
    echo "missing system packages; run this once: sudo apt-get install -y --no-install-recommends$missing" >&2
    return 1
  fi
}
# libsrt is loaded by its name, so no program tells that it is there. Without it SRT is off and the rest runs.
need_libsrt() {
  PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null | grep -q 'libsrt\(-gnutls\)\?\.so\.1\.5' && return 0
  need_packages /nonexistent=libsrt1.5-openssl || echo "SRT stays off without libsrt1.5-openssl" >&2
}
# What the shipped ffmpeg and ffprobe link beside glibc (through libavdevice): without them everything that is decoded is off.
need_ffmpeg_libraries() {
  missing_libraries=""
  for pair in libasound.so.2=libasound2 libpulse.so.0=libpulse0 libxcb.so.1=libxcb1 libxcb-shm.so.0=libxcb-shm0; do
    PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null | grep -q "${pair%%=*}" \
      || missing_libraries="$missing_libraries /nonexistent=${pair#*=}"
  done
  [ -z "$missing_libraries" ] && return 0
  # shellcheck disable=SC2086
  need_packages $missing_libraries || echo "pictures and transcoding stay off without:$missing_libraries" >&2
}
# Debian's package starts a service, on the port that the gateway's metrics have.
need_prometheus() {
  command -v promtool >/dev/null 2>&1 && return 0
  need_packages promtool=prometheus || return 1
  [ -d /run/systemd/system ] && systemctl disable --now prometheus
  return 0
}
# The same: a service on port 80.
need_nginx() {
  command -v nginx >/dev/null 2>&1 && return 0
  need_packages nginx=nginx-light || return 1
  [ -d /run/systemd/system ] && systemctl disable --now nginx
  return 0
}
# Maven runs on it too: with an older one, Surefire cannot read the test classes that it deals out to two processes.
need_jdk() {
  for home in "${JAVA_HOME:-/nowhere}" /usr/lib/jvm/*25*; do
    if [ -x "$home/bin/javac" ] && "$home/bin/javac" -version 2>&1 | grep -q '^javac 25'; then
      export JAVA_HOME="$home"
      return 0
    fi
  done
  echo "no JDK 25 found in JAVA_HOME or /usr/lib/jvm; install one, such as Temurin 25" >&2
  return 1
}
# Everything that the distribution is made of is older than it.
is_fresh() {
  [ -f gateway/target/dist/.built ] && [ -z "$(find pom.xml openapi.yaml ./*/pom.xml ./*/src/main gateway/web admin-ui \
    \( -path '*/node_modules' -o -path '*/target' \) -prune -o -type f -newer gateway/target/dist/.built -print | head -n 1)" ]
}
