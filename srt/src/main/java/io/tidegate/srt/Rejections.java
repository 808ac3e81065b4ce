package io.tidegate.srt;

import io.tidegate.media.hub.Refusal;
import io.tidegate.srt.lib.SrtRejection;

/// What callers are told. SRT Access Control Guidelines, "Error codes".
final class Rejections {
  private Rejections() {}

  static SrtRejection of(Refusal refusal) {
    return switch (refusal) {
      case KEY_TAKEN -> SrtRejection.CONFLICT;
      case BAD_KEY -> SrtRejection.BAD_REQUEST;
      case NOT_AUTHORISED -> SrtRejection.UNAUTHORIZED;
      case NOT_ALLOWED -> SrtRejection.FORBIDDEN;
      case NOT_FOUND -> SrtRejection.NOT_FOUND;
      case UNSUPPORTED_CODEC -> SrtRejection.UNSUPPORTED_MEDIA;
      case LIMIT_REACHED, PEER_LIMIT, NO_BANDWIDTH -> SrtRejection.OVERLOAD;
      case SHUTTING_DOWN -> SrtRejection.DOWN;
    };
  }
}
