package io.tidegate.gateway.clip;

import io.tidegate.gateway.route.RouteRunner;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.StreamRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/// The clips that routes have as sources, slates and files, dealt out to the event loops by key.
/// Confined to the reconciler's thread but for [#start] and [#failures].
///
/// 1. [#start] with the loops;
/// 2. [#apply] for each route, whenever it changes.
public final class ClipSources implements RouteRunner {
  /// Knows the clips that were brought here.
  @FunctionalInterface
  interface Shelf {
    /// @param key of the stream that is to play it
    /// @throws RunException while it cannot be played, which says why
    ClipContent content(StreamKey key, SourceSpec.File source) throws RunException;
  }

  private final Map<StreamKey, Map<SourceSpec, ClipPlayer>> players = new HashMap<>();

  /// Why clips of routes cannot be played yet.
  private final Map<StreamKey, String> missing = new ConcurrentHashMap<>();

  /// The players of a key, for others.
  private final Map<StreamKey, List<ClipPlayer>> playing = new ConcurrentHashMap<>();

  private final MemoryClip own = MemoryClip.own();
  private final StreamRegistry streams;
  private final Loops loops;
  private final Shelf shelf;
  private final Executor readers;
  private volatile List<Loop> shares = List.of();

  /// @param readers may wait for a disk
  ClipSources(StreamRegistry streams, Loops loops, Shelf shelf, Executor readers) {
    this.streams = streams;
    this.loops = loops;
    this.shelf = shelf;
    this.readers = readers;
  }

  /// Of our own slate alone: there are no other clips. It is read on whatever thread plays it.
  public static ClipSources ofOwnSlate(StreamRegistry streams, Loops loops) {
    return new ClipSources(
        streams,
        loops,
        (_, source) -> {
          throw new RunException("there is no clip " + source.clip(), null);
        },
        Runnable::run);
  }

  /// Before the first route.
  public void start(List<Loop> among) {
    shares = List.copyOf(among);
  }

  /// By stream, why a source does not play; of several one. Any thread.
  ///
  /// @param others of other kinds
  public Map<StreamKey, String> failures(Map<StreamKey, String> others) {
    Map<StreamKey, String> failures = new HashMap<>(missing);
    playing.forEach((key, ones) ->
        ones.stream()
            .map(ClipPlayer::failure)
            .filter(failure -> !failure.isEmpty())
            .findFirst()
            .ifPresent(failure -> failures.putIfAbsent(key, failure)));
    failures.putAll(others);
    return failures;
  }

  @Override
  public void apply(StreamKey key, @Nullable RouteSpec before, @Nullable RouteSpec after)
      throws RunException {
    List<SourceSpec> wanted = wanted(after);
    Map<SourceSpec, ClipPlayer> present = players.computeIfAbsent(key, _ -> new HashMap<>());
    present
        .entrySet()
        .removeIf(entry -> {
          boolean goes = !wanted.contains(entry.getKey());
          if (goes) {
            entry.getValue().close();
          }
          return goes;
        });
    List<String> problems = new ArrayList<>();
    for (SourceSpec source : wanted) {
      try {
        play(key, source, present);
      } catch (RunException notYet) {
        problems.add(String.valueOf(notYet.getMessage()));
      }
    }
    if (present.isEmpty()) {
      players.remove(key);
      playing.remove(key);
    } else {
      playing.put(key, List.copyOf(present.values()));
    }
    tell(key, problems);
  }

  private void tell(StreamKey key, List<String> problems) throws RunException {
    if (problems.isEmpty()) {
      missing.remove(key);
    } else {
      missing.put(key, problems.getFirst());
      throw new RunException(problems.getFirst(), null);
    }
  }

  private static List<SourceSpec> wanted(@Nullable RouteSpec route) {
    return route == null || !route.enabled()
        ? List.of()
        : route.sources().stream()
            .filter(one -> one instanceof SourceSpec.Slate || one instanceof SourceSpec.File)
            .toList();
  }

  /// A clip that was made anew since has another file: what plays the old one goes.
  private void play(StreamKey key, SourceSpec source, Map<SourceSpec, ClipPlayer> present)
      throws RunException {
    ClipPlayer.Play play = play(key, source);
    ClipPlayer before = present.get(source);
    if (before != null && before.content().equals(play.content())) {
      return;
    }
    if (before != null) {
      before.close();
    }
    Loop loop = shares.get(Math.floorMod(key.hashCode(), shares.size()));
    ClipPlayer player = new ClipPlayer(key, play, streams, loops, loop, readers);
    present.put(source, player);
    player.start();
  }

  private ClipPlayer.Play play(StreamKey key, SourceSpec source) throws RunException {
    if (source instanceof SourceSpec.File file) {
      return new ClipPlayer.Play(file, shelf.content(key, file), file.loop());
    }
    if (source instanceof SourceSpec.Slate slate && !slate.clip().isEmpty()) {
      SourceSpec.File file = new SourceSpec.File(slate.clip(), "", true);
      return new ClipPlayer.Play(slate, shelf.content(key, file), true);
    }
    return new ClipPlayer.Play(new SourceSpec.Slate(), own, true);
  }
}
