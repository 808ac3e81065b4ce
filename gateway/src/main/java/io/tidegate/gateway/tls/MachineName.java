package io.tidegate.gateway.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// The name of this machine, and what it is called by on its network. Stateless; waits for a disk.
final class MachineName {
  /// hostname(5). It stands before the name of the kernel: a service that systemd keeps apart
  /// (ProtectHostname) sees there what the name was when it started.
  private static final List<Path> FILES =
      List.of(Path.of("/etc/hostname"), Path.of("/proc/sys/kernel/hostname"));

  /// A kernel takes 64 signs.
  private static final int MAX_BYTES = 4096;

  /// RFC 1123 §2.1: labels whose last is not all figures, else it would be an address.
  private static final Pattern NAME =
      Pattern.compile(
          "([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)*(?![0-9]+$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  private MachineName() {}

  /// In lower case; empty where it has none that others could ask for.
  static String read() {
    for (Path file : FILES) {
      String name = first(file);
      if (!name.isEmpty()) {
        return usable(name);
      }
    }
    try {
      return usable(InetAddress.getLocalHost().getHostName());
    } catch (UnknownHostException _) {
      return "";
    }
  }

  private static String first(Path file) {
    try (var in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MAX_BYTES), StandardCharsets.ISO_8859_1)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .findFirst()
          .orElse("");
    } catch (IOException absent) {
      return "";
    }
  }

  static String usable(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    boolean isName = NAME.matcher(lower).matches() && lower.length() <= 253;
    return isName && !lower.equals("localhost") ? lower : "";
  }

  /// For a certificate: the name, its first label, and that one in mDNS (RFC 6762 §3); those that
  /// every machine has.
  ///
  /// @param name empty for none
  static List<String> names(String name) {
    Set<String> names = new LinkedHashSet<>();
    if (!name.isEmpty()) {
      String label = name.replaceFirst("\\..*", "");
      names.add(name);
      if (!usable(label).isEmpty()) {
        names.add(label);
      }
      names.add(label + ".local");
    }
    names.add("localhost");
    names.add("tidegate.local");
    return List.copyOf(names);
  }
}
