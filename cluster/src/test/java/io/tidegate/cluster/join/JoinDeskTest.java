package io.tidegate.cluster.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidegate.cluster.pki.Authority;
import io.tidegate.cluster.pki.NodeName;
import io.tidegate.cluster.pki.P256;
import io.tidegate.cluster.pki.PrivateFiles;
import io.tidegate.cluster.pki.Revocations;
import io.tidegate.cluster.pki.SigningRequest;
import io.tidegate.cluster.tunnel.Peer;
import io.tidegate.cluster.tunnel.PeerBook;
import io.tidegate.cluster.tunnel.TestNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The desk and its tokens, without a network.
class JoinDeskTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path folder;
  private Authority authority;
  private PeerBook book;
  private Revocations revocations;
  private JoinTokens tokens;
  private JoinDesk desk;

  @BeforeEach
  void setUp() throws Exception {
    authority = Authority.make(Instant.now());
    PrivateFiles files = new PrivateFiles(folder);
    book = PeerBook.open(files);
    revocations = Revocations.open(files);
    tokens = JoinTokens.open(files, P256.fingerprint(authority.certificate()), Clock.systemUTC());
    desk =
        new JoinDesk(
            authority,
            tokens,
            new JoinDesk.Known(book, revocations, "secret"),
            files,
            Clock.systemUTC());
  }

  private static Message question(JoinToken token, String port, String request) {
    Message question =
        Release.tell(
            Message.of("JOIN")
                .with("token", token.id())
                .with("name", "camera-2")
                .with("port", port)
                .with("request", request));
    return JoinProof.add(question, token.digest(), "");
  }

  private static String signing() throws Exception {
    return Base64.getEncoder().encodeToString(SigningRequest.make(P256.generate()));
  }

  private JoinRefusedException refusal(Message question) {
    return catchThrowableOfType(JoinRefusedException.class, () -> desk.join(question, "127.0.0.1"));
  }

  @Test
  void whoeverStandsBetweenCanNeitherKeepTheTokenNorChangeWhatIsAsked() throws Exception {
    JoinToken token = tokens.create("camera", HOUR);
    Message question = question(token, "5702", signing());
    List<Message.Field> swapped = new ArrayList<>(question.fields());
    swapped.replaceAll(one -> one.name().equals("request") ? field("request", other()) : one);

    assertThat(question.fields().toString()).doesNotContain(token.secret());
    assertThat(refusal(new Message("JOIN", swapped)).reason()).isEqualTo(JoinRefusal.WRONG_TOKEN);
    assertThat(refusal(question.with("host", "192.0.2.1")).reason())
        .isEqualTo(JoinRefusal.WRONG_TOKEN);
    Message reply = desk.join(question.with(JoinProof.CALLER, "192.0.2.7"), "unknown");

    assertThat(book.find(2).orElseThrow().host()).isEqualTo("192.0.2.7");
    assertThat(JoinProof.isRight(reply, token.digest(), JoinProof.in(question))).isTrue();
    assertThat(JoinProof.isRight(reply, token.digest(), "")).isFalse();
    assertThat(JoinProof.isRight(reply.with("peer", "x"), token.digest(), JoinProof.in(question)))
        .isFalse();
  }

  private static Message.Field field(String name, String value) {
    return new Message.Field(name, value);
  }

  private static String other() {
    try {
      return signing();
    } catch (Exception impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Test
  void whoeverDidNotHearTheAnswerHasItAgain() throws Exception {
    JoinToken token = tokens.create("camera", HOUR);
    Message question = question(token, "5702", signing());

    Message first = desk.join(question, "127.0.0.1");

    assertThat(desk.join(question, "127.0.0.1")).isEqualTo(first);
    assertThat(book.all()).hasSize(1);
    assertThat(refusal(question(token, "5702", signing())).reason())
        .isEqualTo(JoinRefusal.TOKEN_USED);
  }

  @Test
  void anOldDiskGivesNoNumberTwice() throws Exception {
    assertThat(desk.nextNumber()).isEqualTo(2);
    book.put(new Peer(7, TestNode.id(7), "n7", "192.0.2.7", 5702));
    assertThat(desk.nextNumber()).isEqualTo(8);
    revocations.add(new NodeName(authority.cluster(), 9, TestNode.id(9)), Instant.now());
    assertThat(desk.nextNumber()).isEqualTo(10);
    Files.delete(folder.resolve("last-number"));
    assertThat(desk.nextNumber()).isEqualTo(10);
  }

  @Test
  void aStrangersWordsAreShortAndNoErrorOfOurs() throws Exception {
    JoinToken token = tokens.create("camera", HOUR);

    assertThat(refusal(question(token, "5702", "MAA=")).reason())
        .isEqualTo(JoinRefusal.NOT_UNDERSTOOD);
    assertThat(refusal(question(token, "5702", "")).reason()).isEqualTo(JoinRefusal.NOT_UNDERSTOOD);
    JoinRefusedException wordy = refusal(question(token, "x".repeat(10_000), signing()));
    assertThat(wordy.reason()).isEqualTo(JoinRefusal.NOT_UNDERSTOOD);
    assertThat(wordy.getMessage()).hasSizeLessThan(250);
    // without a token, nothing of it is looked at
    JoinToken none = JoinToken.make(token.fingerprint());
    assertThat(refusal(question(none, "5702", "MAA=")).reason()).isEqualTo(JoinRefusal.WRONG_TOKEN);
    assertThat(tokens.all().getFirst().state()).isEqualTo(TokenView.State.OPEN);
  }

  @Test
  void whatIsNotOnTheDiskDidNotHappen() throws Exception {
    JoinToken token = tokens.create("camera", HOUR);
    Path full = Files.createDirectories(folder.resolve("tokens.new").resolve("x"));

    assertThatThrownBy(() -> tokens.revoke(token.id())).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> tokens.create("other", HOUR)).isInstanceOf(IOException.class);
    assertThat(tokens.all()).singleElement().matches(one -> one.state() == TokenView.State.OPEN);

    Files.delete(full);
    assertThat(tokens.revoke(token.id())).isTrue();
  }

  @Test
  void ofManyTokensARevokedOneMakesRoom() throws Exception {
    JoinToken first = tokens.create("camera", HOUR);
    for (int i = 1; i < 200; i++) {
      JoinToken _ = tokens.create("camera", HOUR);
    }
    assertThatThrownBy(() -> tokens.create("one more", HOUR))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(tokens.revoke(first.id())).isTrue();

    assertThat(tokens.create("one more", HOUR).id()).isNotEqualTo(first.id());
  }
}
