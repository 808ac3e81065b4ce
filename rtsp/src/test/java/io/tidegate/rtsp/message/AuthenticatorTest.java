package io.tidegate.rtsp.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class AuthenticatorTest {
  private static final Credentials MUFASA = new Credentials("Mufasa", "Circle of Life");
  private static final String NONCE = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
  private static final String CLIENT_NONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

  private static Authenticator of(Credentials login) {
    return new Authenticator(login, () -> CLIENT_NONCE);
  }

  private static String offer(String algorithm) {
    return "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm="
        + algorithm
        + ", nonce=\""
        + NONCE
        + "\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";
  }

  /// RFC 7616 §3.9.1
  @Test
  void answersTheExamplesOfTheStandard() {
    Authenticator md5 = of(MUFASA);
    assertThat(md5.challenged(Challenge.parseAll(List.of(offer("MD5"))))).isTrue();
    assertThat(md5.authorization("GET", "/dir/index.html"))
        .contains("response=\"8ca523f5e9506fed4657c9700eebdbec\"")
        .contains("qop=auth, nc=00000001")
        .doesNotContain("algorithm");

    Authenticator sha256 = of(MUFASA);
    sha256.challenged(Challenge.parseAll(List.of(offer("SHA-256"))));
    assertThat(sha256.authorization("GET", "/dir/index.html"))
        .contains("response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\"")
        .contains("algorithm=SHA-256");
  }

  /// RFC 2069 §2.4 has a wrong digest; this is the one of its erratum 749.
  @Test
  void answersWithoutQop() {
    Authenticator old = of(new Credentials("Mufasa", "CircleOfLife"));
    old.challenged(
        Challenge.parseAll(
            List.of(
                "Digest realm=\"testrealm@host.com\","
                    + " nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\"")));

    assertThat(old.authorization("GET", "/dir/index.html"))
        .contains("response=\"1949323746fe6a43ef61f9606e7febea\"")
        .doesNotContain("qop")
        .doesNotContain("cnonce");
  }

  @Test
  void answersInTheOrderOfferedAndTriesTheNext() {
    Authenticator client = of(MUFASA);
    List<Challenge> offered = Challenge.parseAll(List.of(offer("SHA-256") + ", Basic realm=\"a\""));
    assertThat(offered).hasSize(2);

    assertThat(client.challenged(offered)).isTrue();
    assertThat(client.authorization("OPTIONS", "*")).startsWith("Digest");
    assertThat(client.challenged(offered)).isTrue();
    assertThat(client.authorization("OPTIONS", "*")).startsWith("Basic TXVmYXNhOkNpcmNsZSBv");
    assertThat(client.challenged(offered)).isFalse();
  }

  @Test
  void basicThatIsOfferedFirstIsAnsweredFirst() {
    Authenticator client = of(MUFASA);
    client.challenged(Challenge.parseAll(List.of("Basic realm=\"a\"", offer("MD5"))));

    assertThat(client.authorization("PLAY", "*")).startsWith("Basic");
  }

  @Test
  void aStaleNonceIsRenewedAsOftenAsItComes() {
    Authenticator client = of(MUFASA);
    client.challenged(Challenge.parseAll(List.of(offer("MD5"))));
    client.accepted();
    List<Challenge> stale =
        Challenge.parseAll(List.of("Digest realm=\"a\", nonce=\"new\", stale=TRUE"));

    assertThat(client.challenged(stale)).isTrue();
    assertThat(client.authorization("PLAY", "*")).contains("nonce=\"new\"");
    assertThat(client.challenged(stale)).as("the same nonce again").isFalse();
  }

  @Test
  void aNewNonceForEachRequestIsAnswered() {
    Authenticator client = of(MUFASA);
    for (int i = 0; i < 3; i++) {
      assertThat(client.challenged(digest("n" + i))).isTrue();
      assertThat(client.authorization("PLAY", "*")).contains("nonce=\"n" + i + "\"");
      client.accepted();
    }
  }

  private static List<Challenge> digest(String nonce) {
    return Challenge.parseAll(List.of("Digest realm=\"a\", nonce=\"" + nonce + "\""));
  }

  @Test
  void withoutAPasswordThereIsNothingToAnswer() {
    assertThat(of(Credentials.NONE).challenged(digest("1"))).isFalse();
    assertThat(of(MUFASA).challenged(List.of())).isFalse();
    assertThat(of(MUFASA).authorization("PLAY", "*")).isNull();
  }

  @Test
  void leavesOutWhatItCannotAnswer() {
    assertThat(
            Challenge.parseAll(
                List.of(
                    "Negotiate",
                    "Digest realm=\"a\", nonce=\"1\", algorithm=SHA-1",
                    "Digest realm=\"a\", nonce=\"1\", qop=\"auth-int\"",
                    "Digest realm=\"a\"")))
        .isEmpty();
  }

  @Test
  void aServerKnowsTheRightAnswer() {
    for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
      for (boolean session : new boolean[] {false, true}) {
        for (boolean qop : new boolean[] {false, true}) {
          serverKnows(new Challenge.Digest("r", "n", "o", algorithm, session, qop, false));
        }
      }
    }
  }

  private static void serverKnows(Challenge.Digest ours) {
    Authenticator client = of(MUFASA);
    client.challenged(Challenge.parseAll(List.of(ours.toString())));
    Authorization answer =
        Objects.requireNonNull(
            Authorization.parse(client.authorization("PLAY", "rtsp://h/x")), ours::toString);

    assertThat(answer.user()).isEqualTo("Mufasa");
    assertThat(answer.matches(MUFASA, ours, "PLAY")).as(ours.toString()).isTrue();
    assertThat(answer.matches(MUFASA, ours, "PAUSE")).isFalse();
    assertThat(answer.matches(new Credentials("Mufasa", "x"), ours, "PLAY")).isFalse();
    Challenge.Digest later =
        new Challenge.Digest("r", "m", "o", ours.algorithm(), ours.session(), false, false);
    assertThat(answer.matches(MUFASA, later, "PLAY")).as("another nonce").isFalse();
  }

  @Test
  void aServerReadsBasic() {
    Authorization answer = Objects.requireNonNull(Authorization.parse(MUFASA.basic()));
    Challenge.Digest ours =
        new Challenge.Digest("r", "n", null, DigestAlgorithm.MD5, false, false, false);

    assertThat(answer.matches(MUFASA, ours, "PLAY")).isTrue();
    assertThat(Authorization.parse("Basic !")).isNull();
    assertThat(Authorization.parse("Bearer x")).isNull();
    assertThat(Authorization.parse(null)).isNull();
  }
}
