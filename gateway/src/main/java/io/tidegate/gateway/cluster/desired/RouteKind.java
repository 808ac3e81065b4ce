package io.tidegate.gateway.cluster.desired;

import io.tidegate.cluster.state.StateRecord;
import io.tidegate.cluster.state.StateRefusedException;
import io.tidegate.gateway.config.RouteDocuments;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.store.Agreement;
import io.tidegate.gateway.store.RouteStore;
import io.tidegate.media.StreamKey;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Routes by key, as JSON with their secrets.
final class RouteKind implements StoredKind {
  private final RouteStore store;

  RouteKind(RouteStore store) {
    this.store = store;
  }

  @Override
  public String name() {
    return RouteStore.KIND;
  }

  @Override
  public void agree(Agreement with) {
    store.agree(with);
  }

  @Override
  public boolean isTold() {
    return true;
  }

  @Override
  public Map<String, String> stored() {
    Map<String, String> stored = new TreeMap<>();
    store
        .table()
        .entries()
        .forEach((key, entry) -> stored.put(key.toString(), document(entry.route())));
    return stored;
  }

  private static String document(RouteSpec route) {
    return RouteDocuments.write(route, true).encode();
  }

  private static RouteSpec route(String document) throws StateRefusedException {
    return StoredKind.read(() -> RouteDocuments.read(new JsonObject(document), null));
  }

  @Override
  public Set<String> unreadable() {
    Set<String> keys = new TreeSet<>(store.unreadable().keySet());
    store.table().waiting().forEach(key -> keys.add(key.toString()));
    return keys;
  }

  @Override
  public String canonical(String body) throws StateRefusedException {
    return document(route(body));
  }

  @Override
  public void apply(List<StateRecord> records)
      throws StateRefusedException, IOException, InterruptedException {
    Map<StreamKey, Optional<RouteSpec>> wanted = new LinkedHashMap<>();
    for (StateRecord record : records) {
      StreamKey key = StoredKind.read(() -> StreamKey.parsePattern(record.id().key()));
      wanted.put(key, record.deleted() ? Optional.empty() : Optional.of(route(record.body())));
    }
    StoredKind.await(store.change(StoredKind.who(records.getFirst()), "spread", _ -> wanted));
  }
}
