package io.tidegate.rtsp.rtp;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Track;
import io.tidegate.rtsp.sdp.MediaDescription;
import io.tidegate.rtsp.sdp.RtpMap;
import java.util.List;
import java.util.random.RandomGenerator;

/// One track of a stream as one RTP source. Loop-confined.
final class MediaTransmission {
  private final RtpMap map;
  private final PacketSequence sequence;
  private final Packetizer packetizer;
  private final long timestampBase;
  private Track track;

  /// @param index of the media in the session description
  MediaTransmission(int index, Track track, RandomGenerator random) {
    this.track = track;
    map = OutputFormat.mapOf(track.params(), index);
    timestampBase = random.nextInt() & 0xFFFF_FFFFL;
    long ssrc = random.nextInt() & 0xFFFF_FFFFL;
    sequence = new PacketSequence(ssrc, map.payloadType(), random.nextInt(1 << 16));
    packetizer = OutputFormat.packetizer(track.params(), this::timestampOf);
  }

  Track track() {
    return track;
  }

  PacketSequence sequence() {
    return sequence;
  }

  /// Takes over new parameters; false when a player must be told another description.
  boolean update(Track changed) {
    boolean same = continues(track, changed);
    if (same) {
      track = changed;
    }
    return same;
  }

  static boolean continues(Track before, Track after) {
    boolean sameCoding = after.id() == before.id() && after.codec() == before.codec();
    return sameCoding && (before.isVideo() || after.params().equals(before.params()));
  }

  MediaDescription describe() {
    return OutputFormat.describe(track.params(), map, track.id());
  }

  List<Bytes> frame(Frame frame, int maxPayload) {
    sequence.begin(timestampOf(frame.pts()));
    packetizer.packetize(frame, track.params(), maxPayload, sequence);
    return sequence.take();
  }

  /// 32 bits.
  long timestampOf(MediaTime time) {
    return timestampBase + time.toTicks(map.clockRate()) & 0xFFFF_FFFFL;
  }

  private long timestampOf(Frame frame, long ticks) {
    return timestampOf(frame.pts()) + ticks;
  }

  RtcpPacket.SenderReport senderReport(NtpTime wallClock, MediaTime mediaTime) {
    return new RtcpPacket.SenderReport(
        sequence.ssrc(),
        wallClock,
        timestampOf(mediaTime),
        sequence.packetCount() & 0xFFFF_FFFFL,
        sequence.octetCount() & 0xFFFF_FFFFL,
        List.of());
  }

  /// What a decoder must know.
  CodecParams params() {
    return track.params();
  }
}
