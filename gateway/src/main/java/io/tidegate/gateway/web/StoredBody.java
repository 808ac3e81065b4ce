package io.tidegate.gateway.web;

import io.tidegate.hls.ByteRange;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/// A stored file as an answer: whole, a range of it, or that the client has it already. On a thread
/// that may wait, of [BodyReaders].
///
/// @param entityTag in quotes
/// @param headers beside those of its length and range
/// @param length in bytes
record StoredBody(String entityTag, Map<CharSequence, String> headers, long length, Source source) {
  private static final int PIECE = 64 << 10;

  /// Where it is read.
  @FunctionalInterface
  interface Source {
    /// Some of it; the caller closes it.
    ///
    /// @param count at least one, and no more than there are
    InputStream open(long from, long count) throws IOException;
  }

  /// RFC 9110 §13.1.2, §14.
  ///
  /// @param loop where the answer is given
  /// @return bytes of it that went out
  long send(RoutingContext context, Context loop) throws IOException {
    HttpServerRequest request = context.request();
    if (EntityTags.isKnown(request, entityTag)) {
      loop.runOnContext(_ -> head(context, 304).end());
      return 0;
    }
    return switch (range(request)) {
      case ByteRange.Whole _ -> send(context, loop, 200, new ByteRange.Part(0, length - 1));
      case ByteRange.Part part -> send(context, loop, 206, part);
      case ByteRange.Unsatisfiable _ -> {
        loop.runOnContext(_ ->
            head(context, 416).putHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + length).end());
        yield 0;
      }
    };
  }

  private long send(RoutingContext context, Context loop, int status, ByteRange.Part part)
      throws IOException {
    long count = part.last() - part.first() + 1;
    if (context.request().method().equals(HttpMethod.HEAD) || count == 0) {
      loop.runOnContext(_ -> head(context, status, part).end());
      return 0;
    }
    try (InputStream in = source.open(part.first(), count)) {
      loop.runOnContext(_ -> head(context, status, part));
      BodyStream body = new BodyStream(loop, context.response());
      try {
        copy(in, count, body);
        body.close();
      } catch (IOException cut) {
        body.abort();
        throw cut;
      }
    }
    return count;
  }

  /// @throws IOException when there is less
  static void copy(InputStream in, long count, BodyStream body) throws IOException {
    byte[] piece = new byte[PIECE];
    long left = count;
    while (left > 0) {
      int read = in.read(piece, 0, (int) Math.min(left, piece.length));
      if (read < 0) {
        throw new IOException("the file became shorter");
      }
      body.write(piece, 0, read);
      left -= read;
    }
  }

  private HttpServerResponse head(RoutingContext context, int status, ByteRange.Part part) {
    HttpServerResponse response = head(context, status);
    if (status == 206) {
      response.putHeader(
          HttpHeaders.CONTENT_RANGE, "bytes " + part.first() + "-" + part.last() + "/" + length);
    }
    return response.putHeader(
        HttpHeaders.CONTENT_LENGTH, Long.toString(part.last() - part.first() + 1));
  }

  private HttpServerResponse head(RoutingContext context, int status) {
    HttpServerResponse response = context.response().setStatusCode(status);
    headers.forEach(response::putHeader);
    return response
        .putHeader(HttpHeaders.ETAG, entityTag)
        .putHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
  }

  /// RFC 9110 §14.2: ranges are for GET alone.
  private ByteRange range(HttpServerRequest request) {
    String condition = request.getHeader("If-Range");
    boolean holds = condition == null || condition.equals(entityTag);
    return holds && request.method().equals(HttpMethod.GET)
        ? ByteRange.parse(request.getHeader("Range"), length)
        : ByteRange.WHOLE;
  }
}
