package io.tidegate.cluster.join;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Shows that a message is of one who knows a token's secret, without the secret: HMAC-SHA-256 of
/// the message by the secret's digest, which is all that the other end has. So whoever stands
/// between, another node for one, can neither keep the token nor change what is asked and answered.
/// Stateless.
final class JoinProof {
  private static final String ALGORITHM = "HmacSHA256";
  private static final String PROOF = "proof";

  /// What the node that is called adds: where the caller calls from.
  static final String CALLER = "caller";

  private JoinProof() {}

  /// @param asked the proof of what is answered, empty in a question
  static Message add(Message message, String digest, String asked) {
    return message.with(PROOF, of(message, digest, asked));
  }

  /// The proof in it, empty where there is none.
  static String in(Message message) {
    return message.first(PROOF).orElse("");
  }

  static boolean isRight(Message message, String digest, String asked) {
    List<Message.Field> said =
        message.fields().stream()
            .filter(one -> !one.name().equals(PROOF) && !one.name().equals(CALLER))
            .toList();
    String right = of(new Message(message.verb(), said), digest, asked);
    return MessageDigest.isEqual(
        right.getBytes(StandardCharsets.US_ASCII), in(message).getBytes(StandardCharsets.UTF_8));
  }

  private static String of(Message message, String digest, String asked) {
    StringBuilder text = new StringBuilder(asked).append('\n').append(message.verb()).append('\n');
    for (Message.Field one : message.fields()) {
      text.append(one.name()).append(": ").append(one.value()).append('\n');
    }
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(digest.getBytes(StandardCharsets.US_ASCII), ALGORITHM));
      return HexFormat.of()
          .formatHex(mac.doFinal(text.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
