package io.tidegate.gateway;

import io.vertx.core.dns.AddressResolverOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whom names of cameras and targets are asked of: the name servers of resolv.conf(5), as they are
/// at the start. Where it has none, as with the cable out, Netty would ask public ones on the
/// Internet; that is nothing for a machine to do by itself. Stateless.
final class NameServers {
  private static final Logger log = LoggerFactory.getLogger(NameServers.class);

  private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");

  /// "If no nameserver entries are present, the default is to use the name server on the local
  /// machine": resolv.conf(5).
  private static final String LOCAL = "127.0.0.1";

  private NameServers() {}

  /// Reads a file.
  static AddressResolverOptions options() {
    return options(RESOLV_CONF);
  }

  static AddressResolverOptions options(Path resolvConf) {
    AddressResolverOptions options = new AddressResolverOptions();
    if (!namesOne(resolvConf)) {
      log.warn(
          "{} names no name server: sources and targets with names are not found until it does and"
              + " the gateway is started again; with systemd-resolved it always does",
          resolvConf);
      options.setServers(List.of(LOCAL));
    }
    return options;
  }

  private static boolean namesOne(Path resolvConf) {
    try {
      return Files.readString(resolvConf)
          .lines()
          .map(line -> line.strip().split("\\s+", -1))
          .anyMatch(words -> words.length > 1 && words[0].equals("nameserver"));
    } catch (IOException absent) {
      return false;
    }
  }
}
