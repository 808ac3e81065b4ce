package io.tidegate.srt.packet;

import io.tidegate.media.SerialNumber;
import java.nio.ByteBuffer;

/// Lists of lost packets as loss reports carry them (draft-sharabayko-srt-01 §3.2.5 and appendix
/// A): a number alone, or the first of a range with the top bit set and then the last. No state,
/// any thread.
public final class LossList {
  /// Most packets that one range may name. Half of what libsrt's largest receive window holds by
  /// default (8192); a wider range is a mistake or an attack, and is left out.
  public static final int MAX_RANGE_PACKETS = 4096;

  private static final int RANGE_BIT = 0x8000_0000;
  private static final int SEQUENCE_MASK = 0x7FFF_FFFF;

  private LossList() {}

  /// Takes one range, both ends included.
  @FunctionalInterface
  public interface RangeConsumer {
    void accept(int first, int last);
  }

  /// Hands each range of a list to `consumer`, in the order of the list.
  ///
  /// @param at index of the list's first byte
  /// @param length of the list in bytes; a part of a word at the end is left out
  /// @return ranges left out because they were backwards, too wide or without an end
  public static int read(ByteBuffer buffer, int at, int length, RangeConsumer consumer) {
    int bad = 0;
    int end = at + (length & ~3);
    for (int position = at; position < end; position += 4) {
      int word = buffer.getInt(position);
      int first = word & SEQUENCE_MASK;
      if (word >= 0) {
        consumer.accept(first, first);
        continue;
      }
      position += 4;
      if (position >= end) {
        return bad + 1;
      }
      int last = buffer.getInt(position) & SEQUENCE_MASK;
      int distance = SerialNumber.SRT.distance(first, last);
      if (distance < 0 || distance >= MAX_RANGE_PACKETS) {
        bad++;
      } else {
        consumer.accept(first, last);
      }
    }
    return bad;
  }

  /// Writes as many of `sequences` as fit, neighbours as ranges.
  ///
  /// @param at index of the list's first byte
  /// @param capacity bytes that the list may take
  /// @param sequences ascending serial numbers
  /// @param from the first to write
  /// @param to the end, exclusive
  /// @return what was written
  public static Written write(
      ByteBuffer buffer, int at, int capacity, int[] sequences, int from, int to) {
    int position = at;
    int next = from;
    while (next < to) {
      int last = next;
      while (last + 1 < to && sequences[last + 1] == SerialNumber.SRT.plus(sequences[last], 1)) {
        last++;
      }
      int needed = last > next ? 8 : 4;
      if (position + needed > at + capacity) {
        break;
      }
      if (last > next) {
        buffer.putInt(position, sequences[next] | RANGE_BIT);
        buffer.putInt(position + 4, sequences[last]);
      } else {
        buffer.putInt(position, sequences[next]);
      }
      position += needed;
      next = last + 1;
    }
    return new Written(next, position - at);
  }

  /// @param next index of the first sequence number that did not fit
  /// @param bytes length of the list
  public record Written(int next, int bytes) {}
}
