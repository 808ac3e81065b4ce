package io.tidegate.gateway.web;

import io.tidegate.media.Nullable;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// `/admin/`: the operators' pages, from the jar of the module `admin-ui`. Any thread.
///
/// `files.txt` there names each file with its type and the hash of its content. What is below
/// `assets/` has that hash in its name and never changes (RFC 8246); everything else is asked for
/// anew by its tag (RFC 9110 §8.8.3). A path that names no file is a screen: the page itself knows
/// which.
public final class AdminRoutes {
  private static final String BASE = "/admin/";

  private static final String FOLDER = "/admin-ui/";

  private static final String PAGE = "index.html";

  /// Nothing comes from other origins, nothing is evaluated. Styles of elements are set by scripts;
  /// players make their sources and workers of blobs.
  private static final String CONTENT_POLICY =
      "default-src 'self'; script-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:;"
          + " style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; connect-src 'self';"
          + " object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

  private final OnDemand<Map<String, File>> files;

  /// One file.
  ///
  /// @param packed the same by gzip, null where that is no shorter
  private record File(String type, String tag, Buffer content, @Nullable Buffer packed) {}

  /// None are there where the module was not built.
  public AdminRoutes() {
    this(name -> WebFiles.find(FOLDER + name));
  }

  /// @param folder the content of a file by its name there
  AdminRoutes(Function<String, Optional<byte[]>> folder) {
    files = new OnDemand<>(() -> load(folder));
  }

  public void mount(Router router) {
    router.route(BASE + "*").handler(context -> ReadOnly.answer(context, this::answer));
  }

  private static void redirect(RoutingContext context) {
    context.response().setStatusCode(308).putHeader(HttpHeaders.LOCATION, BASE);
    Replies.end(context, Buffer.buffer());
  }

  private void answer(RoutingContext context) {
    String path = context.normalizedPath();
    if (!path.startsWith(BASE)) {
      redirect(context);
      return;
    }
    files.get(context, all -> answer(context, all, path.substring(BASE.length())));
  }

  private static void answer(RoutingContext context, Map<String, File> files, String name) {
    File file = files.get(name);
    if (file != null) {
      send(context, name, file);
      return;
    }
    File page = files.get(PAGE);
    if (page == null) {
      Replies.problem(context, 404, "the admin UI was not packaged: build the module admin-ui");
    } else if (name.startsWith("assets/")) {
      Replies.problem(context, 404, "no such file, maybe of another version: load the page anew");
    } else {
      send(context, PAGE, page);
    }
  }

  private static void send(RoutingContext context, String name, File file) {
    HttpServerResponse response = context.response();
    response
        .putHeader(HttpHeaders.ETAG, file.tag())
        .putHeader(HttpHeaders.VARY, "Accept-Encoding")
        .putHeader(HttpHeaders.CACHE_CONTROL, caching(name))
        .putHeader("Content-Security-Policy", CONTENT_POLICY)
        .putHeader("Cross-Origin-Resource-Policy", "same-origin")
        .putHeader("Referrer-Policy", "no-referrer");
    String known = context.request().getHeader(HttpHeaders.IF_NONE_MATCH);
    if (known != null && Arrays.asList(known.split(",\\s*", -1)).contains(file.tag())) {
      response.setStatusCode(304).end();
      return;
    }
    response.putHeader(HttpHeaders.CONTENT_TYPE, file.type());
    Buffer packed = file.packed();
    if (packed != null && takesGzip(context.request().getHeader(HttpHeaders.ACCEPT_ENCODING))) {
      response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
      Replies.end(context, packed);
    } else {
      Replies.end(context, file.content());
    }
  }

  private static String caching(String name) {
    return name.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache";
  }

  /// RFC 9110 §12.5.3; a weight of zero refuses.
  private static boolean takesGzip(@Nullable String accepted) {
    return accepted != null
        && Arrays.stream(accepted.split(",", -1))
            .map(String::strip)
            .anyMatch(one -> one.matches("(?i)gzip(\\s*;\\s*q=(1(\\.0*)?|0\\.\\d*[1-9]\\d*))?"));
  }

  private static Map<String, File> load(Function<String, Optional<byte[]>> folder) {
    Map<String, File> loaded = new HashMap<>();
    folder
        .apply("files.txt")
        .ifPresent(bytes ->
            new String(bytes, StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.split("\t", -1))
                .forEach(line -> loaded.put(line[0], file(folder, line[0], line[1], line[2]))));
    return Map.copyOf(loaded);
  }

  private static File file(
      Function<String, Optional<byte[]>> folder, String name, String type, String hash) {
    byte[] content =
        folder
            .apply(name)
            .orElseThrow(() -> new IllegalStateException("not in the distribution: " + name));
    Buffer packed = folder.apply(name + ".gz").map(Buffer::buffer).orElse(null);
    return new File(type, "\"" + hash + "\"", Buffer.buffer(content), packed);
  }
}
