package io.tidegate.gateway.clip;

import io.tidegate.gateway.route.RouteRunner.RunException;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/// Where the sources of routes find what they play. May wait for a disk.
final class ClipShelf implements ClipSources.Shelf {
  private static final String PREFIX = "file-";

  /// Bounds [#refused].
  private static final int MOST_REFUSED = 1_000;

  private final Clips clips;

  /// Why files were not taken up the last time, by the names of their clips.
  private final Map<String, String> refused = new ConcurrentHashMap<>();

  ClipShelf(Clips clips) {
    this.clips = clips;
  }

  /// What the clip of a source is called.
  static String name(SourceSpec.File source) {
    if (source.path().isEmpty()) {
      return source.clip();
    }
    try {
      byte[] path = source.path().getBytes(StandardCharsets.UTF_8);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(path);
      return PREFIX + HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java has SHA-256", missing);
    }
  }

  @Override
  public ClipContent content(StreamKey key, SourceSpec.File source) throws RunException {
    String name = name(source);
    if (!source.path().isEmpty()) {
      takeUp(name, source.path());
    }
    Clip clip = clips.find(name);
    if (clip == null || !clip.isFor(key)) { // what others have is as if it were not there
      throw new RunException(
          source.path().isEmpty()
              ? "there is no clip " + name + ": bring it by POST /api/v1/clips"
              : refused.getOrDefault(name, "the file is taken up"),
          null);
    }
    Clip.Playable playable = clip.playable();
    if (playable == null) {
      throw new RunException("clip " + name + words(clip), null);
    }
    return new DiskClip(clips.media(clip), playable.timing());
  }

  private static String words(Clip clip) {
    return switch (clip.state()) {
      case UPLOADING -> " has not come whole";
      case PROBING -> " is looked at";
      case NORMALISING -> " is being made playable";
      case FAILED -> " cannot be played: " + clip.problem();
      case READY -> " is ready";
    };
  }

  /// Brings the file in, unless it was and has not changed since.
  private void takeUp(String name, String path) throws RunException {
    Path file = allowed(path);
    try {
      long length = Files.size(file);
      Instant modified = Files.getLastModifiedTime(file).toInstant();
      Clip before = clips.find(name);
      if (before == null || before.length() != length || isOlder(before, modified)) {
        CompletableFuture<Clip> _ =
            clips
                .take(name, file, length, modified)
                .whenComplete((_, refusal) -> note(name, refusal));
      }
    } catch (IOException unreadable) {
      throw new RunException("the file cannot be read: " + path, unreadable);
    }
  }

  /// The times of disks are compared with one another alone: some are ahead of our clock.
  private static boolean isOlder(Clip before, Instant modified) {
    Instant noted = before.origin().modified();
    return noted == null ? before.created().isBefore(modified) : !noted.equals(modified);
  }

  private void note(String name, @Nullable Throwable refusal) {
    if (refusal == null) {
      refused.remove(name);
    } else if (refused.size() < MOST_REFUSED || refused.containsKey(name)) {
      refused.put(name, "the file cannot be taken up: " + refusal.getMessage());
    }
  }

  /// Links may lead nowhere else than below a folder that is allowed.
  private Path allowed(String path) throws RunException {
    try {
      Path real = Path.of(path).toRealPath();
      for (Path folder : clips.options().fileFolders()) {
        if (Files.isDirectory(folder)
            && real.startsWith(folder.toRealPath())
            && Files.isRegularFile(real)) {
          return real;
        }
      }
    } catch (IOException notThere) {
      throw new RunException("no file " + path, notThere);
    }
    throw new RunException(
        "file " + path + " is in no folder that clips.file-folders allows", null);
  }
}
