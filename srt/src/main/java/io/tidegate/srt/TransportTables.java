package io.tidegate.srt;

import io.tidegate.media.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Follows a transport stream that is passed on: keeps the packets of its newest PAT and PMTs for
/// those who join in the middle, and notices where pictures can be decoded and where the tables
/// have not come for too long. Loop-confined.
///
/// ISO/IEC 13818-1 §2.4.3.2, §2.4.4. Nothing is thrown on any input. Of several tables on one PID,
/// the newest is kept.
final class TransportTables {
  static final int PACKET_BYTES = 188;
  private static final int SYNC_BYTE = 0x47;
  private static final int PID_PAT = 0;
  private static final int PID_NULL = 0x1FFF;
  private static final int HEADER_BYTES = 4;
  private static final int PAYLOAD_BYTES = PACKET_BYTES - HEADER_BYTES;

  /// A satellite transponder has about thirty.
  private static final int MAX_PROGRAMS = 64;

  /// A section of 1024 bytes after a pointer of 183 ends in the seventh packet.
  private static final int MAX_PACKETS = 7;

  /// Between tables, by the stream's own clock, 90 kHz: ETSI TR 101 290 §5.2.1 (1.3, 1.5) asks for
  /// 500 ms at most.
  private static final long MOST_TICKS = 45_000;

  /// The clock jumps: a program began anew.
  private static final long JUMP_TICKS = 20 * MOST_TICKS;

  private static final long CLOCK_MASK = (1L << 33) - 1;
  private static final int NO_PID = -1;

  private final Map<Integer, Table> tables = new TreeMap<>();

  /// The beginning of a packet.
  private Bytes kept = Bytes.EMPTY;

  private boolean pictureStarts;
  private boolean tableStarts;
  private int unitStarts;
  private int clockPid = NO_PID;
  private long clock;
  private long ticksSinceTables;

  TransportTables() {
    tables.put(PID_PAT, new Table());
  }

  /// The packets of one PID that carry its newest table.
  private static final class Table {
    private List<Bytes> complete = List.of();
    private final List<Bytes> coming = new ArrayList<>();
    private int needed;

    /// It came since all others did.
    private boolean came;

    void packet(Bytes packet, boolean unitStart, int payloadAt) {
      if (unitStart) {
        coming.clear();
        needed = packetsOf(packet, payloadAt);
      }
      if (needed == 0) {
        return;
      }
      coming.add(Bytes.wrap(packet.toByteArray()));
      if (coming.size() == needed) {
        complete = List.copyOf(coming);
        needed = 0;
        came = true;
      }
    }

    /// pointer_field, the bytes it skips, table_id, section_length.
    private static int packetsOf(Bytes packet, int payloadAt) {
      int sectionAt = payloadAt + 1 + packet.u8(payloadAt);
      if (sectionAt + 3 > PACKET_BYTES) {
        return 0;
      }
      int end = sectionAt + 3 + (packet.u16(sectionAt + 1) & 0x0FFF);
      int packets = 1 + Math.max(0, end - PACKET_BYTES + PAYLOAD_BYTES - 1) / PAYLOAD_BYTES;
      return packets <= MAX_PACKETS ? packets : 0;
    }
  }

  /// The next piece, cut anywhere.
  ///
  /// @return what ends with it and what was kept of the one before, in whole packets; the beginning
  ///   of another is kept. Bytes that are in no packet are passed on, too
  Bytes accept(Bytes chunk) {
    pictureStarts = false;
    tableStarts = false;
    unitStarts = 0;
    Bytes whole = kept.isEmpty() ? chunk : Bytes.concat(kept, chunk);
    kept = Bytes.EMPTY;
    int at = 0;
    while (at < whole.length()) {
      if (whole.u8(at) != SYNC_BYTE) {
        at++;
      } else if (at + PACKET_BYTES > whole.length()) {
        kept = Bytes.wrap(whole.slice(at).toByteArray());
        return whole.slice(0, at);
      } else {
        packet(whole, at);
        at += PACKET_BYTES;
      }
    }
    return whole;
  }

  /// True when a picture that needs no other began in the last piece.
  boolean pictureStarts() {
    return pictureStarts;
  }

  /// True when a PAT began in the last piece.
  boolean tableStarts() {
    return tableStarts;
  }

  /// Frames, about, that began in the last piece.
  int unitStarts() {
    return unitStarts;
  }

  /// What somebody who joins now needs first: the PAT, then PMTs; maybe nothing.
  Bytes packets() {
    List<Bytes> all = new ArrayList<>();
    tables.values().forEach(table -> all.addAll(table.complete));
    return Bytes.concat(all);
  }

  /// True when no tables came for so long that they should be sent again.
  boolean repeatIsDue() {
    return ticksSinceTables > MOST_TICKS;
  }

  /// The tables once more, for the middle of the stream; the next ones are due later.
  Bytes repeated() {
    ticksSinceTables = 0;
    List<Bytes> all = new ArrayList<>();
    for (Table table : tables.values()) {
      if (table.complete.size() == 1) {
        all.add(outOfTurn(table.complete.getFirst()));
      } else {
        all.addAll(table.complete);
      }
    }
    return Bytes.concat(all);
  }

