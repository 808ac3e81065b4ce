package io.tidegate.rtsp;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.TrackList;
import io.tidegate.media.TrackTimes;
import io.tidegate.media.feed.FeedMuxer;
import io.tidegate.rtsp.rtp.RtpTransmission;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/// RTP: the packets of a stream as [FramedPackets], the same for every player. Loop-confined.
///
/// A player gets sender reports first, so that it can tie picture and sound together before it has
/// seen either, then every five seconds. Where players need another description they are told
/// goodbye.
final class RtspFeedMuxer implements FeedMuxer {
  private static final long REPORT_NANOS = Duration.ofSeconds(5).toNanos();

  private final RtpTransmission transmission;
  private TrackList tracks = TrackList.EMPTY;
  private List<Bytes> goodbyes = List.of();
  private long lastReportNanos = System.nanoTime();

  /// @param maxPacket bytes of an RTP packet
  RtspFeedMuxer(int maxPacket) {
    transmission = new RtpTransmission("tidegate", maxPacket, new SplittableRandom());
  }

  @Override
  public void tracks(TrackList changed) {
    tracks = changed.filter(RtpTransmission::carries);
    List<Bytes> before = transmission.goodbyes();
    goodbyes = transmission.update(changed) ? List.of() : before;
  }

  @Override
  public void start(TrackTimes times, ByteWriter out) {
    FramedPackets.writeRtcp(transmission.senderReports(Instant.now(), System.nanoTime()), out);
  }

  @Override
  public void change(TrackTimes times, ByteWriter out) {
    FramedPackets.writeRtcp(goodbyes, out);
  }

  @Override
  public boolean startsSync(Frame frame) {
    return FeedMuxer.isSync(frame, tracks);
  }

  @Override
  public void frame(Frame frame, ByteWriter out) {
    goodbyes = List.of();
    long now = System.nanoTime();
    RtpTransmission.Packets packets = transmission.frame(frame, now);
    if (now - lastReportNanos >= REPORT_NANOS) {
      lastReportNanos = now;
      FramedPackets.writeRtcp(transmission.senderReports(Instant.now(), now), out);
    }
    for (Bytes packet : packets.packets()) {
      FramedPackets.write(packets.media(), false, packet, out);
    }
  }

  /// Time goes on, and decoders find their way at the next key frame.
  @Override
  public void discontinuity(ByteWriter out) {}

  @Override
  public void end(TrackTimes times, ByteWriter out) {
    FramedPackets.writeRtcp(transmission.goodbyes(), out);
  }
}
