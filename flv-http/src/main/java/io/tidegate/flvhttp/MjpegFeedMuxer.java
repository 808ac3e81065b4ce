package io.tidegate.flvhttp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.Codec;
import io.tidegate.media.Frame;
import io.tidegate.media.TrackList;
import io.tidegate.media.TrackTimes;
import io.tidegate.media.feed.FeedMuxer;

/// Motion JPEG as browsers show it in an `<img>`: one image after the other, each in place of the
/// one before. `multipart/x-mixed-replace`, RFC 2046 §5.1.
///
/// The line that ends an image is sent with it: browsers show an image when they have seen that.
final class MjpegFeedMuxer implements FeedMuxer {
  static final String CONTENT_TYPE = "multipart/x-mixed-replace; boundary=tidegate";

  private static final Bytes BOUNDARY = Bytes.of("--tidegate\r\n", US_ASCII);
  private static final Bytes END = Bytes.of("\r\n--tidegate\r\n", US_ASCII);

  private TrackList tracks = TrackList.EMPTY;

  static boolean isCarried(Codec codec) {
    return codec == Codec.MJPEG;
  }

  /// Sound is not carried, converted or not: nobody has to convert it.
  @Override
  public boolean carries(Codec codec) {
    return isCarried(codec) || !codec.isVideo();
  }

  @Override
  public void tracks(TrackList changed) {
    tracks = changed.filter(track -> isCarried(track.codec()));
  }

  @Override
  public void start(TrackTimes times, ByteWriter out) {
    out.write(BOUNDARY);
  }

  @Override
  public void change(TrackTimes times, ByteWriter out) {}

  @Override
  public boolean startsSync(Frame frame) {
    return tracks.find(frame.trackId()) != null;
  }

  @Override
  public void frame(Frame frame, ByteWriter out) {
    if (tracks.find(frame.trackId()) == null) {
      return;
    }
    Bytes image = frame.payload();
    String head = "Content-Type: image/jpeg\r\nContent-Length: " + image.length() + "\r\n\r\n";
    out.write(Bytes.of(head, US_ASCII)).write(image).write(END);
  }

  @Override
  public void discontinuity(ByteWriter out) {}

  @Override
  public void end(TrackTimes times, ByteWriter out) {}
}
