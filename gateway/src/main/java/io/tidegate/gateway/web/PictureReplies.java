package io.tidegate.gateway.web;

import io.tidegate.gateway.snapshot.CaptureTime;
import io.tidegate.gateway.snapshot.SnapshotException;
import io.tidegate.media.Bytes;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.CompletionException;

/// A picture of a stream as an answer. Stateless.
final class PictureReplies {
  /// When its last byte came in from the source: RFC 3339 with milliseconds.
  static final String CAPTURE_TIME = "X-Capture-Time";

  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private PictureReplies() {}

  /// @param tag without quotes
  /// @param age since it was made
  /// @param cacheControl RFC 9111 §5.2.2
  record Form(
      String contentType, String tag, Instant captured, Duration age, String cacheControl) {}

  /// RFC 9110 §13.1.2: whoever has it already gets 304.
  static void send(RoutingContext context, Bytes content, Form form) {
    MultiMap headers = context.response().headers();
    String tag = '"' + form.tag() + '"';
    headers
        .set(CAPTURE_TIME, CaptureTime.text(form.captured()))
        .set(HttpHeaders.LAST_MODIFIED, HTTP_DATE.format(form.captured()))
        .set(HttpHeaders.ETAG, tag)
        .set(HttpHeaders.AGE, Long.toString(Math.max(0, form.age().toSeconds())))
        .set(HttpHeaders.CACHE_CONTROL, form.cacheControl());
    if (EntityTags.isKnown(context.request(), tag)) {
      context.response().setStatusCode(304).end();
      return;
    }
    headers.set(HttpHeaders.CONTENT_TYPE, form.contentType());
    Replies.end(context, Buffer.buffer(content.toByteArray()));
  }

  static void refuse(RoutingContext context, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (!(cause instanceof SnapshotException none)) {
      context.fail(failure);
      return;
    }
    int status =
        switch (none.kind()) {
          case NO_VIDEO, NO_PICTURE -> 404;
          case UNDECODABLE -> 502;
          case BUSY -> 503;
        };
    if (status == 503) {
      context.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
    }
    Replies.problem(context, status, String.valueOf(none.getMessage()));
  }
}
