package io.tidegate.gateway.recording;

import io.tidegate.gateway.segment.StoredSegment;
import io.tidegate.gateway.store.RecordingIndex;
import io.tidegate.media.Nullable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/// Whether the disk of recordings is there, not just the empty folder that it is mounted at. Its
/// root has a mark, see [SegmentFiles#isThere]. Blocks; any thread.
final class RecordingDisk {
  /// So many of the oldest are looked for.
  private static final int LOOKED_AT = 200;

  private final SegmentFiles files;
  private final RecordingIndex index;

  RecordingDisk(SegmentFiles files, RecordingIndex index) {
    this.files = files;
    this.index = index;
  }

  /// Marks a root that is new, or older than marks are: where nothing is known to lie there, or
  /// something of it does.
  ///
  /// @return why nothing may be written or forgotten there, null where it may
  @Nullable
  String refusal() throws IOException, ExecutionException, InterruptedException {
    if (files.isThere()) {
      return null;
    }
    List<StoredSegment> known = new ArrayList<>(index.oldestHere(LOOKED_AT).get());
    known.addAll(index.copies(LOOKED_AT).get());
    boolean isOurs = known.isEmpty();
    for (StoredSegment one : known) {
      isOurs = isOurs || files.isWhole(one);
    }
    if (isOurs) {
      files.mark();
      return null;
    }
    return "nothing of what is recorded is in "
        + files.root()
        + ": is its disk mounted? To begin anew there, make an empty file "
        + files.root().resolve(SegmentFiles.MARK);
  }
}
