package io.tidegate.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.access.AddressRules;
import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.config.Settings.PlayMode;
import io.tidegate.gateway.config.Settings.PublishMode;
import io.tidegate.gateway.config.Token;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Publication;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.PublishResult;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.SessionView;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.testing.ManualLoops;
import io.tidegate.media.testing.SyntheticStreams;
import io.tidegate.media.testing.SyntheticStreams.Spec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RouteSessionsTest {
  private static final StreamKey CAM = new StreamKey("live", "cam");
  private static final StreamKey OTHER = new StreamKey("live", "other");
  private static final List<SourceSpec> RTMP = List.of(new SourceSpec.RtmpPublish());

  private final ManualLoops loops = new ManualLoops();
  private final RouteTable table = new RouteTable();
  private final SessionRegistry sessions = new SessionRegistry();
  private final List<String> closed = new ArrayList<>();
  private StreamRegistry streams;
  private RouteSessions runner;

  @BeforeEach
  void openStreams() {
    RoutePolicy policy =
        new RoutePolicy(
            new Settings.Publishing(
                Settings.PublishMode.OPEN, Token.NONE, false, Duration.ofSeconds(15), false),
            table);
    streams = new StreamRegistry(loops, policy, HubOptions.defaults(bug -> {}));
    runner = new RouteSessions(policy, streams, sessions);
    for (StreamKey key : List.of(CAM, OTHER)) {
      publish(key);
      viewer(key, Protocol.HTTP_FLV);
      viewer(key, Protocol.RTMP);
      viewer(key, Protocol.SRT);
    }
  }

  @Test
  void anOutputThatIsSwitchedOffLosesItsViewersAlone() {
    change(
        route(
            true,
            RTMP,
            List.of(new OutputSpec.Played(PlayerFormat.HTTP_FLV, false)),
            SrtSpec.NONE));
    assertThat(closed).containsExactly("live/cam http-flv KICKED");
  }

  @Test
  void aSourceThatIsTakenAwayLosesItsPublisherAndNoViewer() {
    List<SourceSpec> srt = List.of(new SourceSpec.SrtListen(SourceSpec.SrtListen.SHARED));
    change(route(true, srt, List.of(), SrtSpec.NONE));
    assertThat(closed).containsExactly("live/cam publisher KICKED");
    assertThat(streams.find(CAM)).isNotNull();
    assertThat(streams.kick(CAM, CloseReason.KICKED)).isFalse();
  }

  @Test
  void aRouteThatIsSwitchedOffEndsItsStreamAlone() {
    change(route(false, RTMP, List.of(), SrtSpec.NONE));
    assertThat(closed).containsExactly("live/cam publisher KICKED");
    assertThat(streams.find(CAM)).isNull();
    assertThat(streams.find(OTHER)).isNotNull();
  }

  @Test
  void otherSrtSettingsAreMetByNewConnections() {
    SrtSpec secret = SrtSpec.NONE.withPassphrase(new Token("correcthorse"));
    change(route(true, RTMP, List.of(), secret));
    assertThat(closed).containsExactly("live/cam srt KICKED");
  }

  @Test
  void whoeverIsNoLongerServedWhereHeIsIsSentAwayAndAnotherModeDisturbsNobody() {
    AddressRules rules = new AddressRules(List.of(), AddressRules.networks("192.0.2.2"));
    RouteSpec after =
        new RouteSpec(
            CAM,
            true,
            RTMP,
            List.of(),
            null,
            null,
            SrtSpec.NONE,
            List.of(),
            null,
            null,
            List.of(),
            new AccessSpec(PublishMode.USERS, PlayMode.USERS, rules),
            RouteLimits.NONE);
    change(after);
    assertThat(closed).hasSize(3).allMatch(line -> line.endsWith(" KICKED"));
    assertThat(closed).noneMatch(line -> line.contains("publisher"));
  }

  @Test
  void labelsDisturbNobody() {
    RouteSpec before = route(true, RTMP, List.of(), SrtSpec.NONE);
    RouteSpec after =
        new RouteSpec(
            CAM, true, RTMP, List.of(), true, Duration.ZERO, SrtSpec.NONE, List.of("door"));
    table.put(new RouteEntry(after, 1, Instant.EPOCH, ""));
    runner.apply(CAM, before, after);
    runAll();
    assertThat(closed).isEmpty();
  }

  private void change(RouteSpec after) {
    RouteSpec before = route(true, RTMP, List.of(), SrtSpec.NONE);
    table.put(new RouteEntry(after, 1, Instant.EPOCH, ""));
    runner.apply(CAM, before, after);
    runAll();
  }

  private static RouteSpec route(
      boolean enabled, List<SourceSpec> sources, List<OutputSpec> outputs, SrtSpec srt) {
    return new RouteSpec(CAM, enabled, sources, outputs, null, null, srt);
  }

  private void publish(StreamKey key) {
    PublishRequest request =
        new PublishRequest(sessions.nextId(), key, Protocol.RTMP, "192.0.2.1:1", Map.of());
    Publication publication =
        ((PublishResult.Accepted)
                streams.publish(request, reason -> closed.add(key + " publisher " + reason)))
            .publication();
    SyntheticStreams.events(Spec.of(SyntheticStreams.tracks()), MediaTime.ofMillis(100)).stream()
        .filter(event -> !(event instanceof StreamEvent.EndOfStream))
        .forEach(publication::emit);
    runAll();
  }

  private void viewer(StreamKey key, Protocol protocol) {
    String id = sessions.nextId();
    sessions.update(
        new SessionView(
            id,
            key,
            SessionView.Kind.VIEWER,
            protocol,
            "192.0.2.2:2",
            Instant.EPOCH,
            SessionState.STREAMING,
            0,
            0,
            null));
    sessions.closable(id, reason -> closed.add(key + " " + protocol.label() + " " + reason));
  }

  private void runAll() {
    loops.runAll();
  }
}
