package io.tidegate.bench;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.MalformedException;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.codec.AudioSpecificConfig;
import io.tidegate.media.codec.AvcParameterSets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/// Two seconds of a stream as benchmarks and load runs take it: H.264 at 30 frames a second without
/// B-frames, a key frame each second, and AAC at 48 kHz. The content is noise, always the same.
public final class BenchStream {
  public static final int SECONDS = 2;

  private static final int VIDEO = 1;
  private static final int AUDIO = 2;
  private static final int FPS = 30;

  /// Bytes of a stream of 2 Mbit/s with its sound.
  private static final int KEY_FRAME_BYTES = 30_000;

  private static final int FRAME_BYTES = 6_800;
  private static final int FULL_KBIT = 2_000;
  private static final int SOUND_BYTES = 340;

  private BenchStream() {}

  public static TrackList tracks() {
    return TrackList.of(new Track(VIDEO, avc()), new Track(AUDIO, aac()));
  }

  /// At 2 Mbit/s.
  static List<Frame> frames() {
    return frames(FULL_KBIT);
  }

  public static boolean isVideo(Frame frame) {
    return frame.trackId() == VIDEO;
  }

  /// In the order of their DTS; sound has 128 kbit/s of the `kbit`.
  public static List<Frame> frames(int kbit) {
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; i < SECONDS * FPS; i++) {
      boolean key = i % FPS == 0;
      long bytes = (long) (key ? KEY_FRAME_BYTES : FRAME_BYTES) * kbit / FULL_KBIT;
      Bytes payload = picture(key, i, (int) bytes);
      MediaTime at = MediaTime.ofTicks(i, FPS);
      frames.add(new Frame(VIDEO, at, at, key, payload, 0));
    }
    for (int i = 0; i * 1024L < SECONDS * 48_000L; i++) {
      MediaTime at = MediaTime.ofTicks(i * 1024L, 48_000);
      frames.add(new Frame(AUDIO, at, at, true, noise(i, SOUND_BYTES), 0));
    }
    frames.sort(Comparator.comparing(Frame::dts));
    return frames;
  }

  private static CodecParams.Avc avc() {
    try {
      // 640x360, Main profile. Made by x264.
      return AvcParameterSets.parse(
          List.of(Bytes.ofHex("674d401eda0280bfe5c044000003000400000300ca3c58ba80")),
          List.of(Bytes.ofHex("68ef0fc8")));
    } catch (MalformedException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static CodecParams.Aac aac() {
    return new CodecParams.Aac(AudioSpecificConfig.write(2, 48_000, 2), 2, 48_000, 48_000, 2, 1024);
  }

  /// One slice NAL unit after its length.
  private static Bytes picture(boolean key, int seed, int length) {
    byte[] payload = noise(seed, length).toByteArray();
    int nal = length - 4;
    payload[0] = 0;
    payload[1] = (byte) (nal >>> 16);
    payload[2] = (byte) (nal >>> 8);
    payload[3] = (byte) nal;
    payload[4] = (byte) (key ? 0x65 : 0x41);
    return Bytes.wrap(payload);
  }

  /// Odd bytes alone: nothing in it looks like a start code.
  private static Bytes noise(int seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    for (int i = 0; i < length; i++) {
      bytes[i] |= 1;
    }
    return Bytes.wrap(bytes);
  }
}
