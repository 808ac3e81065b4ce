package io.tidegate.hls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidegate.media.Bytes;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/// Answers in the forms that HLS and DASH need: CORS, entity tags, HEAD, byte ranges. Stateless.
final class HttpReplies {
  static final String PLAYLIST_TYPE = "application/vnd.apple.mpegurl";
  static final String MANIFEST_TYPE = "application/dash+xml";

  private HttpReplies() {}

  /// A multivariant playlist, which is each viewer's own.
  static void multivariant(HttpServerRequest request, Bytes text) {
    own(request, PLAYLIST_TYPE, text);
  }

  /// A media playlist: always asked for again, but cheap when it is still the same.
  ///
  /// @param reports what this viewer gets after the text that all have
  /// @return bytes of the text, as sent
  static int playlist(
      HttpServerRequest request, PlaylistSnapshot snapshot, boolean isDelta, Bytes reports) {
    boolean isCoded = GzipCoding.isTakenBy(request.getHeader("Accept-Encoding"));
    return shared(
        request,
        PLAYLIST_TYPE,
        snapshot.entityTag(isDelta, isCoded, reports),
        isCoded,
        () -> {
          Bytes text = isDelta ? snapshot.delta() : snapshot.text();
          return isCoded
              ? List.of(snapshot.coded(isDelta), GzipCoding.end(text, reports))
              : List.of(text, reports);
        });
  }

  /// The MPD that all viewers have.
  ///
  /// @return bytes of the text, as sent
  static int manifest(HttpServerRequest request, DashManifest manifest) {
    boolean isCoded = GzipCoding.isTakenBy(request.getHeader("Accept-Encoding"));
    return shared(
        request,
        MANIFEST_TYPE,
        manifest.entityTag(isCoded),
        isCoded,
        () -> List.of(isCoded ? manifest.coded() : manifest.text()));
  }

  /// A viewer's own MPD.
  static void ownManifest(HttpServerRequest request, Bytes text) {
    own(request, MANIFEST_TYPE, text);
  }

  private static void own(HttpServerRequest request, String type, Bytes text) {
    HttpServerResponse response = open(request.response());
    response.putHeader("Content-Type", type);
    response.putHeader("Cache-Control", "no-store");
    Future<Void> _ = body(request, List.of(text), 0, text.length());
  }

  private static int shared(
      HttpServerRequest request,
      String type,
      String entityTag,
      boolean isCoded,
      Supplier<List<Bytes>> content) {
    HttpServerResponse response = open(request.response());
    response.putHeader("Content-Type", type);
    response.putHeader("Cache-Control", "no-cache");
    response.putHeader("Vary", "Accept-Encoding");
    response.putHeader("ETag", entityTag);
    if (isKnown(request, entityTag)) {
      response.setStatusCode(304).end();
      return 0;
    }
    if (isCoded) {
      response.putHeader("Content-Encoding", "gzip");
    }
    List<Bytes> pieces = content.get();
    int length = pieces.stream().mapToInt(Bytes::length).sum();
    Future<Void> _ = body(request, pieces, 0, length);
    return length;
  }

  /// A line of text that holds for this moment.
  static void text(HttpServerRequest request, String line) {
    own(request, "text/plain; charset=utf-8", Bytes.of(line, StandardCharsets.UTF_8));
  }

  /// To another address, relative to the one asked for.
  static void redirect(HttpServerRequest request, String address) {
    HttpServerResponse response = open(request.response());
    response.putHeader("Location", address);
    response.putHeader("Cache-Control", "no-store");
    response.setStatusCode(307).end();
  }

