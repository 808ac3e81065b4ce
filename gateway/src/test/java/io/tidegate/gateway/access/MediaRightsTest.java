package io.tidegate.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.auth.Role;
import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.config.Settings.PublishMode;
import io.tidegate.gateway.config.Token;
import io.tidegate.gateway.route.OutputSpec;
import io.tidegate.gateway.route.RoutePolicy;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.gateway.route.SrtSpec;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Credentials;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.Refusal;
import io.tidegate.transcode.ladder.AudioProfile;
import io.tidegate.transcode.ladder.Rendition;
import io.tidegate.transcode.ladder.VideoProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The modes `publish` and `play`, with users and tokens, by role and scope.
class MediaRightsTest {
  private static final Instant END = Instant.parse("2126-01-01T00:00:00Z");
  private static final StreamKey OURS = StreamKey.parse("acme/cam");
  private static final StreamKey OTHER = StreamKey.parse("live/cam");

  private final TestIdentities identities = new TestIdentities();
  private final MediaRights rights = new MediaRights();

  /// Every role, by password and by token, on a stream of its scope and on another.
  @ParameterizedTest
  @CsvSource({
    "ADMINISTRATOR, true, true",
    "OPERATOR, true, true",
    "VIEWER, false, true",
    "PUBLISHER, true, false"
  })
  void aRoleDecidesAboutItsScope(Role role, boolean publishes, boolean plays) {
    rights.follow(identities.user("ann", role, "acme/*").token("t", role, END, "acme/*"));
    RoutePolicy policy = policy(PublishMode.USERS, true);
    for (Credentials shown :
        List.of(password("ann", "ann"), token("tg_t"), password("x", "tg_t"))) {
      assertThat(settled(policy.publish(publish(OURS, shown))))
          .isEqualTo(publishes ? "granted" : "NOT_ALLOWED");
      assertThat(settled(policy.play(play(OURS, shown))))
          .isEqualTo(plays ? "granted" : "NOT_ALLOWED");
      assertThat(settled(policy.publish(publish(OTHER, shown)))).isEqualTo("NOT_ALLOWED");
      assertThat(settled(policy.play(play(OTHER, shown)))).isEqualTo("NOT_ALLOWED");
    }
  }

  @Test
  void whoeverShowsNothingOrTheWrongThingIsAskedWhoHeIs() {
    rights.follow(identities.user("ann", Role.ADMINISTRATOR).token("t", Role.OPERATOR, null));
    RoutePolicy policy = policy(PublishMode.USERS, true);
    for (Credentials shown :
        List.of(
            Credentials.NONE,
            password("ann", ""),
            password("", "ann"),
            password("ann", "wrong"),
            password("bob", "bob"),
            token("t"),
            token("tg_T"),
            token("secret"))) {
      assertThat(settled(policy.publish(publish(OURS, shown)))).isEqualTo("NOT_AUTHORISED");
      assertThat(settled(policy.play(play(OURS, shown)))).isEqualTo("NOT_AUTHORISED");
    }
  }

  @ParameterizedTest
  @EnumSource(PublishMode.class)
  void beforeThereIsAnybodyOnlyTheOpenModesLetPublishersIn(PublishMode mode) {
    boolean open = mode == PublishMode.AUTO || mode == PublishMode.OPEN;
    String answer = settled(policy(mode, false).publish(publish(OURS, password("ann", "ann"))));
    assertThat(answer.equals("granted")).isEqualTo(open);
  }

  @Test
  void withTheFirstUserNobodyPublishesWithoutAName() {
    rights.follow(identities);
    RoutePolicy policy = policy(PublishMode.AUTO, false);
    assertThat(settled(policy.publish(publish(OURS, Credentials.NONE)))).isEqualTo("granted");
    identities.user("ann", Role.ADMINISTRATOR);
    assertThat(settled(policy.publish(publish(OURS, Credentials.NONE))))
        .isEqualTo("NOT_AUTHORISED");
    assertThat(settled(policy.publish(publish(OURS, password("ann", "ann"))))).isEqualTo("granted");
    assertThat(settled(policy.play(play(OURS, Credentials.NONE)))).isEqualTo("granted");
  }

