package io.tidegate.hls;

import io.tidegate.media.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// The bytes of a part, in chunks that are used again when nobody holds them. Any thread.
///
/// Held once from the start, by the window. Whoever reads the bytes later than on the window's own
/// loop holds them meanwhile: after the last [#release] they may be anything.
final class Content {
  private final List<Bytes> pieces;
  private final List<Chunk> chunks;
  private final int length;
  private final AtomicInteger holds = new AtomicInteger(1);

  /// @param chunks where the pieces lie, each held for this content
  Content(List<Bytes> pieces, List<Chunk> chunks, int length) {
    this.pieces = List.copyOf(pieces);
    this.chunks = List.copyOf(chunks);
    this.length = length;
  }

  /// Length in bytes.
  int length() {
    return length;
  }

  /// The bytes in order. Only while held.
  List<Bytes> pieces() {
    return pieces;
  }

  /// `count` of the bytes from `from` on. Only while held.
  List<Bytes> slice(int from, int count) {
    List<Bytes> slice = new ArrayList<>(2);
    int start = 0;
    for (Bytes piece : pieces) {
      int first = Math.max(from - start, 0);
      int end = Math.min(from + count - start, piece.length());
      if (first < end) {
        slice.add(piece.slice(first, end - first));
      }
      start += piece.length();
    }
    return slice;
  }

  /// A copy of the bytes. Only while held.
  Bytes copy() {
    return Bytes.concat(pieces);
  }

  /// Keeps the bytes until a [#release].
  ///
  /// @return false when they are gone
  boolean hold() {
    int now = holds.get();
    while (now > 0) {
      if (holds.compareAndSet(now, now + 1)) {
        return true;
      }
      now = holds.get();
    }
    return false;
  }

  /// Ends one hold.
  void release() {
    int left = holds.decrementAndGet();
    if (left == 0) {
      chunks.forEach(Chunk::release);
    } else if (left < 0) {
      throw new IllegalStateException("content released more often than held");
    }
  }
}
