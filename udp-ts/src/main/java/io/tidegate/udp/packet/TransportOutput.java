package io.tidegate.udp.packet;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import java.util.random.RandomGenerator;

/// The bytes of a transport stream to datagrams. Loop-confined.
///
/// A piece of whole packets becomes datagrams of up to seven packets, the last one of what is left:
/// nothing waits for what comes later.
public final class TransportOutput {
  /// Seven packets of 188 bytes with all headers fit into an Ethernet frame of 1500.
  public static final int PAYLOAD_BYTES = 7 * 188;

  private final boolean rtp;
  private final long ssrc;
  private int sequence;

  /// @param random for the number and the first sequence number of an RTP source. RFC 3550 §5.1
  public TransportOutput(boolean rtp, RandomGenerator random) {
    this.rtp = rtp;
    this.ssrc = random.nextLong(1L << 32);
    this.sequence = random.nextInt(1 << 16);
  }

  /// How many datagrams a piece of so many bytes makes.
  public static int datagrams(int bytes) {
    return (bytes + PAYLOAD_BYTES - 1) / PAYLOAD_BYTES;
  }

  /// The one that begins at `at` of the piece.
  ///
  /// @param nowNanos when it goes out: RTP's time is that of the transmission. RFC 2250 §2
  public Bytes datagram(Bytes piece, int at, long nowNanos) {
    Bytes payload = piece.slice(at, Math.min(PAYLOAD_BYTES, piece.length() - at));
    if (!rtp) {
      return payload;
    }
    long ticks = Math.floorDiv(nowNanos, 100_000L) * 9; // 90 kHz, to 0.1 ms
    RtpPacket packet = new RtpPacket(RtpPacket.MP2T, sequence, ticks & 0xFFFF_FFFFL, ssrc, payload);
    sequence = sequence + 1 & 0xFFFF;
    ByteWriter out = new ByteWriter(RtpPacket.HEADER_BYTES + payload.length());
    packet.write(out);
    return out.toBytes();
  }
}
