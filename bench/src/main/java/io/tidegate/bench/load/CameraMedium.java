package io.tidegate.bench.load;

import io.tidegate.bench.BenchStream;
import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.rtsp.message.RtspWriter;
import io.tidegate.rtsp.rtp.RtpTransmission;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// The picture or the sound of the benchmark stream as interleaved RTP packets, made once for all
/// cameras and repeated by each with other numbers and stamps. Immutable.
///
/// @param frames of one round
/// @param packets of one round
/// @param clockRate ticks a second of the timestamps
record CameraMedium(List<Burst> frames, int packets, int clockRate) {
  private static final int FRAMING_BYTES = 4;
  private static final int SEQUENCE_AT = FRAMING_BYTES + 2;
  private static final int TIMESTAMP_AT = FRAMING_BYTES + 4;

  /// Of the source, in its RTP header.
  private static final int SSRC_AT = 8;

  CameraMedium {
    frames = List.copyOf(frames);
  }

  /// All packets of one frame, each behind its channel and length.
  ///
  /// @param at in the round
  /// @param starts where each packet begins in `bytes`
  /// @param stampAt where the digits of the stamp are
  record Burst(MediaTime at, Bytes bytes, List<Integer> starts, int stampAt) {
    Burst {
      starts = List.copyOf(starts);
    }
  }

  /// Picture, then sound.
  static List<CameraMedium> of(int kbit) {
    RtpTransmission out = transmission();
    List<List<Burst>> bursts = List.of(new ArrayList<>(), new ArrayList<>());
    for (Frame frame : BenchStream.frames(kbit)) {
      RtpTransmission.Packets packets = out.frame(stamped(frame), frame.dts().nanos());
      bursts.get(packets.media()).add(burst(frame.dts(), 2 * packets.media(), packets.packets()));
    }
    return List.of(medium(bursts.get(0), 90_000), medium(bursts.get(1), 48_000));
  }

  /// What a camera says of its stream.
  static String description() {
    return transmission().describe().write();
  }

  private static RtpTransmission transmission() {
    RtpTransmission out =
        new RtpTransmission("bench", RtpTransmission.DEFAULT_MAX_PACKET, new SplittableRandom(1));
    out.update(BenchStream.tracks());
    return out;
  }

  private static CameraMedium medium(List<Burst> frames, int clockRate) {
    int packets = frames.stream().mapToInt(frame -> frame.starts().size()).sum();
    return new CameraMedium(frames, packets, clockRate);
  }

  private static Frame stamped(Frame frame) {
    Bytes stamp = Stamp.placeholder();
    ByteWriter out = new ByteWriter();
    if (BenchStream.isVideo(frame)) {
      out.write(stamp).write(frame.payload());
    } else {
      out.write(stamp).write(frame.payload().slice(stamp.length())); // nobody decodes it
    }
    return new Frame(frame.trackId(), frame.dts(), frame.pts(), frame.keyFrame(), out.toBytes(), 0);
  }

  private static Burst burst(MediaTime at, int channel, List<Bytes> packets) {
    ByteWriter out = new ByteWriter();
    List<Integer> starts = new ArrayList<>();
    int stampAt = -1;
    for (Bytes packet : packets) {
      starts.add(out.size());
      RtspWriter.header(channel, packet.length(), out);
      int found = Stamp.find(packet);
      if (found >= 0) {
        stampAt = out.size() + found;
      }
      out.write(packet);
    }
    if (stampAt < 0) {
      throw new IllegalStateException("a frame without a stamp");
    }
    return new Burst(at, out.toBytes(), starts, stampAt);
  }

  /// 32 bits.
  long ssrc() {
    return frames.getFirst().bytes().u32(FRAMING_BYTES + SSRC_AT);
  }

  /// The timestamp that stands for this time of the stream, 32 bits.
  long timestampAt(MediaTime time) {
    return frames.getFirst().bytes().u32(TIMESTAMP_AT) + time.toTicks(clockRate) & 0xFFFF_FFFFL;
  }

  /// A frame of a later round.
  byte[] bytes(Burst frame, int round, long stampMicros) {
    byte[] bytes = frame.bytes().toByteArray();
    Stamp.write(bytes, frame.stampAt(), stampMicros, round);
    for (int start : frame.starts()) {
      int sequence = frame.bytes().u16(start + SEQUENCE_AT) + round * packets;
      bytes[start + SEQUENCE_AT] = (byte) (sequence >>> 8);
      bytes[start + SEQUENCE_AT + 1] = (byte) sequence;
      long later = (long) round * BenchStream.SECONDS * clockRate;
      long timestamp = frame.bytes().u32(start + TIMESTAMP_AT) + later;
      for (int i = 0; i < 4; i++) {
        bytes[start + TIMESTAMP_AT + i] = (byte) (timestamp >>> (24 - 8 * i));
      }
    }
    return bytes;
  }
}
