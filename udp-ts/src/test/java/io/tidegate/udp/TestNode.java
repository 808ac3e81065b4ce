package io.tidegate.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidegate.media.Frame;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Outbox;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Publication;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.PublishResult;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.udp.packet.RtpMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Streams, sessions and an endpoint on two loops, and what the hubs heard.
final class TestNode implements AutoCloseable {
  static final UdpOptions HASTY =
      new UdpOptions(Duration.ofMillis(20), Duration.ofMillis(100), Outbox.Limits.DEFAULT);

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final List<Throwable> bugs = new CopyOnWriteArrayList<>();
  private final Map<StreamKey, AtomicLong> frames = new ConcurrentHashMap<>();
  final ThreadLoops loops = new ThreadLoops(2);
  final SessionRegistry sessions = new SessionRegistry();
  final StreamRegistry streams =
      new StreamRegistry(loops, AdmissionPolicy.OPEN, HubOptions.defaults(bugs::add));
  final UdpEndpoint endpoint = new UdpEndpoint(HASTY, new UdpService(streams, sessions, loops));

  TestNode() {
    streams.observe(this::count);
    streams.observe(endpoint);
  }

  /// Listens with a minute of patience.
  static UdpListenTarget listening(String key, String url, String networkInterface) {
    return listening(key, url, networkInterface, MINUTE);
  }

  static UdpListenTarget listening(
      String key, String url, String networkInterface, Duration patience) {
    return new UdpListenTarget(
        StreamKey.parse(key),
        UdpAddress.parse(url),
        RtpMode.AUTO,
        networkInterface,
        UdpListenTarget.RECEIVE_BYTES,
        patience,
        patience);
  }

  void listen(UdpListenTarget target) {
    endpoint.listen(target, loops.get(0));
  }

  void push(String key, String url, boolean rtp, String networkInterface) {
    endpoint.push(pushing(key, url, rtp, networkInterface), loops.get(1));
  }

  static UdpPushTarget pushing(String key, String url, boolean rtp, String networkInterface) {
    UdpAddress address = UdpAddress.parse(url);
    return new UdpPushTarget(StreamKey.parse(key), address, rtp, networkInterface, 0, 46);
  }

  /// A publisher on the first loop.
  Publication publish(String key) throws Exception {
    PublishRequest request =
        new PublishRequest(sessions.nextId(), StreamKey.parse(key), Protocol.RTMP, "", Map.of());
    return call(() -> ((PublishResult.Accepted) streams.publish(request, _ -> {})).publication());
  }

  /// Emits on the first loop, and returns when that was done.
  void emit(Publication publication, List<? extends StreamEvent> events) throws Exception {
    call(() -> {
      events.forEach(publication::emit);
      return true;
    });
  }

  private <T> T call(java.util.concurrent.Callable<T> task) throws Exception {
    CompletableFuture<T> done = new CompletableFuture<>();
    Loop loop = loops.get(0);
    loop.execute(() -> {
      try {
        done.complete(task.call());
      } catch (Exception failure) {
        done.completeExceptionally(failure);
      }
    });
    return done.get(30, TimeUnit.SECONDS);
  }

  long frames(String key) {
    AtomicLong count = frames.get(StreamKey.parse(key));
    return count == null ? 0 : count.get();
  }

  UdpSourceView source() {
    return endpoint.sources().get(0);
  }

  UdpPushView push() {
    return endpoint.pushes().get(0);
  }

  private void count(StreamHub hub) {
    AtomicLong count = frames.computeIfAbsent(hub.key(), _ -> new AtomicLong());
    hub.attach(event -> {
      if (event instanceof Frame) {
        count.incrementAndGet();
      }
    });
  }

  @Override
  public void close() {
    endpoint.close();
    streams.shutDown();
    loops.close();
    assertEquals(List.of(), bugs);
  }
}
