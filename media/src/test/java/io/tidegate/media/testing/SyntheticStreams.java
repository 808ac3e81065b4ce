package io.tidegate.media.testing;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.MalformedException;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.EndOfStream;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.UnsupportedException;
import io.tidegate.media.codec.AudioSpecificConfig;
import io.tidegate.media.codec.AvcParameterSets;
import io.tidegate.media.codec.HevcParameterSets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/// Streams made up for tests: real parameter sets, frames in canonical form whose content is noise
/// (no decoder is asked to show it), always the same.
public final class SyntheticStreams {
  /// 320x180, 25 frames a second, High profile with two B-frames in a row. Made by x264.
  public static final Bytes AVC_SPS =
      Bytes.ofHex("6764000cacd941419f9f011000000300100000030320f1429960");

  public static final Bytes AVC_PPS = Bytes.ofHex("68ef8fcb");

  /// 640x360, 25 frames a second, Main profile without B-frames. Made by x264.
  public static final Bytes AVC_SPS_360 =
      Bytes.ofHex("674d401eda0280bfe5c044000003000400000300ca3c58ba80");

  public static final Bytes AVC_PPS_360 = Bytes.ofHex("68ef0fc8");

  /// 320x180, 25 frames a second, Main profile. Made by x265.
  public static final Bytes HEVC_VPS =
      Bytes.ofHex("40010c01ffff01600000030090000003000003003c959809");

  public static final Bytes HEVC_SPS =
      Bytes.ofHex(
          "42010101600000030090000003000003003ca00a080b9f796566924caf016808000003000800000300c840");
  public static final Bytes HEVC_PPS = Bytes.ofHex("4401c172b46240");

  public static final int VIDEO = 1;
  public static final int AUDIO = 2;

  private SyntheticStreams() {}

  public static CodecParams.Avc avc() {
    return avc(AVC_SPS, AVC_PPS);
  }

  /// Another geometry.
  public static CodecParams.Avc avc360() {
    return avc(AVC_SPS_360, AVC_PPS_360);
  }

