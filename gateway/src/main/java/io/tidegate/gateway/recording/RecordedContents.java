package io.tidegate.gateway.recording;

import io.tidegate.gateway.segment.SegmentName;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Finds recorded files: on this machine's disk, else with the storage profile where they lie.
/// Blocks; any thread.
final class RecordedContents {
  private final SegmentFiles files;
  private final @Nullable StoredElsewhere elsewhere;

  /// @param elsewhere null where nothing lies elsewhere
  RecordedContents(SegmentFiles files, @Nullable StoredElsewhere elsewhere) {
    this.files = files;
    this.elsewhere = elsewhere;
  }

  /// Null where there is none.
  ///
  /// @param path of a segment or init section, below the folder of the stream
  @Nullable
  RecordedContent find(StreamKey key, String path) throws IOException {
    SegmentName name = SegmentName.parse(path);
    if (name == null && !SegmentName.isInit(path)) {
      return null;
    }
    Path file = files.folder(key).resolve(path);
    long size = SegmentFiles.size(file);
    return size >= 0 ? new Here(file, size, key, path) : there(key, path);
  }

  private @Nullable RecordedContent there(StreamKey key, String path) throws IOException {
    StoredElsewhere profiles = elsewhere;
    return profiles == null ? null : profiles.content(key, path);
  }

  /// On this machine's disk, if it does not go at this moment.
  private final class Here implements RecordedContent {
    private final Path file;
    private final long length;
    private final StreamKey key;
    private final String path;

    Here(Path file, long length, StreamKey key, String path) {
      this.file = file;
      this.length = length;
      this.key = key;
      this.path = path;
    }

    @Override
    public long length() {
      return length;
    }

    @Override
    public InputStream open(long from, long count) throws IOException {
      InputStream in;
      try {
        in = Files.newInputStream(file);
      } catch (NoSuchFileException gone) {
        RecordedContent there = there(key, path);
        if (there == null) {
          throw gone;
        }
        return there.open(from, count);
      }
      try {
        in.skipNBytes(from);
        return in;
      } catch (IOException shorter) {
        in.close();
        throw shorter;
      }
    }
  }
}
