package io.tidegate.gateway.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.access.AddressRules;
import io.tidegate.gateway.config.RouteDocuments;
import io.tidegate.gateway.feature.Features;
import io.tidegate.gateway.load.Refusals.Cause;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Connections.Verdict;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.Refusal;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.SessionView;
import io.tidegate.media.hub.SessionView.Kind;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Who finds room, on the limit and beside it.
class LimitsTest {
  private static final StreamKey CAM = StreamKey.parse("live/cam");
  private static final StreamKey OTHER = StreamKey.parse("live/other");

  private final SessionRegistry sessions = new SessionRegistry();
  private final RouteTable routes;

  LimitsTest() throws Exception {
    JsonObject limits = new JsonObject().put("viewers", 2).put("egressMbps", 3);
    routes =
        RouteTable.of(
            List.of(
                RouteDocuments.read(
                    new JsonObject().put("key", "live/cam").put("limits", limits), null)));
  }

  @Test
  void theLastPlaceIsTakenAndTheNextViewerRefused() {
    LimitedPolicy policy = policy(new Limits(node(3, 0), routes, sessions));
    assertThat(policy.enter(play(OTHER, "192.0.2.1:1"))).isNull();
    assertThat(policy.enter(play(OTHER, "192.0.2.2:1"))).isNull();
    assertThat(policy.crowded(play(OTHER, "192.0.2.3:1"))).isNull();
    assertThat(policy.enter(play(OTHER, "192.0.2.3:1"))).isNull();
    assertThat(refusal(policy.crowded(play(OTHER, "192.0.2.4:1"))))
        .isEqualTo(Refusal.LIMIT_REACHED);
    assertThat(refusal(policy.enter(play(OTHER, "192.0.2.4:1")))).isEqualTo(Refusal.LIMIT_REACHED);
  }

  @Test
  void whoLeavesMakesRoomAtOnce() {
    Limits limits = new Limits(node(1, 0), routes, sessions);
    LimitedPolicy policy = policy(limits);
    assertThat(policy.enter(play(OTHER, "192.0.2.1:1"))).isNull();
    sessions.update(view("a", OTHER, Kind.VIEWER, "192.0.2.1:1", 0));
    limits.look(() -> 0, 0);
    assertThat(policy.enter(play(OTHER, "192.0.2.2:1"))).isNotNull();
    sessions.remove("a", CloseReason.ENDED_BY_PEER);
    assertThat(policy.enter(play(OTHER, "192.0.2.2:1"))).isNull();
  }

  @Test
  void whoNeverCameInDoesNotCountForEver() {
    Limits limits = new Limits(node(1, 0), routes, sessions);
    LimitedPolicy policy = policy(limits);
    assertThat(policy.enter(play(OTHER, "192.0.2.1:1"))).isNull();
    assertThat(policy.enter(play(OTHER, "192.0.2.1:1"))).isNotNull();
    limits.look(() -> 0, 0);
    assertThat(policy.enter(play(OTHER, "192.0.2.1:1"))).isNull();
  }

  @Test
  void aRouteHasItsOwnLimitAndOthersThatOfTheSettings() {
    LoadLimits rules =
        new LoadLimits(0, 0, 0, 1, new LoadLimits.PerAddress(0, 0, 0, 0, 0), List.of());
    Limits limits = new Limits(rules, routes, sessions);
    LimitedPolicy policy = policy(limits);
    assertThat(policy.enter(play(CAM, "192.0.2.1:1"))).isNull();
    assertThat(policy.enter(play(CAM, "192.0.2.1:2"))).isNull();
    assertThat(refusal(policy.enter(play(CAM, "192.0.2.1:3")))).isEqualTo(Refusal.LIMIT_REACHED);
    assertThat(policy.enter(play(OTHER, "192.0.2.1:4"))).isNull();
    assertThat(policy.enter(play(OTHER, "192.0.2.1:5"))).isNotNull();
    assertThat(limits.refusals().totals()).containsEntry(Cause.ROUTE_VIEWERS, 2L);
  }

