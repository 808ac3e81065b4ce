package io.tidegate.udp.packet;

import io.tidegate.media.Bytes;
import java.util.function.Consumer;

/// Datagrams to the bytes of a transport stream, in order. Loop-confined. Nothing is thrown on any
/// input: what is something else is counted and dropped.
///
/// 1. [#accept] for each datagram;
/// 2. [#expire] now and then, for packets that wait for others.
///
/// Raw datagrams hold packets of 188 or 204 bytes, any number of them. RTP has payload type 33, or
/// another one whose payload begins with a packet: encoders use the dynamic types, too.
public final class TransportInput {
  private static final int SYNC_BYTE = 0x47;
  private static final int NO_TYPE = -1;

  private final RtpMode mode;
  private final Consumer<Bytes> out;
  private final RtpOrder order;
  private long datagrams;
  private long rtpDatagrams;
  private long foreign;
  private int foreignType = NO_TYPE;

  /// @param out takes pieces of the transport stream
  public TransportInput(RtpMode mode, Consumer<Bytes> out) {
    this.mode = mode;
    this.out = out;
    this.order = new RtpOrder(out);
  }

  public void accept(Bytes datagram, long nowNanos) {
    datagrams++;
    switch (mode) {
      case OFF -> out.accept(datagram);
      case ON -> rtp(datagram, nowNanos);
      case AUTO -> {
        if (beginsPacket(datagram)) {
          out.accept(datagram);
        } else {
          rtp(datagram, nowNanos);
        }
      }
    }
  }

  public void expire(long nowNanos) {
    order.expire(nowNanos);
  }

  private void rtp(Bytes datagram, long nowNanos) {
    RtpPacket packet = RtpPacket.parse(datagram);
    if (packet == null) {
      foreign++;
    } else if (packet.payloadType() != RtpPacket.MP2T && !beginsPacket(packet.payload())) {
      foreign++;
      foreignType = packet.payloadType();
    } else {
      rtpDatagrams++;
      order.offer(packet, nowNanos);
    }
  }

  private static boolean beginsPacket(Bytes bytes) {
    return !bytes.isEmpty() && bytes.u8(0) == SYNC_BYTE;
  }

  /// Datagrams that came.
  public long datagrams() {
    return datagrams;
  }

  /// True when RTP came.
  public boolean isRtp() {
    return rtpDatagrams > 0;
  }

  /// RTP packets that never came in time.
  public long lost() {
    return order.lost();
  }

  /// RTP packets that came too late, or twice.
  public long late() {
    return order.late();
  }

  /// What comes instead of a transport stream, in words; empty while anything of one comes.
  public String foreign() {
    if (foreign == 0 || foreign < datagrams) {
      return "";
    }
    return foreignType == NO_TYPE
        ? "what comes is neither a transport stream nor RTP"
        : "what comes is RTP of payload type " + foreignType + ", not a transport stream (33)";
  }
}
