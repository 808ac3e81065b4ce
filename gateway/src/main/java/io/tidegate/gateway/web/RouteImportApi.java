package io.tidegate.gateway.web;

import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.foreign.ForeignFormat;
import io.tidegate.gateway.foreign.ForeignRoutes;
import io.tidegate.gateway.foreign.ImportNote;
import io.tidegate.gateway.foreign.Imported;
import io.tidegate.gateway.store.RouteChange;
import io.tidegate.gateway.store.RouteEdit;
import io.tidegate.gateway.store.RouteStore;
import io.tidegate.media.Nullable;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletableFuture;

/// `/api/v1/routes/import` brings in what other programs keep in YAML, or says what it would
/// change; and what of it has no counterpart here. Event loops; reading and writing run on worker
/// threads.
public final class RouteImportApi {
  private final RouteStore store;

  public RouteImportApi(RouteStore store) {
    this.store = store;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    router.route("/api/v1/routes/import").handler(this::bringIn);
  }

  private void bringIn(RoutingContext context) {
    if (!context.request().method().equals(HttpMethod.POST)) {
      Replies.methodNotAllowed(context, "POST");
      return;
    }
    boolean dryRun;
    ForeignFormat format;
    try {
      dryRun = RouteFilesApi.flag(context.queryParams(), "dryRun");
      format = format(context.queryParams().get("format"));
    } catch (IllegalArgumentException wrong) {
      StoreReplies.badParameter(context, wrong);
      return;
    }
    RequestBody.read(
        context,
        ForeignRoutes.MAX_BYTES,
        RequestBody.YAML,
        (_, body) ->
            context
                .vertx()
                .executeBlocking(() -> ForeignRoutes.read("import", body.toString(), format), false)
                .onSuccess(imported -> store(context, imported, dryRun))
                .onFailure(failure -> refuse(context, failure)));
  }

  private static @Nullable ForeignFormat format(@Nullable String word) {
    if (word != null && !ForeignFormat.WORDS.contains(word)) {
      throw new IllegalArgumentException(
          "format: expected one of " + String.join(", ", ForeignFormat.WORDS));
    }
    return word == null ? null : ForeignFormat.of(word).orElse(null);
  }

  private static void refuse(RoutingContext context, Throwable failure) {
    if (failure instanceof ConfigException wrong) {
      StoreReplies.invalid(context, wrong);
    } else {
      context.fail(failure);
    }
  }

  private void store(RoutingContext context, Imported imported, boolean dry) {
    RouteEdit edit = RouteFilesApi.replacing(imported.routes(), false);
    String who = Caller.who(context);
    CompletableFuture<RouteChange> change =
        dry ? store.rehearse(who, "import", edit) : store.change(who, "import", edit);
    StoreReplies.when(context, change, done -> Replies.json(context, json(done, imported, dry)));
  }

  private static JsonObject json(RouteChange done, Imported imported, boolean dry) {
    JsonArray notes = new JsonArray();
    imported.notes().forEach(note -> notes.add(json(note)));
    return RouteJson.whole(done)
        .put("version", dry || done.version() == 0 ? null : done.version())
        .put("dryRun", dry)
        .put("format", imported.format().label())
        .put("notes", notes)
        .put("notesLost", imported.notesLost());
  }

  private static JsonObject json(ImportNote note) {
    return new JsonObject()
        .put("line", note.line())
        .put("key", note.key())
        .put("kind", note.kind().label())
        .put("reason", note.reason())
        .put("instead", note.instead());
  }
}
