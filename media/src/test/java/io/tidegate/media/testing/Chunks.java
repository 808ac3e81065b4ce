package io.tidegate.media.testing;

import io.tidegate.media.Bytes;
import java.util.List;

/// Cuts an input into pieces, as networks do.
public final class Chunks {
  /// One byte, an odd size, a TS packet, an SRT message, a page; the whole is [#WHOLE].
  public static final List<Integer> SIZES = List.of(1, 7, 188, 1316, 4096, Integer.MAX_VALUE);

  /// A size that no input reaches.
  public static final int WHOLE = Integer.MAX_VALUE;

  private Chunks() {}

  /// Takes one piece; may throw what a parser throws.
  @FunctionalInterface
  public interface Receiver<X extends Exception> {
    void accept(Bytes piece) throws X;
  }

  /// Calls `receiver` with pieces of `size` bytes, the last one shorter.
  public static <X extends Exception> void feed(Bytes whole, int size, Receiver<X> receiver)
      throws X {
    for (int at = 0; at < whole.length(); ) {
      int count = Math.min(size, whole.length() - at);
      receiver.accept(whole.slice(at, count));
      at += count;
    }
  }
}
