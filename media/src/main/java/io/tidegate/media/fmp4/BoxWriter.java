package io.tidegate.media.fmp4;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;

/// Writes ISO BMFF boxes inside each other; sizes are patched when a box ends. Loop-confined.
/// ISO/IEC 14496-12 §4.2.
final class BoxWriter {
  private final ByteWriter out;

  BoxWriter(int capacity) {
    out = new ByteWriter(capacity);
  }

  /// Opens a box, writes what `body` writes, closes it.
  void box(String type, Runnable body) {
    int start = out.size();
    out.u32(0);
    fourCc(type);
    body.run();
    out.patchU32(start, out.size() - start);
  }

  /// A box with version and flags in front.
  void fullBox(String type, int version, int flags, Runnable body) {
    box(
        type,
        () -> {
          out.u8(version).u24(flags);
          body.run();
        });
  }

  void fourCc(String type) {
    for (int i = 0; i < 4; i++) {
      out.u8(type.charAt(i));
    }
  }

  ByteWriter out() {
    return out;
  }

  Bytes toBytes() {
    return out.toBytes();
  }
}
