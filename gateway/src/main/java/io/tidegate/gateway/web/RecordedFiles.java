package io.tidegate.gateway.web;

import io.tidegate.gateway.recording.RecordedContent;
import io.tidegate.gateway.recording.Recordings;
import io.tidegate.gateway.segment.StoredSegment;
import io.tidegate.media.StreamKey;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/// Sends recorded files, off the event loops: a virtual thread reads as fast as the client takes.
/// Any loop.
final class RecordedFiles {
  private final Recordings recordings;
  private final PlaybackSessions sessions;
  private final BodyReaders readers = new BodyReaders(BodyReaders.Limits.USUAL);

  RecordedFiles(Recordings recordings, PlaybackSessions sessions) {
    this.recordings = recordings;
    this.sessions = sessions;
  }

  /// Makes something of those of `segments` that are there, on a thread that may wait.
  ///
  /// @param token of the session
  /// @param then is given it on the request's loop
  <T> void present(
      List<StoredSegment> segments,
      String token,
      RoutingContext context,
      Function<List<StoredSegment>, T> making,
      Consumer<T> then) {
    readers.read(
        context,
        token,
        loop -> {
          T made = making.apply(recordings.present(segments));
          loop.runOnContext(_ -> then.accept(made));
        });
  }

  /// Answers with one segment or init section.
  ///
  /// @param path below the folder of the stream
  void file(StreamKey key, String path, String token, RoutingContext context) {
    readers.read(
        context,
        token,
        loop -> {
          RecordedContent content = recordings.content(key, path);
          if (content == null) {
            loop.runOnContext(
                _ -> Replies.problem(context, 404, "no such segment, or not any more"));
          } else {
            sessions.sent(token, body(path, content).send(context, loop));
          }
        });
  }

  private static StoredBody body(String path, RecordedContent content) {
    long length = content.length();
    return new StoredBody(
        "\"" + path.substring(path.lastIndexOf('/') + 1) + "-" + length + "\"",
        Map.of(
            HttpHeaders.CONTENT_TYPE,
            path.endsWith(".ts") ? "video/mp2t" : "video/mp4",
            HttpHeaders.CACHE_CONTROL,
            "private, max-age=31536000, immutable"),
        length,
        content::open);
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
    readers.read(
        context,
        token,
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
      StoredBody.copy(in, content.length(), body);
      sessions.sent(token, content.length());
    }
  }
}
