package io.tidegate.gateway.web;

import io.tidegate.gateway.load.LoadControl;
import io.tidegate.gateway.selftest.Check;
import io.tidegate.gateway.selftest.SelfTests;
import io.tidegate.gateway.web.DiagnosticsApi.Part;
import io.vertx.core.Context;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/// `/api/v1/diagnostics/checks`, `/runtime`, `/contents` and `/software`: how the machine and the
/// process are, and what a bundle would hold. Event loops; a virtual thread waits for disks.
public final class InsightApi {
  private static final String PATH = "/api/v1/diagnostics";

  private final SelfTests tests;
  private final RuntimeFacts runtime;
  private final List<Part> parts;
  private final String version;
  private final Clock clock = Clock.systemUTC();

  /// @param parts of a bundle
  public InsightApi(SelfTests tests, LoadControl load, List<Part> parts, String version) {
    this.tests = tests;
    this.runtime = new RuntimeFacts(load, clock);
    this.parts = List.copyOf(parts);
    this.version = version;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    ReadOnly.mount(router, PATH + "/checks", context -> later(context, this::checks));
    ReadOnly.mount(router, PATH + "/runtime", context -> Replies.json(context, runtime.json()));
    ReadOnly.mount(router, PATH + "/contents", context -> Replies.json(context, contents()));
    ReadOnly.mount(router, PATH + "/software", context -> later(context, this::software));
  }

  private static void later(RoutingContext context, Supplier<JsonObject> answer) {
    Context loop = context.vertx().getOrCreateContext();
    Thread.ofVirtual()
        .name("insight")
        .start(() -> {
          JsonObject found = answer.get();
          loop.runOnContext(_ -> Replies.json(context, found));
        });
  }

  private JsonObject checks() {
    JsonArray items = new JsonArray();
    tests.run().forEach(check -> items.add(shown(check)));
    return new JsonObject().put("at", clock.instant().toString()).put("items", items);
  }

  private static JsonObject shown(Check check) {
    JsonObject values = new JsonObject();
    check.values().forEach(values::put);
    return new JsonObject()
        .put("id", check.id())
        .put("verdict", check.verdict().name().toLowerCase(Locale.ROOT))
        .put("values", values)
        .put("advice", check.advice());
  }

  private JsonObject contents() {
    JsonArray items = new JsonArray();
    parts.forEach(
        part -> items.add(new JsonObject().put("name", part.name()).put("about", part.about())));
    return new JsonObject().put("items", items);
  }

  private JsonObject software() {
    return new JsonObject()
        .put("version", version)
        .put("licence", "Apache-2.0")
        .put("java", System.getProperty("java.vm.name") + " " + Runtime.version())
        .put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"))
        .put("libraries", new JsonArray(ProcessFacts.jars()));
  }
}
