package io.tidegate.gateway.web;

import io.tidegate.gateway.recording.RecordedContent;
import io.tidegate.gateway.recording.Recordings;
import io.tidegate.gateway.segment.StoredSegment;
import io.tidegate.hls.ByteRange;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends recorded files, off the event loops: a virtual thread reads as fast as the client takes.
/// Any loop.
final class RecordedFiles {
  private static final Logger log = LoggerFactory.getLogger(RecordedFiles.class);

  /// Answers at once; each holds a quarter of a megabyte at most.
  private static final int MOST_READERS = 1_000;

  private static final int PIECE = 64 << 10;

  private final Recordings recordings;
  private final PlaybackSessions sessions;
  private final Semaphore readers = new Semaphore(MOST_READERS);

  RecordedFiles(Recordings recordings, PlaybackSessions sessions) {
    this.recordings = recordings;
    this.sessions = sessions;
  }

  /// Tells on the request's loop which of `segments` are there.
  void present(
      List<StoredSegment> segments, RoutingContext context, Consumer<List<StoredSegment>> then) {
    read(
        context,
        loop -> {
          List<StoredSegment> present = recordings.present(segments);
          loop.runOnContext(_ -> then.accept(present));
        });
  }

  /// Answers with one segment or init section.
  ///
  /// @param path below the folder of the stream
  void file(StreamKey key, String path, String token, RoutingContext context) {
    read(
        context,
        loop -> {
          RecordedContent content = recordings.content(key, path);
          if (content == null) {
            loop.runOnContext(
                _ -> Replies.problem(context, 404, "no such segment, or not any more"));
          } else {
            send(content, path, token, context, loop);
          }
        });
  }