  public static CodecParams.Hevc hevc() {
    try {
      return HevcParameterSets.parse(List.of(HEVC_VPS), List.of(HEVC_SPS), List.of(HEVC_PPS));
    } catch (MalformedException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /// AAC-LC, 48 kHz, stereo.
  public static CodecParams.Aac aac() {
    try {
      return AudioSpecificConfig.parse(AudioSpecificConfig.write(2, 48_000, 2));
    } catch (MalformedException | UnsupportedException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /// H.264 and AAC.
  public static TrackList tracks() {
    return TrackList.of(new Track(VIDEO, avc()), new Track(AUDIO, aac()));
  }

  /// How a stream is made.
  ///
  /// @param fpsNumerator so many frames in `fpsDenominator` seconds
  /// @param gopFrames a key frame each so many frames
  /// @param bFrames in a row: frames are stored in decoding order, two frames of delay with
  ///   B-frames
  /// @param payloadBytes of a video frame, key frames three times as long
  public record Spec(
      TrackList tracks,
      long fpsNumerator,
      long fpsDenominator,
      int gopFrames,
      int bFrames,
      int payloadBytes) {
    /// 25 frames a second, a key frame every second, no B-frames, 400 bytes.
    public static Spec of(TrackList tracks) {
      return new Spec(tracks, 25, 1, 25, 0, 400);
    }

    public Spec withFps(long numerator, long denominator) {
      return new Spec(tracks, numerator, denominator, gopFrames, bFrames, payloadBytes);
    }

    public Spec withGop(int frames) {
      return new Spec(tracks, fpsNumerator, fpsDenominator, frames, bFrames, payloadBytes);
    }

    public Spec withBFrames(int inARow) {
      return new Spec(tracks, fpsNumerator, fpsDenominator, gopFrames, inARow, payloadBytes);
    }
  }

  /// Tracks, frames of `duration` in the order of their DTS, and the end.
  public static List<StreamEvent> events(Spec spec, MediaTime duration) {
    List<StreamEvent> events = new ArrayList<>();
    events.add(new TracksChanged(spec.tracks()));
    events.addAll(frames(spec, MediaTime.ZERO, duration));
    events.add(EndOfStream.INSTANCE);
    return events;
  }

  /// Frames of `duration` whose first DTS is `start`, in the order of their DTS.
  public static List<Frame> frames(Spec spec, MediaTime start, MediaTime duration) {
    List<Frame> frames = new ArrayList<>();
    if (spec.tracks().hasVideo()) {
      frames.addAll(video(spec, start, duration));
    }
    spec.tracks().audio().ifPresent(track -> frames.addAll(audio(track, start, duration)));
    frames.sort(Comparator.comparing(Frame::dts).thenComparingInt(Frame::trackId));
    return frames;
  }

  private static List<Frame> video(Spec spec, MediaTime start, MediaTime duration) {
    Track track = spec.tracks().video().orElseThrow();
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; ; i++) {
      MediaTime at = frameTime(spec, i);
      if (at.compareTo(duration) >= 0) {
        return frames;
      }
      boolean key = i % spec.gopFrames() == 0;
      MediaTime dts = start.plus(at);
      MediaTime pts = start.plus(frameTime(spec, i + shownAfter(spec, i)));
      frames.add(
          new Frame(track.id(), dts, pts, key, videoPayload(track, key, i, spec), nanos(dts)));
    }
  }

  /// Frames from decoding to showing: with B-frames one more for all, P-frames wait for the
  /// B-frames that are coded after them.
  private static int shownAfter(Spec spec, int index) {
    if (spec.bFrames() == 0) {
      return 0;
    }
    int inGop = index % spec.gopFrames();
    boolean reference = inGop % (spec.bFrames() + 1) == 1 || inGop == 0;
    int last = spec.gopFrames() - 1;
    if (inGop == 0) {
      return 1;
    }
    return reference ? Math.min(spec.bFrames() + 1, last - inGop + 1) : 0;
  }

  private static List<Frame> audio(Track track, MediaTime start, MediaTime duration) {
    CodecParams.Audio params = (CodecParams.Audio) track.params();
    int samples = Math.max(params.samplesPerFrame(), 160);
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; ; i++) {
      MediaTime at = MediaTime.ofTicks((long) i * samples, params.sampleRate());
      if (at.compareTo(duration) >= 0) {
        return frames;
      }
      MediaTime dts = start.plus(at);
      Bytes payload = SeededFuzz.bytes(new Random(i), 120);
      frames.add(new Frame(track.id(), dts, dts, true, payload, nanos(dts)));
    }
  }

  private static MediaTime frameTime(Spec spec, long index) {
    return MediaTime.ofTicks(index * spec.fpsDenominator(), spec.fpsNumerator());
  }

  /// One slice NAL unit after its length, without bytes that need emulation prevention.
  private static Bytes videoPayload(Track track, boolean key, int index, Spec spec) {
    int length = key ? 3 * spec.payloadBytes() : spec.payloadBytes();
    byte[] payload = new byte[length];
    new Random(index).nextBytes(payload);
    for (int i = 4; i < length; i++) {
      payload[i] |= 1;
    }
    int nal = length - 4;
    payload[0] = (byte) (nal >>> 24);
    payload[1] = (byte) (nal >>> 16);
    payload[2] = (byte) (nal >>> 8);
    payload[3] = (byte) nal;
    if (track.params() instanceof CodecParams.Hevc) {
      payload[4] = (byte) ((key ? 19 : 1) << 1);
      payload[5] = 1;
    } else {
      payload[4] = (byte) (key ? 0x65 : 0x41);
    }
    return Bytes.wrap(payload);
  }

  /// Frames come in real time.
  private static long nanos(MediaTime time) {
    return time.nanos();
  }

  private static CodecParams.Avc avc(Bytes sps, Bytes pps) {
    try {
      return AvcParameterSets.parse(List.of(sps), List.of(pps));
    } catch (MalformedException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
