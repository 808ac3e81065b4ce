package io.tidegate.gateway.cluster;

import io.tidegate.cluster.ClusterNode;
import io.tidegate.cluster.ClusterOptions;
import io.tidegate.cluster.join.JoinToken;
import io.tidegate.cluster.member.MembershipEvent;
import io.tidegate.cluster.member.PartitionsView;
import io.tidegate.cluster.tunnel.PeerProtocol;
import io.tidegate.cluster.tunnel.TunnelOptions;
import io.tidegate.media.Nullable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This gateway's place in a cluster. Without one it does nothing, and loads no class of Hazelcast.
/// Any thread; never waits.
///
/// 1. [#start] with what takes part, once all of that is there. The node comes up in the
///    background.
/// 2. [#found], [#join] and [#leave] while it runs.
/// 3. [#close] before what takes part ends.
public final class ClusterPlane implements AutoCloseable {
  /// Where relays of other nodes are found where nobody says.
  public static final int PORT = TunnelOptions.PORT;

  private static final Logger log = LoggerFactory.getLogger(ClusterPlane.class);
  private static final String FOLDER = "cluster";

  /// A port that was taken may be free later.
  private static final Duration RETRY = Duration.ofSeconds(10);

  /// Hazelcast leaves within two seconds where all is well.
  private static final Duration CLOSING = Duration.ofSeconds(20);

