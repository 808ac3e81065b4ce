package io.tidegate.rtsp;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.rtsp.message.PortPair;
import io.tidegate.rtsp.message.RtspWriter;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/// Which channels of a connection the media have. Loop-confined.
///
/// Who took all media and the usual channels gets the shared bytes as they are.
final class InterleavedChannels {
  private final int mediaCount;
  private final Map<Integer, PortPair> channels = new TreeMap<>();
  private boolean asShared;

  InterleavedChannels(int mediaCount) {
    this.mediaCount = mediaCount;
  }

  /// Those of [FramedPackets].
  static PortPair usual(int media) {
    return new PortPair(2 * media, 2 * media + 1);
  }

  void put(int media, PortPair pair) {
    channels.put(media, pair);
    asShared =
        channels.size() == mediaCount
            && channels.entrySet().stream()
                .allMatch(entry -> entry.getValue().equals(usual(entry.getKey())));
  }

  Collection<PortPair> taken() {
    return channels.values();
  }

  /// What goes into the connection; empty when all of it is of media that were not set up.
  ///
  /// @param framed as [FramedPackets] frames them
  Bytes of(Bytes framed) {
    if (asShared) {
      return framed;
    }
    ByteWriter out = new ByteWriter(framed.length());
    FramedPackets.forEach(
        framed,
        (media, rtcp, packet) -> {
          PortPair pair = channels.get(media);
          if (pair != null) {
            RtspWriter.header(rtcp ? pair.rtcp() : pair.rtp(), packet.length(), out);
            out.write(packet);
          }
        });
    return out.toBytes();
  }

  /// The media whose RTCP comes in a channel, null when it is none. Some peers report in the
  /// channel of the media.
  @Nullable
  Integer mediaOf(int channel) {
    for (Map.Entry<Integer, PortPair> entry : channels.entrySet()) {
      if (entry.getValue().rtcp() == channel || entry.getValue().rtp() == channel) {
        return entry.getKey();
      }
    }
    return null;
  }
}
