package io.tidegate.gateway.srt;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.Token;
import io.tidegate.gateway.route.OutputSpec;
import io.tidegate.gateway.route.PlayerFormat;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.gateway.route.SrtPortSpec;
import io.tidegate.gateway.route.SrtSpec;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Refusal;
import io.tidegate.media.ts.TsDemuxerOptions;
import io.tidegate.srt.SrtProfile;
import io.tidegate.srt.SrtProfiles.Decision;
import io.tidegate.srt.StreamId;
import io.tidegate.srt.TransportForm;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouteProfilesTest {
  private static final InetSocketAddress REMOTE =
      new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 1);
  private static final SrtProfile GENERAL = SrtProfile.DEFAULT.withPassphrase("of-no-route", 0);
  private static final SrtPortSpec SHARED = new SrtPortSpec("srt", 1, null, null);

  @Test
  void aKeyWithoutARouteHasTheGeneralProfile() {
    RouteProfiles profiles = new RouteProfiles(GENERAL, RouteTable.of(List.of()));
    assertThat(profiles.find(StreamId.parse("publish:x"), 1, REMOTE))
        .isEqualTo(new Decision.Accepted(StreamKey.parse("live/x"), GENERAL));
    assertThat(refusal(profiles.find(StreamId.parse("a/b/c"), 1, REMOTE)))
        .isEqualTo(Refusal.BAD_KEY);
  }

  @Test
  void theRoutesPolicyWinsOverThePortsAndThatOverTheGeneralOne() {
    RouteProfiles profiles =
        new RouteProfiles(
            GENERAL, RouteTable.of(List.of(route("own", "article", -1), route("none", null, -1))));
    profiles.bound(1, SHARED);
    profiles.bound(2, new SrtPortSpec("srt.1", 2, null, "deadline"));
    assertThat(policy(profiles, "own", 2)).isEqualTo("article");
    assertThat(policy(profiles, "none", 2)).isEqualTo("deadline");
    assertThat(policy(profiles, "free", 2)).isEqualTo("deadline");
    assertThat(policy(profiles, "none", 1)).isEqualTo("stock");
  }

  @Test
  void aSourceWithAPortTakesPublishersThereAlone() {
    RouteProfiles profiles =
        new RouteProfiles(GENERAL, RouteTable.of(List.of(route("x", null, 9))));
    profiles.bound(1, SHARED);
    profiles.bound(9, new SrtPortSpec("srt.live/x", 9, StreamKey.parse("x"), null));
    assertThat(refusal(profiles.find(StreamId.parse("publish:x"), 1, REMOTE)))
        .isEqualTo(Refusal.NOT_ALLOWED);
    assertThat(profiles.find(StreamId.parse("read:x"), 1, REMOTE))
        .isInstanceOf(Decision.Accepted.class);
    assertThat(policy(profiles, "x", 9)).isEqualTo("stock");
  }

  @Test
  void onlyPortsWithAnotherPolicyThanStockNeedTheRelay() {
    RouteProfiles stock = new RouteProfiles(GENERAL, RouteTable.of(List.of(route("x", null, -1))));
    assertThat(stock.needsRelay(SHARED)).isFalse();
    assertThat(stock.needsRelay(new SrtPortSpec("srt.1", 2, null, "deadline"))).isTrue();
    RouteProfiles mixed =
        new RouteProfiles(GENERAL, RouteTable.of(List.of(route("x", "deadline", -1))));
    assertThat(mixed.needsRelay(SHARED)).isFalse();
    assertThat(mixed.plansOnSharedPorts(route("x", "deadline", -1))).isTrue();
    assertThat(mixed.needsRelay(new SrtPortSpec("srt.x", 2, StreamKey.parse("x"), null))).isTrue();
    SrtPortSpec other = new SrtPortSpec("srt.live/y", 3, StreamKey.parse("y"), null);
    assertThat(mixed.needsRelay(other)).isFalse();
  }

  /// Its publisher has a port of its own; those who read it call the port of all streams.
  @Test
  void theSharedPortNeedsTheRelayForReadersOfARouteWithAPortOfItsOwn() {
    RouteSpec apart = route("x", "deadline", 9);
    assertThat(plansOnSharedPorts(apart)).isTrue();
    RouteSpec unread = with(apart, true, List.of(new OutputSpec.Played(PlayerFormat.SRT, false)));
    assertThat(plansOnSharedPorts(unread)).isFalse();
    RouteSpec disabled = with(apart, false, List.of());
    assertThat(plansOnSharedPorts(disabled)).isFalse();
    RouteSpec readInStock = route("x", "stock", 9);
    assertThat(plansOnSharedPorts(readInStock)).isFalse();
  }

  private static boolean plansOnSharedPorts(RouteSpec route) {
    return new RouteProfiles(GENERAL, RouteTable.of(List.of(route))).plansOnSharedPorts(route);
  }

  private static RouteSpec with(RouteSpec route, boolean enabled, List<OutputSpec> outputs) {
    return new RouteSpec(
        route.key(),
        enabled,
        route.sources(),
        outputs,
        route.takeOver(),
        route.grace(),
        route.srt(),
        route.labels());
  }

  @Test
  void aRouteChoosesOfTheTransportStream() {
    RouteProfiles profiles =
        new RouteProfiles(GENERAL, RouteTable.of(List.of(route("x", null, -1))));
    StreamKey key = StreamKey.parse("x");
    assertThat(profiles.demuxing(key))
        .isEqualTo(
            TsDemuxerOptions.DEFAULT.withProgram(2).withAudioPid(257).withAudioLanguage("eng"));
    assertThat(profiles.form(key)).isEqualTo(TransportForm.REMUXED);
    StreamKey other = StreamKey.parse("other");
    assertThat(profiles.demuxing(other)).isEqualTo(TsDemuxerOptions.DEFAULT);
    assertThat(profiles.form(other)).isEqualTo(TransportForm.UNTOUCHED);
  }

  private static String policy(RouteProfiles profiles, String name, int port) {
    Decision decision = profiles.find(StreamId.parse("publish:" + name), port, REMOTE);
    assertThat(decision).isInstanceOf(Decision.Accepted.class);
    return ((Decision.Accepted) decision).profile().policy();
  }

  private static Refusal refusal(Decision decision) {
    assertThat(decision).isInstanceOf(Decision.Refused.class);
    return ((Decision.Refused) decision).refusal();
  }

  private static RouteSpec route(String name, @Nullable String policy, int port) {
    SrtSpec srt =
        new SrtSpec(
            null,
            null,
            null,
            Token.NONE,
            0,
            "",
            null,
            null,
            null,
            policy,
            new SrtSpec.Transport(2, 257, "eng", true));
    List<SourceSpec> sources = List.of(new SourceSpec.SrtListen(port));
    return new RouteSpec(StreamKey.parse(name), true, sources, List.of(), null, null, srt);
  }
}
