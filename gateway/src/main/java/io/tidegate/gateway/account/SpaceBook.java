package io.tidegate.gateway.account;

import io.tidegate.gateway.event.Event.Move;
import io.tidegate.gateway.event.Event.Subject;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.gateway.space.Space;
import io.tidegate.gateway.space.SpaceUsage;
import io.tidegate.gateway.store.SpaceStore;
import io.tidegate.media.Nullable;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongPredicate;

/// Spaces, what they use, and who has changed them. Any thread.
public final class SpaceBook {
  private final SpaceStore store;
  private final RouteTable routes;
  private final SpaceUsage usage;
  private final Journal journal;

  public SpaceBook(SpaceStore store, RouteTable routes, SpaceUsage usage, Journal journal) {
    this.store = store;
    this.routes = routes;
    this.usage = usage;
    this.journal = journal;
  }

  /// What one uses now, in the terms of its quotas.
  public record Usage(long routes, long publishers, long viewers, long egressBps) {}

  /// By name, in order.
  public Collection<Space> all() {
    return store.all();
  }

  /// Null when there is none.
  public @Nullable Space find(String name) {
    return store.find(name);
  }

  public Usage usage(String name) {
    SpaceUsage.View live = usage.of(name);
    long count = routes.entries().keySet().stream().filter(key -> key.app().equals(name)).count();
    return new Usage(count, live.publishers(), live.viewers(), live.egressBps());
  }

  /// @param meant whether the change is meant for this version, 0 where there is none
  public CompletableFuture<Space> put(String who, Space wished, LongPredicate meant) {
    boolean isNew = store.find(wished.name()) == null;
    return store
        .put(who, wished, meant)
        .thenApply(space -> noted(who, space, isNew ? "" : "stored", "stored"));
  }

  /// Its streams stay: without quotas from then on.
  public CompletableFuture<Space> remove(String who, String name, LongPredicate meant) {
    return store.remove(who, name, meant).thenApply(space -> noted(who, space, "stored", ""));
  }

  private Space noted(String who, Space space, String from, String to) {
    Space.Quotas quotas = space.quotas();
    String detail =
        "quotas: routes %d, publishers %d, viewers %d, egress %d bit/s"
            .formatted(quotas.routes(), quotas.publishers(), quotas.viewers(), quotas.egressBps());
    journal.note(new Subject("space", "", space.name()), new Move(from, to, who, detail));
    return space;
  }
}
