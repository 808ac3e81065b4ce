package io.tidegate.gateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.cluster.directory.Change;
import io.tidegate.cluster.directory.Place;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.PublishResult;
import io.tidegate.media.hub.Refusal;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.StreamHub;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Gateways of one process, whose members of Hazelcast are real and whose pulls are not.
class StreamPlacesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int CAMERAS = 30;
  private static final StreamKey PUBLISHED = StreamKey.parse("live/encoder");

  private final List<TestGateway> gateways = new ArrayList<>();
  private int port;

  @BeforeEach
  void setUp() throws Exception {
    try (ServerSocket any = new ServerSocket(0)) {
      port = any.getLocalPort();
    }
  }

  @AfterEach
  void tearDown() {
    gateways.forEach(TestGateway::close);
  }

  private static StreamKey key(int camera) {
    return StreamKey.parse("live/cam" + camera);
  }

  private static Set<StreamKey> cameras() {
    return IntStream.range(0, CAMERAS)
        .mapToObj(StreamPlacesTest::key)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> routes() {
    List<String> routes = new ArrayList<>();
    for (StreamKey key : cameras()) {
      routes.add(
          """
          {"key": "%s", "sources": [{"type": "rtsp-pull", "url": "rtsp://camera/%s"}],
           "outputs": {"srt-push": [{"host": "h", "port": 1}]}}
          """
              .formatted(key, key.name()));
    }
    return routes;
  }

  private TestGateway gateway(int number, List<String> routes, String... labels) throws Exception {
    TestGateway gateway = new TestGateway(number, Set.of(labels), routes);
    gateways.add(gateway);
    gateway.start();
    return gateway;
  }

  private static Optional<Integer> owner(TestGateway at, StreamKey key) {
    return at.places.directory().orElseThrow().find(key).map(Place::node);
  }

  private static boolean haveAll(TestGateway... all) {
    Set<StreamKey> pulled = new TreeSet<>();
    int count = 0;
    int pushes = 0;
    boolean agree = true;
    for (TestGateway one : all) {
      pulled.addAll(one.pulls.keySet());
      count += one.pulls.size();
      pushes += one.pushes.size();
      agree &= one.places.directory().orElseThrow().all().size() == CAMERAS;
      agree &=
          one.pulls.keySet().stream()
              .allMatch(key -> owner(one, key).equals(Optional.of(one.number)));
    }
    return agree && count == CAMERAS && pushes == CAMERAS && pulled.equals(cameras());
  }

  @Test
  void eachPullIsAtOneNodeAndMovesWhenItDies() throws Exception {
    TestGateway one = gateway(1, routes());
    assertThat(one.pulls).hasSize(CAMERAS); // alone, all is here
    one.join(port, 2, 3);
    await().atMost(PATIENCE).until(() -> haveAll(one));
    TestGateway two = new TestGateway(2, Set.of(), routes());
    gateways.add(two);
    two.places.expect();
    two.start();
    assertThat(two.pulls).isEmpty(); // others have them, as is known in a moment
    two.join(port, 1, 3);
    TestGateway three = new TestGateway(3, Set.of(), routes());
    gateways.add(three);
    three.places.expect();
    three.start();
    three.join(port, 1, 2);

    await().atMost(PATIENCE).until(() -> haveAll(one, two, three));
    assertThat(List.of(one.pulls.size(), two.pulls.size(), three.pulls.size()))
        .allMatch(size -> size > 0);

    two.kill();
    await().atMost(PATIENCE).until(() -> haveAll(one, three));
    assertThat(one.bugs).isEmpty();
  }

  @Test
  void aNodeThatDrainsKeepsAStreamUntilItRunsElsewhere() throws Exception {
    TestGateway one = gateway(1, routes());
    one.join(port, 2);
    TestGateway two = gateway(2, routes());
    two.join(port, 1);
    await().atMost(PATIENCE).until(() -> haveAll(one, two));
    Set<StreamKey> ofTwo = Set.copyOf(two.pulls.keySet());
    Set<StreamKey> missing = ConcurrentHashMap.newKeySet();
    Runnable _ =
        one.places
            .directory()
            .orElseThrow()
            .observe(change -> {
              if (change instanceof Change.Gone gone) {
                missing.add(gone.key());
              }
            });

    List<StreamHub> watched =
        ofTwo.stream().map(two.streams::find).map(Objects::requireNonNull).toList();
    one.camerasAnswer.set(false); // what it calls from now on sends nothing yet
    two.places.shares().orElseThrow().drain(2);
    await().atMost(PATIENCE).until(() -> one.pulls.size() == CAMERAS);
    assertThat(two.pulls.keySet()).isEqualTo(ofTwo);
    assertThat(two.pushes).isEqualTo(ofTwo);
    assertThat(one.pushes).doesNotContainAnyElementsOf(ofTwo);

    one.camerasAnswer.set(true);
    await().atMost(PATIENCE).until(() -> haveAll(one) && two.pulls.isEmpty());
    assertThat(two.pushes).isEmpty();
    assertThat(missing).isEmpty(); // there was no moment without an owner
    assertThat(watched).noneMatch(StreamHub::isEnded); // its viewers have it from there now
    assertThat(watched).allMatch(hub -> hub.view().state() == SessionState.DISCONNECTED);

    one.places.shares().orElseThrow().resume(2);
    await().atMost(PATIENCE).until(() -> haveAll(one, two) && two.pulls.keySet().equals(ofTwo));
  }

  @Test
  void afterASplitOneOfTwoStops() throws Exception {
    TestGateway one = gateway(1, routes());
    one.join(port);
    TestGateway two = gateway(2, routes());
    two.join(port);
    await().atMost(PATIENCE).until(() -> haveAll(one) && haveAll(two)); // both sides pull

    one.meet(2);
    two.meet(1);

    await()
        .atMost(PATIENCE)
        .until(() -> haveAll(one, two) && !one.pulls.isEmpty() && !two.pulls.isEmpty());
  }

  @Test
  void aNodeThatStopsCallsNoCameraOfTheOthers() throws Exception {
    TestGateway one = gateway(1, routes());
    one.join(port, 2);
    TestGateway two = gateway(2, routes());
    two.join(port, 1);
    await().atMost(PATIENCE).until(() -> haveAll(one, two));
    two.called.clear();

    two.stop();
    two.follow();

    assertThat(two.called).isEmpty();
    await().atMost(PATIENCE).until(() -> haveAll(one));
  }

  @Test
  void aMemberThatHasNotMetTheOthersYetLeavesThemWhatTheyRun() throws Exception {
    TestGateway one = gateway(1, routes());
    one.join(port);
    await().atMost(PATIENCE).until(() -> haveAll(one));
    List<Change> changes = new CopyOnWriteArrayList<>();
    Runnable _ = one.places.directory().orElseThrow().observe(changes::add);
    TestGateway two = new TestGateway(2, Set.of(), routes());
    gateways.add(two);
    two.places.expect();
    two.start();
    two.join(port); // its connections are not there yet
    two.follow();
    assertThat(two.called).isEmpty();

    one.meet(2);
    two.meet(1);

    await().atMost(PATIENCE).until(() -> haveAll(one, two) && !two.pulls.isEmpty());
    assertThat(two.called).isEqualTo(two.pulls.keySet()); // what is due there, and nothing else
    assertThat(changes).noneMatch(Change.Gone.class::isInstance);
  }

  @Test
  void aRouteIsAtANodeThatCarriesItsLabels() throws Exception {
    List<String> pinned =
        List.of(
            """
            {"key": "live/a", "nodeLabels": ["site-a"],
             "sources": [{"type": "rtsp-pull", "url": "rtsp://camera/a"}]}
            """,
            """
            {"key": "live/b", "nodeLabels": ["site-b"],
             "sources": [{"type": "rtsp-pull", "url": "rtsp://camera/b"}]}
            """,
            """
            {"key": "live/c", "nodeLabels": ["site-c"],
             "sources": [{"type": "rtsp-pull", "url": "rtsp://camera/c"}]}
            """);
    TestGateway one = gateway(1, pinned, "site-a");
    one.join(port, 2);
    TestGateway two = gateway(2, pinned, "site-b", "other");
    two.join(port, 1);

    await()
        .atMost(PATIENCE)
        .until(() ->
            one.pulls.keySet().equals(Set.of(StreamKey.parse("live/a")))
                && two.pulls.keySet().equals(Set.of(StreamKey.parse("live/b"))));
  }

  @Test
  void aStreamHasOnePublisherInTheWholeCluster() throws Exception {
    TestGateway one = gateway(1, List.of());
    one.join(port, 2);
    TestGateway two = gateway(2, List.of("{\"key\": \"live/taken\", \"takeOver\": true}"));
    two.join(port, 1);
    assertThat(one.publish(PUBLISHED)).isInstanceOf(PublishResult.Accepted.class);
    await().atMost(PATIENCE).until(() -> owner(two, PUBLISHED).equals(Optional.of(1)));

    assertThat(two.publish(PUBLISHED))
        .isEqualTo(
            new PublishResult.Refused(
                Refusal.KEY_TAKEN, "another publisher is live on this stream, at node 1"));

    StreamKey taken = StreamKey.parse("live/taken");
    assertThat(one.publish(taken)).isInstanceOf(PublishResult.Accepted.class);
    await().atMost(PATIENCE).until(() -> owner(two, taken).equals(Optional.of(1)));
    assertThat(two.publish(taken)).isInstanceOf(PublishResult.Accepted.class);
    await().atMost(PATIENCE).until(() -> owner(one, taken).equals(Optional.of(2)));
    await()
        .atMost(PATIENCE)
        .until(
            () -> one.streams.find(taken) == null || !one.streams.kick(taken, CloseReason.KICKED));

    one.encodersSend.set(false); // it has gone to the other node, and this one has not noticed
    await().atMost(PATIENCE).until(() -> two.publish(PUBLISHED) instanceof PublishResult.Accepted);
    await().atMost(PATIENCE).until(() -> owner(one, PUBLISHED).equals(Optional.of(2)));
    one.encodersSend.set(true);

    StreamKey ghost = StreamKey.parse("live/ghost");
    assertThat(one.publish(ghost)).isInstanceOf(PublishResult.Accepted.class);
    await().atMost(PATIENCE).until(() -> owner(two, ghost).equals(Optional.of(1)));
    one.kill(); // and its ghost does not block the encoder's return either
    await().atMost(PATIENCE).until(() -> owner(two, ghost).isEmpty());
    assertThat(two.publish(ghost)).isInstanceOf(PublishResult.Accepted.class);
    await().atMost(PATIENCE).until(() -> owner(two, ghost).equals(Optional.of(2)));
  }
}
