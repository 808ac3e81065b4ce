package io.tidegate.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.access.AddressRules;
import io.tidegate.gateway.config.Settings.PlayMode;
import io.tidegate.gateway.config.Settings.PublishMode;
import io.tidegate.gateway.config.Settings.Publishing;
import io.tidegate.gateway.config.Token;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.Refusal;
import io.tidegate.media.hub.SourcePlan;
import io.tidegate.rtsp.RtspPullTarget;
import io.tidegate.rtsp.RtspQuirks;
import io.tidegate.rtsp.RtspTransport;
import io.tidegate.rtsp.message.RtspUrl;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoutePolicyTest {
  private static final StreamKey CAM = new StreamKey("live", "cam");
  private static final StreamKey OTHER = new StreamKey("live", "other");
  private static final List<SourceSpec> RTMP = List.of(new SourceSpec.RtmpPublish());

  @Test
  void openLetsAnybodyPublishAnywhere() {
    RoutePolicy policy = policy(PublishMode.OPEN);
    assertGranted(policy.publish(publish(OTHER, Protocol.RTMP, Map.of())));
  }

  @Test
  void tokenIsComparedWhole() {
    RoutePolicy policy = policy(PublishMode.TOKEN, route(true, RTMP, List.of(), null, null));
    assertGranted(policy.publish(publish(OTHER, Protocol.RTMP, Map.of("token", "secret"))));
    for (StreamKey key : List.of(CAM, OTHER)) {
      for (String wrong : List.of("", "secre", "secrets", "Secret", "sécret")) {
        assertRefused(
            policy.publish(publish(key, Protocol.RTMP, Map.of("token", wrong))),
            Refusal.NOT_AUTHORISED);
      }
      assertRefused(policy.publish(publish(key, Protocol.RTMP, Map.of())), Refusal.NOT_AUTHORISED);
    }
  }

  @Test
  void whatARouteSaysTheSourcesOfIsWorthWaitingFor() {
    assertThat(policy(PublishMode.OPEN, route(true, RTMP, List.of(), null, null)).awaits(CAM))
        .isTrue();
    assertThat(policy(PublishMode.OPEN, route(true, RTMP, List.of(), null, null)).awaits(OTHER))
        .isFalse();
    assertThat(policy(PublishMode.OPEN, route(false, RTMP, List.of(), null, null)).awaits(CAM))
        .isFalse();
    assertThat(policy(PublishMode.OPEN, route(true, List.of(), List.of(), null, null)).awaits(CAM))
        .isFalse();
  }

  @Test
  void aTokenThatIsNotSetMatchesNothing() {
    assertThat(Token.NONE.matches("")).isFalse();
    assertThat(Token.NONE.matches(null)).isFalse();
    assertThat(new Token("secret").toString()).doesNotContain("secret");
  }

  @Test
  void closedTakesKeysWithARouteAlone() {
    RoutePolicy policy = policy(PublishMode.CLOSED, route(true, RTMP, List.of(), null, null));
    assertGranted(policy.publish(publish(CAM, Protocol.RTMPS, Map.of())));
    assertRefused(policy.publish(publish(OTHER, Protocol.RTMP, Map.of())), Refusal.NOT_ALLOWED);
  }

  @Test
  void aRouteThatIsSwitchedOffTakesAndShowsNothing() {
    RoutePolicy policy = policy(PublishMode.OPEN, route(false, RTMP, List.of(), null, null));
    assertRefused(policy.publish(publish(CAM, Protocol.RTMP, Map.of())), Refusal.NOT_ALLOWED);
    assertRefused(policy.play(play(CAM, Protocol.HLS)), Refusal.NOT_FOUND);
    assertGranted(policy.play(play(OTHER, Protocol.HLS)));
  }

  @Test
  void aRouteTakesPublishersOverTheProtocolsOfItsSourcesAlone() {
    RoutePolicy rtmp = policy(PublishMode.OPEN, route(true, RTMP, List.of(), null, null));
    assertGranted(rtmp.publish(publish(CAM, Protocol.RTMP, Map.of())));
    assertGranted(rtmp.publish(publish(CAM, Protocol.RTMPS, Map.of())));
    assertRefused(rtmp.publish(publish(CAM, Protocol.SRT, Map.of())), Refusal.NOT_ALLOWED);
    assertGranted(rtmp.publish(publish(OTHER, Protocol.SRT, Map.of())));

    RoutePolicy none = policy(PublishMode.OPEN, route(true, List.of(), List.of(), null, null));
    assertRefused(none.publish(publish(CAM, Protocol.RTMP, Map.of())), Refusal.NOT_ALLOWED);
  }

  @Test
  void whomWeCallNeedsNoTokenButARoute() {
    RoutePolicy policy = policy(PublishMode.TOKEN, route(true, List.of(), List.of(), null, null));
    assertGranted(policy.publish(invited(CAM)));
    assertRefused(policy.publish(invited(OTHER)), Refusal.NOT_ALLOWED);
    RoutePolicy off = policy(PublishMode.OPEN, route(false, List.of(), List.of(), null, null));
    assertRefused(off.publish(invited(CAM)), Refusal.NOT_ALLOWED);
  }

  @Test
  void publishersAreKnownByProtocolAndPullsByWhomWeCall() throws Exception {
    RtspUrl one = RtspUrl.parse("rtsp://192.0.2.1/a");
    RtspUrl other = RtspUrl.parse("rtsp://192.0.2.1/b");
    List<SourceSpec> sources =
        List.of(
            new SourceSpec.SrtListen(SourceSpec.SrtListen.SHARED),
            new SourceSpec.RtmpPublish(),
            new SourceSpec.RtspPull(one, RtspTransport.AUTO, false, RtspQuirks.NONE),
            new SourceSpec.RtspPull(other, RtspTransport.AUTO, false, RtspQuirks.NONE));
    RoutePolicy policy = policy(PublishMode.OPEN, route(true, sources, List.of(), null, null));
    assertThat(policy.plan(CAM).sources()).hasSize(4);
    assertThat(policy.plan(OTHER)).isEqualTo(SourcePlan.SINGLE);
    assertThat(policy.source(publish(CAM, Protocol.SRT, Map.of()))).isZero();
    assertThat(policy.source(publish(CAM, Protocol.RTMP, Map.of()))).isEqualTo(1);
    RtspPullTarget target = new RtspPullTarget(CAM, other, RtspTransport.AUTO, false);
    PublishRequest pull = PublishRequest.invited("1", CAM, Protocol.RTSP, "192.0.2.1:554", target);
    assertThat(policy.source(pull)).isEqualTo(3);
  }

  @Test
  void aSlateIsTheLastOfSeveralSources() {
    SourceSpec slate = new SourceSpec.Slate();
    SourceSpec rtmp = new SourceSpec.RtmpPublish();
    RouteSpec sound = route(true, List.of(rtmp, slate), List.of(), null, null);
    assertThat(RouteRules.faults(sound)).isEmpty();
    assertThat(sound.plan().sources().getLast().constant()).isTrue();
    for (List<SourceSpec> wrong : List.of(List.of(slate), List.of(slate, rtmp))) {
      assertThat(RouteRules.faults(route(true, wrong, List.of(), null, null)))
          .containsExactly(new Fault("sources", "a slate as the last of several sources"));
    }
  }

  @Test
  void aRouteNamesEachSourceOnce() {
    RouteSpec twice =
        route(
            true,
            List.of(new SourceSpec.RtmpPublish(), new SourceSpec.RtmpPublish()),
            List.of(),
            null,
            null);
    assertThat(RouteRules.faults(twice))
        .containsExactly(
            new Fault("sources", "each source once; there are two rtmp-publish alike"));
  }

  private static PublishRequest invited(StreamKey key) {
    return new PublishRequest("1", key, Protocol.SRT, "127.0.0.1:1", Map.of(), true);
  }

  @Test
  void anOutputThatIsSwitchedOffIsRefusedAndTheOthersAreNot() {
    RoutePolicy policy =
        policy(
            PublishMode.OPEN,
            route(true, RTMP, List.of(new OutputSpec.Played(PlayerFormat.HLS, false)), null, null));
    assertRefused(policy.play(play(CAM, Protocol.HLS)), Refusal.NOT_ALLOWED);
    assertThat(policy.offers(CAM, Protocol.HLS)).isFalse();
    for (Protocol protocol : List.of(Protocol.HTTP_FLV, Protocol.WS_FLV, Protocol.RTMP)) {
      assertGranted(policy.play(play(CAM, protocol)));
    }
  }

  @Test
  void everyOutputCoversAProtocolOfItsOwn() {
    Set<Protocol> noPlayers =
        EnumSet.of(
            Protocol.SLATE,
            Protocol.UDP_TS,
            Protocol.RECORDING,
            Protocol.FILE,
            Protocol.TEST_PATTERN,
            Protocol.TRANSCODE,
            Protocol.CLUSTER);
    for (Protocol protocol : EnumSet.complementOf(EnumSet.copyOf(noPlayers))) {
      long covering =
          OutputSpec.NAMES.stream()
              .filter(name -> OutputSpec.of(name, true).covers(protocol))
              .count();
      assertThat(covering).as(protocol.label()).isEqualTo(1);
    }
  }

  @Test
  void takeOverAndGraceOfTheRouteWinOverTheServers() {
    Duration grace = Duration.ofSeconds(1);
    RoutePolicy policy = policy(PublishMode.OPEN, route(true, RTMP, List.of(), true, grace));
    PublishRequest routed = publish(CAM, Protocol.RTMP, Map.of());
    PublishRequest free = publish(OTHER, Protocol.RTMP, Map.of());
    assertThat(policy.takeOver(routed)).isTrue();
    assertThat(policy.takeOver(free)).isFalse();
    assertThat(policy.grace(routed)).isEqualTo(grace);
    assertThat(policy.grace(free)).isEqualTo(Duration.ofSeconds(15));

    RoutePolicy silent = policy(PublishMode.OPEN, route(true, RTMP, List.of(), null, null));
    assertThat(silent.takeOver(routed)).isFalse();
    assertThat(silent.grace(routed)).isEqualTo(Duration.ofSeconds(15));
  }

  /// What is looked at, or asked for, must not be told by a cache between.
  @Test
  void isForAllWhereNobodyIsAskedAnything() {
    RouteSpec plain = route(true, RTMP, List.of(), null, null);
    assertThat(policy(PublishMode.OPEN, plain).isForAll(CAM)).isTrue();
    AddressRules near = new AddressRules(AddressRules.networks("10.0.0.0/8"), List.of());
    for (AccessSpec own :
        List.of(
            new AccessSpec(null, null, near),
            new AccessSpec(null, PlayMode.USERS, AddressRules.NONE))) {
      RoutePolicy policy = policy(PublishMode.OPEN, with(plain, own));
      assertThat(policy.isForAll(CAM)).isFalse();
      assertThat(policy.isForAll(OTHER)).isTrue();
    }
  }

  private static RoutePolicy policy(PublishMode mode, RouteSpec... routes) {
    Publishing publishing =
        new Publishing(mode, new Token("secret"), false, Duration.ofSeconds(15), false);
    return new RoutePolicy(publishing, List.of(routes));
  }

  private static RouteSpec route(
      boolean enabled,
      List<SourceSpec> sources,
      List<OutputSpec> outputs,
      @Nullable Boolean takeOver,
      @Nullable Duration grace) {
    return new RouteSpec(CAM, enabled, sources, outputs, takeOver, grace, SrtSpec.NONE);
  }

  private static RouteSpec with(RouteSpec route, AccessSpec access) {
    return new RouteSpec(
        route.key(),
        true,
        route.sources(),
        route.outputs(),
        null,
        null,
        SrtSpec.NONE,
        List.of(),
        null,
        null,
        List.of(),
        access,
        RouteLimits.NONE);
  }

  private static PublishRequest publish(
      StreamKey key, Protocol protocol, Map<String, String> parameters) {
    return new PublishRequest("1", key, protocol, "127.0.0.1:1", parameters);
  }

  private static PlayRequest play(StreamKey key, Protocol protocol) {
    return new PlayRequest(key, protocol, "127.0.0.1:1", Map.of());
  }

  private static void assertGranted(Admission admission) {
    assertThat(admission).isInstanceOf(Admission.Granted.class);
  }

  private static void assertRefused(Admission admission, Refusal refusal) {
    assertThat(admission).isInstanceOf(Admission.Refused.class);
    assertThat(((Admission.Refused) admission).refusal()).isEqualTo(refusal);
  }
}
