package io.tidegate.media.feed;

import io.tidegate.media.Bytes;

/// Makes what viewers share of the bytes of one flush, and counts who holds it where that is memory
/// that must be given back. Any thread.
///
/// @param <T> what parcels hold
public interface FeedContent<T> {
  /// Plain bytes, which nobody needs to count.
  FeedContent<Bytes> BYTES = bytes -> bytes;

  /// Held once, by the caller.
  T of(Bytes bytes);

  /// So many more hold it.
  default void retain(T content, int count) {}

  /// One holds it no longer.
  default void release(T content) {}
}
