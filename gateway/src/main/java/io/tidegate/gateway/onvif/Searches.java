package io.tidegate.gateway.onvif;

import io.tidegate.media.Nullable;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/// Searches for cameras that run, and the latest of those that have ended. Any thread.
public final class Searches implements AutoCloseable {
  /// Each asks the whole network, and operators look at one at a time.
  public static final int MOST_AT_ONCE = 2;

  /// Ended ones, for whoever reads them late.
  private static final int MOST_KEPT = 8;

  private static final Duration KEPT = Duration.ofMinutes(5);

  private final InetSocketAddress group;
  private final Clock clock;
  private final Object lock = new Object();
  private final Map<String, Running> searches = new LinkedHashMap<>();

  private record Running(Search search, Thread thread) {
    boolean isOn() {
      return search.view().running();
    }
  }

  public Searches(Clock clock) {
    this(Search.GROUP, clock);
  }

  /// @param group that is asked for cameras
  Searches(InetSocketAddress group, Clock clock) {
    this.group = group;
    this.clock = clock;
  }

  /// Begins one; null when too many are under way.
  public @Nullable SearchView begin(SearchOrder order) {
    synchronized (lock) {
      forget();
      if (searches.values().stream().filter(Running::isOn).count() >= MOST_AT_ONCE) {
        return null;
      }
      Search search = new Search(UUID.randomUUID().toString(), order, group, clock);
      Thread thread = Thread.ofPlatform().name("onvif-search").daemon().unstarted(search);
      SearchView view = search.view();
      searches.put(view.id(), new Running(search, thread));
      thread.start();
      return view;
    }
  }

  /// Null when there is none, or none any more.
  public @Nullable SearchView find(String id) {
    synchronized (lock) {
      forget();
      Running one = searches.get(id);
      return one == null ? null : one.search.view();
    }
  }

  /// Ends it, and forgets what it found.
  ///
  /// @return whether there was one
  public boolean end(String id) {
    synchronized (lock) {
      Running one = searches.remove(id);
      if (one != null) {
        one.thread.interrupt();
      }
      return one != null;
    }
  }

  private void forget() {
    int ended = (int) searches.values().stream().filter(one -> !one.isOn()).count();
    for (SearchView view : searches.values().stream().map(one -> one.search.view()).toList()) {
      boolean isOld = view.began().plus(KEPT).isBefore(clock.instant());
      if (!view.running() && (isOld || ended > MOST_KEPT)) {
        searches.remove(view.id());
        ended--;
      }
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      searches.values().forEach(one -> one.thread.interrupt());
      searches.clear();
    }
  }
}
