package io.tidegate.gateway.config;

import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.nodes.Node;

/// Routes as text and back: JSON for the API and the store, YAML for export and import. Whatever
/// the form, keys, values and rules are those of the configuration file. Stateless.
///
/// A secret shows as [Token#MASK]; a document that says the mask keeps the secret that is stored.
public final class RouteDocuments {
  private static final RouteWriter PUBLIC = new RouteWriter(Naming.CAMEL, false);
  private static final RouteWriter WHOLE = new RouteWriter(Naming.CAMEL, true);

  private RouteDocuments() {}

  /// @param stored what it replaces, null for a new one
  public static RouteSpec read(JsonObject json, @Nullable RouteSpec stored) throws ConfigException {
    NodeReader nodes = new NodeReader(_ -> "", Naming.CAMEL, false);
    return new RoutesReader(nodes)
        .one(JsonNodes.ofMap(json.getMap()), "", fresh -> KeptSecrets.keep(fresh, stored));
  }

  /// A list of routes.
  ///
  /// @param stored what each replaces, by key
  public static List<RouteSpec> readAll(JsonArray json, Map<StreamKey, RouteSpec> stored)
      throws ConfigException {
    NodeReader nodes = new NodeReader(_ -> "", Naming.CAMEL, false);
    Node list = JsonNodes.ofList(json.getList());
    return new RoutesReader(nodes).read(list, "routes", keeping(stored));
  }

  /// The `routes:` of a configuration file or an export.
  ///
  /// @param name what messages call the text
  public static List<RouteSpec> readYaml(String name, String text, Map<StreamKey, RouteSpec> stored)
      throws ConfigException {
    ConfigFile file = ConfigFile.parse(name, text, false, keeping(stored));
    return file.routes();
  }

  /// @param secrets as they are, for the store; else masked
  public static JsonObject write(RouteSpec route, boolean secrets) {
    return new JsonObject((secrets ? WHOLE : PUBLIC).write(route));
  }

  /// One YAML file with all of them.
  public static String writeYaml(Iterable<RouteSpec> routes, boolean secrets) {
    RouteWriter writer = new RouteWriter(Naming.KEBAB, secrets);
    List<Map<String, Object>> list = new ArrayList<>();
    routes.forEach(route -> list.add(writer.write(route)));
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("routes", list);
    DumpSettings settings =
        DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.AUTO)
            .setDereferenceAliases(true)
            .setWidth(120)
            .build();
    return new Dump(settings).dumpToString(file);
  }

  private static UnaryOperator<RouteSpec> keeping(Map<StreamKey, RouteSpec> stored) {
    return fresh -> KeptSecrets.keep(fresh, stored.get(fresh.key()));
  }
}
