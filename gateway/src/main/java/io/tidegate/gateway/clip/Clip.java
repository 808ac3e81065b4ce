package io.tidegate.gateway.clip;

import io.tidegate.media.Nullable;
import java.time.Instant;
import java.util.Locale;

/// A clip as it stands. Immutable.
///
/// @param id of its folder
/// @param name in addresses and routes
/// @param fileName what its file was called where it came from, for people; may be empty
/// @param length bytes of the file that is brought
/// @param offset so many of them are on the disk for good
/// @param changed when its state or offset changed last
/// @param percent of the work on it that is done
/// @param problem why it failed, the child's words among them; empty while it has not
/// @param facts of the file that was brought, null before they are known
/// @param playable what plays, null before it is [State#READY]
/// @param origin of one that a route names by its path: the path; else empty
public record Clip(
    String id,
    String name,
    State state,
    String fileName,
    long length,
    long offset,
    Instant created,
    Instant changed,
    int percent,
    String problem,
    @Nullable ClipFacts facts,
    @Nullable Playable playable,
    String origin) {
  /// How far it has come.
  public enum State {
    UPLOADING,
    PROBING,
    NORMALISING,
    READY,
    FAILED;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// What plays: H.264 and AAC in a transport stream.
  ///
  /// @param bytes of its file
  /// @param width 0 without a picture
  /// @param copied whether the pictures are those that were brought, not coded anew
  public record Playable(
      long bytes, int width, int height, boolean hasAudio, boolean copied, ClipTiming timing) {
    /// How long a round is.
    public long durationMs() {
      return timing.period().toMillis();
    }
  }

  static Clip announced(String id, String name, String fileName, long length, Instant now) {
    return new Clip(
        id, name, State.UPLOADING, fileName, length, 0, now, now, 0, "", null, null, "");
  }

  static Clip imported(String id, String name, String path, long length, Instant now) {
    return new Clip(id, name, State.PROBING, "", length, length, now, now, 0, "", null, null, path);
  }

  /// So much of the disk is its own, or is to be.
  public long room() {
    Playable plays = playable;
    return switch (state) {
      case UPLOADING, PROBING, NORMALISING -> length;
      case READY -> plays == null ? 0 : plays.bytes();
      case FAILED -> 0;
    };
  }

  Clip named(String another) {
    return new Clip(
        id, another, state, fileName, length, offset, created, changed, percent, problem, facts,
        playable, origin);
  }

  Clip arrived(long upTo, Instant now) {
    return new Clip(
        id, name, state, fileName, length, upTo, created, now, percent, problem, facts, playable,
        origin);
  }

  Clip in(State next, Instant now) {
    return new Clip(
        id, name, next, fileName, length, offset, created, now, 0, problem, facts, playable,
        origin);
  }

  Clip probed(ClipFacts found) {
    return new Clip(
        id, name, state, fileName, length, offset, created, changed, percent, problem, found,
        playable, origin);
  }

  Clip at(int done) {
    return new Clip(
        id, name, state, fileName, length, offset, created, changed, done, problem, facts, playable,
        origin);
  }

  Clip ready(Playable plays, Instant now) {
    return new Clip(
        id,
        name,
        State.READY,
        fileName,
        length,
        offset,
        created,
        now,
        100,
        "",
        facts,
        plays,
        origin);
  }

  Clip failed(String why, Instant now) {
    return new Clip(
        id,
        name,
        State.FAILED,
        fileName,
        length,
        offset,
        created,
        now,
        percent,
        why,
        facts,
        null,
        origin);
  }
}
