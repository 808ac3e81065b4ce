package io.tidegate.gateway.web;

import io.tidegate.gateway.route.OutputSpec;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.gateway.store.RouteSetRules;
import io.tidegate.media.Nullable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// `/api/v1/capabilities`: what this build can do on this machine, as `openapi.yaml` describes it.
/// Any thread.
public final class CapabilitiesApi {
  private final String version;
  private final Map<String, Supplier<@Nullable String>> parts;

  /// @param parts that a machine may lack, with the reason while it does, else null
  public CapabilitiesApi(String version, Map<String, Supplier<@Nullable String>> parts) {
    this.version = version;
    this.parts = Map.copyOf(parts);
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    ReadOnly.mount(router, "/api/v1/capabilities", this::capabilities);
  }

  private void capabilities(RoutingContext context) {
    Replies.json(context, json());
  }

  /// All of it.
  public JsonObject json() {
    JsonObject available = new JsonObject();
    parts.forEach((name, missing) -> {
      String reason = missing.get();
      available.put(name, new JsonObject().put("available", reason == null).put("reason", reason));
    });
    List<String> outputs = new ArrayList<>(OutputSpec.NAMES);
    outputs.add(OutputSpec.Recording.NAME);
    outputs.addAll(OutputSpec.PUSHES);
    return new JsonObject()
        .put("version", version)
        .put("java", Runtime.version().toString())
        .put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"))
        .put("processors", Runtime.getRuntime().availableProcessors())
        .put("sources", new JsonArray(new ArrayList<>(SourceSpec.TYPES)))
        .put("outputs", new JsonArray(outputs))
        .put("parts", available)
        .put("maxRoutes", RouteSetRules.MAX_ROUTES);
  }
}
