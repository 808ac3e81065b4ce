package io.tidegate.cluster.relay;

import io.tidegate.cluster.pki.Authority;
import io.tidegate.cluster.tunnel.Applications;
import io.tidegate.cluster.tunnel.TestNode;
import io.tidegate.media.Frame;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Publication;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.PublishResult;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.testing.ContractSink;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntSupplier;

/// A node with streams, without Hazelcast.
final class RelayNode implements AutoCloseable {
  final ThreadLoops loops = new ThreadLoops();
  final Loop loop = loops.newLoop();
  final RelayStats stats = new RelayStats();
  final List<Throwable> bugs = new CopyOnWriteArrayList<>();
  final StreamRegistry streams;
  final TestNode node;
  private final RelayServer server;
  private final RelayOptions options;

  RelayNode(Authority authority, int number, Path folder, int memberPort, RelayOptions options)
      throws Exception {
    this.options = options;
    this.streams = new StreamRegistry(loops, AdmissionPolicy.OPEN, HubOptions.defaults(bugs::add));
    server = new RelayServer(streams, BesideSource.NONE, () -> loop, options, stats);
    Applications served = new Applications(Map.of(Applications.MEDIA, server), Map.of());
    node = new TestNode(authority, number, folder, memberPort, served);
  }

  /// What was published here, with all that was heard.
  record Heard(List<StreamEvent> events) {
    List<Frame> frames() {
      return events.stream().filter(Frame.class::isInstance).map(Frame.class::cast).toList();
    }
  }

  Publication publish(StreamKey key) {
    return on(() -> {
      PublishRequest request =
          new PublishRequest("p" + node.number, key, Protocol.RTMP, "1.2.3.4:5", Map.of());
      return ((PublishResult.Accepted) streams.publish(request, _ -> {})).publication();
    });
  }

  void emit(Publication to, List<? extends StreamEvent> events) {
    on(() -> {
      events.forEach(to::emit);
      return events.size();
    });
  }

  Heard listen(StreamHub hub) {
    List<StreamEvent> events = new CopyOnWriteArrayList<>();
    hub.loop().execute(() -> hub.attach(new ContractSink(events::add)));
    return new Heard(events);
  }

  void handOver(StreamHub hub) {
    hub.loop().execute(() -> server.handOver(hub));
  }

  RelayPull pull(StreamKey key, IntSupplier where) {
    return pull(key, where, BesideFollower.Factory.NONE);
  }

  RelayPull pull(StreamKey key, IntSupplier where, BesideFollower.Factory beside) {
    RelayPull.Place place =
        new RelayPull.Place(key, where, peer -> node.tunnel.call(peer, Applications.MEDIA));
    return pull(place, beside);
  }

  RelayPull pull(RelayPull.Place place, BesideFollower.Factory beside) {
    RelayPull pull = new RelayPull(place, streams, loop, beside, options, stats, ended::add);
    pull.start();
    return pull;
  }

  final List<RelayPull> ended = new CopyOnWriteArrayList<>();

  void end(StreamKey key) {
    streams.end(key, CloseReason.STREAM_ENDED);
  }

  <T> T on(java.util.function.Supplier<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    loop.execute(() -> {
      try {
        result.complete(task.get());
      } catch (RuntimeException | AssertionError failed) {
        result.completeExceptionally(failed);
      }
    });
    return result.join();
  }

  @Override
  public void close() {
    node.close();
    streams.shutDown();
    loops.close();
  }
}
