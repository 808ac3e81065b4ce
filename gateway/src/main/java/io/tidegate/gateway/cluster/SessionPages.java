package io.tidegate.gateway.cluster;

import io.tidegate.cluster.ClusterNode;
import io.tidegate.cluster.registry.RegistryStats;
import io.tidegate.cluster.registry.Row;
import io.tidegate.cluster.registry.RowKind;
import io.tidegate.cluster.registry.RowSource;
import io.tidegate.cluster.registry.SharedRegistry;
import io.tidegate.cluster.tunnel.PeerConnection;
import io.tidegate.cluster.tunnel.PeerProtocol;
import io.tidegate.gateway.auth.Scope;
import io.tidegate.media.Nullable;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.IntPredicate;

/// Sessions, streams, SRT links and workers of all nodes, as the API tells them: this node's go to
/// the others, theirs are read when somebody asks. Sessions of other nodes are ended from here.
public final class SessionPages implements ClusterPart {
  /// Who reads has a page of each node in memory at a time, and the answer.
  private static final int READERS = 2;

  /// A person waits that long.
  private static final Duration TURN = Duration.ofSeconds(5);

  /// What changes all the time, by kind: told less often.
  private static final Map<RowKind, Set<String>> FIGURES =
      Map.of(
          RowKind.SESSION, Set.of("bytes", "drops"),
          RowKind.STREAM, Set.of("bitrateBps", "framesPerSecond", "viewers"),
          RowKind.LINK, Set.of("stats", "relay", "advice"),
          RowKind.WORKER, Set.of("cpuSeconds", "cpuPercent", "rssBytes", "fps", "speed", "frames"));

  private final Function<RowKind, List<JsonObject>> live;
  private final BiPredicate<String, Scope> end;
  private final Audit audit;
  private final Semaphore readers = new Semaphore(READERS);
  private volatile @Nullable Joined joined;

  private record Joined(ClusterNode node, SharedRegistry registry) {}

  /// Notes what others have ended here.
  @FunctionalInterface
  public interface Audit {
    /// @param who and at which node
    /// @param ended whether there was such a session
    void ended(String who, String remote, String session, boolean ended);
  }

  /// A row of another node.
  @FunctionalInterface
  public interface Reader {
    void row(int node, String id, JsonObject row);
  }

  /// @param live what this node has now, asked on a virtual thread
  /// @param end ends a session of this node, if it is one of these streams; says whether it was
  ///   there
  public SessionPages(
      Function<RowKind, List<JsonObject>> live, BiPredicate<String, Scope> end, Audit audit) {
    this.live = live;
    this.end = end;
    this.audit = audit;
  }

  /// What a row is called by among those of its kind and node.
  public static String id(RowKind kind, JsonObject row) {
    return switch (kind) {
      case SESSION, LINK -> row.getString("id");
      case STREAM -> row.getString("key");
      case WORKER -> row.getString("name");
    };
  }

  @Override
  public Map<String, PeerProtocol> serves() {
    return Map.of(SessionKick.APPLICATION, this::serve);
  }

  private void serve(PeerConnection connection) throws IOException {
    int from = connection.peer().number();
    SessionKick.serve(
        connection,
        kick -> {
          boolean ended = end.test(kick.id(), kick.scope());
          audit.ended(kick.who() + " at node " + from, kick.remote(), kick.id(), ended);
          return ended;
        });
  }

  @Override
  public void joined(ClusterNode node) {
    RowSource source = kind -> live.apply(kind).stream().map(one -> row(kind, one)).toList();
    joined = new Joined(node, new SharedRegistry(node.membership(), source));
  }

  @Override
  public void left() {
    Joined before = joined;
    joined = null;
    if (before != null) {
      before.registry().close();
    }
  }

  static Row row(RowKind kind, JsonObject json) {
    JsonObject state = new JsonObject();
    JsonObject figures = new JsonObject();
    Set<String> moving = FIGURES.getOrDefault(kind, Set.of());
    json.forEach(entry ->
        (moving.contains(entry.getKey()) ? figures : state).put(entry.getKey(), entry.getValue()));
    return new Row(id(kind, json), state.encode(), figures.encode());
  }

  /// Empty unless this node is a member now.
  public Optional<RegistryStats> stats() {
    return Optional.ofNullable(joined).map(now -> now.registry().stats());
  }

  /// This node's number, 0 unless it is a member now.
  public int number() {
    Joined now = joined;
    return now == null ? 0 : now.node().number();
  }

  /// Whether it is one of the cluster, there or not.
  public boolean isKnown(int number) {
    Joined now = joined;
    return now != null
        && (number == now.node().number()
            || now.node().known().stream().anyMatch(peer -> peer.number() == number));
  }

  /// What this node has now. A thread that may wait.
  public List<JsonObject> here(RowKind kind) {
    return new ArrayList<>(live.apply(kind));
  }

  /// Gives the rows of other nodes. A virtual thread, which waits for the nodes and for its turn.
  ///
  /// @throws IllegalStateException when the cluster does not answer
  public void read(RowKind kind, IntPredicate nodes, Reader reader) {
    Joined now = joined;
    if (now == null) {
      return;
    }
    int own = now.node().number();
    if (!hasTurn()) {
      throw new IllegalStateException("the cluster does not answer");
    }
    try {
      now.registry()
          .read(
              kind,
              number -> number != own && nodes.test(number),
              (number, row) -> {
                JsonObject json = json(row);
                if (json != null) {
                  reader.row(number, row.id(), json);
                }
              });
    } finally {
      readers.release();
    }
  }

  /// Those before wait for a cluster that is silent; a screen that asks again is not to pile up.
  private boolean hasTurn() {
    try {
      return readers.tryAcquire(TURN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Null when it is none: of another release, perhaps.
  static @Nullable JsonObject json(Row row) {
    try {
      return new JsonObject(row.state()).mergeIn(new JsonObject(row.figures()));
    } catch (DecodeException _) {
      return null;
    }
  }

  /// Ends a session of another node. A virtual thread.
  ///
  /// @param who wants it, for that node's audit
  /// @param scope the streams that he may do it to
  /// @return whether there is such a session, which ends
  /// @throws IOException when that node is not reached
  public boolean kick(int node, String id, String who, String remote, Scope scope)
      throws IOException {
    Joined now = joined;
    if (now == null) {
      throw new IOException("this node is in no cluster");
    }
    try (PeerConnection connection = now.node().tunnel().call(node, SessionKick.APPLICATION)) {
      return new SessionKick(id, who, remote, scope).ask(connection);
    }
  }
}
