package io.tidegate.gateway.onvif;

import static io.tidegate.media.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Searches on the loopback interface.
class SearchTest {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private static SearchView view(Searches searches, SearchView begun) {
    return Objects.requireNonNull(searches.find(begun.id()));
  }

  private static SearchOrder order(int seconds, FakeCamera... cameras) throws Exception {
    JsonArray targets = new JsonArray();
    for (FakeCamera camera : cameras) {
      targets.add(camera.discovery());
    }
    return SearchOrder.parse(new JsonObject().put("targets", targets).put("seconds", seconds));
  }

  @Test
  void addressesAreAskedOneByOne() throws Exception {
    try (Searches searches = new Searches(Clock.systemUTC());
        FakeCamera yard = FakeCamera.start(FakeCamera.Spec.of("Yard"));
        FakeCamera hall = FakeCamera.start(FakeCamera.Spec.of("Hall").saying("10.9.8.7"))) {
      SearchView begun = Objects.requireNonNull(searches.begin(order(30, yard, hall)));
      assertThat(begun.running()).isTrue();
      await("both").until(() -> view(searches, begun).cameras().size() == 2);
      assertThat(view(searches, begun).cameras())
          .extracting(FoundCamera::name, FoundCamera::url)
          .containsExactlyInAnyOrder(
              tuple("Yard", yard.url()),
              // what it says of itself leads elsewhere
              tuple("Hall", hall.url()));
      assertThat(searches.end(begun.id())).isTrue();
      assertThat(searches.find(begun.id())).isNull();
      assertThat(searches.end(begun.id())).isFalse();
    }
  }

  @Test
  void theGroupIsAskedByTheInterfaceThatIsChosen() throws Exception {
    NetworkInterface own = NetworkInterface.getByInetAddress(LOOPBACK);
    InetAddress group = InetAddress.ofLiteral("239.255.255.250");
    try (MulticastSocket listener = new MulticastSocket(0);
        FakeCamera camera = FakeCamera.start(FakeCamera.Spec.of("Gate"))) {
      InetSocketAddress asked = new InetSocketAddress(group, listener.getLocalPort());
      listener.joinGroup(asked, own);
      try (Searches searches = new Searches(asked, Clock.systemUTC())) {
        JsonObject body = new JsonObject().put("interface", own.getName()).put("seconds", 30);
        SearchView begun = Objects.requireNonNull(searches.begin(SearchOrder.parse(body)));
        DatagramPacket probe = new DatagramPacket(new byte[2_048], 2_048);
        listener.receive(probe);
        String text = new String(probe.getData(), 0, probe.getLength(), UTF_8);
        int start = text.indexOf("urn:uuid:");
        String id = text.substring(start, text.indexOf("</a:MessageID>"));
        byte[] answer = camera.match(id, camera.url()).getBytes(UTF_8);
        listener.send(new DatagramPacket(answer, answer.length, probe.getSocketAddress()));
        await("it").until(() -> !view(searches, begun).cameras().isEmpty());
        assertThat(view(searches, begun).cameras().getFirst().url()).isEqualTo(camera.url());
        assertThat(view(searches, begun).problems()).isEmpty();
      }
    }
  }

  @Test
  void answersToOthersAndFloodsAreCountedAndBounded() throws Exception {
    try (FakeCamera camera = FakeCamera.start(FakeCamera.Spec.of("Yard"))) {
      Search search = new Search("x", order(1, camera), Search.GROUP, Clock.systemUTC());
      byte[] foreign =
          camera
              .match("urn:uuid:00000000-0000-0000-0000-000000000000", camera.url())
              .getBytes(UTF_8);
      search.take(foreign, LOOPBACK);
      search.take("nonsense".getBytes(UTF_8), LOOPBACK);
      for (int i = 0; i < Search.MAX_DATAGRAMS + 10; i++) {
        search.take(new byte[0], LOOPBACK);
      }
      // it is full: it ends at once
      search.run();
      SearchView view = search.view();
      assertThat(view.running()).isFalse();
      assertThat(view.full()).isTrue();
      assertThat(view.datagrams()).isEqualTo(Search.MAX_DATAGRAMS);
      assertThat(view.strangers()).isEqualTo(1);
      assertThat(view.refused()).isEqualTo(Search.MAX_DATAGRAMS - 1);
      assertThat(view.cameras()).isEmpty();
    }
  }

  @Test
  void fewRunAtATimeAndEndByThemselves() throws Exception {
    try (Searches searches = new Searches(Clock.systemUTC());
        FakeCamera camera = FakeCamera.start(FakeCamera.Spec.of("Yard"))) {
      List<SearchView> begun =
          List.of(
              Objects.requireNonNull(searches.begin(order(5, camera))),
              Objects.requireNonNull(searches.begin(order(30, camera))));
      assertThat(searches.begin(order(1, camera))).isNull();
      await("its end").until(() -> !view(searches, begun.getFirst()).running());
      assertThat(view(searches, begun.getFirst()).cameras()).hasSize(1);
      assertThat(searches.begin(order(1, camera))).isNotNull();
    }
  }

  @Test
  void differencesOfClocksAreRounded() {
    assertThat(DeviceLook.shown(Duration.ofMinutes(-179))).isEqualTo("3 h");
    assertThat(DeviceLook.shown(Duration.ofSeconds(90))).isEqualTo("90 s");
    assertThat(DeviceLook.shown(Duration.ofSeconds(150))).isEqualTo("3 min");
    assertThat(DeviceLook.shown(Duration.ofDays(400))).isEqualTo("400 d");
  }
}
