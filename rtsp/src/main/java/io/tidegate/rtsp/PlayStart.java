package io.tidegate.rtsp;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.media.ReasonCounters;
import io.tidegate.rtsp.message.RtpInfo;
import io.tidegate.rtsp.rtp.RtcpPacket;
import java.util.ArrayList;
import java.util.List;

/// Looks at the packets that a player will get first, to tell it in `RTP-Info` where they begin.
/// RFC 2326 §12.33. Loop-confined.
///
/// The times told are of one moment, that of the first packet of the first media that has one: the
/// sender reports before it tie the media together.
final class PlayStart {
  private final Media[] media;

  private static final class Media {
    final int hertz;
    @Nullable Integer sequence;
    @Nullable Long timestamp;
    @Nullable Long reported;

    Media(int hertz) {
      this.hertz = hertz;
    }
  }

  /// @param hertz of the timestamps, by media
  PlayStart(List<Integer> hertz) {
    media = hertz.stream().map(Media::new).toArray(Media[]::new);
  }

  /// @param framed as [FramedPackets] frames them
  void accept(Bytes framed) {
    FramedPackets.forEach(framed, this::packet);
  }

  private void packet(int index, boolean rtcp, Bytes packet) {
    if (index >= media.length) {
      return;
    }
    Media one = media[index];
    if (!rtcp && one.sequence == null) {
      one.sequence = packet.u16(2);
      one.timestamp = packet.u32(4);
    } else if (rtcp && one.reported == null) {
      for (RtcpPacket part : RtcpPacket.parse(packet, new ReasonCounters())) {
        if (part instanceof RtcpPacket.SenderReport report) {
          one.reported = report.timestamp();
        }
      }
    }
  }

  /// @param urls by media, null for those that were not set up
  RtpInfo info(List<@Nullable String> urls) {
    List<RtpInfo.Entry> entries = new ArrayList<>();
    for (int i = 0; i < media.length; i++) {
      String url = urls.get(i);
      if (url != null) {
        entries.add(new RtpInfo.Entry(url, media[i].sequence, timeOf(media[i])));
      }
    }
    return new RtpInfo(entries);
  }

  private @Nullable Long timeOf(Media one) {
    for (Media first : media) {
      Long start = first.timestamp;
      Long there = first.reported;
      Long here = one.reported;
      if (start != null && there != null && here != null) {
        double seconds = (double) (int) (start - there) / first.hertz;
        return here + Math.round(seconds * one.hertz) & 0xFFFF_FFFFL;
      }
    }
    return one.timestamp;
  }
}
