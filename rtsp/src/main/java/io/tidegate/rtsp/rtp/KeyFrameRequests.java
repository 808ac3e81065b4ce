package io.tidegate.rtsp.rtp;

import io.tidegate.media.Nullable;
import io.tidegate.rtsp.sdp.MediaDescription;
import java.time.Duration;
import java.util.Optional;

/// Asks a sender for key frames, by what it offers and not too often. Loop-confined.
final class KeyFrameRequests {
  /// A key frame takes a round trip and a frame to come; asking more often makes encoders send
  /// nothing else.
  static final Duration MIN_INTERVAL = Duration.ofSeconds(1);

  private enum Kind {
    NONE,
    PICTURE_LOSS,
    FULL_INTRA
  }

  private final Kind kind;
  private final boolean video;
  private boolean wanted;
  private @Nullable Long askedNanos;
  private int number;
  private long asked;

  KeyFrameRequests(MediaDescription media, int payloadType) {
    video = media.kind().equals("video");
    if (!video) {
      kind = Kind.NONE;
    } else if (media.offersFeedback(payloadType, "nack pli")) {
      kind = Kind.PICTURE_LOSS;
    } else {
      kind = media.offersFeedback(payloadType, "ccm fir") ? Kind.FULL_INTRA : Kind.NONE;
    }
  }

  boolean isVideo() {
    return video;
  }

  void request() {
    wanted = kind != Kind.NONE;
  }

  /// Requests sent so far.
  long asked() {
    return asked;
  }

  /// The request to send now, if any.
  Optional<RtcpPacket> due(long ssrc, long mediaSsrc, long nowNanos) {
    Long before = askedNanos;
    if (!wanted || (before != null && nowNanos - before < MIN_INTERVAL.toNanos())) {
      return Optional.empty();
    }
    wanted = false;
    askedNanos = nowNanos;
    asked++;
    return switch (kind) {
      case NONE -> Optional.empty();
      case PICTURE_LOSS -> Optional.of(new RtcpPacket.PictureLoss(ssrc, mediaSsrc));
      case FULL_INTRA -> {
        number = number + 1 & 0xFF;
        yield Optional.of(new RtcpPacket.FullIntraRequest(ssrc, mediaSsrc, number));
      }
    };
  }
}
