package io.tidegate.media.ts;

import io.tidegate.media.Bytes;
import io.tidegate.media.Reason;
import io.tidegate.media.ReasonCounters;
import java.util.Arrays;

/// Puts the PES packets of one PID together. ISO/IEC 13818-1 §2.4.3.6. Loop-confined.
///
/// A PES packet is complete, whichever comes first,
/// - when as many bytes are there as its length field says; a length that cannot be, or that more
///   data followed once, says nothing (a muxer in the field writes only the low 16 bits of it);
/// - without a length, when a transport packet with stuffing in its adaptation field brings the
///   end: nearly every muxer ends a PES packet so. When data follows such a packet all the same,
///   the stream is one of the others: from then on only the next start ends its PES packets;
/// - when the next one starts.
///
/// Never by the clock on the wall. A PES packet with a hole in it is given up. The array is used
/// again for the next one: what a consumer keeps it copies.
final class PesAssembler {
  /// Takes a PES packet; `packet` is valid during the call only.
  interface PesConsumer {
    /// @param epoch of the time base in which it began
    /// @param receivedNanos when its last byte came
    void pes(Bytes packet, int epoch, long receivedNanos);
  }

  private static final int FIRST_CAPACITY = 4096;
  private static final int UP_TO_LENGTH_FIELD = 6;

  /// The rest of the header and one byte.
  private static final int SHORTEST_FOLLOWING = 4;

  private enum State {
    /// Waits for a start.
    IDLE,
    OPEN,
    /// Was complete by stuffing; nothing should follow.
    ENDED_BY_STUFFING,
    /// Was complete by its length; nothing should follow.
    ENDED_BY_LENGTH
  }

  private final PesConsumer consumer;
  private final ReasonCounters counters;
  private final int maxLength;
  private byte[] packet = new byte[FIRST_CAPACITY];
  private int length;
  private State state = State.IDLE;
  private boolean nextStartOnly;
  private boolean lengthIsTrusted = true;
  private int epoch;
  private long receivedNanos;
  private long damaged;
  private long dataAfterStuffing;

  /// @param maxLength bytes of the longest PES packet that is put together
  PesAssembler(PesConsumer consumer, ReasonCounters counters, int maxLength) {
    this.consumer = consumer;
    this.counters = counters;
    this.maxLength = maxLength;
  }

  /// Something is missing before the next payload.
  void gap() {
    if (state == State.OPEN) {
      damaged++;
    }
    state = State.IDLE;
  }

  /// The payload of one transport packet.
  ///
  /// @param stuffed its adaptation field holds stuffing
  void accept(
      byte[] source, int offset, int count, boolean unitStart, boolean stuffed, Arrival at) {
    if (unitStart) {
      finish();
      state = State.OPEN;
      length = 0;
      epoch = at.epoch();
    } else if (state != State.OPEN) {
      unexpected(count);
      return;
    }
    if (!append(source, offset, count)) {
      return;
    }
    receivedNanos = at.nanos();
    int declared = declaredLength();
    if (declared > 0 && length >= declared) {
      length = declared;
      complete(State.ENDED_BY_LENGTH);
    } else if (declared == 0 && stuffed && !nextStartOnly) {
      complete(State.ENDED_BY_STUFFING);
    }
  }

  /// Nothing follows, or the next one starts: what is there is all there will be.
  void finish() {
    if (state == State.OPEN && length > 0) {
      if (declaredLength() != 0) {
        counters.add(Reason.TRUNCATED);
      }
      complete(State.IDLE);
    }
    state = State.IDLE;
  }

  /// PES packets given up because something in them was lost.
  long damaged() {
    return damaged;
  }

  /// How often data followed a packet with stuffing in the same PES packet.
  long dataAfterStuffing() {
    return dataAfterStuffing;
  }

  private void unexpected(int count) {
    if (count == 0) {
      return;
    }
    if (state == State.ENDED_BY_STUFFING) {
      dataAfterStuffing++;
      nextStartOnly = true;
    } else if (state == State.ENDED_BY_LENGTH) {
      counters.add(Reason.BAD_LENGTH);
      lengthIsTrusted = false;
    }
    state = State.IDLE; // counted once for each PES packet
  }

  private boolean append(byte[] source, int offset, int count) {
    if (length + count > maxLength) {
      counters.add(Reason.LIMIT);
      state = State.IDLE;
      return false;
    }
    if (length + count > packet.length) {
      int capacity = Math.min(maxLength, Math.max(packet.length * 2, length + count));
      packet = Arrays.copyOf(packet, capacity);
    }
    System.arraycopy(source, offset, packet, length, count);
    length += count;
    return true;
  }

  /// Length with the first six bytes; 0 when not told or not believed, -1 when not there yet.
  private int declaredLength() {
    if (length < UP_TO_LENGTH_FIELD) {
      return -1;
    }
    int following = (packet[4] & 0xFF) << 8 | (packet[5] & 0xFF);
    boolean believed = lengthIsTrusted && following >= SHORTEST_FOLLOWING;
    return believed ? UP_TO_LENGTH_FIELD + following : 0;
  }

  private void complete(State next) {
    state = next;
    consumer.pes(Bytes.wrap(packet, 0, length), epoch, receivedNanos);
  }
}
