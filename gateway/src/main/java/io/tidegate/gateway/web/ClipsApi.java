package io.tidegate.gateway.web;

import io.tidegate.gateway.auth.Role;
import io.tidegate.gateway.clip.Clip;
import io.tidegate.gateway.clip.ClipPlane;
import io.tidegate.gateway.clip.Clips;
import io.tidegate.gateway.route.ClipName;
import io.tidegate.gateway.space.Space;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// `/api/v1/clips`: what is there, and resumable uploads as tus 1.0.0 describes them. Event loops;
/// the clips do what waits for a disk.
public final class ClipsApi {
  private static final String LIST = "/api/v1/clips";
  private static final String OF_LIST = "GET, HEAD, OPTIONS, POST";
  private static final String OF_ONE = "GET, HEAD, OPTIONS, PATCH, DELETE";
  private static final int MAX_BYTES = 4 << 10;
  private static final int MOST_FILE_NAME = 200;
  private static final Set<String> TYPES = Set.of(RequestBody.JSON, RequestBody.MERGE_PATCH);

  private final ClipPlane plane;
  private final Clips clips;
  private final BodyReaders readers = new BodyReaders(BodyReaders.Limits.USUAL);

  public ClipsApi(ClipPlane plane) {
    this.plane = plane;
    this.clips = plane.clips();
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    router.route(LIST).handler(this::all);
    router.route(LIST + "/:name").handler(this::one);
    router.route(LIST + "/:name/upload").handler(this::upload);
    router.route(LIST + "/:name/file").handler(context -> ReadOnly.answer(context, this::download));
  }

  private void all(RoutingContext context) {
    switch (context.request().method().name()) {
      case "GET", "HEAD" -> {
        List<JsonObject> items =
            clips.all().stream()
                .filter(clip -> reaches(context, clip.space()))
                .sorted((one, other) -> one.name().compareTo(other.name()))
                .map(clip -> json(context, clip))
                .toList();
        Replies.json(context, new JsonObject().put("items", new JsonArray(items)).putNull("next"));
      }
      case "POST" -> create(context);
      case "OPTIONS" -> options(context, OF_LIST);
      default -> Replies.methodNotAllowed(context, OF_LIST);
    }
  }

  private void options(RoutingContext context, String methods) {
    HttpServerResponse response = context.response();
    TusHeaders.describe(response, clips.options().maxSize().bytes());
    response.setStatusCode(204).putHeader(HttpHeaders.ALLOW, methods).end();
  }

  private JsonObject json(RoutingContext context, Clip clip) {
    Caller caller = Caller.of(context);
    List<StreamKey> usedBy = plane.usedBy(clip).stream().filter(caller::sees).toList();
    JsonObject json = ClipJson.of(clip, usedBy);
    // where files lie on this machine is nothing for whoever only looks on
    return caller.is(Role.VIEWER) ? json.put("origin", "") : json;
  }

  /// Clips of a space are for whoever has rights on all of its streams, others for whoever has
  /// rights on every stream.
  private static boolean reaches(RoutingContext context, String space) {
    Caller caller = Caller.of(context);
    return caller.scope().isAll() || (!space.isEmpty() && caller.sees(Space.all(space)));
  }

  private void one(RoutingContext context) {
    Clip clip = present(context);
    if (clip == null) {
      return;
    }
    switch (context.request().method().name()) {
      case "GET", "HEAD" -> Replies.json(context, json(context, clip));
      case "PATCH" ->
          RequestBody.json(context, MAX_BYTES, TYPES, body -> rename(context, clip, body));
      case "DELETE" -> remove(context, clip);
      case "OPTIONS" -> options(context, OF_ONE);
      default -> Replies.methodNotAllowed(context, OF_ONE);
    }
  }

  private @Nullable Clip present(RoutingContext context) {
    String name = context.pathParam("name");
    Clip clip = ClipName.is(name) ? clips.find(name) : null;
    if (clip == null || !reaches(context, clip.space())) {
      ClipReplies.hangUp(context);
      Replies.problem(context, 404, "no clip " + name.replaceAll("\\p{Cntrl}", "?"));
      return null;
    }
    return clip;
  }

  private void rename(RoutingContext context, Clip clip, JsonObject body) {
    if (body.size() != 1 || !(body.getValue("name") instanceof String name) || !ClipName.is(name)) {
      JsonObject field = new JsonObject().put("field", "name");
      Replies.problem(context, 422, "name: expected " + ClipName.EXPECTED, field);
      return;
    }
    if (name.equals(clip.name())) {
      Replies.json(context, json(context, clip));
    } else if (!isUsed(context, clip)) {
      ClipReplies.when(
          context,
          clips.rename(clip.name(), name),
          renamed -> Replies.json(context, json(context, renamed)));
    }
  }

  private void remove(RoutingContext context, Clip clip) {
    if (!isUsed(context, clip)) {
      context.response().putHeader(TusHeaders.RESUMABLE, TusHeaders.VERSION);
      ClipReplies.when(
          context, clips.remove(clip.name()), _ -> context.response().setStatusCode(204).end());
    }
  }

  private boolean isUsed(RoutingContext context, Clip clip) {
    List<StreamKey> usedBy = plane.usedBy(clip);
    if (usedBy.isEmpty()) {
      return false;
    }
    Caller caller = Caller.of(context);
    List<String> seen = usedBy.stream().filter(caller::sees).map(StreamKey::toString).toList();
    Replies.problem(
        context,
        409,
        usedBy.size() + " routes name it" + (seen.isEmpty() ? "" : ": " + String.join(", ", seen)));
    return true;
  }

