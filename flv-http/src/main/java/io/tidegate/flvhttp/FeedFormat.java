package io.tidegate.flvhttp;

import io.tidegate.media.Codec;
import io.tidegate.media.feed.FeedMuxer;
import io.tidegate.media.feed.TsFeedMuxer;
import io.tidegate.media.flv.FlvDialect;
import io.tidegate.media.flv.FlvMuxer;
import io.tidegate.media.fmp4.InitSegment;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.ts.TsMuxer;

/// The forms in which a stream is served without end.
enum FeedFormat {
  FLV("video/x-flv", Protocol.HTTP_FLV),
  FLV_HEVC_12("video/x-flv", Protocol.HTTP_FLV),
  TS("video/mp2t", Protocol.HTTP_TS),
  MP4("video/mp4", Protocol.HTTP_FMP4),
  MJPEG(MjpegFeedMuxer.CONTENT_TYPE, Protocol.HTTP_MJPEG);

  private final String contentType;
  private final Protocol protocol;

  FeedFormat(String contentType, Protocol protocol) {
    this.contentType = contentType;
    this.protocol = protocol;
  }

  String contentType() {
    return contentType;
  }

  /// The protocol over plain HTTP; over a WebSocket it is `WS_FLV`.
  Protocol protocol() {
    return protocol;
  }

  /// Whether players of this form know the coding.
  boolean carries(Codec codec) {
    return switch (this) {
      case FLV, FLV_HEVC_12 -> FlvMuxer.isPlayable(codec);
      case TS -> TsMuxer.carries(codec);
      case MP4 -> InitSegment.carries(codec);
      case MJPEG -> MjpegFeedMuxer.isCarried(codec);
    };
  }

  FeedMuxer newMuxer() {
    return switch (this) {
      case FLV -> new FlvFeedMuxer(FlvDialect.ENHANCED);
      case FLV_HEVC_12 -> new FlvFeedMuxer(FlvDialect.HEVC_12);
      case TS -> new TsFeedMuxer();
      case MP4 -> new Mp4FeedMuxer();
      case MJPEG -> new MjpegFeedMuxer();
    };
  }
}
