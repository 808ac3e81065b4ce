package io.tidegate.gateway.onvif;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedByInterruptException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// One search for cameras, WS-Discovery 1.0 §5: asks a few times and takes answers, within bounds.
///
/// 1. [#run] on a thread of its own, which an interrupt ends.
/// 2. [#view] at any time, on any thread.
final class Search implements Runnable {
  /// WS-Discovery 1.0 §2.4; IPv6 is left out.
  static final InetSocketAddress GROUP =
      new InetSocketAddress(InetAddress.ofLiteral("239.255.255.250"), SearchOrder.PORT);

  static final int MAX_CAMERAS = 500;

  /// A flood ends the search; every camera of a large network answers each question twice.
  static final int MAX_DATAGRAMS = 5_000;

  /// SOAP over UDP §4.1 asks twice; busy cameras miss both.
  private static final List<Duration> ROUNDS =
      List.of(Duration.ZERO, Duration.ofMillis(400), Duration.ofMillis(1_500));

  /// Between two batches of addresses that are asked one by one.
  private static final Duration PACE = Duration.ofMillis(10);

  private static final int BATCH = 40;
  private static final Duration LOOK = Duration.ofMillis(100);

  private final String id;
  private final SearchOrder order;
  private final InetSocketAddress group;
  private final Instant began;
  private final Map<String, FoundCamera> found = new LinkedHashMap<>();
  private final Set<String> asked = new HashSet<>();
  private final Deque<InetSocketAddress> waiting = new ArrayDeque<>();
  private int datagrams;
  private int refused;
  private int strangers;
  private volatile SearchView view;

  /// @param group that is asked where the order names no addresses
  Search(String id, SearchOrder order, InetSocketAddress group, Clock clock) {
    this.id = id;
    this.order = order;
    this.group = group;
    this.began = clock.instant();
    this.view = viewed(true, List.of());
  }

  SearchView view() {
    return view;
  }

  @Override
  public void run() {
    List<SearchView.Problem> problems = List.of();
    try (SearchSockets sockets = new SearchSockets()) {
      problems = sockets.problems();
      open(sockets);
      search(sockets);
    } catch (ClosedByInterruptException ended) {
      Thread.currentThread().interrupt();
    } catch (IOException cannot) {
      problems = List.of(new SearchView.Problem("", XmlText.shown(String.valueOf(cannot), 200)));
    } finally {
      view = viewed(false, problems);
    }
  }

  private void open(SearchSockets sockets) {
    if (!order.targets().isEmpty()) {
      sockets.openForTargets();
      return;
    }
    NetworkView.all().stream()
        .filter(one -> order.network().isEmpty() || one.name().equals(order.network()))
        .forEach(sockets::openFor);
  }

  private void search(SearchSockets sockets) throws IOException {
    long start = System.nanoTime();
    Deque<Duration> rounds = new ArrayDeque<>(ROUNDS);
    while (!Thread.currentThread().isInterrupted() && !isFull()) {
      Duration passed = Duration.ofNanos(System.nanoTime() - start);
      if (passed.compareTo(order.time()) >= 0) {
        return;
      }
      boolean isDue = !rounds.isEmpty() && passed.compareTo(rounds.getFirst()) >= 0;
      if (waiting.isEmpty() && isDue) {
        rounds.removeFirst();
        waiting.addAll(order.targets().isEmpty() ? List.of(group) : order.targets());
      }
      ask(sockets);
      sockets.receive(waiting.isEmpty() ? LOOK : PACE, this::take);
      view = viewed(true, sockets.problems());
    }
  }

  private void ask(SearchSockets sockets) {
    for (int i = 0; i < BATCH && !waiting.isEmpty(); i++) {
      InetSocketAddress to = waiting.removeFirst();
      for (String type : DiscoveryMessage.TYPES) {
        UUID message = UUID.randomUUID();
        asked.add(message.toString());
        sockets.send(DiscoveryMessage.probe(message, type), to);
      }
    }
  }

  private boolean isFull() {
    return datagrams >= MAX_DATAGRAMS || found.size() >= MAX_CAMERAS;
  }

  /// Package-private for tests: an answer may come from anybody.
  void take(byte[] datagram, InetAddress from) {
    if (isFull()) {
      return;
    }
    datagrams++;
    DiscoveryMessage.Matches answer;
    try {
      answer = DiscoveryMessage.parse(datagram);
    } catch (MalformedXmlException malformed) {
      refused++;
      return;
    }
    // nobody who did not see the question knows its id
    if (!asked.contains(answer.relatesTo())) {
      strangers++;
      return;
    }
    for (DiscoveryMessage.Match match : answer.matches()) {
      FoundCamera camera = FoundCamera.of(match, from);
      if (camera == null) {
        strangers++;
      } else if (found.size() < MAX_CAMERAS) {
        found.putIfAbsent(camera.url(), camera);
      }
    }
  }

  private SearchView viewed(boolean running, List<SearchView.Problem> problems) {
    return new SearchView(
        id,
        began,
        running,
        List.copyOf(found.values()),
        datagrams,
        refused,
        strangers,
        isFull(),
        problems);
  }
}