  @Test
  void anAddressHasItsShareUnlessItIsExempt() {
    LimitedPolicy policy = policy(new Limits(address(1, 1, 0), routes, sessions));
    assertThat(policy.enter(play(OTHER, "[2001:db8::1]:1"))).isNull();
    assertThat(refusal(policy.enter(play(OTHER, "2001:db8::1:2")))).isEqualTo(Refusal.PEER_LIMIT);
    assertThat(policy.enter(play(OTHER, "192.0.2.1:1"))).isNull();
    for (int i = 0; i < 5; i++) {
      assertThat(policy.enter(play(OTHER, "127.0.0.1:" + i))).isNull();
    }
  }

  @Test
  void publishersThatComeByThemselvesAreCountedWhenTheyClaimTheirStream() {
    LimitedPolicy policy = policy(new Limits(address(0, 1, 0), routes, sessions));
    PublishRequest first = publish("a", "192.0.2.1:1");
    assertThat(policy.publish(first)).isInstanceOf(Admission.Granted.class);
    assertThat(policy.publish(first)).as("asked twice").isInstanceOf(Admission.Granted.class);
    Admission.Granted by = Admission.Granted.INSTANCE;
    assertThat(policy.publish(first.admitted(by))).isEqualTo(by);
    assertThat(policy.publish(publish("b", "192.0.2.1:2")))
        .isInstanceOfSatisfying(
            Admission.Refused.class, no -> assertThat(no.refusal()).isEqualTo(Refusal.PEER_LIMIT));
    PublishRequest called = PublishRequest.invited("c", CAM, Protocol.RTSP, "192.0.2.1:3", first);
    assertThat(policy.publish(called)).isInstanceOf(Admission.Granted.class);
  }

  @Test
  void whatGoesOutIsMeasuredAndBounded() {
    Limits limits = new Limits(new LoadLimits(0, 0, 8, 0, none(), List.of()), routes, sessions);
    LimitedPolicy policy = policy(limits);
    send(limits, CAM, 200_000);
    assertThat(policy.enter(play(CAM, "192.0.2.9:1"))).as("1.6 Mbit/s of 3").isNull();
    send(limits, CAM, 500_000);
    assertThat(refusal(policy.enter(play(CAM, "192.0.2.9:1")))).isEqualTo(Refusal.NO_BANDWIDTH);
    assertThat(policy.enter(play(OTHER, "192.0.2.9:1"))).as("4 Mbit/s of 8").isNull();
    send(limits, CAM, 1_500_000);
    assertThat(refusal(policy.enter(play(OTHER, "192.0.2.9:1")))).isEqualTo(Refusal.NO_BANDWIDTH);
    assertThat(limits.standing().egressBps()).isBetween(11.9e6, 12.1e6);
  }

  @Test
  void segmentsOfHlsAreOfTheNodeAlone() {
    Limits limits = new Limits(new LoadLimits(0, 0, 8, 0, none(), List.of()), routes, sessions);
    for (int second = 0; second <= 60; second++) {
      long sent = second * 2_000_000L;
      limits.look(() -> sent, TimeUnit.SECONDS.toNanos(second));
    }
    assertThat(limits.standing().egressBps()).isBetween(15.9e6, 16.1e6);
    assertThat(limits.crowded(play(CAM, "192.0.2.9:1")))
        .isNotNull()
        .satisfies(no -> assertThat(no.cause()).isEqualTo(Cause.NODE_EGRESS));
  }

  @Test
  void callsOfTheApiComeBackWithTime() {
    Limits limits = new Limits(address(0, 0, 5), routes, sessions);
    int depth = 5 * AddressRates.DEPTH_SECONDS;
    for (int i = 0; i < depth; i++) {
      assertThat(limits.api("192.0.2.1", 0)).isZero();
    }
    assertThat(limits.api("192.0.2.1", 0)).isEqualTo(1);
    assertThat(limits.api("192.0.2.2", 0)).as("another").isZero();
    assertThat(limits.api("127.0.0.1", 0)).as("exempt").isZero();
    assertThat(limits.api("192.0.2.1", TimeUnit.MILLISECONDS.toNanos(199))).isEqualTo(1);
    assertThat(limits.api("192.0.2.1", TimeUnit.MILLISECONDS.toNanos(399))).isZero();
    assertThat(limits.refusals().totals()).containsEntry(Cause.ADDRESS_API, 2L);
  }

