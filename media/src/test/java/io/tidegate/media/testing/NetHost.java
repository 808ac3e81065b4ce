package io.tidegate.media.testing;

import io.tidegate.media.Nullable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Machines of a test: network namespaces of Linux, on one switch, each with its own loopback and
/// an address of 198.18.0.0/15 (RFC 2544), which the test reaches, too. Needs root and iproute2.
public final class NetHost {
  private static final int PATIENCE_SECONDS = 60;
  private static final int NETWORKS = 512;
  private static final int BYTE = 256;
  private static final int OF_TEST = 254;

  private final String prefix;
  private final String network;
  private final int number;

  private NetHost(String prefix, String network, int number) {
    this.prefix = prefix;
    this.network = network;
    this.number = number;
  }

  /// Why this machine does not let us have any; null when it does.
  public static @Nullable String missing() throws InterruptedException {
    if (!Files.isExecutable(Path.of("/usr/sbin/ip"))) {
      return "iproute2 is not installed";
    }
    List<NetHost> tried = List.of();
    try {
      tried = make(1);
      return null;
    } catch (IOException refused) {
      return "network namespaces need root: " + refused.getMessage();
    } finally {
      remove(tried);
    }
  }

  /// Whether a test that cannot have them fails, as on machines that check everything.
  public static boolean areRequired() {
    return "1".equals(System.getenv("TIDEGATE_TEST_REQUIRE_TOOLS"));
  }

  /// @param count up to 9
  public static List<NetHost> make(int count) throws IOException, InterruptedException {
    long process = ProcessHandle.current().pid();
    String prefix = "tg" + process % 1_000_000;
    int net = (int) (process % NETWORKS);
    String network = "198." + (18 + net / BYTE) + "." + net % BYTE + ".";
    List<NetHost> hosts = new ArrayList<>();
    try {
      makeSwitch(prefix, network);
      for (int number = 1; number <= count; number++) {
        NetHost host = new NetHost(prefix, network, number);
        hosts.add(host);
        host.make();
      }
    } catch (IOException refused) {
      List<NetHost> made = hosts.isEmpty() ? List.of(new NetHost(prefix, network, 0)) : hosts;
      remove(made);
      throw refused;
    }
    return hosts;
  }

  /// The test has a line to it, too.
  private static void makeSwitch(String prefix, String network)
      throws IOException, InterruptedException {
    String space = prefix + "s";
    ip("netns", "add", space);
    in(space, "link", "add", "br0", "type", "bridge");
    in(space, "link", "set", "br0", "up");
    in(
        space,
        "link",
        "add",
        "v0",
        "type",
        "veth",
        "peer",
        "name",
        prefix,
        "netns",
        Long.toString(ProcessHandle.current().pid()));
    in(space, "link", "set", "v0", "master", "br0", "up");
    ip("addr", "add", network + OF_TEST + "/24", "dev", prefix);
    ip("link", "set", prefix, "up");
  }

  private void make() throws IOException, InterruptedException {
    String line = "v" + number;
    ip("netns", "add", space());
    in(space(), "link", "set", "lo", "up");
    in(prefix + "s", "link", "add", line, "type", "veth", "peer", "name", "eth0", "netns", space());
    plug();
    in(prefix + "s", "link", "set", line, "up");
    in(space(), "addr", "add", address() + "/24", "dev", "eth0");
    in(space(), "link", "set", "eth0", "up");
  }

  /// What is there of them; never fails.
  public static void remove(List<NetHost> hosts) {
    for (NetHost host : hosts) {
      if (host.number > 0) {
        remove("netns", "del", host.space());
      }
    }
    if (!hosts.isEmpty()) {
      String prefix = hosts.getFirst().prefix;
      remove("link", "del", prefix); // by itself it would go some time after its other end
      remove("netns", "del", prefix + "s");
    }
  }

  private static void remove(String... words) {
    try {
      ip(words);
    } catch (IOException absent) {
      System.err.println(absent.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// From 1.
  public int number() {
    return number;
  }

  public String address() {
    return network + number;
  }

  private String space() {
    return prefix + number;
  }

  /// The command, on this machine.
  public List<String> command(List<String> program) {
    List<String> all = new ArrayList<>(List.of("/usr/sbin/ip", "netns", "exec", space()));
    all.addAll(program);
    return all;
  }

  /// Nothing reaches it, and nothing says so.
  public void unplug() throws IOException, InterruptedException {
    in(prefix + "s", "link", "set", "v" + number, "nomaster");
  }

  public void plug() throws IOException, InterruptedException {
    in(prefix + "s", "link", "set", "v" + number, "master", "br0");
  }

  /// What it sends to these gets lost.
  public void cut(List<NetHost> others) throws IOException, InterruptedException {
    for (NetHost other : others) {
      String nobody = "02:00:00:00:00:fe";
      String[] line = {"lladdr", nobody, "nud", "permanent", "dev", "eth0"};
      in(
          space(),
          Stream.concat(Stream.of("neigh", "replace", other.address()), Stream.of(line))
              .toArray(String[]::new));
    }
  }

  public void heal(List<NetHost> others) throws IOException, InterruptedException {
    for (NetHost other : others) {
      in(space(), "neigh", "del", other.address(), "dev", "eth0");
    }
  }

  private static void in(String space, String... words) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("-n", space));
    all.addAll(List.of(words));
    ip(all.toArray(String[]::new));
  }

  private static void ip(String... words) throws IOException, InterruptedException {
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
