package io.tidegate.hls;

import java.util.List;

/// Hears what a packager does. On the stream's loop.
interface CutListener {
  /// @param cut no part of frames
  void cut(Cut cut);

  /// The open segment is another one than was told, of the parts that it had.
  default void reopened(Cut.Opened cut, List<Part> parts) {
    cut(cut);
  }

  /// A part was made.
  ///
  /// @param sequence of its fragment, -1 where the container makes other bytes of the same frames
  void part(PartDraft draft, Part part, long sequence);
}