  @Test
  void addressesThatAreQuietAreForgotten() {
    AddressRates rates = new AddressRates();
    rates.take("192.0.2.1", 1, 0);
    rates.forget(TimeUnit.SECONDS.toNanos(AddressRates.DEPTH_SECONDS));
    assertThat(rates.size()).isEqualTo(1);
    rates.forget(TimeUnit.SECONDS.toNanos(AddressRates.DEPTH_SECONDS) + 1);
    assertThat(rates.size()).isZero();
  }

  @Test
  void connectionsOverTheLimitAreToldAndManyMoreDropped() {
    AddressConnections connections = new AddressConnections(_ -> 10, new Refusals());
    for (int i = 0; i < 10; i++) {
      assertThat(connections.opened("192.0.2.1")).isEqualTo(Verdict.ADMITTED);
    }
    for (int i = 0; i < 9; i++) {
      assertThat(connections.opened("192.0.2.1")).isEqualTo(Verdict.REFUSED);
    }
    assertThat(connections.opened("192.0.2.1")).isEqualTo(Verdict.DROPPED);
    assertThat(connections.opened("192.0.2.2")).isEqualTo(Verdict.ADMITTED);
    assertThat(connections.of("192.0.2.1")).isEqualTo(19);
    for (int i = 0; i < 10; i++) {
      connections.closed("192.0.2.1");
    }
    assertThat(connections.opened("192.0.2.1")).isEqualTo(Verdict.ADMITTED);
    assertThat(connections.total()).isEqualTo(11);
  }

  /// Long enough for the mean to stand.
  private void send(Limits limits, StreamKey key, long bytesPerSecond) {
    sessions.remove("v", CloseReason.ENDED_BY_PEER);
    for (int second = 0; second < 40; second++) {
      sessions.update(view("v", key, Kind.VIEWER, "192.0.2.1:1", second * bytesPerSecond));
      limits.look(() -> 0, TimeUnit.SECONDS.toNanos(second));
    }
  }

  private static LimitedPolicy policy(Limits limits) {
    Features features = new Features(_ -> List.of());
    Brownout off = new Brownout(BrownoutRules.OFF, features, Clock.systemUTC(), 0);
    return new LimitedPolicy(AdmissionPolicy.OPEN, limits, features, off, () -> 0);
  }

  private static LoadLimits.PerAddress none() {
    return new LoadLimits.PerAddress(0, 0, 0, 0, 0);
  }

  private static LoadLimits node(int viewers, int publishers) {
    return new LoadLimits(viewers, publishers, 0, 0, none(), List.of());
  }

  private static LoadLimits address(int viewers, int publishers, int apiPerSecond) {
    return new LoadLimits(
        0,
        0,
        0,
        0,
        new LoadLimits.PerAddress(viewers, publishers, 0, 0, apiPerSecond),
        AddressRules.networks("127.0.0.1, ::1"));
  }

  private static @Nullable Refusal refusal(Admission.@Nullable Refused no) {
    return no == null ? null : no.refusal();
  }

  private static PlayRequest play(StreamKey key, String remote) {
    return new PlayRequest(key, Protocol.HTTP_FLV, remote, Map.of());
  }

  private static PublishRequest publish(String id, String remote) {
    return new PublishRequest(id, CAM, Protocol.RTMP, remote, Map.of());
  }

  private static SessionView view(String id, StreamKey key, Kind kind, String remote, long bytes) {
    return new SessionView(
        id,
        key,
        kind,
        Protocol.HTTP_FLV,
        remote,
        Instant.EPOCH,
        SessionState.STREAMING,
        bytes,
        0,
        null);
  }
}