  @Test
  void besideTheSharedTokenApiTokensPublishAndPasswordsDoNot() {
    rights.follow(
        identities
            .user("ann", Role.ADMINISTRATOR)
            .token("t", Role.PUBLISHER, null)
            .token("v", Role.VIEWER, null));
    RoutePolicy policy = policy(PublishMode.TOKEN, false);
    assertThat(settled(policy.publish(publish(OURS, token("secret"))))).isEqualTo("granted");
    assertThat(settled(policy.publish(publish(OURS, password("any", "secret")))))
        .isEqualTo("granted");
    assertThat(settled(policy.publish(publish(OURS, token("tg_t"))))).isEqualTo("granted");
    assertThat(settled(policy.publish(publish(OURS, token("tg_v"))))).isEqualTo("NOT_ALLOWED");
    assertThat(policy.publish(publish(OURS, password("ann", "ann"))))
        .as("at once")
        .isInstanceOf(Admission.Refused.class);
  }

  @Test
  void aGrantSaysWhoAndUntilWhenAndEndsWithTheRight() {
    rights.follow(identities.token("t", Role.OPERATOR, END).user("ann", Role.VIEWER));
    RoutePolicy policy = policy(PublishMode.USERS, true);
    PublishRequest request = publish(OURS, token("tg_t"));
    Admission.Granted granted = (Admission.Granted) policy.publish(request);
    assertThat(granted.user()).isEqualTo("token t");
    assertThat(granted.until()).isEqualTo(END);
    assertThat(granted.over(END.minusSeconds(1))).isNull();
    assertThat(granted.over(END)).isEqualTo(CloseReason.EXPIRED);
    assertThat(policy.publish(request.admitted(granted))).isEqualTo(granted);
    assertThat(policy.play(play(OURS, Credentials.NONE).admitted(granted))).isEqualTo(granted);
    identities.remove("t");
    assertThat(granted.over(Instant.EPOCH)).isEqualTo(CloseReason.REVOKED);
    assertThat(settled(policy.publish(request.admitted(granted)))).isEqualTo("NOT_AUTHORISED");
  }

  @Test
  void anotherRoleEndsWhatTheOldOneGranted() {
    rights.follow(identities.user("ann", Role.OPERATOR));
    Admission.Granted granted = granted(policy(PublishMode.USERS, true));
    assertThat(granted.over(Instant.now())).isNull();
    identities.user("ann", Role.VIEWER);
    assertThat(granted.over(Instant.now())).isEqualTo(CloseReason.REVOKED);
  }

  @Test
  void nobodyIsLetInWhereThePasswordsCannotBeLookedAt() {
    rights.follow(identities.user("ann", Role.OPERATOR));
    identities.broken(new IllegalStateException("full"));
    assertThat(settled(policy(PublishMode.USERS, true).play(play(OURS, password("ann", "ann")))))
        .isEqualTo("LIMIT_REACHED");
  }

  @Test
  void addressesComeBeforeEverythingElse() {
    AddressRules rules =
        new AddressRules(List.of(Network.parse("192.0.2.0/24")), List.of(Network.parse("::/0")));
    RoutePolicy policy =
        new RoutePolicy(
            publishing(PublishMode.OPEN),
            new Settings.Access(Settings.PlayMode.OPEN, rules),
            RouteTable.of(List.of()),
            _ -> true,
            rights);
    assertThat(settled(policy.publish(publish(OURS, Credentials.NONE)))).isEqualTo("granted");
    assertThat(settled(policy.play(play(OURS, Credentials.NONE)))).isEqualTo("granted");
    PlayRequest far = new PlayRequest(OURS, Protocol.HLS, "[2001:db8::1]:5", Credentials.NONE);
    assertThat(settled(policy.play(far))).isEqualTo("NOT_ALLOWED");
    assertThat(
            settled(
                policy.publish(
                    new PublishRequest("1", OURS, Protocol.SRT, "203.0.113.1:1", Map.of()))))
        .isEqualTo("NOT_ALLOWED");
    policy.rules(publishing(PublishMode.OPEN), Settings.Access.OPEN);
    assertThat(settled(policy.play(far))).isEqualTo("granted");
  }

