package io.tidegate.gateway.clip;

import io.tidegate.media.DataSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What clips may be. Immutable.
///
/// @param folder where they are kept
/// @param maxSize of a file that is brought, and of what becomes of it
/// @param maxTotal of all, as far as they are announced
/// @param most clips
/// @param maxLength in time
/// @param uploadTime an upload that nothing is added to for so long is thrown away
/// @param fileFolders below which routes may name files; none without any
public record ClipOptions(
    Path folder,
    DataSize maxSize,
    DataSize maxTotal,
    int most,
    Duration maxLength,
    Duration uploadTime,
    List<Path> fileFolders) {
  public ClipOptions {
    fileFolders = List.copyOf(fileFolders);
  }
}
