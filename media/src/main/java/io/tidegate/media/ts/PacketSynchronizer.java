package io.tidegate.media.ts;

import static io.tidegate.media.ts.TsPacketFormat.PACKET_LENGTH;
import static io.tidegate.media.ts.TsPacketFormat.PACKET_LENGTH_WITH_CHECK;
import static io.tidegate.media.ts.TsPacketFormat.SYNC_BYTE;

import io.tidegate.media.Bytes;
import java.util.Arrays;

/// Finds the packets in a byte stream: 188 or 204 bytes apart, garbage between them skipped.
/// Loop-confined.
///
/// Out of step it takes a position for a packet when three sync bytes follow one another at one of
/// the distances; in step it hands a packet on as soon as its 188 bytes are there, without a look
/// at the next. What comes out does not depend on how the input was cut. Packets are handed on
/// where they lie; only one that spans two chunks is put together first.
final class PacketSynchronizer {
  /// Takes a packet: 188 bytes of `array` from `offset` on, valid during the call only.
  interface PacketConsumer {
    void packet(byte[] array, int offset);
  }

  /// A sync byte in the payload is one in 256; three in step by chance are one in 16 million.
  private static final int SYNC_BYTES_WANTED = 3;

  private static final int SEARCH_LENGTH = (SYNC_BYTES_WANTED - 1) * PACKET_LENGTH_WITH_CHECK + 1;

  private final PacketConsumer consumer;
  private final byte[] held = new byte[PACKET_LENGTH_WITH_CHECK];
  private int heldLength;
  private byte[] searched = new byte[0];
  private int stride;
  private int checkBytesToSkip;
  private long skippedBytes;
  private long syncLosses;

  PacketSynchronizer(PacketConsumer consumer) {
    this.consumer = consumer;
  }

  void accept(Bytes chunk) {
    run(chunk.backingArray(), chunk.backingOffset(), chunk.backingOffset() + chunk.length());
  }

  /// Takes what is left for packets as far as the sync bytes that can still come say so.
  void end() {
    byte[] rest = stride == 0 ? searched : Arrays.copyOf(held, heldLength);
    searched = new byte[0];
    heldLength = 0;
    int at = 0;
    while (rest.length - at >= PACKET_LENGTH) {
      if (stride == 0) {
        stride = strideToEnd(rest, at);
      }
      if (stride != 0 && rest[at] == SYNC_BYTE) {
        consumer.packet(rest, at);
        at += Math.min(stride, rest.length - at);
      } else {
        stride = 0;
        at++;
        skippedBytes++;
      }
    }
    skippedBytes += rest.length - at;
    stride = 0;
    checkBytesToSkip = 0;
  }

  /// Bytes that belonged to no packet.
  long skippedBytes() {
    return skippedBytes;
  }

  /// How often a sync byte was missing where one was due.
  long syncLosses() {
    return syncLosses;
  }

  private void run(byte[] array, int from, int end) {
    int at = from;
    while (at < end) {
      at = stride == 0 ? search(array, at, end) : step(array, at, end);
    }
  }

  /// In step: check bytes, then one packet or the part of it that is there.
  ///
  /// @return where to go on
  private int step(byte[] array, int from, int end) {
    int skipped = Math.min(checkBytesToSkip, end - from);
    checkBytesToSkip -= skipped;
    int at = from + skipped;
    if (at == end) {
      return end;
    }
    if (heldLength == 0 && array[at] != SYNC_BYTE) {
      syncLosses++;
      stride = 0;
      return at;
    }
    int needed = PACKET_LENGTH - heldLength;
    int available = Math.min(needed, end - at);
    boolean whole = available == needed;
    boolean inPlace = whole && heldLength == 0;
    if (!inPlace) {
      System.arraycopy(array, at, held, heldLength, available);
      heldLength += available;
    }
    if (whole) {
      heldLength = 0;
      checkBytesToSkip = stride - PACKET_LENGTH;
      consumer.packet(inPlace ? array : held, inPlace ? at : 0);
    }
    return at + available;
  }

  /// Out of step: looks for a packet, first in what was kept of the chunks before.
  ///
  /// @return where to go on
  private int search(byte[] array, int from, int end) {
    if (searched.length > 0) {
      return searchKept(array, from, end);
    }
    for (int at = from; at < end; at++) {
      if (array[at] == SYNC_BYTE) {
        stride = strideAt(array, at, end);
        if (stride == 0 && end - at < SEARCH_LENGTH) {
          searched = Arrays.copyOfRange(array, at, end);
        }
        if (stride > 0 || searched.length > 0) {
          skippedBytes += at - from;
          return stride > 0 ? at : end;
        }
      }
    }
    skippedBytes += end - from;
    return end;
  }

  private int searchKept(byte[] array, int from, int end) {
    int kept = searched.length;
    int added = Math.min(SEARCH_LENGTH, end - from);
    byte[] window = Arrays.copyOf(searched, kept + added);
    System.arraycopy(array, from, window, kept, added);
    searched = new byte[0];
    for (int at = 0; at < kept; at++) {
      if (window[at] == SYNC_BYTE) {
        stride = strideAt(window, at, window.length);
        if (stride > 0) {
          skippedBytes += at;
          run(window, at, kept); // as far as the sync bytes were just seen
          return from;
        }
        if (window.length - at < SEARCH_LENGTH) {
          skippedBytes += at;
          searched = Arrays.copyOfRange(window, at, window.length);
          return end;
        }
      }
    }
    skippedBytes += kept;
    return from;
  }

  /// The distance at which the sync bytes wanted follow, 0 when they do not or are not there yet.
  private static int strideAt(byte[] window, int at, int end) {
    if (follow(window, at, end, PACKET_LENGTH)) {
      return PACKET_LENGTH;
    }
    return follow(window, at, end, PACKET_LENGTH_WITH_CHECK) ? PACKET_LENGTH_WITH_CHECK : 0;
  }

  private static boolean follow(byte[] window, int at, int end, int distance) {
    for (int i = 1; i < SYNC_BYTES_WANTED; i++) {
      int next = at + i * distance;
      if (next >= end || window[next] != SYNC_BYTE) {
        return false;
      }
    }
    return true;
  }

  /// The distance at which every place up to the end has its sync byte; 188 when there is no other.
  private static int strideToEnd(byte[] rest, int at) {
    for (int distance : new int[] {PACKET_LENGTH, PACKET_LENGTH_WITH_CHECK}) {
      int next = at;
      while (next < rest.length && rest[next] == SYNC_BYTE) {
        next += distance;
      }
      if (next >= rest.length) {
        return distance;
      }
    }
    return 0;
  }
}