  private final ClusterSettings settings;
  private final Path folder;
  private final Clock clock;
  private final ExecutorService tasks =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("cluster").factory());
  private final PartitionLook partitions = new PartitionLook();
  private List<ClusterPart> parts = List.of();
  private volatile Status status = new Status(State.ALONE, null, null);

  /// Whether this node is in a cluster.
  public enum State {
    /// In none.
    ALONE,
    /// Becomes a member.
    STARTING,
    MEMBER,
    /// Was one until it was revoked: it has to join anew.
    REVOKED,
    /// Should be one, and cannot: it is tried again.
    FAILED
  }

  /// Immutable.
  ///
  /// @param node null unless it is a member
  /// @param problem a sentence, of `FAILED`
  public record Status(State state, @Nullable ClusterNode node, @Nullable String problem) {}

  /// @param dataDir of the gateway
  public ClusterPlane(ClusterSettings settings, Path dataDir, Clock clock) {
    this.settings = settings;
    this.folder = dataDir.resolve(FOLDER);
    this.clock = clock;
  }

  /// @param taking part, in the order in which they are told; once
  public void start(List<ClusterPart> taking) {
    parts = List.copyOf(taking);
    if (Files.exists(folder)) {
      tasks.execute(this::begin);
    }
  }

  /// Whether this node was in a cluster when it was last started: it will be again in a moment.
  public boolean wasMember() {
    return Files.exists(folder.resolve("node.pem"));
  }

  public Status status() {
    return status;
  }

  /// Empty unless this node is a member now.
  public Optional<ClusterNode> node() {
    return Optional.ofNullable(status.node());
  }

  /// How the common data are kept; null before that is known.
  public @Nullable PartitionsView partitions() {
    ClusterNode node = status.node();
    return node == null ? null : partitions.of(node);
  }

  /// What people call this node.
  public String name() {
    return NodeHost.name(settings.name());
  }

  public ClusterSettings settings() {
    return settings;
  }

  /// What does not work; null while all does.
  public @Nullable String problem() {
    Status now = status;
    return switch (now.state()) {
      case ALONE, STARTING, MEMBER -> null;
      case REVOKED -> "this node was revoked: it has to join the cluster anew";
      case FAILED -> "this node is not in its cluster: " + now.problem();
    };
  }

  /// Makes a cluster of this node alone.
  ///
  /// @param address by which others reach this node, empty for that of the settings
  /// @return fails with an [IllegalStateException] when it is in one, with an [IOException] when
  ///   the disk or the port is not to be had
  public CompletableFuture<ClusterNode> found(String address) {
    return run(() -> {
      ClusterOptions options = options(address);
      ready(options);
      ClusterNode.found(options);
      try {
        return enter(options);
      } catch (IOException | GeneralSecurityException | RuntimeException failed) {
        ClusterNode.forget(options); // nobody has joined it
        throw failed;
      }
    });
  }

  /// Makes this node one of a cluster.
  ///
  /// @param relay of any node there
  /// @param address by which others reach this node, empty for that of the settings
  /// @return fails as [#found] does, and with an [io.tidegate.cluster.join.JoinRefusedException]
  ///   when the cluster does not want it
  public CompletableFuture<ClusterNode> join(
      InetSocketAddress relay, JoinToken token, String address) {
    return run(() -> {
      ClusterOptions options = options(address);
      ready(options);
      ClusterNode.join(options, relay, token);
      try {
        return enter(options);
      } catch (IOException | GeneralSecurityException | RuntimeException failed) {
        fail(failed); // the token is used: it comes up later
        throw failed;
      }
    });
  }

  /// Leaves for good: the others forget this node, and it forgets them.
  ///
  /// @return fails with an [IllegalStateException] when it is in none, or may not
  public CompletableFuture<Void> leave() {
    return run(() -> {
      ClusterNode node =
          node().orElseThrow(() -> new IllegalStateException("this node is in no cluster"));
      node.requireLeaving();
      tellLeft(parts.reversed());
      try {
        node.leave();
      } catch (RuntimeException untold) {
        stay(node);
        throw untold;
      }
      try {
        ClusterNode.forget(options(""));
      } catch (IOException disk) {
        fail(disk); // out of the cluster, with files of it: they say so at the next look
        throw disk;
      }
      status = new Status(State.ALONE, null, null);
      return null;
    });
  }

  /// It could not leave: it is a member as before, or comes back as one.
  private void stay(ClusterNode node) {
    try {
      takePart(node);
    } catch (RuntimeException failed) {
      node.close();
      fail(failed);
    }
  }

  private <T> CompletableFuture<T> run(Callable<T> task) {
    Executor executor = tasks;
    CompletableFuture<T> result = new CompletableFuture<>();
    executor.execute(() -> {
      try {
        result.complete(task.call());
      } catch (Exception failed) {
        result.completeExceptionally(failed);
      }
    });
    return result;
  }

  /// A node that was revoked begins anew.
  private void ready(ClusterOptions options) throws IOException {
    switch (status.state()) {
      case ALONE -> {}
      case REVOKED -> ClusterNode.forget(options);
      case STARTING, MEMBER, FAILED ->
          throw new IllegalStateException("this node is in a cluster: it has to leave that first");
    }
    InetSocketAddress listen = options.tunnel().listen();
    try (ServerSocket free = new ServerSocket()) {
      free.bind(listen);
    } catch (BindException taken) {
      throw new IllegalStateException("cluster.port: " + listen + ": " + taken.getMessage(), taken);
    }
  }

  private void begin() {
    if (tasks.isShutdown() || status.node() != null) {
      return;
    }
    try {
      ClusterOptions options = options("");
      if (!ClusterNode.isMember(options)) {
        return;
      }
      if (ClusterNode.isRevoked(options)) {
        status = new Status(State.REVOKED, null, null);
        return;
      }
      status = new Status(State.STARTING, null, null);
      ClusterNode ignored = enter(options);
    } catch (IOException | GeneralSecurityException | RuntimeException failed) {
      fail(failed);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void fail(Exception failed) {
    String words = String.valueOf(failed.getMessage());
    log.error("this node is not in its cluster: {}", words, failed);
    status = new Status(State.FAILED, null, words);
    CompletableFuture.delayedExecutor(RETRY.toMillis(), TimeUnit.MILLISECONDS).execute(this::again);
  }

  private void again() {
    if (!tasks.isShutdown()) {
      tasks.execute(this::begin);
    }
  }

  private ClusterNode enter(ClusterOptions options)
      throws IOException, GeneralSecurityException, InterruptedException {
    Map<String, PeerProtocol> served = new HashMap<>();
    parts.forEach(part -> served.putAll(part.serves()));
    ClusterNode node = ClusterNode.start(options, served);
    node.observeRevoked(() -> revoked(node));
    node.membership()
        .observe(event -> {
          if (event instanceof MembershipEvent.Ended) {
            ended(node);
          }
        });
    status = new Status(State.MEMBER, node, null);
    try {
      takePart(node);
    } catch (RuntimeException failed) {
      node.close();
      status = new Status(State.ALONE, null, null);
      throw failed;
    }
    return node;
  }

  /// All of them, or none: a member without one of its parts is worse than no member.
  private void takePart(ClusterNode node) {
    List<ClusterPart> taking = new ArrayList<>();
    for (ClusterPart part : parts) {
      taking.add(part);
      try {
        part.joined(node);
      } catch (RuntimeException failed) {
        tellLeft(taking.reversed());
        throw failed;
      }
    }
  }

  /// Nothing of the cluster works over this node any more: it is started anew. On Hazelcast's
  /// thread.
  private void ended(ClusterNode node) {
    if (tasks.isShutdown()) {
      return;
    }
    tasks.execute(() -> {
      if (status.node() == node) {
        tellLeft(parts.reversed());
        node.close();
        fail(new IllegalStateException("Hazelcast has ended itself; it is started again"));
      }
    });
  }

  /// On the node's own thread, which closes it afterwards.
  private void revoked(ClusterNode node) {
    run(
            () -> {
              if (status.node() == node) {
                status = new Status(State.REVOKED, null, null);
                tellLeft(parts.reversed());
              }
              return null;
            })
        .orTimeout(CLOSING.toSeconds(), TimeUnit.SECONDS)
        .exceptionally(_ -> null)
        .join();
  }

  /// @param leaving in the order in which they are told
  private static void tellLeft(List<ClusterPart> leaving) {
    for (ClusterPart part : leaving) {
      try {
        part.left();
      } catch (RuntimeException failed) {
        log.error("{} does not leave the cluster", part.getClass().getSimpleName(), failed);
      }
    }
  }

  private ClusterOptions options(String address) {
    InetSocketAddress listen = new InetSocketAddress(settings.bind(), settings.port());
    String host = address.isEmpty() ? settings.address() : address;
    return new ClusterOptions(
        folder,
        name(),
        host.isEmpty() ? NodeHost.address(listen) : Optional.of(host),
        TunnelOptions.on(listen),
        ClusterOptions.SILENCE,
        clock);
  }

  /// The others are told that this node stops.
  @Override
  public void close() {
    if (tasks.isShutdown()) {
      return;
    }
    tasks.execute(this::stop);
    tasks.shutdown();
    try {
      if (!tasks.awaitTermination(CLOSING.toSeconds(), TimeUnit.SECONDS)) {
        log.warn("the cluster was left in a hurry");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void stop() {
    ClusterNode node = status.node();
    if (node != null) {
      tellLeft(parts.reversed());
      node.close();
      status = new Status(State.ALONE, null, null);
    }
  }
}
