package io.tidegate.hls;

/// Hears what a packager does. On the stream's loop.
interface CutListener {
  /// @param cut no part of frames
  void cut(Cut cut);

  /// A part was made.
  ///
  /// @param sequence of its fragment, -1 where the container makes other bytes of the same frames
  void part(PartDraft draft, Part part, long sequence);
}