  /// tus 1.0.0, "Creation".
  private void create(RoutingContext context) {
    if (isOtherVersion(context)) {
      return;
    }
    HttpServerRequest request = context.request();
    Long length = TusHeaders.bytes(request, TusHeaders.LENGTH);
    if (length == null) {
      Replies.problem(context, 400, "Upload-Length: expected the number of bytes");
      return;
    }
    Map<String, String> metadata;
    try {
      metadata = TusHeaders.metadata(request.getHeader(TusHeaders.METADATA));
    } catch (IllegalArgumentException wrong) {
      Replies.problem(context, 400, "Upload-Metadata: expected KEY BASE64, …");
      return;
    }
    String fileName = printable(metadata.getOrDefault("filename", ""));
    String name = metadata.getOrDefault("name", "");
    if (!ClipName.is(name)) {
      JsonObject field = new JsonObject().put("field", "name");
      Replies.problem(
          context, 422, "Upload-Metadata: expected name with " + ClipName.EXPECTED, field);
      return;
    }
    String space = metadata.getOrDefault("space", "");
    if (!space.isEmpty() && !Space.isName(space)) {
      JsonObject field = new JsonObject().put("field", "space");
      Replies.problem(context, 422, "Upload-Metadata: space: expected the name of one", field);
      return;
    }
    if (!reaches(context, space)) {
      Replies.problem(
          context,
          403,
          space.isEmpty()
              ? "this needs rights on every stream, or space in Upload-Metadata"
              : "this needs rights on all streams of the space " + space);
      return;
    }
    ClipReplies.when(
        context,
        clips.create(new Clip.Draft(name, fileName, length, space)),
        clip -> {
          TusHeaders.progress(
              context.response(), clip, clip.changed().plus(clips.options().uploadTime()));
          context
              .response()
              .setStatusCode(201)
              .putHeader(HttpHeaders.LOCATION, LIST + "/" + name + "/upload")
              .end();
        });
  }

  /// Somebody's file name, for people alone.
  private static String printable(String text) {
    String cut = text.length() > MOST_FILE_NAME ? text.substring(0, MOST_FILE_NAME) : text;
    return cut.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
  }

  /// tus 1.0.0, "Core protocol".
  private void upload(RoutingContext context) {
    String method = context.request().method().name();
    if (method.equals("OPTIONS")) {
      options(context, OF_ONE);
      return;
    }
    context.response().putHeader(TusHeaders.RESUMABLE, TusHeaders.VERSION);
    boolean changes = method.equals("PATCH") || method.equals("DELETE");
    if (changes && isOtherVersion(context)) {
      return;
    }
    Clip clip = present(context);
    if (clip == null) {
      return;
    }
    switch (method) {
      case "GET", "HEAD" -> {
        TusHeaders.progress(
            context.response(), clip, clip.changed().plus(clips.options().uploadTime()));
        Replies.json(context, json(context, clip));
      }
      case "PATCH" -> append(context, clip);
      case "DELETE" -> remove(context, clip);
      default -> Replies.methodNotAllowed(context, OF_ONE);
    }
  }

  private static boolean isOtherVersion(RoutingContext context) {
    String version = context.request().getHeader(TusHeaders.RESUMABLE);
    if (TusHeaders.VERSION.equals(version)) {
      return false;
    }
    ClipReplies.hangUp(context);
    context.response().putHeader("Tus-Version", TusHeaders.VERSION);
    Replies.problem(context, 412, "Tus-Resumable: expected " + TusHeaders.VERSION);
    return true;
  }

  private void append(RoutingContext context, Clip clip) {
    HttpServerRequest request = context.request();
    if (!TusHeaders.BODY_TYPE.equals(request.getHeader(HttpHeaders.CONTENT_TYPE))) {
      ClipReplies.hangUp(context);
      Replies.problem(context, 415, "expected " + TusHeaders.BODY_TYPE);
      return;
    }
    Long offset = TusHeaders.bytes(request, TusHeaders.OFFSET);
    TusHeaders.Checksum checksum =
        TusHeaders.Checksum.parse(request.getHeader(TusHeaders.CHECKSUM));
    if (offset == null || checksum == null) {
      ClipReplies.hangUp(context);
      Replies.problem(
          context,
          400,
          offset == null
              ? "Upload-Offset: expected the number of bytes"
              : "Upload-Checksum: expected sha256, sha1 or md5, and the value in Base64");
      return;
    }
    UploadBody.read(
        context,
        clips.begin(clip.name(), offset, checksum.digest(), checksum.expected()),
        further -> {
          TusHeaders.progress(
              context.response(), further, further.changed().plus(clips.options().uploadTime()));
          context.response().setStatusCode(204).end();
        });
  }

  /// What plays, as a file.
  private void download(RoutingContext context) {
    Clip clip = present(context);
    if (clip == null) {
      return;
    }
    Clip.Playable playable = clip.playable();
    if (playable == null) {
      Replies.problem(context, 409, "it is " + clip.state().label() + ", not ready");
      return;
    }
    StoredBody body =
        new StoredBody(
            "\"" + clip.id() + "-" + playable.bytes() + "\"",
            Map.of(
                HttpHeaders.CONTENT_TYPE,
                "video/mp2t",
                HttpHeaders.CACHE_CONTROL,
                "private, no-cache",
                "Content-Disposition",
                "attachment; filename=\"" + clip.name() + ".ts\""),
            playable.bytes(),
            (from, _) -> open(clips.media(clip), from));
    readers.read(context, "", loop -> body.send(context, loop));
  }

  private static InputStream open(Path file, long from) throws IOException {
    InputStream in = Files.newInputStream(file);
    try {
      in.skipNBytes(from);
      return in;
    } catch (IOException shorter) {
      in.close();
      throw shorter;
    }
  }
}
