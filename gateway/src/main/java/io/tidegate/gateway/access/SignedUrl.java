package io.tidegate.gateway.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.gateway.auth.SecretText;
import io.tidegate.gateway.route.KeyPattern;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What a signed URL lets its bearer do. Immutable.
///
/// Its parameters are `e` (seconds since 1970 at which it ends), `k` (name of the key), `g` (the
/// signature, base64 for URLs without padding), and where they are needed `p` (a pattern of keys;
/// else it is for the stream that is asked for alone) and `a` (a network, or an address, from which
/// alone it is good). What is signed by HMAC-SHA256 are six lines, with a line feed between them:
///
/// ```
/// tidegate-url-1
/// publish or play
/// live/x, or the pattern
/// the value of e
/// the value of a, empty without
/// the value of k
/// ```
///
/// @param streams a pattern, or a key
/// @param from empty for from everywhere
public record SignedUrl(
    AccessRequest.Action action, StreamKey streams, long expires, String from, String key) {
  private static final String VERSION = "tidegate-url-1";
  private static final String HMAC = "HmacSHA256";

  /// Until the year 5138.
  private static final Pattern SECONDS = Pattern.compile("[1-9]\\d{0,10}");

  /// Of HMAC-SHA256 in base64.
  private static final int SIGNATURE_LENGTH = 43;

  /// An IPv6 network, and some room.
  private static final int LONGEST_NETWORK = 64;

  /// Whether `parameters` are meant to be those of a signed URL.
  static boolean isIn(Map<String, String> parameters) {
    return parameters.containsKey("e")
        && parameters.containsKey("k")
        && parameters.containsKey("g");
  }

  /// What the URL with these parameters claims, which is true only where its signature is
  /// [#isSignedBy]; null when it is malformed.
  static @Nullable SignedUrl read(AccessRequest request) {
    Map<String, String> parameters = request.shown().parameters();
    String expires = parameters.getOrDefault("e", "");
    String key = parameters.getOrDefault("k", "");
    String from = parameters.getOrDefault("a", "");
    if (!SECONDS.matcher(expires).matches()
        || !SigningKey.isName(key)
        || from.length() > LONGEST_NETWORK) {
      return null;
    }
    String pattern = parameters.get("p");
    try {
      StreamKey streams = pattern == null ? request.key() : StreamKey.parsePattern(pattern);
      return new SignedUrl(request.action(), streams, Long.parseLong(expires), from, key);
    } catch (IllegalArgumentException notAKey) {
      return null;
    }
  }

  /// Takes the same time whatever the difference.
  boolean isSignedBy(SigningKey signer, String signature) {
    return signature.length() == SIGNATURE_LENGTH && SecretText.same(signature(signer), signature);
  }

  String signature(SigningKey signer) {
    String lines =
        String.join(
            "\n", VERSION, action.label(), streams.toString(), Long.toString(expires), from, key);
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(signer.secret().getBytes(UTF_8), HMAC));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(mac.doFinal(lines.getBytes(UTF_8)));
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException("every JDK has HMAC-SHA256", absent);
    }
  }

  /// The parameters of the URL, in order.
  public Map<String, String> parameters(SigningKey signer) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("e", Long.toString(expires));
    parameters.put("k", key);
    if (!from.isEmpty()) {
      parameters.put("a", from);
    }
    if (streams.isPattern()) {
      parameters.put("p", streams.toString());
    }
    parameters.put("g", signature(signer));
    return parameters;
  }

  boolean covers(StreamKey asked) {
    return new KeyPattern(streams).match(asked).isPresent();
  }

  /// Whether somebody at `remote` may use it.
  boolean isFor(String remote) {
    if (from.isEmpty()) {
      return true;
    }
    try {
      return new AddressRules(AddressRules.networks(from), List.of()).admit(remote);
    } catch (IllegalArgumentException notANetwork) {
      return false;
    }
  }

  Instant end() {
    return Instant.ofEpochSecond(expires);
  }
}
