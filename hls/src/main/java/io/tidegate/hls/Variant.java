package io.tidegate.hls;

import io.tidegate.media.CodecParams;
import io.tidegate.media.FrameRate;
import io.tidegate.media.Nullable;
import io.tidegate.media.Track;
import io.tidegate.media.VideoFormat;
import java.util.ArrayList;
import java.util.List;

/// An entry of a multivariant playlist. RFC 8216 §4.3.4.2. Immutable.
///
/// @param peakBitsPerSecond BANDWIDTH
/// @param averageBitsPerSecond AVERAGE-BANDWIDTH
/// @param codecs as RFC 6381 writes them
/// @param width as shown, 0 for none
/// @param height 0 for none
/// @param framesPerSecond 0 for unknown
record Variant(
    long peakBitsPerSecond,
    long averageBitsPerSecond,
    String codecs,
    int width,
    int height,
    double framesPerSecond) {
  /// Fewer segments say too little about the largest.
  private static final int TELLING_SEGMENTS = 3;

  /// As its segments are.
  ///
  /// @param measured the rhythm of the frames, null where it is another stream's or unknown
  static Variant of(
      PlaylistSnapshot snapshot, CarriedTracks tracks, @Nullable PartTarget measured) {
    int width = 0;
    int height = 0;
    double rate = 0;
    Track video = tracks.video();
    if (video != null && video.params() instanceof CodecParams.Video params) {
      VideoFormat format = params.format();
      width = (int) Math.round((double) format.width() * format.sarWidth() / format.sarHeight());
      height = format.height();
      FrameRate declared = format.frameRate();
      rate = measured == null ? declared.perSecond() : 1 / measured.frame().toSeconds();
    }
    List<String> codecs = tracks.list().asList().stream().map(t -> t.params().rfc6381()).toList();
    return new Variant(
        peak(snapshot), average(snapshot), String.join(",", codecs), width, height, rate);
  }

  /// As it promises to be.
  static Variant of(PromisedVariant promised) {
    return new Variant(
        promised.bitsPerSecond(),
        promised.bitsPerSecond(),
        promised.codecs(),
        promised.width(),
        promised.height(),
        promised.framesPerSecond());
  }

  /// As it is, where that is known already, else as it promises to be.
  static Variant of(PromisedVariant promised, PlaylistSnapshot snapshot, CarriedTracks tracks) {
    Variant is = of(snapshot, tracks, null);
    long whole = snapshot.listed().stream().filter(segment -> !segment.gap()).count();
    boolean tells = whole >= TELLING_SEGMENTS;
    return new Variant(
        tells ? is.peakBitsPerSecond : Math.max(is.peakBitsPerSecond, promised.bitsPerSecond()),
        whole > 0 ? is.averageBitsPerSecond : promised.bitsPerSecond(),
        is.codecs.isEmpty() ? promised.codecs() : is.codecs,
        is.height > 0 ? is.width : promised.width(),
        is.height > 0 ? is.height : promised.height(),
        is.framesPerSecond > 0 ? is.framesPerSecond : promised.framesPerSecond());
  }

  /// The largest bit rate of segments in a row that last 0.5 to 1.5 target durations together; of
  /// one segment, where none do.
  private static long peak(PlaylistSnapshot snapshot) {
    long target = snapshot.state().targetSeconds() * 1_000_000_000L;
    List<Segment> run = new ArrayList<>();
    long peak = 0;
    long ofOne = 1;
    for (Segment segment : snapshot.listed()) {
      if (segment.gap()) {
        run.clear();
        continue;
      }
      ofOne = Math.max(ofOne, bitsPerSecond(segment.bytes(), segment.duration().nanos()));
      run.add(segment);
      long bytes = 0;
      long nanos = 0;
      for (Segment one : run.reversed()) {
        bytes += one.bytes();
        nanos += one.duration().nanos();
        if (2 * nanos >= target && 2 * nanos <= 3 * target) {
          peak = Math.max(peak, bitsPerSecond(bytes, nanos));
        }
      }
    }
    return peak > 0 ? peak : ofOne;
  }

  private static long average(PlaylistSnapshot snapshot) {
    List<Segment> whole = snapshot.listed().stream().filter(segment -> !segment.gap()).toList();
    long bytes = whole.stream().mapToLong(Segment::bytes).sum();
    long nanos = whole.stream().mapToLong(one -> one.duration().nanos()).sum();
    return bitsPerSecond(bytes, nanos);
  }

  /// Rounded up, so that it is never zero.
  private static long bitsPerSecond(long bytes, long nanos) {
    return (long) Math.ceil(Math.max(1, bytes) * 8e9 / Math.max(1, nanos));
  }
}
