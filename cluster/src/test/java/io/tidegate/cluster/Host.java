package io.tidegate.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Machines of a test: network namespaces of Linux, on one switch, each with its own loopback and
/// the address 10.99.0.N. Needs root and iproute2.
final class Host {
  private static final int PATIENCE_SECONDS = 60;

  private final String prefix;
  final int number;

  private Host(String prefix, int number) {
    this.prefix = prefix;
    this.number = number;
  }

  /// Whether this machine lets us have any.
  static boolean arePossible() throws Exception {
    if (!Files.isExecutable(Path.of("/usr/sbin/ip"))) {
      return false;
    }
    try {
      remove(make(1));
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /// @param count up to 9
  static List<Host> make(int count) throws Exception {
    String prefix = "tg" + ProcessHandle.current().pid() % 1_000_000;
    ip("netns", "add", prefix + "s");
    in(prefix + "s", "link", "add", "br0", "type", "bridge");
    in(prefix + "s", "link", "set", "br0", "up");
    List<Host> hosts = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      Host host = new Host(prefix, number);
      ip("netns", "add", host.space());
      in(host.space(), "link", "set", "lo", "up");
      in(
          prefix + "s",
          "link",
          "add",
          "v" + number,
          "type",
          "veth",
          "peer",
          "name",
          "eth0",
          "netns",
          host.space());
      host.plug();
      in(prefix + "s", "link", "set", "v" + number, "up");
      in(host.space(), "addr", "add", host.address() + "/24", "dev", "eth0");
      in(host.space(), "link", "set", "eth0", "up");
      hosts.add(host);
    }
    return hosts;
  }

  static void remove(List<Host> hosts) throws Exception {
    for (Host host : hosts) {
      ip("netns", "del", host.space());
    }
    if (!hosts.isEmpty()) {
      ip("netns", "del", hosts.getFirst().prefix + "s");
    }
  }

  String address() {
    return "10.99.0." + number;
  }

  private String space() {
    return prefix + number;
  }

  /// The command, on this machine.
  List<String> command(List<String> program) {
    List<String> all = new ArrayList<>(List.of("/usr/sbin/ip", "netns", "exec", space()));
    all.addAll(program);
    return all;
  }

  /// Nothing reaches it, and nothing says so.
  void unplug() throws Exception {
    in(prefix + "s", "link", "set", "v" + number, "nomaster");
  }

  void plug() throws Exception {
    in(prefix + "s", "link", "set", "v" + number, "master", "br0");
  }

  private static void in(String space, String... words) throws Exception {
    List<String> all = new ArrayList<>(List.of("-n", space));
    all.addAll(List.of(words));
    ip(all.toArray(String[]::new));
  }

  private static void ip(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("/usr/sbin/ip"));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException(
          String.join(" ", command)
              + ": "
              + new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
