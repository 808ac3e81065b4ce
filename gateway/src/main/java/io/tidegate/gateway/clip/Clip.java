package io.tidegate.gateway.clip;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
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
/// @param origin of one that a route names by its path; else [Origin#NONE]
/// @param space that it belongs to: routes and callers of other spaces do not have it; empty for
///   one of the whole node
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
    Origin origin,
    String space) {
  /// A file of the machine that was taken up.
  ///
  /// @param path empty for none
  /// @param modified when the file was, as its disk said then; null where that was not noted
  public record Origin(String path, @Nullable Instant modified) {
    static final Origin NONE = new Origin("", null);
  }

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

  /// What is announced.
  ///
  /// @param length bytes that are to come
  public record Draft(String name, String fileName, long length, String space) {}

  static Clip announced(String id, Draft draft, Instant now) {
    return new Clip(
        id,
        draft.name(),
        State.UPLOADING,
        draft.fileName(),
        draft.length(),
        0,
        now,
        now,
        0,
        "",
        null,
        null,
        Origin.NONE,
        draft.space());
  }

  static Clip imported(String id, String name, Origin of, long length, Instant now) {
    return new Clip(
        id, name, State.PROBING, "", length, length, now, now, 0, "", null, null, of, "");
  }

  /// Whether a stream may play it.
  public boolean isFor(StreamKey key) {
    return space.isEmpty() || space.equals(key.app());
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
        playable, origin, space);
  }

  Clip arrived(long upTo, Instant now) {
    return new Clip(
        id, name, state, fileName, length, upTo, created, now, percent, problem, facts, playable,
        origin, space);
  }

  Clip in(State next, Instant now) {
    return new Clip(
        id, name, next, fileName, length, offset, created, now, 0, problem, facts, playable, origin,
        space);
  }

  Clip probed(ClipFacts found) {
    return new Clip(
        id, name, state, fileName, length, offset, created, changed, percent, problem, found,
        playable, origin, space);
  }

  Clip at(int done) {
    return new Clip(
        id, name, state, fileName, length, offset, created, changed, done, problem, facts, playable,
        origin, space);
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
        origin,
        space);
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
        origin,
        space);
  }
}