  /// A packet whose continuity counter was there before: §2.4.3.5, discontinuity_indicator. It
  /// takes the place of two bytes of stuffing, and is left out where there are none.
  private static Bytes outOfTurn(Bytes packet) {
    byte[] bytes = packet.toByteArray();
    boolean hasAdaptation = (bytes[3] & 0x20) != 0;
    if (hasAdaptation || packet.u16(PACKET_BYTES - 2) != 0xFFFF) {
      return packet;
    }
    System.arraycopy(bytes, HEADER_BYTES, bytes, HEADER_BYTES + 2, PAYLOAD_BYTES - 2);
    bytes[3] |= 0x20;
    bytes[HEADER_BYTES] = 1;
    bytes[HEADER_BYTES + 1] = (byte) 0x80;
    return Bytes.wrap(bytes);
  }

  /// What comes next does not continue what came: a packet that was cut is gone.
  void broken() {
    kept = Bytes.EMPTY;
    clockPid = NO_PID;
    ticksSinceTables = 0;
  }

  private void packet(Bytes chunk, int at) {
    int second = chunk.u8(at + 1);
    int pid = (second & 0x1F) << 8 | chunk.u8(at + 2);
    boolean unitStart = (second & 0x40) != 0;
    int control = chunk.u8(at + 3);
    boolean hasAdaptation = (control & 0x20) != 0;
    boolean hasPayload = (control & 0x10) != 0;
    int payloadAt = HEADER_BYTES + (hasAdaptation ? 1 + chunk.u8(at + HEADER_BYTES) : 0);
    boolean damaged = (second & 0x80) != 0 || payloadAt >= PACKET_BYTES;
    if (hasAdaptation && (second & 0x80) == 0) {
      clock(chunk, at, pid);
    }
    if (damaged || !hasPayload || pid == PID_NULL) {
      return;
    }
    Table table = tables.get(pid);
    if (table != null) {
      Bytes packet = chunk.slice(at, PACKET_BYTES);
      table.packet(packet, unitStart, payloadAt);
      if (pid == PID_PAT && unitStart) {
        tableStarts = true;
        programs(packet, payloadAt);
      }
      if (tables.values().stream().allMatch(other -> other.came || other.complete.isEmpty())) {
        tables.values().forEach(other -> other.came = false);
        ticksSinceTables = 0;
      }
    } else if (unitStart) {
      unitStarts++;
      if (hasAdaptation && payloadAt > HEADER_BYTES + 1) {
        boolean randomAccess = (chunk.u8(at + HEADER_BYTES + 1) & 0x40) != 0;
        pictureStarts |= randomAccess && isPicture(chunk, at + payloadAt, at + PACKET_BYTES);
      }
    }
  }

  /// §2.4.3.5: the program_clock_reference_base, which is 33 bits; of the program that has one
  /// first.
  private void clock(Bytes chunk, int at, int pid) {
    int length = chunk.u8(at + HEADER_BYTES);
    boolean hasClock =
        length >= 7 && length < PAYLOAD_BYTES && (chunk.u8(at + HEADER_BYTES + 1) & 0x10) != 0;
    if (!hasClock || (clockPid != NO_PID && clockPid != pid)) {
      return;
    }
    long now = chunk.u32(at + HEADER_BYTES + 2) << 1 | chunk.u8(at + HEADER_BYTES + 6) >> 7;
    long ticks = clockPid == NO_PID ? 0 : (now - clock) & CLOCK_MASK;
    clockPid = pid;
    clock = now;
    ticksSinceTables = ticks > JUMP_TICKS ? 0 : ticksSinceTables + ticks;
  }

  /// A PES header of stream_id 0xE0 to 0xEF.
  private static boolean isPicture(Bytes chunk, int at, int end) {
    return at + 4 <= end && chunk.u24(at) == 1 && (chunk.u8(at + 3) & 0xF0) == 0xE0;
  }

  /// §2.4.4.3. What is in a second packet, beyond the fortieth program, is not followed.
  private void programs(Bytes packet, int payloadAt) {
    int at = payloadAt + 1 + packet.u8(payloadAt);
    if (at + 8 > PACKET_BYTES || packet.u8(at) != 0) {
      return;
    }
    int end = Math.min(PACKET_BYTES, at + 3 + (packet.u16(at + 1) & 0x0FFF) - 4);
    List<Integer> pids = new ArrayList<>(List.of(PID_PAT));
    for (int entry = at + 8; entry + 4 <= end && pids.size() <= MAX_PROGRAMS; entry += 4) {
      int pid = packet.u16(entry + 2) & 0x1FFF;
      if (packet.u16(entry) != 0 && pid != PID_NULL) {
        pids.add(pid);
      }
    }
    tables.keySet().retainAll(pids);
    pids.forEach(pid -> tables.computeIfAbsent(pid, _ -> new Table()));
  }
}