  @Test
  void whoeverMayPlayAStreamMayPlayWhatIsMadeOfIt() {
    rights.follow(
        identities
            .user("ann", Role.VIEWER, OURS.toString())
            .token("t", Role.VIEWER, END, OURS + "_180"));
    OutputSpec small =
        new OutputSpec.Rendered(
            new Rendition("180", VideoProfile.H264, AudioProfile.DEFAULT), false);
    RouteSpec route =
        new RouteSpec(
            OURS, true, SourceSpec.publishers(), List.of(small), null, null, SrtSpec.NONE);
    RoutePolicy policy = policy(PublishMode.USERS, true, RouteTable.of(List.of(route)));
    StreamKey made = StreamKey.parse(OURS + "_180");
    StreamKey other = StreamKey.parse(OURS + "_90");
    assertThat(settled(policy.play(play(made, password("ann", "ann"))))).isEqualTo("granted");
    assertThat(settled(policy.play(play(other, password("ann", "ann"))))).isEqualTo("NOT_ALLOWED");
    assertThat(settled(policy.play(play(made, token("tg_t"))))).isEqualTo("granted");
    assertThat(settled(policy.play(play(OURS, token("tg_t"))))).isEqualTo("NOT_ALLOWED");
  }

  /// Its route may have let in few.
  @Test
  void recordingsWithoutARouteAreForWhoeverShowsThatHeMay() {
    rights.follow(identities.user("ann", Role.VIEWER, OURS.toString()));
    RoutePolicy policy = policy(PublishMode.OPEN, false);
    PlayRequest nobody = new PlayRequest(OURS, Protocol.RECORDING, "192.0.2.1:1", Credentials.NONE);
    PlayRequest ann =
        new PlayRequest(OURS, Protocol.RECORDING, "192.0.2.1:1", password("ann", "ann"));
    assertThat(settled(policy.play(nobody))).isEqualTo("NOT_AUTHORISED");
    assertThat(settled(policy.play(ann))).isEqualTo("granted");
    assertThat(settled(policy.play(play(OURS, Credentials.NONE)))).isEqualTo("granted");
  }

  private static Admission.Granted granted(RoutePolicy policy) {
    List<Admission.Settled> told = new ArrayList<>();
    if (policy.publish(publish(OURS, password("ann", "ann"))) instanceof Admission.Pending wait) {
      wait.question().ask(told::add);
    }
    return (Admission.Granted) told.getFirst();
  }

  private static String settled(Admission admission) {
    List<Admission.Settled> told = new ArrayList<>();
    switch (admission) {
      case Admission.Settled settled -> told.add(settled);
      case Admission.Pending pending -> pending.question().ask(told::add);
    }
    return switch (told.getFirst()) {
      case Admission.Granted _ -> "granted";
      case Admission.Refused refused -> named(refused.refusal(), refused.message());
    };
  }

  private static String named(Refusal refusal, @Nullable String message) {
    assertThat(message).isNotBlank().doesNotContain("tg_", "secret");
    return refusal.name();
  }

  private RoutePolicy policy(PublishMode mode, boolean usersPlay) {
    return policy(mode, usersPlay, RouteTable.of(List.of()));
  }

  private RoutePolicy policy(PublishMode mode, boolean usersPlay, RouteTable routes) {
    return new RoutePolicy(
        publishing(mode),
        new Settings.Access(
            usersPlay ? Settings.PlayMode.USERS : Settings.PlayMode.OPEN, AddressRules.NONE),
        routes,
        _ -> true,
        rights);
  }

  private static Settings.Publishing publishing(PublishMode mode) {
    return new Settings.Publishing(mode, new Token("secret"), false, Duration.ofSeconds(15), false);
  }

  private static Credentials password(String user, String password) {
    return new Credentials(user, password, "", Map.of());
  }

  private static Credentials token(String token) {
    return Credentials.of(Map.of("token", token));
  }

  private static PublishRequest publish(StreamKey key, Credentials shown) {
    return new PublishRequest("1", key, Protocol.RTMP, "192.0.2.1:1", shown);
  }

  private static PlayRequest play(StreamKey key, Credentials shown) {
    return new PlayRequest(key, Protocol.HLS, "192.0.2.1:1", shown);
  }
}