  private void send(
      RecordedContent content, String path, String token, RoutingContext context, Context loop)
      throws IOException {
    HttpServerRequest request = context.request();
    int length = (int) content.length();
    String entityTag = "\"" + path.substring(path.lastIndexOf('/') + 1) + "-" + length + "\"";
    if (isKnown(request, entityTag)) {
      loop.runOnContext(_ -> head(context, path, entityTag).setStatusCode(304).end());
      return;
    }
    int first = 0;
    int count = length;
    int status = 200;
    switch (range(request, entityTag, length)) {
      case ByteRange.Whole _ -> {}
      case ByteRange.Part part -> {
        first = part.first();
        count = part.last() - first + 1;
        status = 206;
      }
      case ByteRange.Unsatisfiable _ -> {
        loop.runOnContext(_ ->
            head(context, path, entityTag)
                .setStatusCode(416)
                .putHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + length)
                .end());
        return;
      }
    }
    int start = first;
    int bytes = count;
    int answer = status;
    Runnable heading =
        () -> {
          HttpServerResponse response = head(context, path, entityTag).setStatusCode(answer);
          if (answer == 206) {
            response.putHeader(
                HttpHeaders.CONTENT_RANGE,
                "bytes " + start + "-" + (start + bytes - 1) + "/" + length);
          }
          response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(bytes));
        };
    if (request.method().equals(HttpMethod.HEAD)) {
      loop.runOnContext(_ -> {
        heading.run();
        context.response().end();
      });
      return;
    }
    try (InputStream in = content.open(start, bytes)) {
      loop.runOnContext(_ -> heading.run());
      BodyStream body = new BodyStream(loop, context.response());
      try {
        copy(in, bytes, body);
        body.close();
        sessions.sent(token, bytes);
      } catch (IOException cut) {
        body.abort();
        throw cut;
      }
    }
  }

  /// The stretch as one file: what segments hold, one after the other.
  void download(StreamKey key, List<StoredSegment> segments, String token, RoutingContext context) {
    StoredSegment first = segments.getFirst();
    boolean isTs = first.name().init().isEmpty();
    boolean asksTs = context.normalizedPath().endsWith(".ts");
    boolean isOneForm =
        segments.stream().allMatch(one -> one.name().init().equals(first.name().init()));
    if (isTs != asksTs) {
      Replies.problem(context, 404, "it is recorded as " + (isTs ? "download.ts" : "download.mp4"));
      return;
    }
    if (!isOneForm) {
      Replies.problem(
          context, 409, "the coding changes within: ask for a time before or after that");
      return;
    }
    String name =
        "%s-%s.%s"
            .formatted(
                key.name(),
                first.name().path().replaceFirst("\\..*", "").replace("/", ""),
                isTs ? "ts" : "mp4");
    read(
        context,
        loop -> {
          loop.runOnContext(_ ->
              context
                  .response()
                  .putHeader(HttpHeaders.CONTENT_TYPE, isTs ? "video/mp2t" : "video/mp4")
                  .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                  .putHeader("Content-Disposition", "attachment; filename=\"" + name + "\"")
                  .setChunked(true));
          if (context.request().method().equals(HttpMethod.HEAD)) {
            loop.runOnContext(_ -> context.response().end());
            return;
          }
          BodyStream body = new BodyStream(loop, context.response());
          try {
            if (!isTs) {
              copy(key, first.name().initPath(), token, body);
            }
            for (StoredSegment one : segments) {
              copy(key, one.name().path(), token, body);
            }
            body.close();
          } catch (IOException cut) {
            body.abort();
            throw cut;
          }
        });
  }

  private void copy(StreamKey key, String path, String token, BodyStream body) throws IOException {
    RecordedContent content = recordings.content(key, path);
    if (content == null) {
      throw new IOException("it is not there any more");
    }
    try (InputStream in = content.open(0, content.length())) {
      copy(in, content.length(), body);
      sessions.sent(token, content.length());
    }
  }

  private static void copy(InputStream in, long count, BodyStream body) throws IOException {
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

  private static HttpServerResponse head(RoutingContext context, String path, String entityTag) {
    String type = path.endsWith(".ts") ? "video/mp2t" : "video/mp4";
    return context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, type)
        .putHeader(HttpHeaders.CACHE_CONTROL, "private, max-age=31536000, immutable")
        .putHeader(HttpHeaders.ETAG, entityTag)
        .putHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
  }

  /// RFC 9110 §13.1.2.
  private static boolean isKnown(HttpServerRequest request, String entityTag) {
    String known = request.getHeader(HttpHeaders.IF_NONE_MATCH);
    return known != null
        && List.of(known.split("\\s*,\\s*", -1)).stream()
            .anyMatch(tag -> tag.equals("*") || tag.replaceFirst("^W/", "").equals(entityTag));
  }

  /// RFC 9110 §14.2: ranges are for GET alone.
  private static ByteRange range(HttpServerRequest request, String entityTag, int length) {
    String condition = request.getHeader("If-Range");
    boolean holds = condition == null || condition.equals(entityTag);
    return holds && request.method().equals(HttpMethod.GET)
        ? ByteRange.parse(request.getHeader("Range"), length)
        : ByteRange.WHOLE;
  }

  /// Something that reads.
  @FunctionalInterface
  private interface Reading {
    /// @param loop where the answer is given
    void run(Context loop) throws IOException;
  }

  private void read(RoutingContext context, Reading reading) {
    if (!readers.tryAcquire()) {
      context.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
      Replies.problem(context, 503, "too many read recordings at this moment");
      return;
    }
    Context loop = context.vertx().getOrCreateContext();
    Thread thread =
        Thread.ofVirtual().name("playback").unstarted(() -> read(context, loop, reading));
    context.response().closeHandler(_ -> thread.interrupt());
    thread.start();
  }

  private void read(RoutingContext context, Context loop, Reading reading) {
    try {
      reading.run(loop);
    } catch (IOException cut) {
      log.debug("{} was not read to its end", context.normalizedPath(), cut);
      loop.runOnContext(_ -> unreadable(context, cut.getMessage()));
    } catch (RuntimeException bug) {
      log.error("a request failed", bug);
      loop.runOnContext(
          _ -> Replies.problem(context, 500, "a bug in the server; its log says more"));
    } finally {
      readers.release();
    }
  }

  private static void unreadable(RoutingContext context, @Nullable String why) {
    if (!context.response().closed()) {
      Replies.problem(context, 500, "the recording cannot be read: " + why);
    }
  }
}