  /// Content whose name never stands for anything else.
  ///
  /// @return done when the answer has been sent, or never will be
  static Future<Void> content(
      HttpServerRequest request, List<Bytes> pieces, String type, String name) {
    HttpServerResponse response = open(request.response());
    String entityTag = "\"" + name + "\"";
    response.putHeader("Content-Type", type);
    response.putHeader("Cache-Control", "public, max-age=31536000, immutable");
    response.putHeader("ETag", entityTag);
    response.putHeader("Accept-Ranges", "bytes");
    if (isKnown(request, entityTag)) {
      return response.setStatusCode(304).end();
    }
    int length = pieces.stream().mapToInt(Bytes::length).sum();
    return switch (range(request, entityTag, length)) {
      case ByteRange.Whole _ -> body(request, pieces, 0, length);
      case ByteRange.Part part -> {
        response.setStatusCode(206);
        response.putHeader(
            "Content-Range", "bytes " + part.first() + "-" + part.last() + "/" + length);
        yield body(request, pieces, (int) part.first(), (int) (part.last() - part.first()) + 1);
      }
      case ByteRange.Unsatisfiable _ ->
          response.setStatusCode(416).putHeader("Content-Range", "bytes */" + length).end();
    };
  }

  /// Whether the client has what it asks for. RFC 9110 §13.1.2: any of a list of tags, or a star; a
  /// cache that compressed the content has made the tag weak.
  private static boolean isKnown(HttpServerRequest request, String entityTag) {
    String known = request.getHeader("If-None-Match");
    if (known == null) {
      return false;
    }
    for (String one : known.split(",", -1)) {
      String tag = one.strip();
      if (tag.equals("*") || tag.equals(entityTag) || tag.equals("W/" + entityTag)) {
        return true;
      }
    }
    return false;
  }

  /// RFC 9110 §14.2: ranges are for GET alone.
  private static ByteRange range(HttpServerRequest request, String entityTag, int length) {
    String condition = request.getHeader("If-Range");
    boolean holds = condition == null || condition.equals(entityTag);
    return holds && request.method().equals(HttpMethod.GET)
        ? ByteRange.parse(request.getHeader("Range"), length)
        : ByteRange.WHOLE;
  }

  /// A sentence for whoever looks at it.
  static void failure(HttpServerRequest request, int status, String sentence) {
    HttpServerResponse response = open(request.response());
    response.setStatusCode(status);
    response.putHeader("Content-Type", "text/plain; charset=utf-8");
    response.putHeader("Cache-Control", "no-store");
    if (status == 503 || status == 429) {
      response.putHeader("Retry-After", status == 503 ? "1" : "5");
    }
    if (status == 401) {
      response.putHeader("WWW-Authenticate", "Basic realm=\"tidegate\"");
    }
    Bytes text = Bytes.of(sentence + "\n", StandardCharsets.UTF_8);
    Future<Void> _ = body(request, List.of(text), 0, text.length());
  }

  /// It is so, and there is nothing to say.
  static void done(HttpServerRequest request) {
    open(request.response()).setStatusCode(204).end();
  }

  /// What a browser asks before a request from a page of another origin.
  static void preflight(HttpServerRequest request) {
    HttpServerResponse response = open(request.response());
    response.putHeader("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS");
    response.putHeader(
        "Access-Control-Allow-Headers", "Range, If-None-Match, If-Range, Authorization");
    response.putHeader("Access-Control-Max-Age", "86400");
    response.setStatusCode(204).end();
  }

  private static HttpServerResponse open(HttpServerResponse response) {
    response.putHeader("Access-Control-Allow-Origin", "*");
    response.putHeader(
        "Access-Control-Expose-Headers", "Content-Length, Content-Range, ETag, Date");
    return response;
  }

  /// Hands the shared bytes to the socket without a copy.
  private static Future<Void> body(
      HttpServerRequest request, List<Bytes> pieces, int from, int count) {
    HttpServerResponse response = request.response();
    response.putHeader("Content-Length", Integer.toString(count));
    if (request.method().equals(HttpMethod.HEAD)) {
      return response.end();
    }
    ByteBuf[] buffers = new ByteBuf[pieces.size()];
    for (int i = 0; i < buffers.length; i++) {
      Bytes piece = pieces.get(i);
      buffers[i] =
          Unpooled.wrappedBuffer(piece.backingArray(), piece.backingOffset(), piece.length());
    }
    ByteBuf whole = Unpooled.wrappedBuffer(buffers.length, buffers);
    return response.end(BufferInternal.buffer(whole.slice(from, count)));
  }
}
