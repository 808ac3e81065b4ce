package io.tidegate.cluster.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTest {
  private static final int ROUNDS = 2000;

  private static Message read(String text) throws IOException {
    return Message.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void isReadAsItWasWritten() throws Exception {
    Message message =
        Message.of("JOIN").with("name", "Kamera 2\tß: x").with("peer", "a").with("peer", "b");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    message.write(out);

    Message again = read(out.toString(StandardCharsets.UTF_8));

    assertThat(again).isEqualTo(message);
    assertThat(again.all("peer")).containsExactly("a", "b");
    assertThat(again.first("none")).isEmpty();
    assertThatThrownBy(() -> again.require("none"))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("no field none");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "JOIN",
        "JOIN\n",
        "JOIN\na: b",
        "JOIN\nab\n\n",
        "JOIN\n: b\n\n",
        "JOIN\na: \u0001\n\n"
      })
  void whatIsNoneIsRefused(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void isBounded() throws Exception {
    String frame = "J\na: \n\n";
    String most = "x".repeat(Message.MAX_BYTES - frame.length());

    assertThat(read("J\na: " + most + "\n\n").first("a")).contains(most);
    assertThatThrownBy(() -> read("J\na: " + most + "x\n\n"))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("the message is too long");
  }

  @Test
  void anythingIsAMessageOrRefused() throws IOException {
    long seed = Long.getLong("fuzz.seed", System.nanoTime());
    System.out.println("fuzz.seed=" + seed);
    Random random = new Random(seed);
    String alphabet = "JOIN:: \n\n\n\tab\u0001ß";
    for (int round = 0; round < ROUNDS; round++) {
      StringBuilder text = new StringBuilder();
      for (int left = random.nextInt(40); left > 0; left--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        Message message = read(text.toString());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        message.write(out);
        assertThat(text.toString()).startsWith(out.toString(StandardCharsets.UTF_8));
      } catch (ProtocolException _) {
        // refused
      }
    }
  }

  @Test
  void aTokenIsReadAsItWasWritten() {
    JoinToken token = JoinToken.make("ab".repeat(32));

    assertThat(JoinToken.parse(" " + token.text() + "\n")).contains(token);
    assertThat(JoinToken.parse(token.text() + "0")).isEmpty();
    assertThat(JoinToken.parse(token.text().substring(1))).isEmpty();
    assertThat(JoinToken.parse("")).isEmpty();
  }
}
