package io.tidegate.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.access.AccessRequest.Action;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Credentials;
import io.tidegate.media.hub.Protocol;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a signed URL is good for, by parameters that a query may have.
class SignedUrlTest {
  private static final long END = 1_893_456_000L;
  private static final StreamKey CAM = StreamKey.parse("live/cam");
  private static final SigningKey KEY =
      new SigningKey("k1", "0123456789abcdef0123456789abcdef", Instant.EPOCH, "test");

  private final Map<String, SigningKey> keys = new ConcurrentHashMap<>(Map.of("k1", KEY));

  /// Made with `openssl dgst -sha256 -hmac`.
  @ParameterizedTest
  @CsvSource({
    "PLAY, live/cam, '', 7ZoINF3oSoF3yN1O9Om-_jyJz2tUKa3oy3rF4VsoUyM",
    "PUBLISH, acme/*, 192.0.2.0/24, z2cW6uZF8masBdgoufr5KLyCaYqQwMmf4pBzH22rZgA"
  })
  void isSignedAsOtherProgramsWouldDo(
      Action action, String streams, String from, String signature) {
    SignedUrl url = url(action, streams, from);
    assertThat(url.signature(KEY)).isEqualTo(signature);
    assertThat(url.parameters(KEY)).containsEntry("g", signature).containsEntry("k", "k1");
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 0, granted",
    "0, 0, NOT_AUTHORISED",
    "1, 0, NOT_AUTHORISED",
    "4, 5, granted",
    "5, 5, NOT_AUTHORISED"
  })
  void endsWhenItSaysAndNoLaterThanTheClocksMayDiffer(long late, long skew, String answer) {
    Admission admission =
        urls(END + late, skew).of(request(Action.PLAY, CAM, url(Action.PLAY, "live/cam", "")));
    assertThat(answer(admission)).isEqualTo(answer);
    if (admission instanceof Admission.Granted granted) {
      assertThat(granted.until()).isEqualTo(Instant.ofEpochSecond(END + skew));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "e, 1893456001",
    "e, 01893456000",
    "e, -1",
    "e, 999999999999",
    "e, x",
    "k, k2",
    "k, ''",
    "k, ../k1",
    "g, ''",
    "g, 7ZoINF3oSoF3yN1O9Om-_jyJz2tUKa3oy3rF4VsoUyN",
    "g, 7ZoINF3oSoF3yN1O9Om-_jyJz2tUKa3oy3rF4VsoUyM=",
    "a, 192.0.2.1",
    "p, live/*",
    "p, a/b/c",
    "p, live/other"
  })
  void nothingOfItCanBeChanged(String name, String value) {
    keys.put("k2", SigningKey.make("k2", Instant.EPOCH, "test"));
    Map<String, String> parameters =
        new LinkedHashMap<>(url(Action.PLAY, "live/cam", "").parameters(KEY));
    parameters.put(name, value);
    assertThat(answer(urls(0, 0).of(request(Action.PLAY, CAM, parameters))))
        .isEqualTo("NOT_AUTHORISED");
  }

  @Test
  void isForOneActionAndOneStream() {
    SignedUrl play = url(Action.PLAY, "live/cam", "");
    assertThat(answer(urls(0, 0).of(request(Action.PUBLISH, CAM, play))))
        .isEqualTo("NOT_AUTHORISED");
    assertThat(answer(urls(0, 0).of(request(Action.PLAY, StreamKey.parse("live/c"), play))))
        .isEqualTo("NOT_AUTHORISED");
  }

  @Test
  void ofAPatternIsForItsStreams() {
    SignedUrl all = url(Action.PLAY, "live/c*", "");
    assertThat(answer(urls(0, 0).of(request(Action.PLAY, CAM, all)))).isEqualTo("granted");
    assertThat(answer(urls(0, 0).of(request(Action.PLAY, StreamKey.parse("live/x"), all))))
        .isEqualTo("NOT_ALLOWED");
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.0/24, 192.0.2.9:1, granted",
    "192.0.2.9, 192.0.2.9:1, granted",
    "192.0.2.9, 192.0.2.8:1, NOT_ALLOWED",
    "2001:db8::/32, [2001:db8::1]:1, granted",
    "2001:db8::/32, 192.0.2.9:1, NOT_ALLOWED",
    "nowhere, 192.0.2.9:1, NOT_ALLOWED"
  })
  void mayBeForOneAddress(String from, String remote, String answer) {
    SignedUrl url = url(Action.PLAY, "live/cam", from);
    Credentials shown = Credentials.of(url.parameters(KEY));
    AccessRequest request = new AccessRequest(Action.PLAY, CAM, Protocol.HLS, "", remote, shown);
    assertThat(answer(urls(0, 0).of(request))).isEqualTo(answer);
  }

  @Test
  void endsWithItsKeyAndWithAnotherOneOfThatName() {
    SignedUrls urls = urls(0, 0);
    AccessRequest request = request(Action.PLAY, CAM, url(Action.PLAY, "live/cam", ""));
    Admission.Granted granted = (Admission.Granted) urls.of(request);
    assertThat(granted.user()).isEqualTo("signed URL of k1");
    assertThat(granted.over(Instant.EPOCH)).isNull();
    keys.put("k1", SigningKey.make("k1", Instant.EPOCH, "test"));
    assertThat(granted.over(Instant.EPOCH)).isEqualTo(CloseReason.REVOKED);
    keys.remove("k1");
    assertThat(granted.over(Instant.EPOCH)).isEqualTo(CloseReason.REVOKED);
    assertThat(answer(urls.of(request))).isEqualTo("NOT_AUTHORISED");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void noiseLetsNobodyIn(long seed) {
    Random random = new Random(seed);
    List<String> names = List.of("e", "k", "g", "a", "p");
    for (int i = 0; i < 5_000; i++) {
      Map<String, String> parameters =
          new LinkedHashMap<>(url(Action.PLAY, "live/cam", "").parameters(KEY));
      String name = names.get(random.nextInt(names.size()));
      StringBuilder noise = new StringBuilder();
      for (int n = random.nextInt(50); n >= 0; n--) {
        noise.append((char) random.nextInt(0x180));
      }
      parameters.put(name, noise.toString());
      assertThat(answer(urls(0, 0).of(request(Action.PLAY, CAM, parameters))))
          .as("seed %d, %s=%s", seed, name, noise)
          .isNotEqualTo("granted");
    }
  }

  @Test
  void aKeyIsLongEnough() {
    assertThat(SigningKey.isSecret("x".repeat(31))).isFalse();
    assertThat(SigningKey.isSecret("x".repeat(32))).isTrue();
    assertThat(SigningKey.isSecret("x".repeat(128))).isTrue();
    assertThat(SigningKey.isSecret("x".repeat(129))).isFalse();
    assertThat(SigningKey.isSecret("x".repeat(32) + " ")).isFalse();
    assertThat(SigningKey.isName("x".repeat(33))).isFalse();
    assertThat(KEY.toString()).doesNotContain(KEY.secret());
  }

  private SignedUrls urls(long now, long skew) {
    InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(now));
    return new SignedUrls(() -> keys, clock, Duration.ofSeconds(skew));
  }

  private static SignedUrl url(Action action, String streams, String from) {
    return new SignedUrl(action, StreamKey.parsePattern(streams), END, from, "k1");
  }

  private static AccessRequest request(Action action, StreamKey key, SignedUrl url) {
    return request(action, key, url.parameters(KEY));
  }

  private static AccessRequest request(
      Action action, StreamKey key, Map<String, String> parameters) {
    Credentials shown = Credentials.of(parameters);
    return new AccessRequest(action, key, Protocol.HLS, "", "192.0.2.1:1", shown);
  }

  private static String answer(Admission admission) {
    return admission instanceof Admission.Refused refused ? refused.refusal().name() : "granted";
  }
}
