package io.tidegate.gateway.web;

import io.tidegate.gateway.auth.Passwords;
import io.tidegate.gateway.auth.Principal;
import io.tidegate.gateway.backup.BackupContent;
import io.tidegate.gateway.backup.BackupFile.UnreadableException;
import io.tidegate.gateway.backup.Backups;
import io.tidegate.gateway.backup.PartChange;
import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.store.RouteChange;
import io.tidegate.gateway.store.StoreException;
import io.tidegate.media.Nullable;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/// `/api/v1/backup`: all that another machine needs to serve as this one does, in one file under a
/// passphrase, and `/api/v1/backup/restore`, which brings one in. Event loops; what takes long runs
/// on worker threads.
public final class BackupApi {
  /// [Backups#MAX_FILE_BYTES] in base64.
  private static final int MAX_BYTES = 32 << 20;

  private final Backups backups;

  /// @param backups shared by all routers of the process
  public BackupApi(Backups backups) {
    this.backups = backups;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    router.route("/api/v1/backup").handler(context -> asked(context, this::make));
    router.route("/api/v1/backup/restore").handler(context -> asked(context, this::restore));
  }

  /// @param use gets the passphrase, too
  private static void asked(RoutingContext context, BiConsumer<Request, JsonObject> use) {
    if (!context.request().method().equals(HttpMethod.POST)) {
      Replies.methodNotAllowed(context, "POST");
      return;
    }
    RequestBody.read(
        context,
        MAX_BYTES,
        Set.of(RequestBody.JSON),
        (_, body) ->
            context
                .vertx()
                .executeBlocking(() -> new JsonObject(body), false)
                .onFailure(_ -> Replies.problem(context, 400, "expected a JSON object"))
                .onSuccess(json -> asked(context, json, use)));
  }

  private static void asked(
      RoutingContext context, JsonObject json, BiConsumer<Request, JsonObject> use) {
    Object given = json.getValue("passphrase");
    if (!(given instanceof String passphrase)
        || passphrase.length() < Passwords.MIN_LENGTH
        || passphrase.length() > Passwords.MAX_LENGTH) {
      invalid(
          context,
          "passphrase",
          "expected " + Passwords.MIN_LENGTH + " to " + Passwords.MAX_LENGTH + " characters");
      return;
    }
    use.accept(new Request(context, passphrase), json);
  }

  private record Request(RoutingContext context, String passphrase) {
    @Override
    public String toString() {
      return "request of a backup";
    }
  }

  private void make(Request request, JsonObject json) {
    RoutingContext context = request.context();
    context
        .vertx()
        .executeBlocking(() -> backups.seal(request.passphrase()), false)
        .onSuccess(file -> {
          context
              .response()
              .putHeader(HttpHeaders.CONTENT_TYPE, "application/octet-stream")
              .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
              .putHeader("Content-Disposition", "attachment; filename=\"tidegate.backup\"");
          Replies.end(context, Buffer.buffer(file));
        })
        .onFailure(failure -> refuse(context, failure));
  }

  private void restore(Request request, JsonObject json) {
    RoutingContext context = request.context();
    byte[] file;
    boolean dryRun;
    try {
      file = Base64.getDecoder().decode(json.getString("backup", ""));
      dryRun = json.getBoolean("dryRun", false);
    } catch (IllegalArgumentException | ClassCastException _) {
      invalid(context, "backup", "expected a backup in base64, and dryRun true or false");
      return;
    }
    context
        .vertx()
        .executeBlocking(() -> backups.open(request.passphrase(), file), false)
        .onSuccess(content -> restore(context, content, dryRun))
        .onFailure(failure -> refuse(context, failure));
  }

  private void restore(RoutingContext context, BackupContent content, boolean dryRun) {
    String who = Caller.who(context);
    Principal by = Caller.of(context).principal();
    OpenCalls.answers(context); // he may have been nobody, before there were users
    context
        .vertx()
        .executeBlocking(() -> backups.restore(who, by, content, dryRun), false)
        .onSuccess(restored ->
            StoreReplies.when(
                context, restored, done -> Replies.json(context, answer(done, dryRun))))
        .onFailure(context::fail);
  }

  private static JsonObject answer(Backups.Restored done, boolean dryRun) {
    RouteChange change = done.routes();
    JsonArray parts = new JsonArray();
    done.parts().forEach(part -> parts.add(json(part)));
    return RouteJson.whole(change)
        .put("version", dryRun || change.version() == 0 ? null : change.version())
        .put("parts", parts)
        .put("settingsVersion", version(done.settings(), dryRun))
        .put("switchesVersion", version(done.switches(), dryRun))
        .put("dryRun", dryRun);
  }

  private static @Nullable Long version(long number, boolean dryRun) {
    return dryRun || number == 0 ? null : number;
  }

  private static JsonObject json(PartChange part) {
    JsonArray kept = new JsonArray();
    part.kept()
        .forEach(one ->
            kept.add(new JsonObject().put("name", one.name()).put("why", one.why().label())));
    return new JsonObject()
        .put("kind", part.kind().label())
        .put("added", new JsonArray(part.added()))
        .put("changed", new JsonArray(part.changed()))
        .put("removed", new JsonArray(part.removed()))
        .put("kept", kept);
  }

  private static void refuse(RoutingContext context, Throwable failure) {
    switch (failure) {
      case ConfigException wrong -> StoreReplies.invalid(context, wrong);
      case UnreadableException wrong ->
          invalid(context, "backup", String.valueOf(wrong.getMessage()));
      case StoreException refused ->
          StoreReplies.when(context, CompletableFuture.failedFuture(refused), _ -> {});
      default -> context.fail(failure);
    }
  }

  private static void invalid(RoutingContext context, String field, String detail) {
    Replies.problem(context, 422, field + ": " + detail, new JsonObject().put("field", field));
  }
}
