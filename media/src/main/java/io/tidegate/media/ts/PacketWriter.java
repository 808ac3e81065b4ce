package io.tidegate.media.ts;

import static io.tidegate.media.ts.TsPacketFormat.ADAPTATION_DISCONTINUITY;
import static io.tidegate.media.ts.TsPacketFormat.ADAPTATION_PCR;
import static io.tidegate.media.ts.TsPacketFormat.ADAPTATION_RANDOM_ACCESS;
import static io.tidegate.media.ts.TsPacketFormat.CLOCK_MASK;
import static io.tidegate.media.ts.TsPacketFormat.CONTROL_ADAPTATION;
import static io.tidegate.media.ts.TsPacketFormat.CONTROL_PAYLOAD;
import static io.tidegate.media.ts.TsPacketFormat.HEADER_LENGTH;
import static io.tidegate.media.ts.TsPacketFormat.PACKET_LENGTH;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;

/// Cuts the PES packets of one PID into transport packets. Loop-confined.
///
/// 1. [#begin] says how long the PES packet is and what its first packet announces;
/// 2. [#put] as often as needed, exactly that many bytes in all.
///
/// The bytes go straight to the output, no PES packet is ever put together.
final class PacketWriter {
  /// adaptation_field_length, flags.
  private static final int ADAPTATION_HEAD = 2;

  private static final int PCR_LENGTH = 6;
  private static final int FULL_PAYLOAD = PACKET_LENGTH - HEADER_LENGTH;

  /// No PCR in this packet.
  static final long NO_PCR = Long.MIN_VALUE;

  private final int pid;
  private final ContinuityCounter counter = new ContinuityCounter();
  private ByteWriter out = new ByteWriter(0);
  private int left;
  private int room;
  private boolean discontinuity;

  PacketWriter(int pid) {
    this.pid = pid;
  }

  /// The next packet with an adaptation field announces a discontinuity.
  void announceDiscontinuity() {
    discontinuity = true;
  }

  /// A packet with nothing but a PCR.
  void pcrOnly(ByteWriter target, long pcrTicks90k) {
    target.u8(TsPacketFormat.SYNC_BYTE).u16(pid);
    target.u8(CONTROL_ADAPTATION | counter.current());
    adaptation(target, FULL_PAYLOAD, takeDiscontinuity(), pcrTicks90k);
  }

  /// @param lengthBytes of the PES packet with its header
  /// @param pcrTicks90k program clock for the first packet, or [#NO_PCR]
  void begin(ByteWriter target, int lengthBytes, boolean randomAccess, long pcrTicks90k) {
    out = target;
    left = lengthBytes;
    int flags = takeDiscontinuity() | (randomAccess ? ADAPTATION_RANDOM_ACCESS : 0);
    openPacket(TsPacketFormat.FLAG_UNIT_START << 8, flags, pcrTicks90k);
  }

  void put(Bytes bytes) {
    put(bytes.backingArray(), bytes.backingOffset(), bytes.length());
  }

  void put(byte[] source, int offset, int count) {
    int at = offset;
    int end = offset + count;
    while (at < end) {
      if (room == 0) {
        openPacket(0, 0, NO_PCR);
      }
      int part = Math.min(room, end - at);
      out.write(source, at, part);
      at += part;
      room -= part;
      left -= part;
    }
  }

  /// Header, adaptation field and stuffing of the next packet, so that what is left of the PES
  /// packet ends exactly where a transport packet ends. ISO/IEC 13818-1 §2.4.3.2, §2.4.3.5.
  private void openPacket(int unitStart, int flags, long pcrTicks90k) {
    int needed = adaptationNeeded(flags, pcrTicks90k);
    room = Math.min(left, FULL_PAYLOAD - needed);
    int adaptationLength = FULL_PAYLOAD - room;
    out.u8(TsPacketFormat.SYNC_BYTE).u16(unitStart | pid);
    int control = adaptationLength > 0 ? CONTROL_ADAPTATION | CONTROL_PAYLOAD : CONTROL_PAYLOAD;
    out.u8(control | counter.next());
    if (adaptationLength > 0) {
      adaptation(out, adaptationLength, flags, pcrTicks90k);
    }
  }

  private static int adaptationNeeded(int flags, long pcrTicks90k) {
    if (pcrTicks90k != NO_PCR) {
      return ADAPTATION_HEAD + PCR_LENGTH;
    }
    return flags == 0 ? 0 : ADAPTATION_HEAD;
  }

  private static void adaptation(ByteWriter target, int length, int flags, long pcrTicks90k) {
    target.u8(length - 1);
    if (length == 1) {
      return; // one byte of stuffing is a field of length 0
    }
    boolean withPcr = pcrTicks90k != NO_PCR;
    target.u8(flags | (withPcr ? ADAPTATION_PCR : 0));
    int stuffing = length - ADAPTATION_HEAD;
    if (withPcr) {
      // 33 bits of base, 6 reserved, 9 of extension, which is 0
      long base = pcrTicks90k & CLOCK_MASK;
      target.u32(base >>> 1).u8((int) (base & 1) << 7 | 0x7E).u8(0);
      stuffing -= PCR_LENGTH;
    }
    target.fill(0xFF, stuffing);
  }

  private int takeDiscontinuity() {
    int flag = discontinuity ? ADAPTATION_DISCONTINUITY : 0;
    discontinuity = false;
    return flag;
  }
}
