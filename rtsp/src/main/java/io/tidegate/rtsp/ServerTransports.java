package io.tidegate.rtsp;

import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.rtsp.message.PortPair;
import io.tidegate.rtsp.message.TransportHeader;
import java.util.Collection;

/// Which of the transports that a client offers it gets. RFC 2326 §12.39. No state.
final class ServerTransports {
  /// A channel is one byte, and a pair of them begins at an even one.
  private static final int LAST_PAIR = 254;

  private ServerTransports() {}

  /// What a session allows.
  ///
  /// @param tcp interleaved
  /// @param udp datagrams
  /// @param multicast to a group
  record Allowed(boolean tcp, boolean udp, boolean multicast) {
    boolean fits(TransportHeader offered) {
      if (offered.isTcp()) {
        return tcp && !offered.multicast();
      }
      return offered.multicast() ? multicast : udp && hasPorts(offered.clientPorts());
    }
  }

  /// The first that is allowed.
  ///
  /// @param header of the request, null without
  static TransportHeader choose(@Nullable String header, Allowed allowed) throws RequestRefused {
    if (header == null) {
      throw new RequestRefused(RtspStatus.UNSUPPORTED_TRANSPORT, "no Transport");
    }
    try {
      for (TransportHeader offered : TransportHeader.parseAll(header)) {
        if (offered.isPlain() && allowed.fits(offered)) {
          return offered;
        }
      }
    } catch (MalformedException broken) {
      throw new RequestRefused(RtspStatus.BAD_REQUEST, "Transport: " + broken.getMessage());
    }
    throw new RequestRefused(RtspStatus.UNSUPPORTED_TRANSPORT, "");
  }

  private static boolean hasPorts(@Nullable PortPair ports) {
    return ports != null && ports.rtp() > 0 && ports.rtcp() > 0;
  }

  /// The channels that are wished for when they are free, else the first free pair.
  ///
  /// @param taken by other tracks of the connection
  static PortPair channels(@Nullable PortPair wanted, Collection<PortPair> taken)
      throws RequestRefused {
    if (wanted != null && wanted.rtp() != wanted.rtcp() && isFree(wanted, taken)) {
      return wanted;
    }
    for (int channel = 0; channel <= LAST_PAIR; channel += 2) {
      PortPair pair = new PortPair(channel, channel + 1);
      if (isFree(pair, taken)) {
        return pair;
      }
    }
    throw new RequestRefused(RtspStatus.UNSUPPORTED_TRANSPORT, "no channel is free");
  }

  private static boolean isFree(PortPair pair, Collection<PortPair> taken) {
    return taken.stream().noneMatch(other -> has(other, pair.rtp()) || has(other, pair.rtcp()));
  }

  private static boolean has(PortPair pair, int channel) {
    return pair.rtp() == channel || pair.rtcp() == channel;
  }
}
