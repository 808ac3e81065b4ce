package io.tidegate.cluster.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidegate.cluster.pki.Authority;
import io.tidegate.cluster.pki.NodeName;
import io.tidegate.cluster.pki.P256;
import io.tidegate.cluster.pki.PrivateFiles;
import io.tidegate.cluster.tunnel.Applications;
import io.tidegate.cluster.tunnel.Peer;
import io.tidegate.cluster.tunnel.TestNode;
import io.tidegate.media.testing.Ports;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JoiningTest {
  private static final JoinCall.Self SELF = new JoinCall.Self("camera-2", Optional.empty(), 5702);
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path folder;
  private Authority authority;
  private JoinTokens tokens;
  private Joining joining;
  private TestNode first;
  private volatile Duration later = Duration.ZERO;

  @BeforeEach
  void setUp() throws Exception {
    authority = Authority.make(Instant.now());
    PrivateFiles files = new PrivateFiles(folder.resolve("1"));
    tokens = JoinTokens.open(files, P256.fingerprint(authority.certificate()), clock());
    first =
        new TestNode(
            authority,
            1,
            folder.resolve("1"),
            Ports.free(),
            new Applications(
                Map.of(Applications.DESK, connection -> joining.servePeer(connection)),
                Map.of(Applications.JOIN, (tls, caller) -> joining.serveStranger(tls, caller))));
    first.book.put(first.peer());
    JoinDesk desk =
        new JoinDesk(
            authority,
            tokens,
            new JoinDesk.Known(first.book, first.revocations, "secret"),
            files,
            Clock.systemUTC());
    joining = new Joining(new Joining.Upstream.Here(desk), Duration.ZERO);
  }

  @AfterEach
  void tearDown() {
    first.close();
  }

  private Clock clock() {
    InstantSource source = () -> Instant.now().plus(later);
    return source.withZone(ZoneOffset.UTC);
  }

  private JoinCall.Joined join(TestNode at, JoinToken token) throws Exception {
    return JoinCall.call(at.tunnel.address(), token, SELF, Clock.systemUTC());
  }

  private JoinRefusal refusal(TestNode at, JoinToken token) {
    return catchThrowableOfType(JoinRefusedException.class, () -> join(at, token)).reason();
  }

  @Test
  void aTokenLetsOneNodeIn() throws Exception {
    first.revocations.add(new NodeName(authority.cluster(), 9, TestNode.id(9)), Instant.now());
    JoinToken token = tokens.create("camera", HOUR);

    JoinCall.Joined joined = join(first, token);

    assertThat(joined.credentials().name().number()).isEqualTo(10);
    assertThat(joined.credentials().authority()).isEqualTo(authority.certificate());
    assertThat(joined.secret()).isEqualTo("secret");
    assertThat(joined.revocations()).singleElement().matches(one -> one.number() == 9);
    Peer self = new Peer(10, joined.credentials().name().id(), "camera-2", "127.0.0.1", 5702);
    assertThat(joined.peers()).containsExactly(first.peer(), self);
    assertThat(first.book.find(10)).contains(self);
    assertThat(tokens.all())
        .singleElement()
        .matches(view -> view.state() == TokenView.State.USED && view.node() == 10);
    assertThat(joining.joined()).isEqualTo(1);
  }

  @Test
  void aUsedTokenIsRefused() throws Exception {
    JoinToken token = tokens.create("camera", HOUR);
    join(first, token);

    assertThat(refusal(first, token)).isEqualTo(JoinRefusal.TOKEN_USED);
    assertThat(first.book.find(3)).isEmpty();
    assertThat(joining.refused()).isEqualTo(1);
  }

  @Test
  void aRevokedTokenIsRefused() throws Exception {
    JoinToken token = tokens.create("camera", HOUR);
    assertThat(tokens.revoke(token.id())).isTrue();

    assertThat(refusal(first, token)).isEqualTo(JoinRefusal.TOKEN_REVOKED);
    assertThat(tokens.revoke(token.id())).isFalse();
    assertThat(tokens.revoke("none")).isFalse();
  }

  @Test
  void anExpiredTokenIsRefused() throws Exception {
    JoinToken token = tokens.create("camera", HOUR);
    later = HOUR;

    assertThat(refusal(first, token)).isEqualTo(JoinRefusal.TOKEN_EXPIRED);
  }

  @Test
  void aWrongTokenIsRefusedAndCostsNoNumber() throws Exception {
    JoinToken right = tokens.create("camera", HOUR);
    JoinToken guess = new JoinToken(right.id(), "0".repeat(32), right.fingerprint());

    assertThat(refusal(first, guess)).isEqualTo(JoinRefusal.WRONG_TOKEN);
    assertThat(refusal(first, JoinToken.make(right.fingerprint())))
        .isEqualTo(JoinRefusal.WRONG_TOKEN);

    assertThat(join(first, right).credentials().name().number()).isEqualTo(2);
  }

  @Test
  void showsTheSecretToNoOtherCluster() throws Exception {
    JoinToken other = JoinToken.make(P256.fingerprint(Authority.make(Instant.now()).certificate()));

    assertThatThrownBy(() -> join(first, other))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("another cluster");
    assertThat(joining.refused()).isZero();
  }

  @Test
  void aNameThatIsNoneIsRefusedWithWords() throws Exception {
    JoinToken token = tokens.create("camera", HOUR);
    JoinCall.Self wrong = new JoinCall.Self("a b", Optional.empty(), 5702);

    assertThatThrownBy(() -> JoinCall.call(first.tunnel.address(), token, wrong, Clock.systemUTC()))
        .isInstanceOf(JoinRefusedException.class)
        .hasMessageContaining("a node's name has 1 to 63");
    assertThat(tokens.all().getFirst().state()).isEqualTo(TokenView.State.OPEN);
  }

  @Test
  void anotherNodeAsksTheOneWithTheAuthority() throws Exception {
    Joining[] there = new Joining[1];
    TestNode second =
        new TestNode(
            authority,
            2,
            folder.resolve("2"),
            Ports.free(),
            new Applications(
                Map.of(),
                Map.of(Applications.JOIN, (tls, caller) -> there[0].serveStranger(tls, caller))));
    try {
      second.book.put(first.peer());
      there[0] =
          new Joining(
              new Joining.Upstream.There(() -> second.tunnel.call(1, Applications.DESK)),
              Duration.ZERO);
      JoinToken token = tokens.create("camera", HOUR);

      assertThat(join(second, token).peers()).hasSize(2);
      assertThat(refusal(second, token)).isEqualTo(JoinRefusal.TOKEN_USED);

      first.close();
      assertThat(refusal(second, token)).isEqualTo(JoinRefusal.NO_AUTHORITY);
    } finally {
      second.close();
    }
  }

  @Test
  void anAuthorityThatHangsIsNotWaitedForLong() throws Exception {
    TestNode second = new TestNode(authority, 2, folder.resolve("2"), Ports.free(), TestNode.NONE);
    TestNode hung =
        new TestNode(
            authority,
            3,
            folder.resolve("3"),
            Ports.free(),
            new Applications(
                Map.of(
                    Applications.DESK,
                    one -> one.input().transferTo(OutputStream.nullOutputStream())),
                Map.of()));
    try {
      second.book.put(hung.peer());

      assertThatThrownBy(
              () -> JoinCall.renew(P256.generate(), () -> second.tunnel.call(3, Applications.DESK)))
          .isInstanceOf(IOException.class);
    } finally {
      second.close();
      hung.close();
    }
  }

  @Test
  void aNodeRenewsItsOwnCertificate() throws Exception {
    KeyPair pair = P256.generate();
    TestNode second = new TestNode(authority, 2, folder.resolve("2"), Ports.free(), TestNode.NONE);
    try {
      second.book.put(first.peer());

      X509Certificate renewed =
          JoinCall.renew(pair, () -> second.tunnel.call(1, Applications.DESK));

      assertThat(renewed.getPublicKey()).isEqualTo(pair.getPublic());
      assertThat(NodeName.of(renewed).orElseThrow().number()).isEqualTo(2);
    } finally {
      second.close();
    }
  }

  @Test
  void keepsDigestsAlone() throws Exception {
    JoinToken token = tokens.create("camera", HOUR);
    String kept = Files.readString(folder.resolve("1").resolve("tokens"));

    assertThat(kept).contains(token.id()).doesNotContain(token.secret());
    assertThat(token.toString()).doesNotContain(token.secret());
    JoinTokens again =
        JoinTokens.open(new PrivateFiles(folder.resolve("1")), token.fingerprint(), clock());
    assertThat(again.all()).isEqualTo(tokens.all());
  }

  @Test
  void refusesTokensWithoutNameOrEnd() {
    assertThatThrownBy(() -> tokens.create(" ", HOUR)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> tokens.create("x".repeat(101), HOUR))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> tokens.create("x", Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> tokens.create("x", JoinTokens.MAX_VALIDITY.plusNanos(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
