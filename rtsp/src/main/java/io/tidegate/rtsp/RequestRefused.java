package io.tidegate.rtsp;

import io.tidegate.media.hub.Refusal;
import io.tidegate.rtsp.message.Headers;

/// A client's request that is answered with something else than success.
final class RequestRefused extends Exception {
  private static final long serialVersionUID = 1L;

  /// RFC 2326 §12.31, in seconds: soon enough for a room that others leave.
  private static final String RETRY_AFTER = "5";

  private final RtspStatus status;
  private final transient Headers headers;

  /// @param why for the peer's log; empty when the status says it all
  RequestRefused(RtspStatus status, String why, Headers headers) {
    super(why, null, false, false);
    this.status = status;
    this.headers = headers;
  }

  RequestRefused(RtspStatus status, String why) {
    this(status, why, Headers.NONE);
  }

  static RequestRefused of(Refusal refusal, String why) {
    return switch (refusal) {
      case LIMIT_REACHED, PEER_LIMIT, NO_BANDWIDTH, SHUTTING_DOWN ->
          new RequestRefused(statusOf(refusal), why, Headers.NONE.with("Retry-After", RETRY_AFTER));
      case KEY_TAKEN, BAD_KEY, NOT_AUTHORISED, NOT_ALLOWED, NOT_FOUND, UNSUPPORTED_CODEC ->
          new RequestRefused(statusOf(refusal), why);
    };
  }

  RtspStatus status() {
    return status;
  }

  /// Of the answer.
  Headers headers() {
    return headers;
  }

  String why() {
    return String.valueOf(getMessage());
  }

  private static RtspStatus statusOf(Refusal refusal) {
    return switch (refusal) {
      case KEY_TAKEN -> RtspStatus.FORBIDDEN;
      case BAD_KEY -> RtspStatus.BAD_REQUEST;
      case NOT_AUTHORISED -> RtspStatus.UNAUTHORISED;
      case NOT_ALLOWED -> RtspStatus.FORBIDDEN;
      case NOT_FOUND -> RtspStatus.NOT_FOUND;
      case UNSUPPORTED_CODEC -> RtspStatus.UNSUPPORTED_MEDIA_TYPE;
      case NO_BANDWIDTH -> RtspStatus.NOT_ENOUGH_BANDWIDTH;
      case LIMIT_REACHED, PEER_LIMIT -> RtspStatus.UNAVAILABLE;
      case SHUTTING_DOWN -> RtspStatus.UNAVAILABLE;
    };
  }
}
