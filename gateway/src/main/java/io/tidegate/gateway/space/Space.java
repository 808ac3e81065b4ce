package io.tidegate.gateway.space;

import io.tidegate.media.StreamKey;

/// The streams of one app, `acme/*`, as something that belongs to somebody: with quotas, and
/// administrators whose scope is `acme/*`. Immutable.
///
/// @param name the app: the first part of its keys
/// @param storage name of the storage profile that its recordings go to; empty for the usual one
/// @param version counts the changes of all spaces
public record Space(String name, Quotas quotas, String storage, long version) {
  private static final int MAX_STORAGE = 64;

  /// What it may have at once; 0 for as much as there is.
  ///
  /// @param routes with a key in it, patterns too
  /// @param publishers that came by themselves, or were called
  /// @param viewers over every protocol
  /// @param egressBps bits per second to viewers and pushes, averaged over some seconds: new
  ///   viewers are refused beyond
  public record Quotas(long routes, long publishers, long viewers, long egressBps) {
    public static final Quotas NONE = new Quotas(0, 0, 0, 0);

    /// More than any machine does.
    public static final long MAX = 1_000_000_000_000_000L;

    public Quotas {
      for (long quota : new long[] {routes, publishers, viewers, egressBps}) {
        if (quota < 0 || quota > MAX) {
          throw new IllegalArgumentException("a quota out of range: " + quota);
        }
      }
    }
  }

  public Space {
    if (!isName(name)) {
      throw new IllegalArgumentException("not the name of a space: " + name);
    }
    if (!isStorage(storage)) {
      throw new IllegalArgumentException("not the name of a storage profile: " + storage);
    }
  }

  /// Whether it is an app that streams can have.
  public static boolean isName(String name) {
    try {
      return !new StreamKey(name, "x").isPattern();
    } catch (IllegalArgumentException notAnApp) {
      return false;
    }
  }

  public static boolean isStorage(String text) {
    return text.length() <= MAX_STORAGE && text.matches("([a-z0-9][a-z0-9._-]*)?");
  }

  /// All its streams.
  public StreamKey pattern() {
    return all(name);
  }

  /// All streams of the space `name`, whether it is stored or not.
  public static StreamKey all(String name) {
    return new StreamKey(name, String.valueOf(StreamKey.STAR));
  }
}
