package io.tidegate.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.config.RouteDocuments;
import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.config.Token;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Publication;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.PublishResult;
import io.tidegate.media.hub.Refusal;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.hub.WaitingPlayers;
import io.tidegate.media.testing.ManualLoops;
import io.tidegate.media.testing.SyntheticStreams;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RouteInstancesTest {
  private static final String PULLS =
      """
      {"key": "nvr/*", "maxInstances": 2,
       "sources": [{"type": "rtsp-pull", "url": "rtsp://nvr/{1}", "onDemand": true}]}
      """;
  private static final String PUSHES =
      """
      {"key": "live/*", "maxInstances": 1,
       "outputs": {"srt-push": [{"host": "h", "port": 1, "streamId": "{1}"}]}}
      """;

  private final ManualLoops loops = new ManualLoops();
  private final RouteTable table = new RouteTable();
  private final List<String> changed = new ArrayList<>();
  private final List<String> answers = new ArrayList<>();
  private final RouteInstances instances =
      new RouteInstances(table, Duration.ofSeconds(10), loops::nanoTime);
  private final StreamRegistry streams =
      new StreamRegistry(
          loops,
          new RoutePolicy(
              new Settings.Publishing(
                  Settings.PublishMode.OPEN, Token.NONE, false, Duration.ofSeconds(15), false),
              table,
              instances::hasRoom),
          HubOptions.defaults(bug -> answers.add("bug " + bug)),
          new WaitingPlayers.Limits(Duration.ofSeconds(10), 100));

  @BeforeEach
  void watch() throws Exception {
    instances.watch(streams);
    instances.follow(keys -> keys.forEach(key -> changed.add(key.toString())));
    store(PULLS);
    store(PUSHES);
  }

  @Test
  void aPatternAloneRunsNothing() {
    assertThat(instances.keys()).extracting(StreamKey::toString).contains("live/*", "nvr/*");
    assertThat(running("nvr/*").sources()).isEmpty();
    assertThat(running("live/*").outputs()).isEmpty();
    assertThat(instances.find(key("nvr/a"))).isNull();
    assertThat(instances.find(key("live/a"))).isNull();
  }

  @Test
  void aPlayerStartsThePullAndTheLastOneEndsIt() {
    seek("nvr/a");
    assertThat(answers).containsExactly("waits");
    assertThat(changed).containsExactly("nvr/a");
    assertThat(running("nvr/a").sources())
        .extracting(SourceSpec::place)
        .containsExactly("rtsp://nvr/a");

    Publication camera = pull("nvr/a");
    loops.runAll();
    assertThat(answers).containsExactly("waits", "found nvr/a");
    StreamHub hub = Objects.requireNonNull(streams.find(key("nvr/a")));
    hub.viewerOpened();
    changed.clear();
    tendAfter(60);
    assertThat(changed).isEmpty();

    hub.viewerClosed();
    tendAfter(9);
    assertThat(changed).isEmpty();
    tendAfter(2);
    assertThat(changed).containsExactly("nvr/a");
    assertThat(running("nvr/a").sources()).isEmpty();
    camera.close(CloseReason.ENDED_BY_PEER);
    loops.advance(Duration.ofSeconds(16));
    tendAfter(11);
    assertThat(instances.find(key("nvr/a"))).isNull();
    assertThat(instances.instances(StreamKey.parsePattern("nvr/*"))).isZero();
  }

  @Test
  void aPlayerThatWaitsInVainLeavesNothingBehind() {
    seek("nvr/a");
    loops.advance(Duration.ofSeconds(10));
    assertThat(answers.getLast()).startsWith("NOT_FOUND nothing came");
    tendAfter(1);
    tendAfter(11);
    assertThat(instances.find(key("nvr/a"))).isNull();
  }

  @Test
  void onlySoManyKeysAreInUse() {
    seek("nvr/a");
    seek("nvr/b");
    seek("nvr/c");
    assertThat(answers)
        .containsExactly(
            "waits",
            "waits",
            "LIMIT_REACHED route nvr/* has all of its 2 streams in use, try again later");
    seek("nvr/a");
    assertThat(answers.getLast()).isEqualTo("waits");

    assertThat(publish("live/a")).isInstanceOf(PublishResult.Accepted.class);
    assertThat(publish("live/b"))
        .isInstanceOfSatisfying(
            PublishResult.Refused.class,
            refused -> assertThat(refused.refusal()).isEqualTo(Refusal.LIMIT_REACHED));
  }

  @Test
  void aPublisherHasThePushesOfItsPatternWhileItIsThere() {
    PublishResult.Accepted accepted = (PublishResult.Accepted) publish("live/a");
    assertThat(changed).containsExactly("live/a");
    assertThat(running("live/a").outputs().getFirst().place()).isEqualTo("srt://h:1");
    play(accepted.publication());
    tendAfter(3_600);
    assertThat(instances.find(key("live/a"))).isNotNull();

    accepted.publication().close(CloseReason.CONNECTION_LOST);
    tendAfter(14);
    assertThat(instances.find(key("live/a"))).as("in its grace period").isNotNull();
    changed.clear();
    loops.advance(Duration.ofSeconds(2));
    tendAfter(1);
    tendAfter(11);
    assertThat(changed).containsExactly("live/a");
    assertThat(instances.find(key("live/a"))).isNull();
  }

  @Test
  void aChangeReachesWhatIsInUse() throws Exception {
    publish("live/a");
    publish("show/x");
    seek("nvr/c");
    assertThat(instances.reached(List.of(StreamKey.parsePattern("live/*"))))
        .extracting(StreamKey::toString)
        .containsExactlyInAnyOrder("live/*", "live/a");
    store("{\"key\": \"show/*\"}");
    assertThat(instances.reached(List.of(StreamKey.parsePattern("show/*"))))
        .extracting(StreamKey::toString)
        .containsExactlyInAnyOrder("show/*", "show/x");
    assertThat(instances.find(key("show/x"))).isNotNull();

    table.remove(StreamKey.parsePattern("nvr/*"));
    assertThat(instances.reached(List.of(StreamKey.parsePattern("nvr/*"))))
        .extracting(StreamKey::toString)
        .containsExactlyInAnyOrder("nvr/*", "nvr/c");
    loops.runAll();
    assertThat(answers.getLast()).startsWith("NOT_FOUND");
    assertThat(instances.find(key("nvr/c"))).isNull();
    tendAfter(1);
    assertThat(instances.instances(StreamKey.parsePattern("nvr/*"))).isZero();
  }

  @Test
  void aRouteOfItsOwnWithASourceOnDemandRunsTheRestAlways() throws Exception {
    store(
        """
        {"key": "live/own", "sources": [{"type": "rtmp-publish"},
         {"type": "rtsp-pull", "url": "rtsp://cam/x", "onDemand": true}]}
        """);
    assertThat(running("live/own").sources()).hasSize(1);
    assertThat(instances.wanted(key("live/own"))).isInstanceOf(Admission.Granted.class);
    assertThat(running("live/own").sources()).hasSize(2);
    tendAfter(11);
    assertThat(running("live/own").sources()).hasSize(1);
  }

  private void tendAfter(int seconds) {
    loops.advance(Duration.ofSeconds(seconds));
    instances.tend();
  }

  private void store(String json) throws ConfigException {
    RouteSpec route = RouteDocuments.read(new JsonObject(json), null);
    table.put(new RouteEntry(route, 1, Instant.EPOCH, ""));
  }

  private RouteSpec running(String key) {
    return Objects.requireNonNull(instances.find(StreamKey.parsePattern(key)));
  }

  private static StreamKey key(String text) {
    return StreamKey.parse(text);
  }

  private PublishResult publish(String key) {
    return streams.publish(
        new PublishRequest("p", key(key), Protocol.RTMP, "test", Map.of()), _ -> {});
  }

  /// As our own client would.
  private Publication pull(String key) {
    PublishRequest request =
        PublishRequest.invited("c", key(key), Protocol.RTSP, "nvr", new SourceSpec.Slate());
    Publication pull = ((PublishResult.Accepted) streams.publish(request, _ -> {})).publication();
    play(pull);
    return pull;
  }

  /// Enough to be waited for after the end.
  private static void play(Publication publication) {
    publication.emit(new StreamEvent.TracksChanged(SyntheticStreams.tracks()));
    SyntheticStreams.Spec spec = SyntheticStreams.Spec.of(SyntheticStreams.tracks());
    SyntheticStreams.frames(spec, MediaTime.ZERO, MediaTime.ofMillis(200))
        .forEach(publication::emit);
  }

  private void seek(String key) {
    streams
        .players()
        .seek(
            new PlayRequest(key(key), Protocol.RTMP, "test", Map.of()),
            new WaitingPlayers.Answer() {
              @Override
              public void found(StreamHub hub, Admission.Granted by) {
                answers.add("found " + hub.key());
              }

              @Override
              public void refused(Refusal refusal, String message) {
                answers.add(refusal + " " + message);
              }

              @Override
              public void waits(Runnable leave) {
                answers.add("waits");
              }
            });
  }
}
