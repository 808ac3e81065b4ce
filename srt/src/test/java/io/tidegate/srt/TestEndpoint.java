package io.tidegate.srt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidegate.media.Frame;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.testing.AwaitingPolicy;
import io.tidegate.srt.lib.InstalledLibrary;
import io.tidegate.srt.lib.SrtException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/// An endpoint of two loops on loopback, and what its hubs heard.
final class TestEndpoint implements AutoCloseable {
  static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);

  private final List<Throwable> bugs = new CopyOnWriteArrayList<>();
  private final Map<StreamKey, AtomicLong> frames = new ConcurrentHashMap<>();
  private final TestLoops loops = new TestLoops(2);
  final StreamRegistry streams;
  final SessionRegistry sessions = new SessionRegistry();
  final SrtLinks links = new SrtLinks();
  final SrtDelivery delivery;
  final SrtEndpoint endpoint;
  final InetSocketAddress address;

  TestEndpoint(SrtOptions options, SrtProfiles profiles, AdmissionPolicy policy)
      throws SrtException {
    this(options, profiles, policy, SrtPort.shared(ANY_PORT));
  }

  TestEndpoint(SrtProfiles profiles, SrtDeliveryOptions sending) throws SrtException {
    this(SrtOptions.DEFAULT, profiles, AdmissionPolicy.OPEN, SrtPort.shared(ANY_PORT), sending);
  }

  TestEndpoint(SrtOptions options, SrtProfiles profiles, AdmissionPolicy policy, SrtPort port)
      throws SrtException {
    this(options, profiles, policy, port, SrtDeliveryOptions.DEFAULT);
  }

  private TestEndpoint(
      SrtOptions options,
      SrtProfiles profiles,
      AdmissionPolicy policy,
      SrtPort port,
      SrtDeliveryOptions sending)
      throws SrtException {
    streams =
        new StreamRegistry(loops, policy, HubOptions.defaults(bugs::add), AwaitingPolicy.PATIENT);
    streams.observe(this::count);
    SrtService service = new SrtService(streams, policy, sessions, loops, profiles, links);
    delivery = new SrtDelivery(service, sending);
    endpoint = new SrtEndpoint(InstalledLibrary.get(), options, service, delivery, loops.all());
    address = new InetSocketAddress(port.bind().getAddress(), endpoint.listen(port));
  }

  static TestEndpoint open() throws SrtException {
    return with(SrtProfile.DEFAULT);
  }

  static TestEndpoint with(SrtProfile profile) throws SrtException {
    return new TestEndpoint(SrtOptions.DEFAULT, SrtProfiles.all(profile), AdmissionPolicy.OPEN);
  }

  String url() {
    return "srt://127.0.0.1:" + address.getPort();
  }

  /// Frames that came into this stream so far.
  long frames(String key) {
    AtomicLong count = frames.get(StreamKey.parse(key));
    return count == null ? 0 : count.get();
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
    delivery.close();
    endpoint.close();
    loops.close();
    assertEquals(List.of(), bugs);
  }
}
