package io.tidegate.gateway.host;

import io.tidegate.media.Nullable;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The network interfaces that have a socket or a radio, and what they have at this moment: from
/// sysfs and iproute2. Stateless; blocks.
final class NetworkLinks {
  /// IFNAMSIZ of netdevice(7) less the zero byte.
  static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,14}");

  private static final String FOLDER = "sys/class/net";

  /// What systemd-nspawn calls the interface of a container.
  private static final String OF_CONTAINER = "host0";

  private final HostTree tree;
  private final Programs programs;

  NetworkLinks(HostTree tree, Programs programs) {
    this.tree = tree;
    this.programs = programs;
  }

  /// By name.
  List<String> names() throws HostException {
    try (Stream<Path> all = Files.list(tree.path(FOLDER))) {
      return all.filter(link -> Files.exists(link.resolve("device")) || link.endsWith(OF_CONTAINER))
          .map(link -> String.valueOf(link.getFileName()))
          .filter(name -> NAME.matcher(name).matches())
          .sorted()
          .toList();
    } catch (IOException unusable) {
      throw HostException.failed("/" + FOLDER + ": " + unusable.getMessage());
    }
  }

  /// Each with `name`, `mac`, `state`, `addresses` and `gateways`.
  List<JsonObject> facts() throws HostException {
    Map<String, List<String>> addresses = addresses();
    Map<String, List<String>> gateways = gateways();
    List<JsonObject> links = new ArrayList<>();
    for (String name : names()) {
      links.add(
          new JsonObject()
              .put("name", name)
              .put("mac", fact(name, "address"))
              .put("state", state(name))
              .put("addresses", new JsonArray(addresses.getOrDefault(name, List.of())))
              .put("gateways", new JsonArray(gateways.getOrDefault(name, List.of()))));
    }
    return links;
  }

  /// As ip-link(8) calls it, and `no-cable` where there is no carrier.
  private String state(String name) throws HostException {
    String state = fact(name, "operstate");
    if ("up".equals(state)) {
      return "up";
    }
    return "0".equals(fact(name, "carrier")) ? "no-cable" : "down";
  }

  /// Null where the driver does not say: the carrier of a link that is down cannot be read.
  private @Nullable String fact(String name, String fact) throws HostException {
    Path file = tree.path(FOLDER).resolve(name).resolve(fact);
    try {
      return Files.readString(file).strip();
    } catch (IOException untold) {
      return null;
    }
  }

  private Map<String, List<String>> addresses() throws HostException {
    Map<String, List<String>> found = new HashMap<>();
    for (JsonObject link : told("-json", "address", "show")) {
      JsonArray infos = link.getJsonArray("addr_info", new JsonArray());
      for (Object one : infos) {
        if (one instanceof JsonObject info && info.getValue("local") instanceof String local) {
          add(found, link, "ifname", local + "/" + info.getInteger("prefixlen", 0));
        }
      }
    }
    return found;
  }

  private Map<String, List<String>> gateways() throws HostException {
    Map<String, List<String>> found = new HashMap<>();
    for (String family : List.of("-4", "-6")) {
      for (JsonObject route : told("-json", family, "route", "show", "default")) {
        if (route.getValue("gateway") instanceof String gateway) {
          add(found, route, "dev", gateway);
        }
      }
    }
    return found;
  }

  private static void add(
      Map<String, List<String>> found, JsonObject of, String name, String value) {
    if (of.getValue(name) instanceof String link) {
      found.computeIfAbsent(link, _ -> new ArrayList<>()).add(value);
    }
  }

  private List<JsonObject> told(String... arguments) throws HostException {
    String output = programs.must("ip", arguments).strip();
    try {
      JsonArray all = new JsonArray(output.isEmpty() ? "[]" : output);
      return all.stream().filter(JsonObject.class::isInstance).map(JsonObject.class::cast).toList();
    } catch (DecodeException cut) {
      throw HostException.failed("ip: says what is no JSON");
    }
  }
}
