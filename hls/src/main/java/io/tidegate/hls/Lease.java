package io.tidegate.hls;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Supplier;

/// Holds the content of parts while an answer is made of them, however slowly the viewer reads.
final class Lease {
  private final List<Part> parts;

  private Lease(List<Part> parts) {
    this.parts = parts;
  }

  /// @return null where there is nothing, or not any more
  static @Nullable Lease of(List<Part> parts) {
    for (int i = 0; i < parts.size(); i++) {
      if (!parts.get(i).content().hold()) {
        release(parts.subList(0, i));
        return null;
      }
    }
    return parts.isEmpty() ? null : new Lease(parts);
  }

  /// The content of the parts in order.
  List<Bytes> pieces() {
    return parts.stream().flatMap(part -> part.content().pieces().stream()).toList();
  }

  /// The content of one track in the parts.
  List<Bytes> pieces(TrackKind kind) {
    return TrackSegment.pieces(parts, kind);
  }

  /// Ends when what `answer` begins is done or has failed. Once.
  void until(Supplier<Future<Void>> answer) {
    Future<Void> sent;
    try {
      sent = answer.get();
    } catch (RuntimeException failure) {
      release(parts);
      throw failure;
    }
    sent.onComplete(_ -> release(parts));
  }

  private static void release(List<Part> parts) {
    parts.forEach(part -> part.content().release());
  }
}
