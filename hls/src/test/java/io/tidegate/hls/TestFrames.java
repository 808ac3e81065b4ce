package io.tidegate.hls;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.FrameRate;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.VideoFormat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Made-up streams: pictures of a few bytes and AAC of 48 kHz, interleaved by decoding time.
final class TestFrames {
  static final Track VIDEO = new Track(1, avc(640, 360));
  static final Track AUDIO =
      new Track(2, new CodecParams.Aac(Bytes.ofHex("1190"), 2, 48_000, 48_000, 2, 1024));
  static final TrackList BOTH = TrackList.of(VIDEO, AUDIO);

  private TestFrames() {}

  static CodecParams.Avc avc(int width, int height) {
    return new CodecParams.Avc(
        List.of(Bytes.ofHex("6764001eacd940a02ff9")),
        List.of(Bytes.ofHex("68ebe3cb22c0")),
        VideoFormat.of(width, height, FrameRate.UNKNOWN, 0),
        1,
        8,
        8);
  }

  static StreamEvent tracks(Track... tracks) {
    return new StreamEvent.TracksChanged(TrackList.of(tracks));
  }

  /// A picture of an IDR slice or another one.
  static Frame picture(MediaTime at, boolean key) {
    Bytes payload = Bytes.ofHex(key ? "00000005 65888400ff" : "00000005 419a2000ff");
    return new Frame(1, at, at, key, payload, at.nanos());
  }

  static Frame sound(MediaTime at) {
    return new Frame(2, at, at, true, Bytes.ofHex("21100453"), at.nanos());
  }

  /// Pictures of a frame rate from `start` to before `end`, a key frame every `keyInterval`.
  static List<Frame> pictures(
      MediaTime start, MediaTime end, long rate, long per, int keyInterval) {
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; ; i++) {
      MediaTime at = start.plus(MediaTime.ofTicks(i * per, rate));
      if (!at.isBefore(end)) {
        return frames;
      }
      frames.add(picture(at, i % keyInterval == 0));
    }
  }

  static List<Frame> sounds(MediaTime start, MediaTime end) {
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; ; i++) {
      MediaTime at = start.plus(MediaTime.ofTicks(i * 1024L, 48_000));
      if (!at.isBefore(end)) {
        return frames;
      }
      frames.add(sound(at));
    }
  }

  /// Both, by decoding time.
  static List<Frame> interleaved(List<Frame> some, List<Frame> others) {
    List<Frame> all = new ArrayList<>(some);
    all.addAll(others);
    all.sort(Comparator.comparing(Frame::dts));
    return all;
  }

  /// 25 pictures a second, a key frame every two seconds, and sound.
  static List<Frame> usual(long fromMs, long toMs) {
    MediaTime from = MediaTime.ofMillis(fromMs);
    MediaTime to = MediaTime.ofMillis(toMs);
    return interleaved(pictures(from, to, 25, 1, 50), sounds(from, to));
  }

  /// The same with time stamps cut to milliseconds, as RTMP sends them.
  static List<Frame> inMillis(List<Frame> frames) {
    return frames.stream()
        .map(frame -> frame.shifted(new MediaTime(-(frame.dts().nanos() % 1_000_000))))
        .toList();
  }
}
