package io.tidegate.media.ts;

import io.tidegate.media.Bytes;
import io.tidegate.media.Reason;
import io.tidegate.media.ReasonCounters;
import java.util.function.Consumer;

/// Puts the PSI sections of one PID together, several in a packet or one over several, and lets
/// those through whose CRC is right. ISO/IEC 13818-1 §2.4.4. Loop-confined.
final class SectionAssembler {
  /// table_id and section_length.
  private static final int HEAD_LENGTH = 3;

  /// §2.4.4.4 and §2.4.4.9: the PAT's and the PMT's section_length is at most 1021.
  private static final int MAX_SECTION_LENGTH = HEAD_LENGTH + 1021;

  /// The rest of the head, no body, and the CRC.
  private static final int MIN_SECTION_LENGTH = HEAD_LENGTH + 5 + 4;

  private static final int STUFFING = 0xFF;
  private static final int FLAG_SYNTAX = 0x80;

  private final Consumer<Bytes> consumer;
  private final ReasonCounters counters;
  private final byte[] section = new byte[MAX_SECTION_LENGTH];
  private int length;
  private boolean open;

  SectionAssembler(Consumer<Bytes> consumer, ReasonCounters counters) {
    this.consumer = consumer;
    this.counters = counters;
  }

  /// Something is missing: what was begun is given up.
  void gap() {
    open = false;
  }

  /// The payload of one packet.
  void accept(byte[] packet, int offset, int count, boolean unitStart) {
    if (!unitStart) {
      if (open) {
        append(packet, offset, offset + count);
      }
      return;
    }
    int end = offset + count;
    int start = offset + 1 + (count == 0 ? 0 : packet[offset] & 0xFF); // pointer_field
    if (count == 0 || start > end) {
      counters.add(Reason.BAD_LENGTH);
      open = false;
      return;
    }
    if (open) {
      append(packet, offset + 1, start);
      if (open && length > 0) {
        counters.add(Reason.TRUNCATED);
      }
    }
    begin();
    append(packet, start, end);
  }

  private void begin() {
    open = true;
    length = 0;
  }

  /// Takes sections from the bytes up to `end`; the last may stay open.
  private void append(byte[] packet, int from, int end) {
    int at = from;
    while (open && at < end) {
      if (length == 0 && (packet[at] & 0xFF) == STUFFING) {
        open = false;
        return;
      }
      int wanted = length < HEAD_LENGTH ? HEAD_LENGTH : wholeLength();
      int part = Math.min(wanted - length, end - at);
      System.arraycopy(packet, at, section, length, part);
      length += part;
      at += part;
      if (length == HEAD_LENGTH && wanted == HEAD_LENGTH && !lengthIsAllowed()) {
        counters.add(Reason.BAD_LENGTH);
        open = false;
      } else if (length == wanted && wanted > HEAD_LENGTH) {
        deliver();
        begin();
      }
    }
  }

  private boolean lengthIsAllowed() {
    return wholeLength() >= MIN_SECTION_LENGTH && wholeLength() <= MAX_SECTION_LENGTH;
  }

  private int wholeLength() {
    return HEAD_LENGTH + ((section[1] & 0x0F) << 8 | (section[2] & 0xFF));
  }

  private void deliver() {
    Bytes whole = Bytes.copyOf(section, 0, length);
    if ((whole.u8(1) & FLAG_SYNTAX) == 0) {
      counters.add(Reason.BAD_VALUE);
    } else if (Crc32Mpeg.of(whole) != 0) {
      counters.add(Reason.BAD_CHECKSUM);
    } else {
      consumer.accept(whole);
    }
  }
}
